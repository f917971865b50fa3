"""Conditions under which a professional must look (G3), and the path outside agreements (B7).

A person closes a flag, with the reason. Its key is made of what it rests on: when that changes, it is open again.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import msgspec

from totalis.procedure.casefile import Closure, Value
from totalis.procedure.escalation_conditions import CONDITIONS
from totalis.procedure.reader import read_data

if TYPE_CHECKING:
    from datetime import date

    from totalis.procedure.casefile import CaseFile
    from totalis.procedure.escalation_conditions import Held


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """A condition as `escalation.yaml` has it."""

    key: str
    title: str
    next_action: str
    source: tuple[str, ...]


class EscalationBook(msgspec.Struct, frozen=True, kw_only=True):
    """The file `escalation.yaml`."""

    conditions: dict[str, Condition]


class Flag(Value, frozen=True, kw_only=True):
    """A condition that holds; a person must close it."""

    key: str
    kind: str
    title: str
    says: str
    next_action: str
    source: tuple[str, ...]
    closed: Closure | None = None


@cache
def escalation_book() -> EscalationBook:
    """The file as it reads; a LawError where it does not."""
    return read_data("escalation", EscalationBook)


def flags(file: CaseFile, today: date) -> tuple[Flag, ...]:
    """Every condition that holds on a day, closed ones with who closed them."""
    closures = {item.key: item for item in file.closures}
    return tuple(
        _flag(escalation_book().conditions[kind], held, closures.get(held.key))
        for kind, condition in CONDITIONS.items()
        for held in condition(file, today)
    )


def _flag(entry: Condition, held: Held, closed: Closure | None) -> Flag:
    return Flag(
        key=held.key,
        kind=entry.key,
        title=entry.title,
        says=held.says,
        next_action=entry.next_action,
        source=entry.source,
        closed=closed,
    )


def open_flags(file: CaseFile, today: date) -> tuple[Flag, ...]:
    """The conditions that nobody has closed."""
    return tuple(flag for flag in flags(file, today) if flag.closed is None)
