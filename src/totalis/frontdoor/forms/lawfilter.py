"""How the table of agreements is filtered and sorted; an unknown word in the address counts as none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from totalis.evaluate.lawview import AgreementSummary

SHOWS: dict[str, tuple[str, Callable[[AgreementSummary], bool]]] = {
    "all": ("All agreements", lambda _row: True),
    "disputed": (
        "With disputed rules or conflicts",
        lambda row: bool(row.disputed or row.conflicts),
    ),
    "not_stated": ("With cases no source states", lambda row: bool(row.not_stated)),
    "weak": ("With rules on weak sources only", lambda row: bool(row.weak)),
}
SORTS: dict[str, tuple[str, Callable[[AgreementSummary], tuple[object, ...]]]] = {
    "name": ("Country", lambda row: (row.name,)),
    "in_force": ("In force since", lambda row: (row.in_force, row.name)),
    "disputed": ("Most disputed first", lambda row: (-row.disputed - row.conflicts, row.name)),
    "not_stated": ("Most left open first", lambda row: (-row.not_stated, row.name)),
    "weak": ("Most weak sources first", lambda row: (-row.weak, row.name)),
    "oldest_check": ("Checked longest ago first", lambda row: (row.oldest_check, row.name)),
}


@dataclass(frozen=True, slots=True)
class LawFilter:
    """What to show of the table, and in which order."""

    name: str
    show: str
    sort: str

    @property
    def shows(self) -> list[tuple[str, str, bool]]:
        """The choices of what to show: value, label, chosen."""
        return [(key, label, key == self.show) for key, (label, _test) in SHOWS.items()]

    @property
    def sorts(self) -> list[tuple[str, str, bool]]:
        """The choices of an order: value, label, chosen."""
        return [(key, label, key == self.sort) for key, (label, _key) in SORTS.items()]

    def applied(self, rows: Sequence[AgreementSummary]) -> list[AgreementSummary]:
        """The lines to show, in order."""
        test, key = SHOWS[self.show][1], SORTS[self.sort][1]
        wanted = self.name.casefold()
        kept = [
            row
            for row in rows
            if test(row) and (wanted in row.name.casefold() or wanted == row.country.casefold())
        ]
        return sorted(kept, key=key)


def read_filter(data: Mapping[str, str]) -> LawFilter:
    """Read the filter out of the address."""
    show, sort = data.get("show", ""), data.get("sort", "")
    return LawFilter(
        name=data.get("name", "")[:60].strip(),
        show=show if show in SHOWS else "all",
        sort=sort if sort in SORTS else "name",
    )
