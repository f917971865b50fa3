"""Rows of the benefits page beside the periods abroad: members of the family, former pensions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST_ROWS = 20
BLANK_ROWS = 2
CHECKED = "on"
_NAME = re.compile(r"([a-z_]+)-(\d{1,2})")
_PATH = re.compile(r"(\w+)\[(\d+)\](?:\.(\w+))?")


@dataclass(frozen=True, slots=True)
class Rows:
    """One list of a record as rows of form fields."""

    field: str
    """The field of the record."""
    cells: Mapping[str, str]
    """The name of each form field, and what it is in the record; the first one takes what belongs to none."""
    ticked: frozenset[str] = frozenset()
    """Those that are ticked."""
    money: frozenset[str] = frozenset()

    def knows(self, name: str) -> bool:
        """Whether a form field is one of these."""
        match = _NAME.fullmatch(name)
        return match is not None and match[1] in self.cells and int(match[2]) < MOST_ROWS

    def filled(self, typed: Mapping[str, str]) -> tuple[int, ...]:
        """The rows that hold anything."""
        found = {
            int(match[2])
            for name, value in typed.items()
            if value and self.knows(name) and (match := _NAME.fullmatch(name))
        }
        return tuple(sorted(found))

    def drawn(self, typed: Mapping[str, str], *, more: bool) -> list[int]:
        """The rows to draw: what is filled, and blank ones where there is nothing or more were asked for."""
        rows = list(self.filled(typed))
        first = rows[-1] + 1 if rows else 0
        blank = BLANK_ROWS if more or not rows else 0
        return [*rows, *range(first, min(first + blank, MOST_ROWS))]

    def raw(self, typed: Mapping[str, str]) -> list[dict[str, Any]]:
        """The list as a record has it."""
        return [self._row(typed, row) for row in self.filled(typed)]

    def _row(self, typed: Mapping[str, str], row: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, key in self.cells.items():
            value = typed.get(f"{name}-{row}", "")
            if not value:
                continue
            if name in self.ticked:
                values[key] = True
            else:
                values[key] = (
                    value.replace("$", "").replace(",", "") if name in self.money else value
                )
        return values

    def typed(self, items: object) -> dict[str, str]:
        """A record's list as it stands in the fields."""
        typed: dict[str, str] = {}
        rows = items[:MOST_ROWS] if isinstance(items, list) else ()
        for row, item in enumerate(one for one in rows if isinstance(one, dict)):
            for name, key in self.cells.items():
                value = item.get(key)
                text = CHECKED if value is True and name in self.ticked else value
                if text not in (None, "", False):
                    typed[f"{name}-{row}"] = str(text)
        return typed

    def field_of(self, path: str, typed: Mapping[str, str]) -> str | None:
        """The form field that a problem of the record belongs to; None where it is of another list."""
        match = _PATH.match(path)
        if match is None or match[1] != self.field:
            return None
        rows = self.filled(typed)
        if int(match[2]) >= len(rows):
            return ""
        names = {key: name for name, key in self.cells.items()}
        return f"{names.get(match[3] or '', next(iter(self.cells)))}-{rows[int(match[2])]}"

    def shown(
        self, typed: Mapping[str, str], errors: Mapping[str, list[str]], *, more: bool
    ) -> list[dict[str, Any]]:
        """The rows for the page: what stands in each field, and what is wrong there."""
        found = []
        for row in self.drawn(typed, more=more):
            names = {name: f"{name}-{row}" for name in self.cells}
            texts = [text for name in names.values() for text in errors.get(name, [])]
            wrong = {name for name, full in names.items() if full in errors}
            values = {name: typed.get(full, "") for name, full in names.items()}
            found.append(
                {"number": row, "label": row + 1, "errors": texts, "wrong": wrong, **values}
            )
        return found


FAMILY = Rows(
    field="family",
    cells={
        "relation": "relation",
        "member_birth": "birth_date",
        "member_claim": "claim_month",
        "in_care": "child_in_care",
    },
    ticked=frozenset({"in_care"}),
)
PENSIONS = Rows(
    field="pensions",
    cells={
        "pension_country": "country",
        "pension_monthly": "monthly",
        "pension_first": "first_month",
        "pension_agreement": "due_only_by_agreement",
        "pension_residence": "rests_on_residence",
    },
    ticked=frozenset({"pension_agreement", "pension_residence"}),
    money=frozenset({"pension_monthly"}),
)
LISTS = (FAMILY, PENSIONS)


def known(name: str) -> bool:
    """Whether a form field is of any list."""
    return any(one.knows(name) for one in LISTS)


def place_of(path: str, typed: Mapping[str, str]) -> str | None:
    """The form field of a problem in any list; None where it lies in none."""
    found: Iterable[str | None] = (one.field_of(path, typed) for one in LISTS)
    return next((name for name in found if name is not None), None)
