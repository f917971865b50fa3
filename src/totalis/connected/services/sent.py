"""A filing on the wire: sent, and what the service's answer makes of it on this side; each written once."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

from django.db import transaction

from totalis.casework.services.evidence import add_document
from totalis.casework.services.lodging import record_control_number
from totalis.casework.services.telling import tell
from totalis.casework.services.tracking import record_check
from totalis.connected.models import Filing, FilingState
from totalis.connected.selectors.services import CHANNEL
from totalis.connected.services.actors import machine_of
from totalis.connected.services.cases import open_for_news
from totalis.connected.services.forms_there import form_for
from totalis.connected.services.packing import body_of
from totalis.connected.services.wire import call, plain
from totalis.webbase.accounts.rights import Right

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.connected.services.wire import ServiceRefusedError
    from totalis.webbase.signed.sending import Answer

ERROR_LENGTH = 300


def send(filing: Filing) -> Answer:
    """Send a filing once.

    Raises:
        ServiceAwayError: no answer that counts.
        ServiceRefusedError: the service does not take it.
    """
    return call(filing.service, "POST", "requests", body_of(filing, form_for(filing)))


def taken(filing: Filing, answer: Answer, at: datetime) -> None:
    """Write down that the service has it: control number, proof of application, its first words.

    Whatever happened in between, it is written once.
    """
    said = plain(answer)
    with transaction.atomic():
        row = _locked(filing)
        if row.state != FilingState.DUE:
            return
        row.state, row.done_at, row.last_error = FilingState.TAKEN, at, ""
        row.control_number = str(said["control_number"])
        row.edition = str(said["status"]["edition"])
        row.proof = {"answer": answer.body.decode(), "signed": answer.proof}
        row.save()
        _keep(row, said, at)


def found_again(filing: Filing, control_number: str, at: datetime) -> None:
    """The service tells of a request whose taking we never heard of: that is the control number."""
    with transaction.atomic():
        row = _locked(filing)
        if row.state != FilingState.DUE or row.control_number:
            return
        row.control_number = control_number
        row.due_at = at
        row.save(update_fields=["control_number", "due_at"])


def refused(filing: Filing, error: ServiceRefusedError, at: datetime) -> None:
    """Write down that the service did not take it, in its words, and what to do next."""
    with transaction.atomic():
        row = _locked(filing)
        if row.state != FilingState.DUE:
            return
        row.state, row.done_at = FilingState.REFUSED, at
        row.last_error = error.words[:ERROR_LENGTH]
        row.proof = {
            "answer": error.answer.body.decode("utf-8", "replace"),
            "signed": error.answer.proof,
        }
        row.save()
        machine = machine_of(row.service)
        open_for_news(machine, row.case, at)
        record_check(
            actor=machine,
            case=row.case,
            verbatim=error.words,
            checked_at=at,
            at=at,
            label="Not taken",
            channel=CHANNEL,
        )
        tell(
            actor=machine,
            case=row.case,
            people=[row.made_by, row.case.owner],
            key=f"filing:{row.pk}:refused",
            subject=f"{row.service.name} did not take packet {row.packet.number}",
            body=(
                "What it says stands under Tracking. Correct the fields that it names, build the packet again, have it "
                "approved, and file that."
            ),
            at=at,
            page="tracking",
        )


def _keep(row: Filing, said: dict[str, Any], at: datetime) -> None:
    """The confirmation as a document of the case, the control number, and where the request stands."""
    machine, case, number = machine_of(row.service), row.case, row.control_number
    open_for_news(machine, case, at)
    proof = _decoded(said.get("proof", ""))
    evidence = None
    if proof:
        evidence = add_document(
            actor=machine,
            case=case,
            title=f"Proof of application {number}",
            kind="confirmation",
            data=proof,
            file_name=f"proof-of-application-{number}.pdf",
            at=at,
            right=Right.LODGE,
        )
    if row.lodgement is not None:
        record_control_number(
            actor=machine,
            case=case,
            lodgement=row.lodgement,
            control_number=number,
            confirmation=evidence,
            at=at,
        )
    status = said["status"]
    record_check(
        actor=machine,
        case=case,
        verbatim=f"{status['label']}. {status['explanation']}",
        label=str(status["label"]),
        checked_at=at,
        at=at,
        channel=CHANNEL,
        evidence=evidence,
    )


def _locked(filing: Filing) -> Filing:
    rows = Filing.objects.select_related(
        "service__organisation",
        "case__owner",
        "case__organisation",
        "packet",
        "lodgement",
        "made_by",
    )
    return rows.select_for_update(of=("self",)).get(pk=filing.pk)


def _decoded(text: object) -> bytes:
    try:
        return base64.b64decode(str(text), validate=True)
    except binascii.Error:
        return b""
