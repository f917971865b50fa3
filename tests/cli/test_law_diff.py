"""`totalis law diff` names the answers that change: between two days, and between two lawbooks."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from totalis.cli.main import main
from totalis.lawbook.book import PACKAGED

if TYPE_CHECKING:
    from collections.abc import Callable

Edit = tuple[str, str]


@pytest.fixture
def diff(capsys: pytest.CaptureFixture[str]) -> Callable[..., list[dict[str, str]]]:
    """Run the command and read what it prints."""

    def run(*arguments: str) -> list[dict[str, str]]:
        assert main(["law", "diff", *arguments, "--json"]) == 0
        found: list[dict[str, str]] = json.loads(capsys.readouterr().out)
        return found

    return run


@pytest.fixture
def edited(tmp_path: Path) -> Callable[..., str]:
    """A copy of the packaged lawbook in which texts of one file were replaced."""

    def copy(name: str, *edits: Edit) -> str:
        folder = tmp_path / "edited"
        shutil.copytree(Path(PACKAGED) / "agreements", folder / "agreements")
        shutil.copy(Path(PACKAGED) / "register.yaml", folder)
        path = folder / "agreements" / f"{name}.yaml"
        text = path.read_text(encoding="utf-8")
        for old, new in edits:
            assert old in text
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        return str(folder)

    return copy


def pairs(changes: list[dict[str, str]]) -> set[tuple[str, str, str]]:
    return {(change["country"], change["before"], change["after"]) for change in changes}


def witness_of(changes: list[dict[str, str]], before: str, after: str) -> dict[str, str]:
    text = next(
        change["witness"]
        for change in changes
        if (change["before"], change["after"]) == (before, after)
    )
    return dict(part.split(": ", 1) for part in text.split(", "))


# -- two days ------------------------------------------------------------------------------------


def test_the_same_day_twice(diff):
    assert diff("2026-01-01", "2026-01-01") == []


def test_an_agreement_enters_into_force(diff):
    changes = diff("1988-06-30", "1988-07-01")
    assert [(item["country"], item["before"], item["after"]) for item in changes] == [
        ("FR", "no agreement in force", "agreement in force")
    ]
    back = diff("1988-07-01", "1988-06-30")
    assert [(item["before"], item["after"]) for item in back] == [
        ("agreement in force", "no agreement in force")
    ]


def test_before_and_after_all_agreements(diff):
    assert {change["after"] for change in diff("1970-01-01", "1978-11-01")} == {
        "agreement in force"
    }
    assert len(diff("1970-01-01", "2026-01-01")) == 30


def test_germany_in_1996(diff):
    """The second supplement took effect on 1 May 1996: postings to it and from it were bounded."""
    changes = diff("1996-04-30", "1996-05-01")
    assert {change["country"] for change in changes} == {"DE"}
    assert diff("1996-04-30", "1996-05-01", "--only", "FR") == []
    assert diff("1996-04-29", "1996-04-30") == []


def test_norway_in_2003_and_its_way_back(diff):
    forth = diff("2003-08-31", "2003-09-01", "--only", "NO")
    back = diff("2003-09-01", "2003-08-31", "--only", "NO")
    assert forth
    assert {(one, two) for _c, one, two in pairs(forth)} == {
        (two, one) for _c, one, two in pairs(back)
    }


# -- two lawbooks --------------------------------------------------------------------------------


def test_a_copy_changes_nothing(diff, edited):
    assert diff(PACKAGED, edited("fr"), "--as-of", "2026-01-01") == []


def test_a_shorter_limit(diff, edited):
    """Stays of more than three and up to five years, in three kinds.

    The home country loses them in both directions; and an uninsured worker, whom France covered within
    the limit because the need was not met, now stands beyond it, where insurance is no question.
    """
    shorter = edited("fr", ("limit: P5Y", "limit: P3Y"))
    changes = diff(PACKAGED, shorter, "--as-of", "2026-01-01")
    assert pairs(changes) == {
        ("FR", "assigned US", "exception_required FR"),
        ("FR", "assigned FR", "exception_required US"),
        ("FR", "assigned FR", "exception_required FR"),
    }
    uninsured = witness_of(changes, "assigned FR", "exception_required FR")
    assert (uninsured["place"], uninsured["health_insurance"]) == ("FR", "false")
    seen = witness_of(changes, "assigned US", "exception_required FR")
    assert (seen["clock.posting@before"], seen["clock.posting@after"]) == ("within", "beyond")
    assert (seen["place"], seen["sent"], seen["employer_in"]) == ("FR", "true", "US")


def test_a_longer_limit_is_the_same_the_other_way_round(diff, edited):
    shorter = edited("fr", ("limit: P5Y", "limit: P3Y"))
    assert pairs(diff(shorter, PACKAGED, "--as-of", "2026-01-01")) == {
        ("FR", "exception_required FR", "assigned US"),
        ("FR", "exception_required US", "assigned FR"),
        ("FR", "exception_required FR", "assigned FR"),
    }


def test_health_insurance_is_no_longer_needed(diff, edited):
    """Without the need, uninsured workers stay with the US within the limit; nothing else changes."""
    text = (Path(PACKAGED) / "agreements" / "fr.yaml").read_text(encoding="utf-8")
    start = text.index(
        "      - says: Worker and every accompanying family member have private health insurance."
    )
    need = text[start : text.index("    covered_by: US", start)]
    assert "health_insurance: true" in need
    changes = diff(PACKAGED, edited("fr", (need, "")), "--as-of", "2026-01-01")
    assert pairs(changes) == {("FR", "assigned FR", "assigned US")}
    assert witness_of(changes, "assigned FR", "assigned US")["health_insurance"] == "false"


def test_an_agreement_that_only_one_lawbook_has(diff, edited):
    without = edited("fr")
    (Path(without) / "agreements" / "fr.yaml").unlink()
    changes = diff(PACKAGED, without, "--as-of", "2026-01-01")
    assert pairs(changes) == {("FR", "agreement in force", "no agreement in force")}


# -- as text, and wrong calls --------------------------------------------------------------------


def test_as_text(capsys, edited):
    shorter = edited("fr", ("limit: P5Y", "limit: P3Y"))
    assert main(["law", "diff", PACKAGED, shorter, "--as-of", "2026-01-01"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "FR: assigned US → exception_required FR" in lines
    assert lines[-1] == "3 kind(s) of answers change."


@pytest.mark.parametrize(
    "arguments",
    [
        ["2026-01-01", "no/such/folder"],
        ["no/such/folder", "no/such/other"],
        ["2026-02-30", "2026-03-01"],
        ["2026-W01-1", "2026-03-01"],
        ["2026-01-01", "2026-01-02", "--only", "XX"],
    ],
)
def test_wrong_calls(arguments, capsys):
    assert main(["law", "diff", *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "expected:" in printed.err
