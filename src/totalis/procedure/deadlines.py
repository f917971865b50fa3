"""Every date of a case, as values with a stable uid, for the dashboard, the calendar feed and notices (G1)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from totalis.kernel.dates import day_words
from totalis.procedure.casefile import Direction
from totalis.procedure.deadlines_certificate import of_certificates
from totalis.procedure.deadlines_shape import Deadline
from totalis.procedure.standing_decision import FOR_A_PERSON, SETTLED, main_answer
from totalis.procedure.waiting import completed_on, mail_expected_by, may_follow_up, wait_book

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from totalis.procedure.casefile import CaseFile
    from totalis.procedure.standing_decision import Answer
    from totalis.procedure.waiting import Instruction

__all__ = ["Deadline", "deadlines", "next_due"]


def deadlines(
    file: CaseFile, today: date, instruction: Instruction | None = None
) -> tuple[Deadline, ...]:
    """Every date of a case that is known and still means something, the earliest first.

    `instruction` is the waiting window that the request keeps, where it is not the standing one.
    """
    found = [
        *_of_decision(file),
        *_of_request(file, today, instruction),
        *of_certificates(file, today),
    ]
    return tuple(sorted(found, key=lambda item: (item.day, item.uid)))


def next_due(file: CaseFile, today: date, instruction: Instruction | None = None) -> date | None:
    """The earliest date that is ahead, or overdue where something had to be done by then."""
    days = (
        item.day for item in deadlines(file, today, instruction) if item.must or item.day >= today
    )
    return next(days, None)


def _of_decision(file: CaseFile) -> Iterator[Deadline]:
    answer = main_answer(file)
    if answer is None or file.closed_at is not None:
        return
    if answer.choose_by is not None and not file.lodgements:
        says = "Last day to choose by asking for the certificate."
        yield Deadline(
            uid=f"{file.reference}:election",
            kind="election",
            day=answer.choose_by,
            says=says,
            right="lodge",
            must=True,
            source=("poms_it_070",),
        )
    if answer.last_lawful_day is not None:
        yield Deadline(
            uid=f"{file.reference}:limit",
            kind="limit",
            day=answer.last_lawful_day,
            says="The limit of the agreement ends; beyond it both countries must agree.",
            right="prepare",
            source=(),
        )
    if not file.lodgements and not file.certificates and _asks(file, answer) and answer.start:
        yield Deadline(
            uid=f"{file.reference}:filing",
            kind="filing",
            day=answer.start - timedelta(days=1),
            says="Ask before the work begins, whenever possible.",
            right="lodge",
            must=True,
            source=("czech_aa31",),
        )


def _asks(file: CaseFile, answer: Answer) -> bool:
    wanted = answer.outcome in SETTLED or answer.outcome in FOR_A_PERSON
    return wanted and file.direction is not Direction.NONE and answer.choose_by is None


def _of_request(file: CaseFile, today: date, instruction: Instruction | None) -> Iterator[Deadline]:
    sent = max((item.at for item in file.lodgements), default=None)
    answered = sent is not None and any(item.entered_at >= sent for item in file.certificates)
    if sent is None or answered or file.closed_at is not None:
        return
    done = completed_on(file)
    if done is not None:
        by = mail_expected_by(done)
        says = (
            f"The channel says Completed since {day_words(done)}; the document should be in hand."
        )
        yield Deadline(
            uid=f"{file.reference}:mail",
            kind="mail",
            day=by,
            says=says,
            right="prepare",
            source=wait_book().mail.source,
        )
    _allowed, why, earliest = may_follow_up(file, today, instruction)
    if earliest is not None:
        yield Deadline(
            uid=f"{file.reference}:follow_up",
            kind="follow_up",
            day=earliest,
            says=f"Earliest day to ask what became of the request. {why}",
            right="lodge",
            source=wait_book().follow_up.source,
        )
