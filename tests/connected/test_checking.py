"""What a desk makes of a certificate that comes from a service: only what counts is entered."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.authority.cast import NOW, Office, make_office
from tests.authority.issue.cases import END, issued
from totalis.authority.keys import new_trial_keys
from totalis.authority.services.bundling import issuer_bundle
from totalis.authority.services.registering import (
    end_early,
    replace_certificate,
    withdraw_certificate,
)
from totalis.connected.services.checking import checked
from totalis.webbase.files.selectors import content

if TYPE_CHECKING:
    from totalis.authority.models import IssuedCertificate
    from totalis.connected.services.checking import Checked

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def office(db: None) -> Office:  # noqa: ARG001 - it is needed for what it does
    """The agency, with a key."""
    made = make_office()
    new_trial_keys(name="Office of Certificates", country="US", at=NOW)
    return made


def check(office: Office, certificate: IssuedCertificate) -> Checked:
    bundle = issuer_bundle(office.agency, at=LATER).to_json()
    return checked(content(certificate.paper), certificate.number, bundle, LATER)


def test_one_in_force_is_entered_also_before_it_begins(office: Office) -> None:
    found = check(office, issued(office))
    assert found.typed is not None
    assert found.typed.end == END


def test_what_was_withdrawn_or_replaced_is_not(office: Office) -> None:
    withdrawn, lost = issued(office), issued(office, "T-0002")
    withdraw_certificate(
        actor=office.act("petra"), certificate=withdrawn, reason="False statements.", at=NOW
    )
    new = replace_certificate(actor=office.act("nora"), certificate=lost, reason="Lost.", at=NOW)
    for gone in (withdrawn, lost):
        found = check(office, gone)
        assert found.typed is None
        assert "Issued as it stands, but" in found.says
    assert check(office, new).typed is not None


def test_what_ended_early_counted_until_then(office: Office) -> None:
    made = issued(office)
    last = made.start + timedelta(days=30)
    end_early(actor=office.act("nora"), certificate=made, last_day=last, reason="Home.", at=NOW)
    assert check(office, made).typed is not None


def test_another_certificate_than_the_announced_one_is_not(office: Office) -> None:
    announced, came = issued(office), issued(office, "T-0002")
    bundle = issuer_bundle(office.agency, at=LATER).to_json()
    found = checked(content(came.paper), announced.number, bundle, LATER)
    assert found.typed is None
    assert "another certificate" in found.says
