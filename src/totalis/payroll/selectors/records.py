"""Answers that were kept, read again, and asked again."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import msgspec

from totalis.gate.answering import changing, waiting
from totalis.gate.question import GateAnswer
from totalis.kernel.collecting import no_search_for_circles
from totalis.kernel.digest import digest_bytes
from totalis.payroll.selectors.answers import answers_to
from totalis.payroll.selectors.behind import AsItWas, Behind
from totalis.payroll.selectors.packing import unpacked
from totalis.webbase.files.selectors import content

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from totalis.payroll.models import GateRecord

_SAME = ("word", "certificate", "match", "case", "valid_until", "changed", "exempt_in", "charges")
"""What makes two answers the same for payroll; sentences and moments may differ."""


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """A kept answer, and what is known now: `then` word for word as it was given."""

    then: GateAnswer
    again: GateAnswer
    """The same question, worked out once more from what was known then."""
    now: GateAnswer

    @property
    def differences(self) -> tuple[str, ...]:
        """The names of what is otherwise now; empty where payroll would do the same."""
        return _different(self.then, self.now)

    @property
    def drift(self) -> tuple[str, ...]:
        """What comes out otherwise from the same knowledge.

        Empty, unless the question fell between the moment of a change and the end of its transaction, or the law's
        catalogue of charges is another one. What was held because its case was being worked out is held again.
        """
        return _different(self.then, self.again)


class Altered(ValueError):  # noqa: N818 - what it is, not what went wrong
    """What is kept is not what was given."""


def answers_of(record: GateRecord) -> list[GateAnswer]:
    """The answers of a call as they were given.

    Raises:
        Altered: they are not those whose digest was kept.
    """
    if record.blob is None:
        found = [msgspec.convert(record.answer, GateAnswer)]
        raw = msgspec.json.encode(found[0])
    else:
        raw = gzip.decompress(content(record.blob))
        found = unpacked(raw)
    if digest_bytes(raw) != record.digest:
        message = f"The answers of {record.asked_at.isoformat()} are not those that were given."
        raise Altered(message)
    return found


def replay(record: GateRecord, at: datetime) -> list[Replayed]:
    """Every answer of a call as it was given, worked out again from what was known then, and from what is known now.

    Raises:
        Altered: what is kept is not what was given.
    """
    with no_search_for_circles():
        return replayed(record, answers_of(record), at)


def replayed(record: GateRecord, then: Sequence[GateAnswer], at: datetime) -> list[Replayed]:
    """Some answers of a call beside what is known at a moment."""
    questions = [one.question for one in then]
    again = _again(record, then)
    now = answers_to(record.organisation, questions, at, Behind(since=at))
    return [
        Replayed(then=one, again=other, now=today)
        for one, other, today in zip(then, again, now, strict=True)
    ]


def _again(record: GateRecord, then: Sequence[GateAnswer]) -> list[GateAnswer]:
    """The answers, from what was known then.

    That a case was in doubt just then stands nowhere but in the answer that was held for it.
    """
    held = {one.case: one.reason for one in then if _in_doubt(one)}
    plain = _as_it_was(record, [one for one in then if not _in_doubt(one)], {})
    doubted = _as_it_was(record, [one for one in then if _in_doubt(one)], held)
    return [next(doubted if _in_doubt(one) else plain) for one in then]


def _as_it_was(
    record: GateRecord, then: Sequence[GateAnswer], held: Mapping[str, str]
) -> Iterator[GateAnswer]:
    questions, behind = [one.question for one in then], AsItWas(since=record.asked_at, held=held)
    return iter(answers_to(record.organisation, questions, record.known_at, behind))


def _in_doubt(one: GateAnswer) -> bool:
    """Whether it was held because its case was being worked out, or changed."""
    return one.reason in (waiting(one.case), changing(one.case))


def _different(before: GateAnswer, after: GateAnswer) -> tuple[str, ...]:
    return tuple(name for name in _SAME if getattr(before, name) != getattr(after, name))
