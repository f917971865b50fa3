"""Certificates that come from a service: checked, kept, entered as they are, compared; later changes take effect at once.

What came is entered without typing. A person still accepts it and a person releases it to payroll, unless an administrator
lets what differs in nothing be accepted by itself; release is never a machine's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from totalis.casework.models import Case
from totalis.casework.selectors.casefile import case_file
from totalis.casework.selectors.certificates import compared, difference_digest
from totalis.casework.services.certificates import (
    decide_match,
    enter_certificate,
    withdraw_certificate,
)
from totalis.casework.services.evidence import add_document
from totalis.casework.services.telling import able, tell
from totalis.connected.models import Received
from totalis.connected.services.actors import machine_of
from totalis.connected.services.checking import checked
from totalis.connected.services.wire import call
from totalis.procedure.matching_checklist import checklist
from totalis.webbase.accounts.rights import Right

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from totalis.casework.models import Certificate
    from totalis.connected.models import Filing
    from totalis.connected.services.checking import Checked

Json = dict[str, Any]
ONE_DAY = timedelta(days=1)
LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate as it was fetched and checked, before anything is written."""

    info: Json
    document: bytes
    check: Checked


def fetch(filing: Filing, listed: Sequence[Mapping[str, Any]], at: datetime) -> list[Paper]:
    """Fetch and check those certificates of a request that are not here yet. Outside any transaction.

    Raises:
        ServiceAwayError: no answer that counts.
        ServiceRefusedError: the service refuses.
    """
    here = set(filing.received.values_list("number", flat=True))
    wanted = [one for one in listed if one["number"] not in here]
    if not wanted:
        return []
    bundle = call(filing.service, "GET", "issuer").body
    papers = []
    for one in wanted:
        number = str(one["number"])
        document = call(filing.service, "GET", f"certificates/{number}/document.pdf").body
        papers.append(Paper(dict(one), document, checked(document, number, bundle, at)))
    return papers


def take_in(filing: Filing, papers: Sequence[Paper], at: datetime) -> None:
    """Keep what came and enter it. In the caller's transaction, with the filing locked."""
    for paper in papers:
        number = paper.info["number"]
        if filing.received.filter(number=number).exists():
            continue
        machine = machine_of(filing.service)
        evidence = add_document(
            actor=machine,
            case=filing.case,
            title=f"Certificate {number}",
            kind="certificate",
            data=paper.document,
            file_name=f"certificate-{number}.pdf",
            document_date=date.fromisoformat(paper.info["issued_on"]),
            note=f"From {filing.service.name}. {paper.check.says}"[:300],
            at=at,
        )
        entered = None
        if paper.check.typed is not None:
            entered = enter_certificate(
                actor=machine,
                case=filing.case,
                evidence=evidence,
                typed=paper.check.typed,
                replaces=_replaced(filing, str(paper.info["replaces"])),
                at=at,
            )
        Received.objects.create(
            organisation_id=filing.organisation_id,
            case=filing.case,
            filing=filing,
            number=number,
            certificate=entered,
            evidence=evidence,
            credential=paper.check.credential,
            steps=list(paper.check.steps),
            made_at=at,
        )
        if entered is None:
            _warn(filing, paper, at)
        else:
            _compare(filing, entered, at)


def follow(filing: Filing, listed: Sequence[Mapping[str, Any]], at: datetime) -> None:
    """Let what the register says of certificates take effect: withdrawn, ended early. As `take_in`, and after it."""
    for one in listed:
        row = filing.received.filter(number=one["number"]).select_related("certificate").first()
        if row is None or row.certificate is None:
            continue
        row.certificate.refresh_from_db()
        if row.certificate.withdrawn_at is not None:
            continue
        gone = _gone(filing, one, row.certificate)
        if gone is not None:
            on, reason = gone
            withdraw_certificate(
                actor=machine_of(filing.service),
                case=filing.case,
                certificate=row.certificate,
                on=on,
                reason=reason,
                at=at,
            )
            _tell_gone(filing, row.number, reason, at)


