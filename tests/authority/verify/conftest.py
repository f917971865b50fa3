"""Certificates in the register, as the services issue them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.authority.cast import NOW, Office, sent
from totalis.authority.models import Assessment, Decision, IssuedCertificate
from totalis.authority.services.issuing import issue

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def issued(office: Office) -> Callable[[], IssuedCertificate]:
    """`issued()` is another certificate for 2027 to 2029."""

    def one() -> IssuedCertificate:
        request = sent(office)
        assessment = Assessment.objects.filter(request=request).latest("pk")
        decision = Decision.objects.create(
            organisation=office.organisation,
            request=request,
            kind="issue",
            product="certificate",
            assessment=assessment,
            determination_digest=assessment.determination_digest,
            law=assessment.law,
            covered_by="US",
            exempt_in="FR",
            start=date(2027, 1, 1),
            end=date(2029, 12, 31),
            article="6(1)",
            made_by=office.people["nora"],
            made_at=NOW,
        )
        return issue(decision=decision, at=NOW)

    return one
