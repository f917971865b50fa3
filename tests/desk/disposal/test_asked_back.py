"""Contributions that can still be asked back keep their case, whatever number the worker had and however many there are."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.desk.proof.walk import fresh
from tests.exposure_web.samples import contributions_run
from tests.payroll.walk import named, payable
from totalis.casework.models import Certificate
from totalis.earnings.settlement_law import refunds
from totalis.exposure.models import ContributionLine
from totalis.exposure.selectors import late

pytestmark = pytest.mark.django_db
DAY = date(2027, 2, 1)


@pytest.fixture
def case(cast):
    """A certificate in hand in November 2026 for the year; E-1001 was charged in France and at home in January."""
    case, certificate = payable(cast)
    Certificate.objects.filter(pk=certificate.pk).update(
        start=date(2026, 1, 1), end=date(2026, 12, 31), received_on=date(2026, 11, 20)
    )
    assert late.why_kept(fresh(case), DAY) == ""
    contributions_run(cast.act("ada"))
    return fresh(case)


def test_what_a_register_holds_as_charged_keeps_the_case_until_its_last_day(case):
    assert "asked back in France" in late.why_kept(case, DAY)
    ContributionLine.objects.filter(country="FR").update(paid_on=date(2026, 2, 5))
    assert "asked back in France until" in late.why_kept(case, DAY)
    assert late.why_kept(case, date(2045, 1, 1)) == ""


def test_what_only_the_covering_country_took_keeps_nothing(case):
    ContributionLine.objects.filter(country="FR").delete()
    assert ContributionLine.objects.filter(country="US").exists()
    assert late.why_kept(case, DAY) == ""


def test_a_number_that_the_worker_had_before_still_leads_to_her_contributions(cast, case):
    named(cast, case.worker, "E-7777")
    assert "asked back in France" in late.why_kept(fresh(case), DAY)


def test_however_many_older_lines_there_are_none_hides_the_one_that_counts(case, monkeypatch):
    """Lines of before the certificate and of the other country, more than any page reads."""
    monkeypatch.setattr(late, "MOST_LINES", 3)
    found = ContributionLine.objects.filter(country="FR").first()
    assert found is not None
    for number in range(8):
        found.pk, found.number = None, 1000 + number
        found.period_start, found.period_end = date(2020, 1, 1), date(2020, 1, 31)
        found.save(force_insert=True)
    assert "asked back in France" in late.why_kept(case, DAY)


@pytest.mark.parametrize(
    ("withdrawn", "keeps"),
    [(date(2026, 12, 1), True), (date(2026, 1, 2), True), (date(2026, 1, 1), False)],
)
def test_a_withdrawn_certificate_gives_back_what_was_taken_while_it_held(case, withdrawn, keeps):
    Certificate.objects.update(withdrawn_on=withdrawn)
    assert bool(late.why_kept(case, DAY)) is keeps


def test_what_was_taken_after_the_withdrawal_keeps_nothing(case):
    Certificate.objects.update(withdrawn_on=date(2026, 6, 1))
    ContributionLine.objects.update(
        period_start=date(2026, 6, 1), period_end=date(2026, 6, 1) + timedelta(days=29)
    )
    assert late.why_kept(case, DAY) == ""


def test_where_no_source_says_how_it_comes_back_nobody_knows_until_when(case):
    Certificate.objects.update(exempt_in="UY")
    ContributionLine.objects.filter(country="FR").update(country="UY")
    assert refunds().of("UY", "") == ()
    assert "No source was read" in late.why_kept(case, date(2045, 1, 1))
