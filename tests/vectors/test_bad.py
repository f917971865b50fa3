"""Broken input: every file of `vectors/bad` beside the exact text that a person is shown.

The texts are pinned. `pytest tests/vectors/test_bad.py --rewrite-bad` writes them anew; read the
difference before you commit it, for each line is what somebody with a broken file will see.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.vectors.loading import FOLDER
from totalis.cli.main import main
from totalis.facts.reader import read_sheet
from totalis.kernel.errors import InputError, LawError
from totalis.lawbook.book import PACKAGED, Lawbook
from totalis.lawbook.reader import read_agreement
from totalis.rules.check import check_agreement

if TYPE_CHECKING:
    from collections.abc import Callable

BAD = FOLDER / "bad"
LAWS = sorted(path.parent for path in BAD.glob("law/*/li.yaml") if path.parent.name != "_good")
SHEETS = sorted(path for path in (BAD / "sheets").iterdir() if path.suffix in (".yaml", ".json"))
FOUND_BY_THE_CHECK = {
    "both_exempt",
    "conflict",
    "gap",
    "never_decides",
    "overlapping_wordings",
}
# Too large to keep; made when needed. Their texts stand beside the others.
MADE = {
    "two_megabytes_of_nonsense.yaml": b"x7 \xe2\x82\xac: {[,\n" * 200_000,
    "two_megabytes_of_brackets.yaml": b"[" * 2_000_000,
    "as_many_brackets_as_fit.yaml": b"[" * 999_999,
    "as_many_mappings_as_fit.yaml": b"{a: " * 249_000,
    "as_many_dashes_as_fit.yaml": b"- " * 499_000,
    "as_many_questions_as_fit.yaml": b"? " * 499_000,
    "as_many_values_as_fit.yaml": b"[" + b"1," * 499_000 + b"1]",
}
REGISTER = Lawbook().register


@pytest.fixture
def pinned(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with the one on file, or write it where that was asked for."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--rewrite-bad"):
            path.write_text(text, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text

    return compare


@pytest.fixture
def lawbook_of(tmp_path: Path) -> Callable[[bytes], Path]:
    """A lawbook whose only agreement is the given file."""

    def write(data: bytes) -> Path:
        (tmp_path / "agreements").mkdir()
        (tmp_path / "agreements" / "li.yaml").write_bytes(data)
        shutil.copy(Path(PACKAGED) / "register.yaml", tmp_path)
        return tmp_path

    return write


def failures(data: bytes) -> str:
    """What is wrong with an agreement file, by the reader or by the check."""
    try:
        agreement = read_agreement(data, "li.yaml", REGISTER)
    except LawError as error:
        return error.diagnostics() + "\n"
    proofs = check_agreement(agreement, REGISTER)
    return "".join(failure.text() + "\n" for proof in proofs for failure in proof.failures)


def test_the_file_that_all_broken_ones_come_from_is_whole():
    assert failures((BAD / "law" / "_good" / "li.yaml").read_bytes()) == ""


@pytest.mark.parametrize("folder", LAWS, ids=lambda folder: folder.name)
def test_broken_law(folder, pinned):
    text = failures((folder / "li.yaml").read_bytes())
    assert text
    pinned(folder / "expected.txt", text)


@pytest.mark.parametrize("folder", LAWS, ids=lambda folder: folder.name)
def test_broken_law_through_the_command_line(folder, lawbook_of, capsys):
    book = lawbook_of((folder / "li.yaml").read_bytes())
    assert main(["law", "check", "--lawbook", str(book)]) == 2
    printed = capsys.readouterr()
    found = printed.err.removeprefix("totalis: the lawbook is wrong\n")
    assert found == (folder / "expected.txt").read_text(encoding="utf-8")
    if folder.name in FOUND_BY_THE_CHECK:
        assert "The law is consistent." not in printed.out
    else:
        assert printed.out == ""


def test_what_the_check_finds_the_reader_lets_pass():
    for name in FOUND_BY_THE_CHECK:
        read_agreement((BAD / "law" / name / "li.yaml").read_bytes(), "li.yaml", REGISTER)


def test_a_broken_law_decides_nothing(lawbook_of, capsys, tmp_path):
    book = lawbook_of((BAD / "law" / "uncited_rule" / "li.yaml").read_bytes())
    sheet = tmp_path / "sheet.yaml"
    sheet.write_text(
        "schema: totalis/facts/1\nengagements: [{id: e1, kind: employment, work_country: LI}]\n"
    )
    assert main(["determine", str(sheet), "--lawbook", str(book), "--json"]) == 2
    assert capsys.readouterr().out == ""


def test_a_law_file_of_two_megabytes_is_refused_unread(lawbook_of, capsys, pinned):
    book = lawbook_of(b"rules: [" + b"x, " * 700_000 + b"]")
    assert main(["law", "check", "--lawbook", str(book)]) == 2
    printed = capsys.readouterr()
    pinned(BAD / "law" / "two_megabytes.txt", printed.err)
    assert printed.out == ""


def sheet_problems(data: bytes, name: str) -> str:
    with pytest.raises(InputError) as caught:
        read_sheet(data, name)
    return caught.value.diagnostics() + "\n"


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_broken_sheet(path, pinned):
    pinned(path.with_name(path.name + ".txt"), sheet_problems(path.read_bytes(), path.name))


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_broken_sheet_through_the_command_line(path, monkeypatch, capsys):
    monkeypatch.chdir(path.parent)
    assert main(["determine", path.name]) == 2
    printed = capsys.readouterr()
    assert printed.err == path.with_name(path.name + ".txt").read_text(encoding="utf-8")
    assert printed.out == ""


@pytest.mark.parametrize("name", MADE)
def test_a_sheet_too_large_or_too_deep(name, pinned):
    pinned(BAD / "sheets" / f"{name}.txt", sheet_problems(MADE[name], name))


@pytest.mark.parametrize("name", MADE)
def test_a_sheet_too_large_or_too_deep_ends_no_process(name, tmp_path):
    """In a process of its own: a crash of the C parser would take the test run with it."""
    (tmp_path / name).write_bytes(MADE[name])
    done = subprocess.run(  # noqa: S603 - this repository's own command
        [sys.executable, "-m", "totalis.cli.main", "determine", name, "--json"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONHASHSEED": "0"},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.startswith(b'{"problems": [{"path": ')
    assert b"Traceback" not in done.stderr


def test_every_text_has_its_file():
    named = {f"{path.name}.txt" for path in SHEETS} | {f"{name}.txt" for name in MADE}
    assert {path.name for path in (BAD / "sheets").glob("*.txt")} == named
    assert all((folder / "expected.txt").is_file() for folder in LAWS)


def test_a_single_trailing_comma_is_yaml_and_loses_nothing():
    text = '{"schema": "totalis/facts/1", "engagements": [{"id": "e1", "work_country": "FR",},],}'
    assert read_sheet(text, "sheet.json").engagements[0].work_country == ("FR",)
