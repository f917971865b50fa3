"""Decisions that stand, as rows, for tests of what is issued on them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from tests.authority.cast import NOW, Office, written_request
from totalis.authority.models import Assessment, Decision, RequestVersion
from totalis.authority.services.issuing import issue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalis.authority.models import CoverageRequest, IssuedCertificate

START, END = date(2027, 1, 1), date(2029, 12, 31)
DETERMINATION, LAW = f"sha256:{'a' * 64}", f"sha256:{'b' * 64}"


def decided(
    office: Office,
    number: str = "T-0001",
    *,
    answers: Mapping[str, str] | None = None,
    facts: Mapping[str, Any] | None = None,
    request: dict[str, Any] | None = None,
    **columns: Any,
) -> Decision:
    """A request that Nora decided to issue; `columns` are of the decision, `request` of the request."""
    row = written_request(office, number, answers=answers, facts=facts, **(request or {}))
    return decision_on(office, row, **columns)


def decision_on(office: Office, row: CoverageRequest, **columns: Any) -> Decision:
    """A decision to issue, on the newest version of a request."""
    version = RequestVersion.objects.filter(request=row).order_by("-number")[0]
    common = {"organisation": office.organisation, "request": row, "made_at": NOW}
    assessment = Assessment.objects.create(
        **common,
        version_digest=version.digest,
        determination={},  # type: ignore[misc] # an encrypted JSON field takes plain data
        determination_digest=DETERMINATION,
        law=LAW,
        as_of=NOW.date(),
        proposal="issue",
        is_clear=True,
    )
    values = {
        "kind": "issue",
        "product": row.product,
        "assessment": assessment,
        "determination_digest": DETERMINATION,
        "law": LAW,
        "covered_by": "US",
        "exempt_in": "FR",
        "start": START,
        "end": END,
        "article": "6(1)",
        "made_by": office.people["nora"],
    }
    return Decision.objects.create(**common, **(values | columns))


def issued(office: Office, number: str = "T-0001", **how: Any) -> IssuedCertificate:
    """A certificate as it was issued on such a decision."""
    return issue(decision=decided(office, number, **how), at=NOW)
