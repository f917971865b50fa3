"""Telling the examiners concerned that a requester corrected, answered or withdrew what they work on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.authority.models import Channel, Decision, Happened, Question
from totalis.authority.selectors.heard import KEY, event_of, unseen
from totalis.lawbook.forms.book import edition as edition_of
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.accounts.selectors import people_with
from totalis.webbase.notices.services import notify

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.authority.models import CoverageRequest, RequestEvent
    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.accounts.models import User

SAYS = {
    Happened.CORRECTED: ("was corrected", "The requester corrected the request."),
    Happened.ANSWERED: ("was answered", "The requester answered a question."),
    Happened.WITHDRAWN: ("was withdrawn", "The requester took the request back. Nothing is left to decide."),
}  # fmt: skip
MOST_FIELDS = 12


def to_examiners(event: RequestEvent) -> None:
    """Tell whoever has the request, asked the question or made the decision that waits: fields by name, nothing that was typed.

    What a partner agency does is told to all who examine, with its message.
    """
    request = event.request
    if event.kind not in SAYS or request.channel == Channel.PARTNER:
        return
    does, says = SAYS[Happened(event.kind)]
    house = event.organisation
    for person in _concerned(request, event.made_at):
        notify(
            user=person,
            organisation=house,
            key=f"{KEY}{event.pk}",
            subject=f"{request.control_number} {does}",
            body=f"{says}{_fields(event)}",
            link=f"/authority/{house.slug}/requests/{request.control_number}/",
            case_reference=request.control_number,
            at=event.made_at,
        )


def note_heard(*, actor: Actor, request: CoverageRequest, upto: int, at: datetime) -> None:
    """Say that the actor has had before her what she was told of a request, up to an event: she opened its page.

    Raises:
        MissingRightError: the person may not see it.
    """
    require(actor, Right.VIEW)
    told = unseen(actor, [request.control_number])
    seen = [one.pk for one in told if event_of(one) <= upto]
    if seen:
        told.filter(pk__in=seen).update(seen_at=at)


def _concerned(request: CoverageRequest, at: datetime) -> list[User]:
    """Who examines here and has to do with the request; each once."""
    asked = Question.objects.filter(request=request).values_list("made_by", flat=True)
    decided = Decision.objects.filter(request=request, rejected_at=None)
    keys = {request.assigned_to_id, *asked, *decided.values_list("made_by", flat=True)}
    people = people_with(request.organisation, Right.EXAMINE, at.date())
    return [one for one in people if one.pk in keys]


def _fields(event: RequestEvent) -> str:
    """The fields that say something else now, by their labels."""
    keys = event.details.get("fields") or ()
    labels = {one.key: one.label for one in edition_of(event.request.edition).fields}
    known = [labels[key] for key in keys if key in labels]
    if not known:
        return ""
    more = f" and {len(known) - MOST_FIELDS} more" if len(known) > MOST_FIELDS else ""
    return f" Changed: {'; '.join(known[:MOST_FIELDS])}{more}."
