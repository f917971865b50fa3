"""How a table writes numbers and days: what its cells prove, and what they leave open."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from totalis.tables.reading import Doubt
from totalis.tables.values import FIRST_SERIAL, number_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from totalis.tables.reading import Dates, Mark
    from totalis.tables.table import Table

_SPOKEN = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2\d{4}")
_DOTTED = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")
_SERIAL = re.compile(r"\d{5}")
_DAY_WORDS = re.compile(
    r"(?<![a-z])(date|day|start|end|from|until|debut|début|fin|jour|du|au)(?![a-z])"
)
_MONTHS = 12
_RECENT = 20_000
"""Excel's count of days in 1954: a smaller number above a column of days is something else."""


def decimal_of(cells: Iterable[str]) -> tuple[Mark, Doubt | None]:
    """The decimal mark that the numbers prove; undecided, with a doubt, where they prove both or none."""
    proofs: dict[Mark, str] = {}
    open_to_both = ""
    for cell in cells:
        found = number_in(cell) if cell[-1:].isdigit() or cell[-1:] in ")-" else None
        if found is None:
            continue
        if found.evidence:
            proofs.setdefault(found.evidence, cell)
        elif found.has_two_meanings:
            open_to_both = open_to_both or cell
    if len(proofs) > 1:
        examples = "” and “".join(proofs.values())
        says = f"“{examples}” write decimals in two ways."
        return "", Doubt("decimal", says, ("point", "comma"), open_to_both or proofs["comma"])
    if proofs:
        return next(iter(proofs)), None
    if open_to_both:
        says = f"“{open_to_both}” may have three decimals, or be a thousand times as much."
        return "", Doubt("decimal", says, ("point", "comma"), open_to_both)
    return "point", None


def dates_of(table: Table) -> tuple[Dates, Doubt | None]:
    """The order of day and month that the days prove in every column; undecided, with a doubt, where they do not."""
    proofs: dict[Dates, str] = {}
    open_to_both = ""
    for cells in _columns(table):
        proved = False
        unproved = ""
        for cell in cells:
            order = _order(cell)
            if order == "dmy" or order == "mdy":  # noqa: PLR1714 - narrows the type
                proofs.setdefault(order, cell)
                proved = True
            elif order == "both":
                unproved = unproved or cell
        if unproved and not proved:
            open_to_both = open_to_both or unproved
    choices = ("dmy", "mdy")
    if len(proofs) > 1:
        examples = "” and “".join(proofs.values())
        return "", Doubt("dates", f"“{examples}” write days in two orders.", choices, proofs["mdy"])
    if open_to_both:
        found: Dates = next(iter(proofs), "")
        says = f"“{open_to_both}” can be two days; no day in its column says which."
        if found:
            says += f" “{proofs[found]}” in another column reads {_name(found)}."
        return "", Doubt("dates", says, choices, open_to_both)
    return next(iter(proofs), "iso"), None


def serials_of(table: Table) -> Doubt | None:
    """A doubt where a column is named after days and holds nothing but numbers of five digits."""
    for name, cells in zip(table.columns, _columns(table), strict=True):
        filled = [cell for cell in cells if cell]
        if not filled or not _DAY_WORDS.search(name.casefold().replace("_", " ")):
            continue
        if all(
            _SERIAL.fullmatch(cell) and int(cell) > max(_RECENT, FIRST_SERIAL) for cell in filled
        ):
            return Doubt(
                about="serials",
                says=f"“{filled[0]}” under “{name}” looks like Excel's count of days.",
                choices=("yes", "no"),
                example=filled[0],
            )
    return None


def cells_of(table: Table) -> Iterator[str]:
    """Every cell that holds something, without space around it."""
    for cells in _columns(table):
        yield from (cell for cell in cells if cell)


def _columns(table: Table) -> Iterator[list[str]]:
    for name in table.columns:
        yield [(cell or "").strip() for cell in table.frame()[name]]


def _order(cell: str) -> Dates | Literal["both"]:
    """What a cell says about the order of day and month: dmy, mdy, both, or nothing."""
    if _DOTTED.fullmatch(cell):
        return "dmy"
    found = _SPOKEN.fullmatch(cell)
    if found is None:
        return ""
    first, second = int(found[1]), int(found[3])
    if first > _MONTHS:
        return "dmy"
    if second > _MONTHS:
        return "mdy"
    return "" if first == second else "both"


def _name(order: Dates) -> str:
    return "day first" if order == "dmy" else "month first"
