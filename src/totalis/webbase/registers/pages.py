"""What the pages of one register show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from totalis.tables.encodings import ENCODINGS
from totalis.tables.reading import DATES, KINDS, MARKS, reading_of
from totalis.webbase.accounts.rights import Right
from totalis.webbase.registers.forms import SIGN_NAMES, SIGNS, WithdrawForm
from totalis.webbase.registers.kinds import kind_of
from totalis.webbase.registers.models import State
from totalis.webbase.registers.selectors import discreet, rejected_of
from totalis.webbase.registers.services import OPEN

if TYPE_CHECKING:
    from django import forms

    from totalis.tables.reading import Reading
    from totalis.tables.table import Table
    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.registers.models import Register

SHOWN_REASONS = 50
STEPS = ("Hand in", "How we read it", "Columns", "Lines", "Taken")


@dataclass(frozen=True, slots=True)
class Look:
    """The first rows of a file as a person may see them."""

    columns: tuple[str, ...]
    rows: list[tuple[int, list[str]]]
    goes_on: bool


def look_at(actor: Actor, table: Table) -> Look:
    """The first rows of a table."""
    rows = [
        (line, [discreet(actor, cell) for cell in cells.values()]) for line, cells in table.rows()
    ]
    return Look(table.columns, rows, table.cut)


def step_of(register: Register) -> int:
    """Which of the steps comes next, counted from 1."""
    if register.state in (State.UPLOADED, State.REFUSED):
        return 3 if register.reading_confirmed else 2
    return 5 if register.state == State.TAKEN else 4


def steps(current: int) -> list[tuple[str, str]]:
    """The steps with where they stand: complete, current, or to come."""
    places = ["complete" if number < current else "" for number in range(1, len(STEPS) + 1)]
    places[current - 1] = "current"
    return list(zip(STEPS, places, strict=True))


def register_page(
    actor: Actor, register: Register, form: forms.Form | None = None
) -> dict[str, Any]:
    """Everything that the page of one register shows."""
    kind = kind_of(register.kind)
    reasons = rejected_of(register)
    may = actor.may(Right.PREPARE)
    current = step_of(register)
    return {
        "register": register,
        "kind": kind,
        "state": State(register.state),
        "steps": steps(current),
        "step": current,
        "step_name": STEPS[current - 1],
        "reading": said(reading_of(register.reading)) if register.reading else [],
        "columns": [
            (column.label, register.mapping[column.key])
            for column in (kind.columns if kind else ())
            if column.key in register.mapping
        ],
        "reasons": [(one, discreet(actor, one.found)) for one in reasons[:SHOWN_REASONS]],
        "more_reasons": max(len(reasons) - SHOWN_REASONS, 0),
        "reason_count": len(reasons),
        "may": may,
        "may_change": may and register.state in OPEN and kind is not None,
        "may_withdraw": may and register.state in (*OPEN, State.TAKEN),
        "undoes": bool(kind and kind.withdraw),
        "form": form or WithdrawForm(),
    }


def said(reading: Reading) -> list[tuple[str, str]]:
    """A reading in words."""
    names = dict(SIGN_NAMES)
    signs = {sign: names[key] for key, sign in SIGNS.items()}
    told = [("File", KINDS[reading.kind])]
    if reading.sheet:
        told.append(("Sheet", reading.sheet))
    if reading.encoding:
        told.append(("Letters", ENCODINGS.get(reading.encoding, reading.encoding)))
    if reading.delimiter:
        told.append(("Between cells", signs.get(reading.delimiter, reading.delimiter)))
    if reading.kind in ("csv", "xlsx"):
        told.append(("Names on line", str(reading.header_row)))
    told += [
        ("Amounts", MARKS.get(reading.decimal, "not settled")),
        ("Days", DATES.get(reading.dates, "not settled")),
    ]
    return told
