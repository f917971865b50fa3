"""Channels, destinations, and what sources say against each other."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from tests.procedure.request.examples import ANN, AT, ON, french
from tests.procedure.strategies import LAW
from totalis.procedure.casefile import ChannelException, Direction, Lane
from totalis.procedure.channels import (
    channel_book,
    channels_for,
    exception_problems,
    must_recheck,
)

US, FOREIGN = Direction.US_CERTIFICATE, Direction.FOREIGN_CERTIFICATE
EXCEPTION = ChannelException(
    channel="courier",
    reason="SSA asked for originals",
    destination="6100 Wabash Avenue",
    destination_source="RS 02001.576",
    destination_checked_on=ON,
    asked_by=ANN,
    approved_by=ANN,
    approved_at=AT,
)


@pytest.mark.parametrize("country", LAW.countries)
def test_online_is_the_way_for_a_us_certificate(country: str):
    advice = channels_for(LAW.agreement(country), US, Lane.EMPLOYER)
    assert advice.default is not None
    assert advice.default.key == "online"
    assert advice.default.destination is not None
    assert advice.default.destination.text == "https://opts.ssa.gov"
    assert [channel.key for channel in advice.channels if channel.exception] == [
        "fax",
        "mail",
        "courier",
    ]
    assert advice.issuer_country == "US"


def test_the_fax_number_and_the_post_box():
    # RS 02001.145: fax 410-966-1861, P.O. Box 17741.
    advice = channels_for(LAW.agreement("DE"), US, Lane.EMPLOYER)
    fax, mail = advice.channel("fax"), advice.channel("mail")
    assert fax is not None
    assert fax.destination is not None
    assert fax.destination.text == "410-966-1861"
    assert mail is not None
    assert mail.destination is not None
    assert "P.O. Box 17741" in mail.destination.text
    assert mail.destination.checked_on is not None


def test_an_exception_goes_by_letter_first():
    advice = channels_for(LAW.agreement("FR"), US, Lane.EMPLOYER, "exception")
    assert advice.default is not None
    assert advice.default.key != "online"
    assert not advice.default.exception
    topics = {item.topic for item in advice.contradictions}
    assert "Where an extension or exception is asked for" in topics


def test_the_readings_about_this_agreement_are_marked():
    advice = channels_for(LAW.agreement("HU"), US, Lane.EMPLOYER)
    online = next(item for item in advice.contradictions if item.topic == "Online")
    assert [said.here for said in online.readings] == [False, True, False]
    assert all(said.sources for said in online.readings)


def test_a_foreign_certificate_comes_from_the_agreements_file():
    # DVKA and the sickness fund for Germany; a local fund in Greece names no way at all.
    german = channels_for(LAW.agreement("DE"), FOREIGN, Lane.EMPLOYER)
    assert german.issuer == LAW.agreement("DE").certificate_partner.issuer
    assert german.issuer_country == "DE"
    assert german.contradictions == ()
    greek = channels_for(LAW.agreement("GR"), FOREIGN, Lane.EMPLOYER)
    assert greek.default is not None
    assert greek.default.destination is None
    assert "No source" in greek.default.says


@pytest.mark.parametrize("country", LAW.countries)
def test_every_way_abroad_is_sourced(country: str):
    advice = channels_for(LAW.agreement(country), FOREIGN, Lane.EMPLOYER)
    assert advice.channels
    assert all(channel.sources for channel in advice.channels)
    assert not any(channel.exception for channel in advice.channels)


def test_an_old_check_of_a_destination_must_be_done_again():
    limit = channel_book().recheck_after_days
    assert not must_recheck(ON - timedelta(days=limit), ON)
    assert must_recheck(ON - timedelta(days=limit + 1), ON)
    assert must_recheck(None, ON)


def test_a_whole_exception_has_no_problem():
    assert exception_problems(french(channel="courier", exception=EXCEPTION), ON) == ()
    assert exception_problems(french(), ON) == ()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"reason": " "}, "reason"),
        ({"destination": ""}, "destination is missing"),
        ({"destination_source": ""}, "where the destination stands"),
        ({"approved_by": None}, "approved"),
        ({"destination_checked_on": date(2026, 1, 1)}, "check it again"),
        ({"destination_checked_on": date(2026, 6, 2)}, "to come"),
        ({"channel": "fax"}, "Nobody asked"),
    ],
)
def test_what_an_exception_lacks_is_said(change: dict[str, object], says: str):
    case = french(channel="courier", exception=replace(EXCEPTION, **change))
    assert any(says in problem for problem in exception_problems(case, ON))


def test_a_foreign_agency_needs_no_exception():
    case = french(channel="mail", direction=FOREIGN)
    assert exception_problems(case, ON) == ()