def _gone(
    filing: Filing, one: Mapping[str, Any], certificate: Certificate
) -> tuple[date, str] | None:
    """From which day a certificate counts no more, and why; None while it does.

    One that is withdrawn counts for no day, those before the withdrawal among them. One that another took the place of
    counts no more either: until that one is accepted and released, nothing is exempt.
    """
    if one["standing"] == "replaced":
        said = f"{filing.service.name} issued another certificate in its place."
        return certificate.start, said[:LONGEST_REASON]
    if one["standing"] == "withdrawn":
        why = one.get("gone_reason") or "no reason was given"
        said = f"Withdrawn by {filing.service.name} on {one.get('gone_on')}: {why}"
        return certificate.start, said[:LONGEST_REASON]
    if one.get("ended_on"):
        last = date.fromisoformat(one["ended_on"])
        return last + ONE_DAY, f"Ended early by {filing.service.name}: its last day is {last}."
    return None


def _replaced(filing: Filing, number: str) -> Certificate | None:
    if not number:
        return None
    row = Received.objects.filter(case=filing.case, number=number).select_related("certificate")
    found = row.first()
    return found.certificate if found is not None else None


def _compare(filing: Filing, certificate: Certificate, at: datetime) -> None:
    """Compare it with what was asked, tell who accepts, and accept it where nothing differs and that is allowed."""
    case = _fresh(filing)
    file = case_file(case)
    differences = compared(file, str(certificate.pk))
    if not differences and filing.service.accepts_alike:
        decide_match(
            actor=machine_of(filing.service, accepting=True),
            case=case,
            certificate=certificate,
            accepted=True,
            checklist={point.key: True for point in checklist(file)},
            seen=difference_digest(differences),
            reason="It differs in nothing, and the organisation lets such certificates be accepted by themselves.",
            at=at,
        )
        right, what = (
            Right.RELEASE,
            "It differs in nothing and was accepted. Release it to payroll.",
        )
    else:
        right = Right.APPROVE
        count = len(differences)
        says = f"{count} difference{'s' if count != 1 else ''}" if count else "no difference"
        what = (
            f"It was checked, entered and compared: {says}. Look at it and accept it, or refuse it."
        )
    tell(
        actor=machine_of(filing.service),
        case=case,
        people=[case.owner, filing.made_by, *able(case, right, at)],
        key=f"certificate:{certificate.pk}:came",
        subject=f"certificate {certificate.number} has come",
        body=what,
        at=at,
        page="certificates",
    )


def _warn(filing: Filing, paper: Paper, at: datetime) -> None:
    case = _fresh(filing)
    tell(
        actor=machine_of(filing.service),
        case=case,
        people=[case.owner, filing.made_by, *able(case, Right.APPROVE, at)],
        key=f"paper:{filing.pk}:{paper.info['number']}:not-genuine",
        subject=f"what came as certificate {paper.info['number']} did not stand the check",
        body=f"{paper.check.says} It was kept as a document and not entered. Ask {filing.service.name}.",
        at=at,
        page="tracking",
    )


def _tell_gone(filing: Filing, number: str, reason: str, at: datetime) -> None:
    case = _fresh(filing)
    tell(
        actor=machine_of(filing.service),
        case=case,
        people=[
            case.owner,
            filing.made_by,
            *able(case, Right.APPROVE, at),
            *able(case, Right.RELEASE, at),
        ],
        key=f"certificate:{filing.pk}:{number}:gone",
        subject=f"certificate {number} counts no more",
        body=f"{reason} Payroll is told by the gate from now on.",
        at=at,
        page="certificates",
    )


def _fresh(filing: Filing) -> Case:
    rows = Case.objects.select_related("worker", "owner", "organisation")
    return rows.get(pk=filing.case_id)
