"""The order in which a case's records are looked at to find its stage and next step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from totalis.kernel.dates import day_words
from totalis.lawbook.model import Outcome
from totalis.procedure.casefile import Direction, PayrollState, Stage
from totalis.procedure.channels import CONNECTED
from totalis.procedure.deadlines_certificate import ask_by
from totalis.procedure.delivery import outstanding
from totalis.procedure.marking import yearly_attachments
from totalis.procedure.standing_certificates import awaits_correction, fits_direction
from totalis.procedure.standing_decision import FOR_A_PERSON, NOTHING_TO_ASK, PRODUCT_FOR
from totalis.procedure.waiting import completed_on, last_lodgement, may_follow_up

if TYPE_CHECKING:
    from datetime import date

    from totalis.procedure.casefile import CaseFile, CertificateRecord, MatchRecord, PacketRecord
    from totalis.procedure.escalation import Flag
    from totalis.procedure.standing_decision import Answer
    from totalis.procedure.standing_payroll import PayrollAnswer

PREPARE, APPROVE, LODGE, RELEASE = "prepare", "approve", "lodge", "release"


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What the stage is read from."""

    file: CaseFile
    today: date
    answer: Answer | None
    certificate: CertificateRecord | None
    payroll: PayrollAnswer
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A stage with its next action, the right that it takes, and whose turn it is."""

    stage: Stage
    action: str
    right: str
    waits_for: str


def step_of(at: Situation) -> Step:
    """The first check that holds names the stage."""
    if at.file.closed_at is not None:
        return Step(Stage.CLOSED, "Nothing is left to do; the records are kept.", "", "")
    if at.flags:
        return _review(at, at.flags[0].next_action)
    if at.payroll.state is PayrollState.CHANGED:
        action = "Decide again and tell payroll from which day contributions are due."
        return _review(at, action)
    if at.certificate is not None:
        return _of_certificate(at, at.certificate)
    if at.file.lodgements:
        return _of_lodged(at)
    return _of_decision(at)


def _review(at: Situation, action: str) -> Step:
    return Step(Stage.REVIEW, action, PREPARE, at.file.owner.name)


# -- a certificate is in hand ---------------------------------------------------------------------


def _of_certificate(at: Situation, certificate: CertificateRecord) -> Step:
    match = at.file.match_of(certificate.id)
    owner = at.file.owner.name
    if not fits_direction(at.file, certificate):
        action = "Compare the document with the case: it is not the proof that the case is after."
        return Step(Stage.MATCHING, action, PREPARE, owner)
    if awaits_correction(at.file, certificate) and (match is None or not _sound(match)):
        action = "Enter the corrected certificate when it comes."
        return Step(Stage.MATCHING, action, PREPARE, certificate.issuer)
    if match is None:
        action = "Compare the certificate with the request, field by field."
        return Step(Stage.MATCHING, action, APPROVE, owner)
    if not match.accepted:
        action = "Ask the issuer for a correction, or compare the certificate again."
        return Step(Stage.MATCHING, action, PREPARE, owner)
    if match.released_at is None:
        action = "Tell payroll that it may rely on the certificate."
        return Step(Stage.DELIVERY, action, RELEASE, "payroll")
    return _of_released(at, certificate)


def _sound(match: MatchRecord) -> bool:
    return match.accepted and not any(item.rank == "breaks" for item in match.differences)


def _of_released(at: Situation, certificate: CertificateRecord) -> Step:
    if certificate.end is not None and certificate.end < at.today:
        action = "Close the case, or ask for a new certificate if the work goes on."
        return Step(Stage.ENDED, action, PREPARE, at.file.owner.name)
    waiting = outstanding(at.file, certificate)
    if waiting:
        first = waiting[0]
        return Step(Stage.DELIVERY, first.action, PREPARE, first.name)
    return _in_force(at, certificate)


def _in_force(at: Situation, certificate: CertificateRecord) -> Step:
    """Valid and delivered: an extension on its way, a return that lacks its copy, an end that comes near."""
    worker = f"{at.file.worker.given_names} {at.file.worker.family_names}".strip()
    if any(item.at > certificate.entered_at for item in at.file.lodgements):
        action = "Look up the status of the newer request and write it down word for word."
        return Step(Stage.IN_FORCE, action, LODGE, _office(at))
    late = [
        item
        for item in yearly_attachments(at.file, at.today)
        if not item.attached and item.year < at.today.year
    ]
    if late:
        action = f"Attach the copy of the certificate to the return for {late[0].year}."
        return Step(Stage.IN_FORCE, action, PREPARE, worker or "the worker")
    if certificate.end is not None and at.today >= ask_by(certificate.end):
        action = f"Ask for an extension if the work goes on after {day_words(certificate.end)}."
        return Step(Stage.IN_FORCE, action, PREPARE, at.file.owner.name)
    action = "Keep the certificate at hand and report every change of the work."
    return Step(Stage.IN_FORCE, action, "", "")


# -- a request is on its way ----------------------------------------------------------------------


def _office(at: Situation) -> str:
    named = at.answer.issuer_name if at.answer is not None else ""
    return named or "the agency"


def _of_lodged(at: Situation) -> Step:
    office = _office(at)
    if completed_on(at.file) is not None:
        action = "Enter the certificate as soon as the document is in hand."
        return Step(Stage.RECEIVING, action, PREPARE, office)
    allowed, _why, _earliest = may_follow_up(at.file, at.today)
    if allowed:
        action = "Ask the agency what became of the request: the waiting window has passed."
        return Step(Stage.WAITING, action, LODGE, office)
    sent = last_lodgement(at.file)
    if sent is not None and sent.channel == CONNECTED:
        action = "Status, questions and certificate come by themselves; what is asked stands under Tracking."
        return Step(Stage.WAITING, action, "", office)
    action = "Look up the status and write down what the channel says, word for word."
    return Step(Stage.WAITING, action, LODGE, office)


# -- nothing was sent -----------------------------------------------------------------------------


def _of_decision(at: Situation) -> Step:
    answer, owner = at.answer, at.file.owner.name
    if answer is None:
        action = "Decide again with the newest facts." if at.file.facts else "State the facts."
        return Step(Stage.FACTS, action, PREPARE, owner)
    if answer.outcome is Outcome.UNDETERMINED:
        return Step(Stage.FACTS, _ask(answer), PREPARE, owner)
    if at.file.direction is Direction.NONE or answer.outcome in NOTHING_TO_ASK:
        return Step(Stage.ENDED, answer.next_action, PREPARE, owner)
    wanted = PRODUCT_FOR.get(answer.outcome)
    request = at.file.request
    asks = request is not None and (wanted is None or request.product == wanted)
    if answer.outcome in FOR_A_PERSON and not asks:
        return _review(at, answer.next_action)
    return _of_packet(at, at.file.current_packet)


def _ask(answer: Answer) -> str:
    missing = answer.document.get("missing") or ()
    if not missing:
        return answer.next_action
    return f"Find out: {missing[0]['question']}"


def _of_packet(at: Situation, packet: PacketRecord | None) -> Step:
    owner = at.file.owner.name
    if packet is None:
        action = "Fill in the request and build its packet."
        return Step(Stage.EVIDENCE, action, PREPARE, owner)
    decision = packet.approvals[-1] if packet.approvals else None
    if decision is None:
        return Step(Stage.APPROVAL, "Approve or refuse the packet.", APPROVE, "an approver")
    if not decision.approved:
        reason = f": {decision.reason}" if decision.reason else ""
        action = f"Mend what the approver refused and build a new packet{reason}"
        return Step(Stage.EVIDENCE, action, PREPARE, owner)
    return Step(
        Stage.LODGING, "Send the request and keep what the channel gives back.", LODGE, owner
    )
