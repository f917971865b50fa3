"""Every vector through the command line, compared byte for byte with the Python door."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
import yaml

from tests.vectors.loading import Vector, all_vectors
from totalis.cli.main import main
from totalis.evaluate import determine
from totalis.facts.reader import read_sheet
from totalis.lawbook.book import Lawbook

LAW = Lawbook()
FIRST_OF_COUNTRY = list({vector.country: vector for vector in reversed(all_vectors())}.values())


def through_python(vector: Vector) -> dict[str, Any]:
    answer = determine(read_sheet(vector.facts, vector.file), as_of=vector.as_of, law=LAW)
    found: dict[str, Any] = json.loads(answer.to_json())
    return found


@pytest.mark.vectors
@pytest.mark.parametrize("vector", all_vectors(), ids=lambda vector: vector.id)
def test_vector(vector, tmp_path, capsys):
    sheet = tmp_path / "sheet.json"
    sheet.write_text(json.dumps(vector.facts, default=str), encoding="utf-8")
    assert main(["determine", str(sheet), "--as-of", vector.as_of.isoformat(), "--json"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out) == through_python(vector)
    assert printed.err == ""


@pytest.mark.parametrize("vector", FIRST_OF_COUNTRY, ids=lambda vector: vector.id)
def test_as_yaml_and_as_text_for_people(vector, tmp_path, capsys):
    sheet = tmp_path / "sheet.yaml"
    sheet.write_text(yaml.safe_dump(vector.facts), encoding="utf-8")
    day = vector.as_of.isoformat()
    assert main(["determine", str(sheet), "--as-of", day, "--json"]) == 0
    answer = through_python(vector)
    assert json.loads(capsys.readouterr().out) == answer
    assert main(["determine", str(sheet), "--as-of", day]) == 0
    text = " ".join(capsys.readouterr().out.split())
    engagement = answer["engagements"][0]
    assert " ".join(engagement["answer"].split()) in text
    assert engagement["next_action"] in text
    for citation in engagement["citations"]:
        assert citation["url"] in text
    for missing in engagement["missing"]:
        assert missing["question"] in text


@pytest.mark.parametrize("vector", FIRST_OF_COUNTRY[:4], ids=lambda vector: vector.id)
def test_as_a_program_reading_standard_input(vector):
    done = subprocess.run(  # noqa: S603 - this repository's own command
        [
            *(sys.executable, "-m", "totalis.cli.main", "determine", "-", "--json"),
            *("--as-of", vector.as_of.isoformat()),
        ],
        input=json.dumps(vector.facts, default=str).encode(),
        env={**os.environ, "PYTHONWARNINGS": "error"},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
    assert done.stderr == b""
    assert json.loads(done.stdout) == through_python(vector)
