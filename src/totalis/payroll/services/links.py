"""Streams linked to cases, and links taken away: who, when, why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from totalis.casework.models import Case, Worker
from totalis.casework.services.payroll_index import fill
from totalis.casework.services.refusing import refuse
from totalis.payroll.models import StreamLink
from totalis.payroll.services.changes import tell_of_link
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from datetime import date, datetime

    from totalis.webbase.accounts.actor import Actor

LONGEST = 120


def may_link(actor: Actor) -> bool:
    """Whether somebody may say which stream belongs to which case: who prepares, and who does payroll."""
    return actor.may(Right.PREPARE) or actor.may(Right.RELEASE)


def link_stream(
    *,
    actor: Actor,
    case: Case,
    stream: str,
    at: datetime,
    first: date | None = None,
    last: date | None = None,
    why: str = "",
) -> StreamLink:
    """Say that a stream of the case's worker belongs to the case, from a day to a day, both inclusive.

    Args:
        actor: Who says so: the right to prepare or to release.
        case: The case; its worker must have a staff number.
        stream: As payroll names it, exactly.
        at: When.
        first: The first day; open where nothing is said.
        last: The last day; open where nothing is said.
        why: How the person knows.

    Raises:
        PermissionDenied: the person may neither prepare nor release.
        InputError: no stream, no staff number, a case that was disposed of, days the wrong way round, a day on which the stream is linked already.
    """
    require_may_link(actor)
    stream = stream.strip()
    if not 0 < len(stream) <= LONGEST or "\0" in stream:
        refuse("stream", stream or "nothing", f"a name of at most {LONGEST} characters")
    if first is not None and last is not None and last < first:
        refuse("last", last.isoformat(), f"{first.isoformat()} or later")
    fill(case.pk, at)
    with transaction.atomic():
        # Whoever links for the same worker waits here, so that no two links overlap.
        worker = Worker.objects.select_for_update().get(pk=case.worker_id)
        rows = Case.objects.of(actor.organisation).select_for_update(of=("self",))
        locked = rows.get(pk=case.pk)
        if locked.disposed_at is not None:
            refuse("case", f"{locked.reference}, which was disposed of", "a case that is kept")
        if not worker.staff_number:
            refuse("case", "a worker without a staff number", "one with the number of payroll")
        _not_linked_yet(actor, worker.staff_number, stream, first, last)
        link = StreamLink.objects.create(
            organisation=actor.organisation,
            staff_number=worker.staff_number,
            stream=stream,
            case=locked,
            first=first,
            last=last,
            why=why.strip()[:300],
            made_by=actor.user,
            made_at=at,
        )
        tell_of_link(link, at)
        _told(actor, "linked stream", link, at, link.why)
    return link


def unlink_stream(*, actor: Actor, link: StreamLink, reason: str, at: datetime) -> StreamLink:
    """Take a link away; it stays on record, and what was answered by it can be replayed.

    Raises:
        PermissionDenied: the person may neither prepare nor release.
        InputError: no reason, or it was taken away before.
    """
    require_may_link(actor)
    if not reason.strip():
        refuse("reason", "nothing", "why the stream does not belong to the case")
    with transaction.atomic():
        rows = StreamLink.objects.of(actor.organisation).select_related("case")
        locked = rows.select_for_update(of=("self",)).get(pk=link.pk)
        if locked.removed_at is not None:
            refuse("link", "one that was taken away before", "one that stands")
        locked.removed_at, locked.removed_by = at, actor.user
        locked.removed_reason = reason.strip()[:300]
        locked.save(update_fields=["removed_at", "removed_by", "removed_reason"])
        tell_of_link(locked, at)
        _told(actor, "unlinked stream", locked, at, locked.removed_reason)
    return locked


def require_may_link(actor: Actor) -> None:
    """Stop whoever may not link.

    Raises:
        PermissionDenied: the person may neither prepare nor release.
    """
    if not may_link(actor):
        require(actor, Right.RELEASE)


def _not_linked_yet(
    actor: Actor, staff_number: str, stream: str, first: date | None, last: date | None
) -> None:
    standing = StreamLink.objects.of(actor.organisation).filter(
        staff_number=staff_number, stream=stream, removed_at=None
    )
    if first is not None:
        standing = standing.filter(Q(last=None) | Q(last__gte=first))
    if last is not None:
        standing = standing.filter(Q(first=None) | Q(first__lte=last))
    taken = standing.select_related("case").first()
    if taken is not None:
        refuse(
            "stream",
            f"linked to {taken.case.reference} for some of these days",
            "days that are free",
            "Take that link away first, or link other days.",
        )


def _told(actor: Actor, verb: str, link: StreamLink, at: datetime, why: str) -> None:
    record(
        actor=actor,
        verb=verb,
        subject=f"{link.stream} of {link.staff_number}",
        at=at,
        case_reference=link.case.reference,
        details={
            "link": link.pk,
            "first": link.first.isoformat() if link.first else "",
            "last": link.last.isoformat() if link.last else "",
            "why": why,
        },
    )
