"""What ends early counts until its last day and not after it: today, on days to come, offline, with a list of before."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from scripts.trial_issuer import AT, make_house
from tests.authority.cast import NOW
from totalis.authority.models import StatusList
from totalis.authority.selectors.checking import file_checked, paper_checked
from totalis.authority.services.bundling import issuer_bundle
from totalis.authority.services.registering import end_early, withdraw_certificate
from totalis.authority.services.status_lists import sign_due, token_of
from totalis.documents.status_list import LAST_DAYS, ListStatus, status_at, unpacked
from totalis.documents.verify.certificate import check_certificate
from totalis.documents.verify.credential_jws import parts_of
from totalis.webbase.files.selectors import content

LAST = date(2027, 6, 30)
ON_IT, AFTER = LAST, LAST + timedelta(days=1)


def noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def ended(office, certificate, last_day=LAST, at=NOW):
    nora = office.act("nora")
    return end_early(actor=nora, certificate=certificate, last_day=last_day, reason="Home.", at=at)


def bit(office, certificate, at):
    """What the standard says: the bits alone."""
    token = str(token_of(organisation=office.organisation, number=1, at=at))
    return status_at(unpacked(parts_of(token)[1]["status_list"]["lst"]), certificate.list_index, 4)


def offline(office, certificate, *, day, at, bundle=None):
    """What somebody finds out who has the file and a bundle, and no network."""
    data = content(certificate.document)
    known = bundle or issuer_bundle(office.agency, at=at)
    return check_certificate(data, "x.pdf", issuer=known, day=day, at=at)


@pytest.mark.django_db
def test_the_bits_change_on_the_day_after_the_last_one(office, issued):
    certificate = ended(office, issued())
    assert bit(office, certificate, NOW) == ListStatus.VALID
    late = datetime(LAST.year, LAST.month, LAST.day, 23, 59, tzinfo=UTC)
    assert bit(office, certificate, late) == ListStatus.VALID
    assert bit(office, certificate, late + timedelta(minutes=2)) == ListStatus.ENDED
    signed = StatusList.objects.get().signed_at
    assert signed == late + timedelta(minutes=2), "signed anew, though half a day was not over"
    assert sign_due(organisation=office.organisation, at=late + timedelta(minutes=3)) == 0


@pytest.mark.django_db
def test_every_way_to_check_says_the_same_for_each_day(office, issued):
    certificate = ended(office, issued())
    number, code = certificate.number, certificate.check_code
    data = content(certificate.document)
    for at in (NOW, noon(ON_IT), noon(AFTER), noon(AFTER + timedelta(days=400))):
        for day, verdict in ((date(2027, 3, 1), "in_force"), (ON_IT, "in_force"), (AFTER, "ended")):
            found = offline(office, certificate, day=day, at=at)
            assert found.verdict == verdict, (at, day)
            paper = paper_checked(office.agency, number, code, day=day, at=at)
            file = file_checked(office.agency, data, "x.pdf", day=day, at=at)
            assert paper.verdict == file.verdict == verdict, (at, day)
    status = offline(office, certificate, day=ON_IT, at=noon(AFTER + timedelta(days=400))).steps[-1]
    assert "it ends early, on 2027-06-30" in status.compared


@pytest.mark.django_db
def test_a_list_of_before_the_last_day_is_right_after_it(office, issued):
    certificate = ended(office, issued())
    eve = noon(LAST)
    bundle = issuer_bundle(office.agency, at=eve)
    for later in (eve, eve + timedelta(days=3)):
        assert offline(office, certificate, day=ON_IT, at=later, bundle=bundle).in_force
        gone = offline(office, certificate, day=AFTER, at=later, bundle=bundle)
        assert gone.verdict == "ended"
    old = eve + timedelta(days=30)
    assert offline(office, certificate, day=AFTER, at=old, bundle=bundle).verdict == "ended"
    unknown = offline(office, certificate, day=ON_IT, at=old, bundle=bundle)
    assert unknown.verdict == "status_unknown", "it may have been withdrawn since"


@pytest.mark.django_db
def test_withdrawn_after_an_early_end_counts_for_no_day(office, issued):
    certificate = ended(office, issued())
    withdraw_certificate(
        actor=office.act("petra"), certificate=certificate, reason="Error.", at=NOW
    )
    payload = parts_of(str(token_of(organisation=office.organisation, number=1, at=NOW)))[1]
    assert LAST_DAYS not in payload, "of what is gone nothing more is told"
    assert offline(office, certificate, day=ON_IT, at=NOW).verdict == "withdrawn"


def test_a_day_that_is_none_is_a_broken_list():
    house = make_house()
    pdf = house.pdf(house.content())
    for wrong in ("soon", 20270630, ["2027-06-30"]):

        class Odd:
            def isoformat(self, wrong=wrong):
                return wrong

        odd: Any = Odd()
        lists = {"1": house.status_list(last_days={4711: odd})}
        found = check_certificate(
            pdf, "x.pdf", issuer=house.bundle(status_lists=lists), day=AT.date(), at=AT
        )
        assert not found.in_force
        assert found.steps[-1].reason == "broken_list"
