"""Asking a service for news, and writing them down: once each, in the service's own words, whoever asks and however often.

The feed tells which requests have news; what counts is then read from the request's own status, so that nothing hangs on
one event being seen.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from totalis.casework.services.telling import tell
from totalis.casework.services.tracking import record_check, record_communication
from totalis.connected.models import Asked, Filing, FilingState, Service
from totalis.connected.selectors.services import CHANNEL
from totalis.connected.services import certificates, sent
from totalis.connected.services.actors import machine_of
from totalis.connected.services.cases import open_for_news
from totalis.connected.services.wire import ServiceRefusedError, get
from totalis.kernel.dates import day_words
from totalis.kernel.errors import TotalisError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Json = dict[str, Any]
AT_ONCE = 100
ERROR_LENGTH = 300

log = logging.getLogger(__name__)


def ask(service: Service, at: datetime) -> int:
    """Ask a service what happened since, and take it in; answers for how many requests there was news.

    Raises:
        ServiceAwayError: no answer that counts; what came before it is taken in.
        ServiceRefusedError: the service refuses.
    """
    count = 0
    while True:
        page = get(service, "events", {"after": service.cursor, "limit": AT_ONCE})
        for row, events in _by_filing(service, page["events"]):
            count += _taken_in(row, events, at)
        Service.objects.filter(pk=service.pk, cursor__lt=page["last"]).update(cursor=page["last"])
        service.cursor = max(service.cursor, page["last"])
        if not page["more"]:
            return count


def look_again(service: Service, at: datetime) -> int:
    """Read the status of everything that is open there, past the feed: for whatever a feed may have lost."""
    rows = Filing.objects.filter(service=service).exclude(control_number="")
    count = 0
    for row in rows.filter(Q(state=FilingState.TAKEN) | Q(outcome="issued")):
        count += _taken_in(row, (), at)
    return count


def take(row: Filing, events: Sequence[Mapping[str, Any]], at: datetime) -> bool:
    """Take in where one request stands, with the events that are new; whether anything was.

    Raises:
        ServiceAwayError: no answer that counts.
        ServiceRefusedError: the service refuses.
    """
    if row.state == FilingState.DUE and events:
        sent.found_again(row, str(events[0]["control_number"]), at)
        sent.taken(row, sent.send(row), at)
    row = _read(row.pk)
    if not row.control_number or row.state == FilingState.REFUSED:
        return False
    status = get(row.service, f"requests/{row.control_number}")
    papers = certificates.fetch(row, status["certificates"], at)
    with transaction.atomic():
        locked = _read(row.pk, lock=True)
        new = [one for one in events if one["number"] > locked.last_event]
        changed = _has_news(locked, status)
        if not (new or changed or papers):
            return False
        open_for_news(machine_of(locked.service), locked.case, at)
        _say(locked, new, status, at)
        _ask_people(locked, status["questions"], at)
        certificates.take_in(locked, papers, at)
        certificates.follow(locked, status["certificates"], at)
        _settle(locked, new, status, at)
    return True


def _taken_in(row: Filing, events: Sequence[Mapping[str, Any]], at: datetime) -> bool:
    """Take in one request; what goes wrong with it alone must not keep the news of the others waiting.

    It stands on the filing, and the daily look at everything tries again.
    """
    try:
        return take(row, events, at)
    except (ServiceRefusedError, TotalisError, LookupError, TypeError, ValueError) as error:
        log.exception(
            "What the service %s says of filing %s was not taken in", row.service_id, row.pk
        )
        says = f"What the service said last could not be taken in: {error}"
        Filing.objects.filter(pk=row.pk).update(last_error=says[:ERROR_LENGTH])
        return False


def _by_filing(
    service: Service, events: Sequence[Mapping[str, Any]]
) -> Iterable[tuple[Filing, list[Mapping[str, Any]]]]:
    """The events of each filing of ours; what we never filed is none of our business, and said in the log."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for one in events:
        found.setdefault(str(one["client_reference"]), []).append(one)
    rows = Filing.objects.filter(service=service, reference__in=found)
    known = {row.reference: row for row in rows.select_related("service__organisation")}
    for reference, every in found.items():
        if reference in known:
            yield known[reference], every
        else:
            log.warning("The service %s tells of a request that is none of ours", service.pk)


