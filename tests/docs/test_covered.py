"""Nothing is left out: facts, commands, fields, outcomes, rules, agreements, rooms."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from scripts.docs.commands import arguments, commands
from scripts.docs.markdown import headings
from scripts.write_docs import DOCS, ROOT
from totalis.evaluate import determination
from totalis.facts.vocabulary import VOCABULARY
from totalis.kernel.dates import day_words
from totalis.lawbook.book import Lawbook
from totalis.lawbook.model import Outcome

if TYPE_CHECKING:
    import msgspec

LAW = Lawbook()
CONTRACTS: list[dict[str, Any]] = tomllib.loads(
    (ROOT / "pyproject.toml").read_text(encoding="utf-8")
)["tool"]["importlinter"]["contracts"]
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
