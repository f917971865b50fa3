"""What a requester said of a request and in which order, and what of it an examiner has not had before her."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from totalis.authority.models import Attachment, Happened, RequestEvent
from totalis.authority.selectors.request_page_said import changes_of
from totalis.lawbook.forms.book import edition as edition_of
from totalis.webbase.notices.models import Notice

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from django.db.models import QuerySet

    from totalis.authority.models import CoverageRequest, RequestVersion
    from totalis.authority.selectors.request_page_said import Change
    from totalis.webbase.accounts.actor import Actor

SAID: Final = (Happened.RECEIVED, Happened.CORRECTED, Happened.ANSWERED)
"""The events in which a requester says something that a decision rests on."""
KEY: Final = "request-event/"
"""How keys of notices of such an event begin; its number follows."""


@dataclass(frozen=True, slots=True)
class News:
    """What came from the requester after something that was heard before."""

    events: Sequence[RequestEvent]
    changes: Sequence[Change]
    """Field by field, between what the request said then and now."""
    documents: Sequence[str]

    @property
    def answers(self) -> bool:
        """Whether a question was answered; the answer stands beside it."""
        return any(one.kind == Happened.ANSWERED for one in self.events)


def newest_event(request: CoverageRequest) -> int:
    """The number of the last event of a request, whatever it is; 0 where there is none."""
    events = RequestEvent.objects.filter(request=request).order_by("-pk")
    return events.values_list("pk", flat=True).first() or 0


def newest_heard(request: CoverageRequest) -> int:
    """The number of the last event in which the requester said something; 0 where there is none."""
    events = RequestEvent.objects.filter(request=request, kind__in=SAID).order_by("-pk")
    return events.values_list("pk", flat=True).first() or 0


def news_since(
    request: CoverageRequest, versions: Sequence[RequestVersion], heard: int
) -> News | None:
    """What the requester said after an event, field by field; None where nothing. `versions`: all, the first one first."""
    events = list(RequestEvent.objects.filter(request=request, kind__in=SAID).order_by("pk"))
    new = [one for one in events if one.pk > heard]
    if not new or not versions:
        return None
    # Each event with fields made one version: so many stood there then.
    before = sum(_made_version(one) for one in events if one.pk <= heard)
    then = versions[min(max(before, 1), len(versions)) - 1]
    added = Attachment.objects.filter(request=request, made_at__in={one.made_at for one in new})
    return News(
        events=new,
        changes=changes_of(edition_of(request.edition), then.answers, versions[-1].answers),
        documents=list(added.order_by("pk").values_list("name", flat=True)),
    )


def unseen_by(actor: Actor, request: CoverageRequest) -> int | None:
    """The last event before those that the actor was told of and has not seen; None where she has seen all."""
    numbers = [event_of(one) for one in unseen(actor, [request.control_number])]
    return min(numbers) - 1 if numbers else None


def event_of(notice: Notice) -> int:
    """The event of which a notice tells."""
    return int(notice.key.removeprefix(KEY))


def unseen(actor: Actor, numbers: Collection[str] | None = None) -> QuerySet[Notice]:
    """What the actor was told of requests, of all or of some, and has not seen yet."""
    rows = Notice.objects.filter(
        user=actor.user, organisation=actor.organisation, seen_at=None, key__startswith=KEY
    )
    return rows if numbers is None else rows.filter(case_reference__in=numbers)


def _made_version(event: RequestEvent) -> bool:
    return event.kind != Happened.ANSWERED or bool(event.details.get("fields"))
