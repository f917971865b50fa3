"""The payroll gate: questions in, answers out, every one of them kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec
from django.db import transaction

from totalis.casework.services.payroll_index import bring_up
from totalis.kernel.collecting import no_search_for_circles
from totalis.kernel.errors import InputError, Problem
from totalis.payroll.selectors.answers import answers_to
from totalis.payroll.selectors.behind import Behind
from totalis.payroll.services.keeping import keep_answers
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from totalis.gate.question import GateAnswer, Question
    from totalis.payroll.models import GateRecord
    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.accounts.models import Organisation

MOST = 250_000
"""Questions in one call."""
FEW = 20
"""Cases that are worked out anew within one call: they take some hundredths of a second each."""
LONGEST = {"worker": 40, "stream": 120, "charge": 200}


class Asked(NamedTuple):
    """The answers in the order of the questions, and what was kept of them; None where nothing was to be kept."""

    answers: list[GateAnswer]
    record: GateRecord | None


def ask(
    *, actor: Actor, question: Question, at: datetime, known_at: datetime | None = None
) -> GateAnswer:
    """Ask one question; the answer is kept. Raises as `asked`."""
    return asked(actor=actor, questions=[question], at=at, known_at=known_at).answers[0]


def ask_many(
    *,
    actor: Actor,
    questions: Sequence[Question],
    at: datetime,
    known_at: datetime | None = None,
    record: bool = True,
) -> list[GateAnswer]:
    """Ask many questions in one call; the answers come in their order. Raises as `asked`."""
    return asked(actor=actor, questions=questions, at=at, known_at=known_at, record=record).answers


def asked(
    *,
    actor: Actor,
    questions: Sequence[Question],
    at: datetime,
    known_at: datetime | None = None,
    record: bool = True,
) -> Asked:
    """Ask, and learn what was kept.

    Args:
        actor: Who asks; the right to view. What other organisations have on file does not exist here.
        questions: At most 250,000.
        at: When.
        known_at: The moment whose knowledge is meant; now where nothing is said.
        record: Whether the answers are kept. A replay of kept ones is not.

    Raises:
        PermissionDenied: the person may not view.
        InputError: none or too many questions, one without worker or stream, a moment that has not come.
    """
    require(actor, Right.VIEW)
    sound = _sound(questions)
    moment = _come(known_at or at, at)
    with no_search_for_circles(), transaction.atomic():
        answers = _found(actor.organisation, sound, moment, at)
        kept = (
            keep_answers(actor=actor, answers=answers, at=at, known_at=moment) if record else None
        )
    return Asked(answers, kept)


def _found(
    organisation: Organisation, questions: Sequence[Question], moment: datetime, at: datetime
) -> list[GateAnswer]:
    """The answers; a few cases whose index is of an earlier edition are worked out anew first, many stay `hold`."""
    behind = Behind(since=at)
    answers = answers_to(organisation, questions, moment, behind)
    if 0 < len(behind.cases) <= FEW and bring_up(sorted(behind.cases), at):
        filled = frozenset(behind.cases.values())
        return answers_to(organisation, questions, moment, Behind(since=at, filled=filled))
    return answers


def _come(known_at: datetime, at: datetime) -> datetime:
    if known_at <= at:
        return known_at
    raise InputError(
        [
            Problem(
                path="known_at",
                found=known_at.isoformat(timespec="seconds"),
                expected=f"a moment that has come, {at.isoformat(timespec='seconds')} at the latest",
                remedy="Leave it out to ask what is known now.",
            )
        ]
    )


def _sound(questions: Sequence[Question]) -> list[Question]:
    if not 0 < len(questions) <= MOST:
        found = f"{len(questions):,} questions"
        remedy = "Ask at least one; send more than that in parts."
        raise InputError(
            [Problem(path="questions", found=found, expected=f"1 to {MOST:,}", remedy=remedy)]
        )
    trimmed = [_trimmed(one) for one in questions]
    problems = [
        problem
        for number, one in enumerate(trimmed)
        if not _fits(one)
        for problem in _problems(number, one)
    ]
    if problems:
        raise InputError(problems)
    return trimmed


def _trimmed(one: Question) -> Question:
    # A charge of blanks stays one, and is refused: it is not the stream as a whole.
    given = one.worker.strip(), one.stream.strip(), one.charge.strip() or one.charge
    if given == (one.worker, one.stream, one.charge):
        return one
    worker, stream, charge = given
    return msgspec.structs.replace(one, worker=worker, stream=stream, charge=charge)


def _fits(one: Question) -> bool:
    """Whether `_problems` finds none: a look that is quick enough for each of many thousands."""
    return (
        0 < len(one.worker) <= LONGEST["worker"]
        and 0 < len(one.stream) <= LONGEST["stream"]
        and len(one.charge) <= LONGEST["charge"]
        and not one.charge.isspace()
        and "\0" not in f"{one.worker}{one.stream}{one.charge}"
    )


def _problems(number: int, one: Question) -> Iterator[Problem]:
    for name, most in LONGEST.items():
        text = getattr(one, name)
        path = f"questions[{number}].{name}"
        if text.isspace() or (not text and name != "charge"):
            yield Problem(path, "nothing", "a name as payroll uses it", "Fill it in.")
        elif len(text) > most or "\0" in text:
            yield Problem(path, text[:most], f"at most {most} characters", "Correct it.")
