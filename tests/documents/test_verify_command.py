"""`totalis verify` as a person and as a program call it."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.documents.cases import bag_of, whole_case
from totalis.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

TOP = "TC-2026-0142-on-2026-03-14"


@pytest.fixture(scope="module")
def bag() -> bytes:
    """The proof of 14 March 2026."""
    return bag_of(whole_case())


@pytest.fixture
def export(bag, tmp_path: Path) -> Path:
    """The proof as a file."""
    path = tmp_path / "export.zip"
    path.write_bytes(bag)
    return path


@pytest.fixture
def folder(bag, tmp_path: Path) -> Path:
    """The proof as a folder."""
    with zipfile.ZipFile(io.BytesIO(bag)) as archive:
        archive.extractall(tmp_path)
    return tmp_path / TOP


def test_a_genuine_export_is_numbered_step_by_step(export, capsys):
    assert main(["verify", str(export)]) == 0
    said = capsys.readouterr().out
    assert "export.zip: export of a case, proof for one day" in said
    assert "  1. ok     The archive opens" in said
    assert " 13. ok     Everything in it, made again from the case, is the same" in said
    assert "GENUINE: nothing was changed" in said
    assert "total digest: sha256:" in said


def test_the_folder_is_checked_as_well(folder, capsys):
    assert main(["verify", str(folder)]) == 0
    assert "GENUINE" in capsys.readouterr().out


def test_one_byte_is_found_and_the_file_is_named(folder, capsys):
    path = folder / "data" / "approvals.json"
    path.write_bytes(path.read_bytes().replace(b"Ben", b"Bob"))
    assert main(["verify", str(folder)]) == 2
    said = capsys.readouterr().out
    assert "  2. FAILED" in said
    assert "data/approvals.json: was changed" in said
    assert "NOT GENUINE" in said


def test_a_program_reads_the_steps(export, capsys):
    assert main(["verify", str(export), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["genuine"] is True
    assert [step["number"] for step in found["steps"]] == list(range(1, 14))


def test_what_is_not_known_is_not_genuine(tmp_path, capsys):
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"\xff\xd8")
    assert main(["verify", str(path)]) == 2
    assert "nothing that Totalis writes" in capsys.readouterr().out


def test_a_call_that_names_nothing_says_what_to_do(tmp_path, capsys):
    assert main(["verify", str(tmp_path / "nothing.zip")]) == 2
    assert "a case export (ZIP or unpacked folder)" in capsys.readouterr().err


def test_a_link_in_a_folder_is_not_followed(folder, capsys):
    (folder / "data" / "more").symlink_to("/etc/passwd")
    assert main(["verify", str(folder)]) == 2
    assert "a link" in capsys.readouterr().err
