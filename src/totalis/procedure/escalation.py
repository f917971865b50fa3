"""Conditions under which a professional must look (G3) and the contingency outside agreements (B7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from totalis.lawbook.model import Outcome
from totalis.procedure.standing_decision import main_answer

if TYPE_CHECKING:
    from datetime import date

    from totalis.procedure.casefile import CaseFile


@dataclass(frozen=True, slots=True)
class Flag:
    """A condition that a person must close; `key` stays the same while the condition does."""

    key: str
    kind: str
    says: str
    next_action: str
    source: tuple[str, ...]


def flags(file: CaseFile, today: date) -> tuple[Flag, ...]:
    """Every condition that holds, closed or not."""
    del today
    answer = main_answer(file)
    if answer is not None and answer.outcome in (Outcome.DISPUTED, Outcome.NOT_STATED):
        key = f"nobody-can-say:{answer.id}:{answer.outcome}"
        return (Flag(key, "nobody_can_say", answer.says, answer.next_action, ()),)
    return ()


def open_flags(file: CaseFile, today: date) -> tuple[Flag, ...]:
    """The conditions that nobody has closed."""
    closed = {item.key for item in file.closures}
    return tuple(flag for flag in flags(file, today) if flag.key not in closed)
