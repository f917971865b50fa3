"""Where a label or a code of a catalogue leads."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from totalis.lawbook.charges.labels import label_key
from totalis.lawbook.charges.model import Catalogue, Dated, Heading, Target

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalis.lawbook.charges.model import Code, CodeSystem


def ends_of(dated: Dated) -> tuple[date, date]:
    """First and last day, as far as days go where one end is open."""
    return dated.valid_from or date.min, dated.valid_until or date.max


class Index:
    """Labels and codes of one catalogue, looked up by their keys."""

    def __init__(self, law: Catalogue) -> None:
        self.law = law
        self.entries = law.entries
        self.labels: Mapping[str, Target] = _labels(law)
        self.begins: tuple[tuple[str, Heading], ...] = tuple(
            (label_key(words), heading) for heading in law.headings for words in heading.begins
        )
        self._codes = {
            name: {code.code.zfill(system.width): code for code in system.codes}
            for name, system in law.code_systems.items()
        }

    def label(self, key: str) -> Target | None:
        """What a key leads to; None where the catalogue does not know it."""
        found = self.labels.get(key)
        if found is not None:
            return found
        for words, heading in self.begins:
            if key == words or key.startswith(f"{words} "):
                return Target(heading=heading)
        return None

    def system(self, name: str) -> CodeSystem | None:
        """A table of codes by its name, in any case."""
        return self.law.code_systems.get(name.strip().casefold())

    def code(self, system: str, code: str) -> Code | None:
        """A code of a table; zeros that a spreadsheet dropped are put back."""
        table = self.system(system)
        if table is None:
            return None
        return self._codes[table.name].get(code.strip().zfill(table.width))


def _labels(law: Catalogue) -> dict[str, Target]:
    places: dict[str, list[str]] = {}
    for entry in law.entries.values():
        for name in entry.names:
            found = places.setdefault(label_key(name), [])
            if entry.id not in found:
                found.append(entry.id)
    targets = {key: Target(entries=tuple(ids)) for key, ids in places.items()}
    for heading in law.headings:
        for name in heading.labels:
            targets[label_key(name)] = Target(heading=heading)
    for trap in law.traps:
        for name in trap.labels:
            targets[label_key(name)] = Target(entries=trap.meanings, trap=trap)
    return targets
