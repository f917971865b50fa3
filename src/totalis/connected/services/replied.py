"""A reply on the wire: sent, and what the service's answer makes of it on this side; each written once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from totalis.casework.models import EvidenceVersion, Lodgement
from totalis.casework.services.lodging import record_control_number
from totalis.casework.services.telling import tell
from totalis.casework.services.tracking import record_check
from totalis.connected.models import FilingState, Reply, ReplyKind
from totalis.connected.selectors.services import CHANNEL
from totalis.connected.services.actors import machine_of
from totalis.connected.services.cases import open_for_news
from totalis.connected.services.forms_there import form_for
from totalis.connected.services.packing import correction_of, file_of
from totalis.connected.services.wire import call, plain

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.casework.models import Packet
    from totalis.connected.services.wire import ServiceRefusedError
    from totalis.webbase.signed.sending import Answer

ERROR_LENGTH = 300
WORDS = {
    ReplyKind.ANSWER: "answer",
    ReplyKind.CORRECTION: "correction",
    ReplyKind.WITHDRAWAL: "withdrawal",
}


def send(reply: Reply) -> Answer:
    """Send a reply once.

    Raises:
        ServiceAwayError: no answer that counts.
        ServiceRefusedError: the service does not take it.
    """
    filing, body = reply.filing, reply.body
    address = f"requests/{filing.control_number}"
    if reply.packet is not None:
        said = correction_of(reply, reply.packet, form_for(filing))
        return call(filing.service, "POST", f"{address}/corrections", said)
    if reply.question is None:
        return call(filing.service, "POST", f"{address}/withdrawal", body)
    rows = EvidenceVersion.objects.filter(pk__in=body["versions"]).select_related("blob")
    files = [file_of(row) for row in rows.order_by("pk")]
    said = {"text": body["text"], "corrections": body["corrections"], "files": files}
    return call(filing.service, "POST", f"{address}/questions/{reply.question.number}/answer", said)


def taken(reply: Reply, answer: Answer, at: datetime) -> None:
    """Write down that the service has it; once."""
    status = plain(answer)
    with transaction.atomic():
        row = _locked(reply)
        if row.state != FilingState.DUE:
            return
        row.state, row.done_at, row.last_error = FilingState.TAKEN, at, ""
        row.proof = {"answer": answer.body.decode(), "signed": answer.proof}
        row.save()
        if row.question is not None and row.question.closed_at is None:
            row.question.closed_at = at
            row.question.save(update_fields=["closed_at"])
        if row.packet is not None:
            _number(row, row.packet, at)
        _note(row, f"{status['label']}: {status['explanation']}", str(status["label"]), at)


def refused(reply: Reply, error: ServiceRefusedError, at: datetime) -> None:
    """Write down that the service did not take it, in its words; it may be said anew."""
    with transaction.atomic():
        row = _locked(reply)
        if row.state != FilingState.DUE:
            return
        row.state, row.done_at = FilingState.REFUSED, at
        row.last_error = error.words[:ERROR_LENGTH]
        row.save()
        _note(row, error.words, "Not taken", at)
        what = WORDS[ReplyKind(row.kind)]
        tell(
            actor=machine_of(row.filing.service),
            case=row.case,
            people=[row.made_by, row.case.owner],
            key=f"reply:{row.pk}:refused",
            subject=f"{row.filing.service.name} did not take the {what}",
            body="What it says stands under Tracking. Mend what it names, and send it anew.",
            at=at,
            page="tracking",
        )


def _number(row: Reply, packet: Packet, at: datetime) -> None:
    """The packet that corrects a request has the control number of that request."""
    sent = Lodgement.objects.get(packet=packet)
    if sent.control_number != row.filing.control_number:
        record_control_number(
            actor=machine_of(row.filing.service),
            case=row.case,
            lodgement=sent,
            control_number=row.filing.control_number,
            at=at,
        )


def _note(row: Reply, says: str, label: str, at: datetime) -> None:
    machine = machine_of(row.filing.service)
    open_for_news(machine, row.case, at)
    record_check(
        actor=machine,
        case=row.case,
        verbatim=says,
        label=label,
        checked_at=at,
        at=at,
        channel=CHANNEL,
    )


def _locked(reply: Reply) -> Reply:
    rows = Reply.objects.select_related(
        "filing__service__organisation",
        "question",
        "packet",
        "case__owner",
        "case__organisation",
        "made_by",
    )
    return rows.select_for_update(of=("self",)).get(pk=reply.pk)
