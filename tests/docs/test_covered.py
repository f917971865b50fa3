"""Nothing is left out: facts, commands, fields, outcomes, rules, agreements, rooms."""

from __future__ import annotations

import ast
import re
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from scripts.docs.commands import arguments, commands
from scripts.docs.markdown import headings
from scripts.docs.regions import REGION, WRITERS, kinds_of_dates
from scripts.walk import SHOTS
from scripts.write_docs import DOCS, ROOT
from totalis.evaluate import determination
from totalis.facts.vocabulary import VOCABULARY
from totalis.kernel.dates import day_words
from totalis.lawbook.book import Lawbook
from totalis.lawbook.model import Outcome
from totalis.procedure.casefile import PayrollState, Stage
from totalis.procedure.checks import CHECKS
from totalis.site.demo.load import STORIES
from totalis.webbase.accounts.rights import RIGHTS_OF, Right, Role

if TYPE_CHECKING:
    import msgspec

LAW = Lawbook()
CONTRACTS: list[dict[str, Any]] = tomllib.loads(
    (ROOT / "pyproject.toml").read_text(encoding="utf-8")
)["tool"]["importlinter"]["contracts"]
REGION_PAGES = ("docs/desk.md", "docs/operations.md")
STRUCTURES = [
    item
    for item in vars(determination).values()
    if isinstance(item, type)
    and issubclass(item, determination.Part)
    and item is not determination.Part
]


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def rows_of(name: str) -> list[list[str]]:
    """The cells of every table line of a document."""
    lines = [line for line in text_of(name).splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_fact_has_its_heading():
    found = set(headings(text_of("docs/facts.md")))
    assert {fact.path for fact in VOCABULARY} <= found
    assert {name for name in found if re.fullmatch(r"(worker|engagement)\..+", name)} == {
        fact.path for fact in VOCABULARY
    }


def test_every_command_and_argument_is_described():
    found = headings(text_of("docs/cli.md"))
    text = text_of("docs/cli.md")
    for command in commands():
        assert command.name in found
        assert command.help, command.name
        for action in arguments(command):
            assert action.help or action.choices, f"{command.name} {action.dest}"
            assert all(option in text for option in action.option_strings)


@pytest.mark.parametrize("structure", STRUCTURES, ids=lambda item: item.__name__)
def test_every_field_of_the_determination_is_described(structure: type[msgspec.Struct]):
    described = {
        name for row in rows_of("docs/determination.md") for name in re.findall(r"`(\w+)`", row[0])
    }
    assert set(structure.__struct_fields__) <= described


def test_every_outcome_is_described():
    described = [row[0].strip("`") for row in rows_of("docs/determination.md") if len(row) == 4]
    assert described[2:] == [
        item.value
        for item in (
            Outcome.ASSIGNED,
            Outcome.UNDETERMINED,
            Outcome.NOT_DUAL,
            Outcome.NO_AGREEMENT,
            Outcome.ELECTION,
            Outcome.SPLIT,
            Outcome.EXCEPTION_REQUIRED,
            Outcome.DISPUTED,
            Outcome.NOT_STATED,
        )
    ]
    assert len(described[2:]) == len(Outcome)


@pytest.mark.parametrize("country", LAW.countries)
def test_every_rule_has_its_heading(country: str):
    agreement = LAW.agreement(country)
    found = headings((DOCS / "law" / f"{agreement.key}.md").read_text(encoding="utf-8"))
    assert {rule.id for rule in agreement.rules} <= set(found)


def test_the_law_book_of_the_changelog_names_every_agreement():
    text = " ".join(text_of("CHANGELOG.md").split())
    for agreement in LAW.agreements():
        assert f"{agreement.name} ({day_words(agreement.in_force)}" in text
    for signed in LAW.register.signed:
        assert f"{signed.name}: signed {day_words(signed.signed)}" in text
    disputed = {
        item.name
        for item in LAW.agreements()
        if any(rule.outcome is Outcome.DISPUTED for rule in item.rules)
    }
    start = text.index("**Disputed.**")
    part = text[start : text.index("**Verified this time**")]
    assert {name for name in (item.name for item in LAW.agreements()) if name in part} == disputed


def layers() -> list[list[str]]:
    """The rooms that exist, from the highest layer to the lowest."""
    written = next(item["layers"] for item in CONTRACTS if item["type"] == "layers")
    return [
        [name for name in re.split(r"\s*\|\s*", layer) if not name.startswith("(")]
        for layer in written
    ]


def forbidden_to(room: str) -> set[str]:
    return {
        module.removeprefix("totalis.")
        for item in CONTRACTS
        if item["type"] == "forbidden" and f"totalis.{room}" in item["source_modules"]
        for module in item["forbidden_modules"]
    }


def test_rooms_may_import_what_the_contracts_let_them():
    order = layers()
    said = {row[0]: row[-1] for row in rows_of("ARCHITECTURE.md") if len(row) == 3}
    allowed = {
        room: ", ".join(
            below
            for layer in order[place + 1 :]
            for below in layer
            if below not in forbidden_to(room)
        )
        for place, layer in enumerate(order)
        for room in layer
    }
    assert {room: said.get(room) for room in allowed} == allowed
    assert {path.name for path in (ROOT / "src/totalis").iterdir() if path.is_dir()} - {
        "__pycache__"
    } == set(allowed)


def test_rooms_without_django_are_named():
    contract = next(item for item in CONTRACTS if "django" in item.get("forbidden_modules", []))
    rooms = [name.removeprefix("totalis.") for name in contract["source_modules"]]
    sentence = f"{', '.join(rooms[:-1])} and {rooms[-1]} may import neither Django"
    assert sentence in " ".join(text_of("ARCHITECTURE.md").split())


def region(page: str, name: str) -> list[list[str]]:
    """The rows of a table that the code writes, without its head."""
    text = next(found[2] for found in REGION.finditer(text_of(page)) if found[1] == name)
    lines = [line for line in text.splitlines() if line.startswith("| ")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_region_has_its_place():
    named = [found[1] for page in REGION_PAGES for found in REGION.finditer(text_of(page))]
    assert sorted(named) == sorted(WRITERS)


def test_roles_have_the_rights_that_the_page_gives_them():
    for right, _says, *marks in region("docs/desk.md", "roles"):
        carried = {role for role, mark in zip(Role, marks, strict=True) if mark == "yes"}
        assert carried == {role for role in Role if Right(right.strip("*")) in RIGHTS_OF[role]}


def test_every_stage_word_and_check_is_listed():
    assert {row[1].strip("`") for row in region("docs/desk.md", "stages")} == set(Stage)
    assert {row[0].strip("*") for row in region("docs/desk.md", "payroll")} == set(PayrollState)
    assert [row[0].strip("`") for row in region("docs/desk.md", "checks")] == [
        item.key for item in CHECKS
    ]


def test_every_date_is_described_with_its_right():
    rows = region("docs/desk.md", "dates")
    assert {row[0].strip("`"): row[2] for row in rows} == dict(kinds_of_dates())


def callers(function: str) -> set[str]:
    """The modules of the desk that call a function."""
    folder = ROOT / "src/totalis/casework"
    return {
        path.stem
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == function
    }


VOIDS = {
    "facts": "facts change",
    "people": "the record of the worker or of an employer",
    "requests": "a field of the request changes",
    "channels": "another channel is chosen",
    "evidence": "a document that it names gets a new version",
    "sources": "a source is noted",
    "lawchange": "the law changes the answer",
    "packets": "a newer packet takes its place",
}


def test_whatever_voids_a_packet_is_said():
    assert callers("void_packets") - {"voiding"} <= set(VOIDS)
    text = " ".join(text_of("docs/desk.md").split())
    assert all(says in text for says in VOIDS.values())


def test_every_variable_that_is_read_stands_in_the_table_of_settings():
    read = {
        name
        for path in (ROOT / "src/totalis/site").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for name in re.findall(r"^TOTALIS_[A-Z0-9_]+$", node.value)
    }
    assert {row[0].strip("`") for row in region("docs/operations.md", "settings")} == read


def test_every_warning_of_an_installation_is_explained():
    found = {
        name
        for path in (ROOT / "src/totalis").rglob("checks.py")
        for name in re.findall(r"totalis\.W\d+", path.read_text(encoding="utf-8"))
    }
    assert {
        row[0] for row in rows_of("docs/operations.md") if row[0].startswith("totalis.W")
    } == found


def test_every_picture_of_the_walk_is_taken_by_the_script():
    shown = set(re.findall(r"screens/(walk-[\w-]+)\.png", text_of("docs/walk.md")))
    taken = {shot.name for shot in SHOTS if shot.name.startswith("walk-")}
    assert shown <= taken
    assert {path.stem for path in (DOCS / "screens").glob("walk-*.png")} == taken


def test_the_walk_names_every_case_of_the_demonstration():
    text = text_of("docs/walk.md").partition("## The other cases")[2]
    assert len([line for line in text.splitlines() if line.startswith("| ")]) == len(STORIES) + 2
