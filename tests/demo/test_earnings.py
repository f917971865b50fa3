"""The story of charges and contributions: what it shows is what the catalogue and the test of same earnings say."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.demo.conftest import NOW
from totalis.casework.models import Case, Certificate
from totalis.casework.selectors.casefile import case_file
from totalis.exposure.models import ChargeResolution, ChargeRun, ContributionRun
from totalis.exposure.selectors.case_money import case_money
from totalis.exposure.selectors.late import paid_lines, settled
from totalis.exposure.selectors.money import amount_of
from totalis.site.demo.stories.borealis import NORA
from totalis.webbase.accounts.models import Organisation, User
from totalis.webbase.accounts.selectors import actor_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("played")]


def test_the_case_says_what_double_payment_costs():
    actor = actor_for(User.objects.get(email__startswith="ada"), "borealis", NOW.date())
    assert actor is not None
    case = Case.objects.get(worker__staff_number=NORA)
    money = case_money(actor, case, case_file(case), NOW.date())
    assert money.money is not None
    months = money.money.risk.months
    # 7.65 percent of 9,000 dollars each.
    assert months[-1].us == {"employee": Decimal("688.50"), "employer": Decimal("688.50")}
    assert {month.foreign_basis for month in months} >= {"contributions"}
    assert money.twice is not None
    assert money.late is not None
    assert not money.late.computed


def test_the_payslips_are_told_apart():
    run = ChargeRun.objects.get()
    assert run.current is not None
    answers = list(run.current.answers.select_related("line", "resolution"))
    # 3,800.00 at 6.90 and 0.40 percent of the employee, three months.
    covered = [row for row in answers if row.category == "covered" and row.line.payer == "employee"]
    assert sum((amount_of(row.amount) or Decimal(0)) for row in covered) == 3 * Decimal("277.40")
    assert {row.part for row in answers if row.category == "crds"} == {"crds"}
    unclear = {(row.line.label, row.line.payer) for row in answers if row.category == "unclear"}
    assert unclear == {
        ("Contribution solidarité autonomie", "employer"),
        ("Prévoyance complémentaire Horizon", "employer"),
    }
    given = ChargeResolution.objects.get()
    assert (given.made_as, given.confirmed_as) == (
        "Finn Halloran (Finch & Lee Advisers)",
        "Ben Okafor",
    )
    assert given.answers.count() == 3


def test_the_swiss_months_were_charged_twice_and_come_back():
    run = ContributionRun.objects.get()
    twice = run.overlaps.filter(finding="same_earnings")
    assert twice.count() == 6
    assert {row.stream for row in twice} == {"salary"}
    assert run.overlaps.filter(finding="separate_streams").count() == 1
    row = Certificate.objects.select_related("case__worker").get(exempt_in="CH")
    house = Organisation.objects.get(slug="borealis")
    ada = actor_for(User.objects.get(name="Ada Lindqvist"), house.slug, NOW.date())
    assert ada is not None
    late = settled(row, paid_lines(ada, row.case), NOW.date())
    # AHV and IV alone, of both shares and of the talk: 4.35 and 0.70 percent. EO is unclear, ALV outside.
    assert {one.label for one in late.corrections} == {"AHV/IV/EO"}
    assert {word for word, _tag, _amount in late.sums} == {"can be asked for"}
    assert len(late.periods) == 6