def _has_news(row: Filing, status: Json) -> bool:
    """Whether the status says something that is not here, with or without an event."""
    if status["state"] == "completed" and row.outcome != status["outcome"]:
        return True
    open_here = set(row.questions.filter(closed_at=None).values_list("number", flat=True))
    known = set(row.questions.values_list("number", flat=True))
    for one in status["questions"]:
        closed = one["answered_at"] is not None or one["taken_back"]
        if one["number"] not in known or (closed and one["number"] in open_here):
            return True
    standing = {
        item.number: item.certificate for item in row.received.select_related("certificate")
    }
    return any(
        (one["standing"] != "in_force" or one["ended_on"])
        and (kept := standing.get(one["number"])) is not None
        and kept.withdrawn_at is None
        for one in status["certificates"]
    )


def _say(row: Filing, new: Sequence[Mapping[str, Any]], status: Json, at: datetime) -> None:
    """The service's own words, as one status check."""
    lines = [f"{_moment(one['at'])}: {one['label']}" for one in new]
    lines.append(f"{status['label']}: {status['explanation']}")
    if status["reasons"]:
        lines.append(status["reasons"])
    record_check(
        actor=machine_of(row.service),
        case=row.case,
        verbatim="\n".join(lines),
        label=_label(status),
        checked_at=at,
        at=at,
        channel=CHANNEL,
    )


def _label(status: Json) -> str:
    """The service's word for the state; with the outcome where nothing was issued, so that nobody waits for a document."""
    label, outcome = str(status["label"]), status["outcome"]
    return f"{label}, {outcome}" if outcome not in ("", "issued") else label


def _ask_people(row: Filing, questions: Sequence[Mapping[str, Any]], at: datetime) -> None:
    """New questions to whoever filed; those that are closed over there are closed here."""
    for one in questions:
        closed = one["answered_at"] is not None or one["taken_back"]
        known = row.questions.filter(number=one["number"]).first()
        if known is None:
            known = _asked(row, one, at)
            if not closed:
                _tell_asked(row, known, at)
        if closed and known.closed_at is None:
            known.closed_at = at
            known.save(update_fields=["closed_at"])


def _asked(row: Filing, one: Mapping[str, Any], at: datetime) -> Asked:
    said = record_communication(
        actor=machine_of(row.service),
        case=row.case,
        direction="in",
        channel=CHANNEL,
        counterpart=row.service.name,
        verbatim=f"Question {one['number']}: {one['text']}",
        happened_at=min(datetime.fromisoformat(one["asked_at"]), at),
        at=at,
    )
    return Asked.objects.create(
        organisation_id=row.organisation_id,
        case=row.case,
        filing=row,
        number=one["number"],
        text=one["text"],
        fields=list(one["fields"]),
        answer_by=one["answer_by"],
        communication=said,
        made_at=at,
    )


def _tell_asked(row: Filing, question: Asked, at: datetime) -> None:
    question.refresh_from_db(fields=["answer_by"])
    tell(
        actor=machine_of(row.service),
        case=row.case,
        people=[row.made_by, row.packet.made_by, row.case.owner],
        key=f"question:{question.pk}",
        subject=f"{row.service.name} asks for information",
        body=f"{question.text} Please answer by {day_words(question.answer_by)}, under Tracking.",
        at=at,
        page="tracking",
    )


def _settle(row: Filing, new: Sequence[Mapping[str, Any]], status: Json, at: datetime) -> None:
    """How far it was read, and how it ended."""
    row.last_event = max([row.last_event, *(one["number"] for one in new)])
    ended = status["state"] == "completed" and row.outcome != status["outcome"]
    if ended:
        row.state, row.outcome = FilingState.COMPLETED, status["outcome"]
    row.save(update_fields=["last_event", "state", "outcome"])
    if ended and row.outcome == "refused":
        tell(
            actor=machine_of(row.service),
            case=row.case,
            people=[row.made_by, row.packet.made_by, row.case.owner],
            key=f"filing:{row.pk}:refused-there",
            subject=f"{row.service.name} refused the request",
            body=(
                "Its reasons stand under Tracking. Contributions stay due in both countries. If facts were wrong, correct "
                "them and file again; if they are right, the rule, an exception or the alternate procedure is what is left."
            ),
            at=at,
            page="tracking",
        )


def _moment(text: str) -> str:
    moment = datetime.fromisoformat(text)
    return f"{day_words(moment.date())}, {moment:%H:%M} UTC"


def _read(pk: int, *, lock: bool = False) -> Filing:
    rows = Filing.objects.select_related(
        "service__organisation", "case__owner", "case__organisation", "packet__made_by", "made_by"
    )
    return (rows.select_for_update(of=("self",)) if lock else rows).get(pk=pk)
