"""Certificates as they come in: entered, compared, accepted, released to payroll, corrected, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from totalis.casework.models import Certificate, Correction, Match, Packet
from totalis.casework.selectors import records
from totalis.casework.selectors.casefile import case_file
from totalis.casework.selectors.certificates import compared, difference_digest
from totalis.casework.services.editing import changing
from totalis.casework.services.refusing import refuse
from totalis.casework.services.revisions import remember
from totalis.kernel.digest import digest
from totalis.kernel.errors import InputError, Problem
from totalis.procedure.matching_checklist import checklist as checklist_of, unticked
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from totalis.casework.forms.certificates import TypedCertificate
    from totalis.casework.models import Case, Evidence
    from totalis.webbase.accounts.actor import Actor


def enter_certificate(
    *,
    actor: Actor,
    case: Case,
    evidence: Evidence,
    typed: TypedCertificate,
    at: datetime,
    replaces: Certificate | None = None,
) -> Certificate:
    """Record a certificate, letter or statement as somebody read it off the document.

    Received is not matched: payroll stays on hold until it was compared, accepted and released.

    Args:
        actor: Who typed it; needs the right to prepare.
        case: The case.
        evidence: The document itself, kept before.
        typed: The fields as read.
        at: When it was typed.
        replaces: The certificate that this one corrects or replaces.

    Raises:
        InputError: the document belongs to another case, or the days do not fit.
    """
    with changing(actor=actor, case=case, right=Right.PREPARE, at=at) as locked:
        if evidence.case_id != locked.pk:
            refuse("evidence", "a document of another case", "a document of this case")
        if replaces is not None and replaces.case_id != locked.pk:
            refuse("replaces", "a certificate of another case", "one of this case")
        certificate = Certificate.objects.create(
            organisation=actor.organisation,
            case=locked,
            evidence=evidence,
            replaces=replaces,
            made_by=actor.user,
            made_at=at,
            **msgspec.structs.asdict(typed),
        )
        _settle_correction(actor, locked, replaces, certificate, at)
        record(
            actor=actor,
            verb="recorded certificate",
            subject=str(certificate),
            at=at,
            case_reference=locked.reference,
            details={
                "certificate": certificate.pk,
                "from": typed.start.isoformat(),
                "until": typed.end.isoformat() if typed.end else "",
                "issuer": typed.issuer,
                "replaces": replaces.pk if replaces else "",
            },
        )
    return certificate


def _settle_correction(
    actor: Actor, case: Case, replaced: Certificate | None, by: Certificate, at: datetime
) -> None:
    """What was asked to be corrected is settled by the certificate that replaces it."""
    if replaced is None:
        return
    for asked in Correction.objects.filter(certificate=replaced, settled_by=None):
        asked.settled_by = by
        asked.save(update_fields=["settled_by"])
        remember(
            actor=actor,
            kind="correction",
            record_id=asked.pk,
            value=records.correction(asked),
            at=at,
            case=case,
        )


def decide_match(
    *,
    actor: Actor,
    case: Case,
    certificate: Certificate,
    accepted: bool,
    checklist: Mapping[str, bool],
    seen: str,
    at: datetime,
    reason: str = "",
) -> Match:
    """Accept a certificate for what was asked, or refuse it, having seen every difference.

    Args:
        actor: Who decides; the right to approve, and not the person who typed the certificate (but for one who
            works alone).
        case: The case.
        certificate: The certificate.
        accepted: The decision.
        checklist: The points of the acceptance checklist and whether they hold.
        seen: Digest of the differences that the form showed (`selectors.certificates.difference_digest`).
        at: When.
        reason: Needed for a refusal and for accepting differences that a person must weigh.

    Raises:
        InputError: a difference breaks the exemption, a point of the checklist is open, the differences are not those
            that were shown, the reason is missing, or the person typed it herself.
    """
    with changing(actor=actor, case=case, right=Right.APPROVE, at=at) as locked:
        certificate = Certificate.objects.select_for_update().get(pk=certificate.pk, case=locked)
        _not_ones_own(actor, certificate)
        file = case_file(locked)
        differences = compared(file, str(certificate.pk))
        if difference_digest(differences) != seen:
            refuse(
                "differences",
                "other differences than the page showed",
                "a decision on what is there now",
                "Look at the list again: the request or the certificate has changed.",
            )
        marks = {item.key: bool(checklist.get(item.key)) for item in checklist_of(file)}
        if accepted:
            points = [item.says for item in unticked(file, marks)]
            _acceptable([item.rank for item in differences], points, reason)
        elif not reason.strip():
            refuse("reason", "nothing", "why it is not accepted")
        sent = Packet.objects.filter(case=locked, lodgements__isnull=False)
        packet = sent.order_by("-number").first()
        match = Match.objects.create(
            organisation=actor.organisation,
            case=locked,
            certificate=certificate,
            packet=packet,
            differences=msgspec.to_builtins(differences),
            checklist=marks,
            accepted=accepted,
            reason=reason.strip(),
            made_by=actor.user,
            made_at=at,
        )
        record(
            actor=actor,
            verb="accepted certificate" if accepted else "refused certificate",
            subject=str(certificate),
            at=at,
            case_reference=locked.reference,
            details={
                "certificate": certificate.pk,
                "differences": [f"{item.field}: {item.rank}" for item in differences],
                "reason": reason.strip(),
                "alone": certificate.made_by_id == (actor.user.pk if actor.user else None),
            },
        )
    return match


def _not_ones_own(actor: Actor, certificate: Certificate) -> None:
    if actor.works_alone or actor.user is None:
        return
    if certificate.made_by_id == actor.user.pk:
        refuse(
            "decision",
            "the person who typed the certificate",
            "a different person",
            "Ask an approver who did not type it.",
        )


def _acceptable(ranks: list[str], open_points: list[str], reason: str) -> None:
    problems = []
    if "breaks" in ranks:
        problems.append(
            Problem(
                path="differences",
                found=f"{ranks.count('breaks')} difference(s) that break the exemption",
                expected="none",
                remedy="Ask the issuer for a correction, or correct what was typed if the document says otherwise.",
            )
        )
    if open_points:
        problems.append(
            Problem(
                path="checklist",
                found=f"{len(open_points)} point(s) not confirmed",
                expected="every point confirmed",
                remedy="Look at the document for each point; refuse the certificate if one does not hold.",
            )
        )
    if "check" in ranks and not reason.strip():
        problems.append(
            Problem(
                path="reason",
                found="nothing",
                expected="why the differences do not matter",
                remedy="Say for each difference why the certificate still proves the exemption.",
            )
        )
    if problems:
        raise InputError(problems)


def release_to_payroll(*, actor: Actor, case: Case, match: Match, at: datetime) -> Match:
    """Tell payroll that it may rely on an accepted certificate.

    Raises:
        InputError: the certificate was not accepted, was withdrawn or replaced, or was released before; request or
            facts changed since, so that it differs otherwise than when it was accepted.
    """
    with changing(actor=actor, case=case, right=Right.RELEASE, at=at) as locked:
        match = Match.objects.select_for_update().get(pk=match.pk, case=locked)
        certificate = match.certificate
        newest = certificate.matches.order_by("-made_at", "-pk").first()
        if not match.accepted or newest != match:
            refuse("match", "a certificate that is not accepted", "an accepted certificate")
        if certificate.withdrawn_at is not None or certificate.replaced_by.exists():
            refuse("match", "a certificate that no longer stands", "one that stands")
        if match.released_at is not None:
            refuse("match", "a certificate that was released before", "one that was not")
        if difference_digest(compared(case_file(locked), str(certificate.pk))) != _seen(match):
            refuse(
                "match",
                "what the certificate was compared with has changed since it was accepted",
                "an acceptance of what stands now",
                "Have it compared and accepted again.",
            )
        match.released_at, match.released_by = at, actor.user
        match.save(update_fields=["released_at", "released_by"])
        record(
            actor=actor,
            verb="released to payroll",
            subject=str(certificate),
            at=at,
            case_reference=locked.reference,
            details={"certificate": certificate.pk},
        )
    return match


def _seen(match: Match) -> str:
    """The digest of the differences that were accepted."""
    return digest(match.differences)


def withdraw_certificate(
    *,
    actor: Actor,
    case: Case,
    certificate: Certificate,
    on: date,
    reason: str,
    at: datetime,
) -> Certificate:
    """Record that the issuer withdrew a certificate, or that it ended early."""
    with changing(actor=actor, case=case, right=Right.PREPARE, at=at) as locked:
        certificate = Certificate.objects.select_for_update().get(pk=certificate.pk, case=locked)
        if certificate.withdrawn_at is not None:
            refuse("certificate", "one that is withdrawn already", "one that stands")
        if not reason.strip():
            refuse("reason", "nothing", "who withdrew it, and why")
        certificate.withdrawn_on, certificate.withdrawn_at = on, at
        certificate.withdrawn_reason = reason.strip()
        certificate.save(update_fields=["withdrawn_on", "withdrawn_at", "withdrawn_reason"])
        record(
            actor=actor,
            verb="recorded withdrawal",
            subject=str(certificate),
            at=at,
            case_reference=locked.reference,
            details={"certificate": certificate.pk, "on": on.isoformat(), "reason": reason},
        )
    return certificate


def ask_correction(
    *,
    actor: Actor,
    case: Case,
    certificate: Certificate,
    asked_on: date,
    what: str,
    channel: str,
    at: datetime,
) -> Correction:
    """Record that a correction or re-issue was asked of the issuer."""
    with changing(actor=actor, case=case, right=Right.LODGE, at=at) as locked:
        if certificate.case_id != locked.pk:
            refuse("certificate", "a certificate of another case", "one of this case")
        if not what.strip():
            refuse("what", "nothing", "what must be corrected")
        correction = Correction.objects.create(
            organisation=actor.organisation,
            case=locked,
            certificate=certificate,
            asked_on=asked_on,
            what=what.strip(),
            channel=channel,
            made_by=actor.user,
            made_at=at,
        )
        remember(
            actor=actor,
            kind="correction",
            record_id=correction.pk,
            value=records.correction(correction),
            at=at,
            case=locked,
        )
        record(
            actor=actor,
            verb="asked for correction",
            subject=str(certificate),
            at=at,
            case_reference=locked.reference,
            details={"certificate": certificate.pk, "what": what.strip(), "channel": channel},
        )
    return correction
