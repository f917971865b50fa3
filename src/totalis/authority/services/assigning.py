"""How every act of an examiner begins, and whose a request is: taken up, handed over, put first."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

from django.db import transaction

from totalis.authority.models import CoverageRequest, Happened, State
from totalis.authority.selectors.assessment_words import PRIORITIES
from totalis.authority.services.telling import happened
from totalis.kernel.errors import InputError, Problem
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.accounts.selectors import people_with
from totalis.webbase.audit.services import record
from totalis.webbase.secrets.masking import without_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.accounts.models import User

REASON_LENGTH = 300


def refuse(path: str, found: str, expected: str, remedy: str) -> NoReturn:
    """Stop with one problem.

    Raises:
        InputError: always.
    """
    raise InputError([Problem(path=path, found=found, expected=expected, remedy=remedy)])


def no_numbers(path: str, text: str) -> None:
    """Refuse a text that people write and that is kept in the clear where it names a Social Security number.

    Raises:
        InputError: it does.
    """
    if without_numbers(text) != text:
        found, remedy = "a Social Security number", "Name the field instead."
        refuse(path, found, "a text without numbers of persons", remedy)


def held(request: CoverageRequest) -> CoverageRequest:
    """The request, its row locked to the end of the transaction.

    Raises:
        InputError: it is completed.
    """
    row = (
        CoverageRequest.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=request.pk)
    )
    if row.state == State.COMPLETED:
        refuse(
            "request",
            f"{row.control_number} is completed: {row.get_outcome_display().lower()}",
            "a request that is still open",
            "What was issued is corrected or withdrawn in the register.",
        )
    return row


@contextmanager
def examining(
    *, actor: Actor, request: CoverageRequest, right: Right = Right.EXAMINE
) -> Iterator[CoverageRequest]:
    """Act on a request in one transaction: the right is checked, the row locked.

    Raises:
        MissingRightError: the person has not the right.
        InputError: the request is completed.
        CoverageRequest.DoesNotExist: it is another agency's.
    """
    require(actor, right)
    with transaction.atomic():
        row = held(request)
        if row.organisation_id != actor.organisation.pk:
            raise CoverageRequest.DoesNotExist
        yield row


def take_up(*, actor: Actor, request: CoverageRequest, at: datetime) -> CoverageRequest:
    """Make a request one's own; from the first time on it is pending. Taken twice, it stays.

    Raises:
        MissingRightError: the person may not examine.
        InputError: it is completed, or another examiner's.
    """
    with examining(actor=actor, request=request) as row:
        if row.assigned_to_id is not None and row.assigned_to != actor.user:
            owner = row.assigned_to.name if row.assigned_to else ""
            refuse(
                "request",
                f"{owner} has taken it up",
                "a request that nobody has taken up",
                "Ask to have it handed over to you.",
            )
        if row.assigned_to_id is None:
            _give(row, actor.user)
            begin(row, actor=actor, at=at)
            _record(actor, "took up request", row, at, {})
    return row


def begin(row: CoverageRequest, *, actor: Actor, at: datetime) -> None:
    """Let a received request be pending, and tell it; the caller holds the row."""
    if row.state == State.RECEIVED:
        row.state = State.PENDING
        row.save(update_fields=["state"])
        happened(Happened.EXAMINED, request=row, at=at, by=actor.user)


def hand_over(
    *, actor: Actor, request: CoverageRequest, to: User | None, at: datetime
) -> CoverageRequest:
    """Give a request to another examiner, or back to nobody.

    Raises:
        MissingRightError: the person may not examine.
        InputError: it is completed, or who shall have it does not examine here.
    """
    with examining(actor=actor, request=request) as row:
        if to is not None and to not in people_with(actor.organisation, Right.EXAMINE, at.date()):
            refuse(
                "to", "somebody who does not examine here", "an examiner", "Choose from the list."
            )
        if row.assigned_to == to:
            return row
        before = row.assigned_to.name if row.assigned_to else ""
        _give(row, to)
        if to is not None:
            begin(row, actor=actor, at=at)
        details = {"before": before, "after": to.name if to else ""}
        _record(actor, "handed over request", row, at, details)
    return row


def prioritise(
    *, actor: Actor, request: CoverageRequest, priority: int, reason: str, at: datetime
) -> CoverageRequest:
    """Say how soon a request is looked at, and why.

    Raises:
        MissingRightError: the person may not examine.
        InputError: it is completed, no such priority, or no reason where it goes before others.
    """
    with examining(actor=actor, request=request) as row:
        why = reason.strip()
        if priority not in PRIORITIES:
            refuse("priority", str(priority), "0, 1 or 2", "Choose one of the three priorities.")
        if priority and not why:
            refuse(
                "reason", "nothing", "a reason", "Say why it goes before others that came earlier."
            )
        _not_longer(why)
        before = {"priority": row.priority, "reason": row.priority_reason}
        row.priority, row.priority_reason = priority, why
        row.save(update_fields=["priority", "priority_reason"])
        after = {"priority": priority, "reason": why}
        _record(actor, "set priority", row, at, {"before": before, "after": after})
    return row


def _give(row: CoverageRequest, to: User | None) -> None:
    row.assigned_to = to
    row.save(update_fields=["assigned_to"])


def _not_longer(text: str) -> None:
    no_numbers("reason", text)
    if len(text) > REASON_LENGTH:
        refuse(
            "reason", f"{len(text)} letters", f"at most {REASON_LENGTH}", "Say it in fewer words."
        )


def _record(
    actor: Actor, verb: str, row: CoverageRequest, at: datetime, details: Mapping[str, object]
) -> None:
    record(
        actor=actor,
        verb=verb,
        subject=row.control_number,
        at=at,
        case_reference=row.control_number,
        details=details,
    )


def note_download(*, actor: Actor, at: datetime) -> None:
    """Say in the chain that the queue was taken away as a file.

    Raises:
        MissingRightError: the person may not see it.
    """
    require(actor, Right.VIEW)
    record(actor=actor, verb="downloaded queue", subject="requests as CSV", at=at)


def note_seen(*, actor: Actor, request: CoverageRequest, what: str, how: str, at: datetime) -> None:
    """Say in the chain that somebody saw or took something personal of a request: its numbers, a document.

    Raises:
        MissingRightError: the person may not see it.
    """
    require(actor, Right.VIEW)
    _record(actor, f"{how} {what}", request, at, {})
