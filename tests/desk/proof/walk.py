"""Certificates on their way, step by step, as people handle them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from tests.desk.cast import NOW
from tests.desk.request.walk import PNG, sent
from totalis.casework.forms.certificates import TypedCertificate
from totalis.casework.models import Case
from totalis.casework.selectors.casefile import case_file
from totalis.casework.selectors.certificates import compared, difference_digest
from totalis.casework.services.certificates import (
    decide_match,
    enter_certificate,
    release_to_payroll,
)
from totalis.casework.services.evidence import add_document
from totalis.gate import payroll_state
from totalis.procedure.matching import expected_of
from totalis.procedure.matching_checklist import checklist

if TYPE_CHECKING:
    from tests.desk.cast import Cast
    from totalis.casework.models import Certificate, Evidence, Match

INSIDE = date(2027, 3, 14)
"""A day inside the certificate of these tests."""


def fresh(case: Case) -> Case:
    """The case as it now is."""
    return Case.objects.select_related("worker", "owner", "organisation").get(pk=case.pk)


def sent_case(cast: Cast) -> Case:
    """A case whose request was sent."""
    return fresh(sent(cast).case)


def paper_of(cast: Cast, case: Case, who: str = "ada") -> Evidence:
    """The document of a certificate."""
    return add_document(
        actor=cast.act(who),
        case=case,
        title="Certificate as received",
        kind="certificate",
        data=PNG,
        file_name="certificate.png",
        at=NOW,
    )


def typed(case: Case, **other: Any) -> TypedCertificate:
    """What stands on a certificate that says just what was asked, but for what `other` says."""
    expected = expected_of(case_file(fresh(case)))
    assert expected.start is not None
    said: dict[str, Any] = {
        "product": "certificate",
        "issuer_country": expected.issuer_country,
        "issuer": expected.issuer,
        "number": "US-FR-1",
        "worker_name": expected.worker_names[0],
        "worker_number": expected.worker_numbers[0],
        "employer_name": expected.employers[0] if expected.employers else "",
        "covered_by": expected.covered_by,
        "exempt_in": expected.exempt_in,
        "start": expected.start,
        "end": expected.end,
        "article": expected.article,
        "issued_on": date(2026, 11, 20),
        "received_on": NOW.date(),
    }
    return TypedCertificate(**(said | other))


def entered(cast: Cast, case: Case, who: str = "ada", **other: Any) -> Certificate:
    """A certificate in hand."""
    replaces = other.pop("replaces", None)
    return enter_certificate(
        actor=cast.act(who),
        case=case,
        evidence=paper_of(cast, case, who),
        typed=typed(case, **other),
        replaces=replaces,
        at=NOW,
    )


def decided(
    cast: Cast, case: Case, certificate: Certificate, who: str = "ben", **other: Any
) -> Match:
    """A decision on a certificate, with every point of the checklist ticked."""
    file = case_file(fresh(case))
    said: dict[str, Any] = {
        "accepted": True,
        "checklist": {point.key: True for point in checklist(file)},
        "seen": difference_digest(compared(file, str(certificate.pk))),
        "reason": "Looked at beside the document.",
    }
    return decide_match(
        actor=cast.act(who), case=case, certificate=certificate, at=NOW, **(said | other)
    )


def released(cast: Cast) -> tuple[Case, Certificate]:
    """A case whose certificate payroll may rely on."""
    case = sent_case(cast)
    certificate = entered(cast, case)
    match = decided(cast, case, certificate)
    release_to_payroll(actor=cast.act("cora"), case=case, match=match, at=NOW)
    return fresh(case), certificate


def word(case: Case, day: date = INSIDE) -> str:
    """The word for payroll on a day."""
    return payroll_state(case_file(fresh(case)), day).state.value
