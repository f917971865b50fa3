"""What must hold of the forms beyond their shape."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from totalis.facts.vocabulary import by_path
from totalis.kernel.reading import show
from totalis.lawbook.forms.model import ALWAYS, FieldType

if TYPE_CHECKING:
    from collections.abc import Iterable

    from totalis.lawbook.forms.model import AgreementForms, Catalogue, EditionEntry
    from totalis.lawbook.model import Source
    from totalis.lawbook.structure import StructureReader

CITED = "source"
OURS = ("house",)
"""The source of a field that no list names."""


def check_catalogue(reader: StructureReader, catalogue: Catalogue) -> None:
    """Note what a field, a condition or a product refers to and is not there."""
    for key, condition in catalogue.conditions.items():
        for test in (*condition.all, *condition.any):
            _there(reader, f"conditions.{key}", (test.field,), catalogue.fields, "a field")
    for key, field in catalogue.fields.items():
        path = f"fields.{key}"
        _there(reader, f"{path}.group", (field.group,), catalogue.steps, "a step")
        _there(reader, f"{path}.products", field.products, catalogue.products, "a product")
        if field.when != ALWAYS:
            _there(reader, f"{path}.when", (field.when,), catalogue.conditions, "a condition")
        if field.fact:
            _there(reader, f"{path}.fact", (field.fact,), by_path(), "a fact")
        if (field.type is FieldType.CHOICE) is not bool(field.options):
            found = f"{len(field.options)} options"
            reader.problem(path, found, "options where the type is choice", "Write `options:`.")


def check_file(
    reader: StructureReader, forms: AgreementForms, name: str, catalogue: Catalogue
) -> None:
    """Note what does not fit the catalogue, and editions that hold at the same time."""
    if forms.agreement.lower() != name:
        reader.problem("agreement", show(forms.agreement), name.upper(), "Name the partner.")
    for index, entry in enumerate(forms.editions):
        _edition(reader, entry, f"editions[{index}]", catalogue)
    _one_after_another(reader, forms.editions)


def dangling(
    reader: StructureReader,
    value: Any,  # noqa: ANN401 - YAML can be anything
    path: str,
    known: dict[str, Source],
) -> None:
    """Note every cited key that no source has."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            dangling(reader, item, f"{path}[{index}]", known)
    if not isinstance(value, dict):
        return
    for key, item in value.items():
        below = f"{path}.{key}" if path else str(key)
        if key != CITED:
            dangling(reader, item, below, known)
            continue
        cited = item if isinstance(item, list) else [item]
        _there(reader, below, map(str, cited), known, "the key of a source")


def _edition(reader: StructureReader, entry: EditionEntry, path: str, catalogue: Catalogue) -> None:
    asked = [key for step in entry.steps for key in step.fields]
    for index, step in enumerate(entry.steps):
        below = f"{path}.steps[{index}]"
        _there(reader, f"{below}.step", (step.step,), catalogue.steps, "a step")
        _there(reader, f"{below}.fields", step.fields, catalogue.fields, "a field")
    for key, times in Counter(asked).items():
        if times > 1:
            reader.problem(f"{path}.steps", show(key), "each field once", "Take one out.")
    _there(reader, f"{path}.products", entry.products, catalogue.products, "a product")
    named = [key for item in entry.listed for key in item.fields]
    for part, keys in (
        ("listed", named),
        ("ours", entry.ours),
        ("inferred", entry.inferred),
        ("changes", entry.changes),
    ):
        _there(reader, f"{path}.{part}", keys, set(asked), "a field of this edition")
    _said_to_be_ours(reader, entry, path, catalogue)
    for key, change in entry.changes.items():
        if change.when not in ("", ALWAYS):
            place = f"{path}.changes.{key}.when"
            _there(reader, place, (change.when,), catalogue.conditions, "a condition")


def _said_to_be_ours(
    reader: StructureReader, entry: EditionEntry, path: str, catalogue: Catalogue
) -> None:
    """A field is named by a source, or is ours and says why: never both, never neither."""
    asked = [key for step in entry.steps for key in step.fields]
    named = [key for item in entry.listed for key in item.fields]
    for key in set(entry.ours) & {*named, *entry.inferred}:
        found = f"'{key}', which a list names"
        reader.problem(f"{path}.ours", found, "fields that no list names", "Take it out.")
    for key in entry.ours:
        if key in catalogue.fields and not catalogue.fields[key].why:
            remedy = f"Write `why:` at {key} in the catalogue."
            reader.problem(f"{path}.ours", show(key), "a field that says why", remedy)
    for key in set(asked) - {*entry.ours, *named}:
        if key in catalogue.fields and catalogue.fields[key].source == OURS:
            remedy = "Cite what names it, or mark it under `ours`."
            reader.problem(f"{path}.ours", show(key), "a field that a source names", remedy)


def _one_after_another(reader: StructureReader, editions: Iterable[EditionEntry]) -> None:
    """Editions of one form follow one another; of two that begin on one day nobody can say which holds."""
    forms: dict[tuple[str, str], list[EditionEntry]] = {}
    for entry in editions:
        forms.setdefault((entry.asks, entry.lane), []).append(entry)
    for (asks, lane), found in forms.items():
        found.sort(key=lambda entry: entry.valid_from)
        for earlier, later in pairwise(found):
            ends = earlier.valid_until
            if earlier.valid_from == later.valid_from or (ends and ends >= later.valid_from):
                reader.problem(
                    "editions",
                    f"two of {asks}, {lane}, that hold on {later.valid_from.isoformat()}",
                    "one at a time",
                    "Correct the days.",
                )
            if earlier.edition == later.edition:
                says = f"'{later.edition}' twice for {asks}, {lane}"
                reader.problem("editions", says, "a name of its own", "Name the later one anew.")


def _there(
    reader: StructureReader,
    path: str,
    keys: Iterable[str],
    known: Iterable[str],
    what: str,
) -> None:
    every = known if isinstance(known, dict | set) else set(known)
    for key in keys:
        if key not in every:
            reader.problem(path, show(key), what, "Correct the spelling, or add it.")
