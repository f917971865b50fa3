"""The money of a case: from the pay that was said, from registers, and after a certificate."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.desk.cast import NOW
from tests.desk.proof.walk import released
from tests.desk.request.walk import decided_case
from tests.exposure_web.samples import contributions_run, pay_said
from tests.exposure_web.test_late import late_certificate
from tests.exposure_web.test_pages import text_of
from totalis.casework.selectors.casefile import case_file
from totalis.casework.services.closing import close_case
from totalis.casework.services.decisions import determine_case
from totalis.earnings.money_us import wages_cost
from totalis.exposure.selectors.case_money import case_money
from totalis.exposure.services.pay import say_pay, withdraw_pay
from totalis.kernel.errors import InputError
from totalis.webbase.accounts.actor import MissingRightError
from totalis.webbase.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
DESK = "/desk/borealis/"


TODAY = NOW.date()


def money_of(actor, case, today=TODAY):
    return case_money(actor, case, case_file(case), today)


def start_of(case):
    [one] = case_file(case).facts[-1].sheet["engagements"]
    return date.fromisoformat(str(one["start"]))


def test_without_pay_or_register_nothing_is_computed_and_the_page_says_what_is_missing(
    as_user, cast
):
    case = decided_case(cast)
    money = money_of(cast.act("ada"), case)
    assert money.decided
    assert money.money is None
    assert "no pay is on file" in text_of(as_user("ada").get(f"{DESK}cases/{case.reference}/"))
    page = text_of(as_user("ada").get(f"{DESK}exposure/cases/{case.reference}/"))
    assert "No pay is on file" in page
    assert "no staff number either" in page


def test_a_pay_makes_both_sides_known_month_by_month(cast):
    ada = cast.act("ada")
    case = decided_case(cast)
    assert start_of(case) == date(2026, 1, 1)
    pay_said(ada, case)
    money = money_of(ada, case)
    assert money.not_due_in == "France"
    american, french = money.month
    assert american.shares == (("employee", "612.00 USD"), ("employer", "612.00 USD"))
    assert american.sum == "1,224.00 USD"
    # 7,200 euros by the rate that was given: 276.35 and 28.80; 936.00, 342.43, 151.92 and 378.00.
    assert french.shares == (("employee", "305.15 EUR"), ("employer", "1,808.35 EUR"))
    assert (american.is_not_due, french.is_not_due) == (False, True)
    assert money.missing == (
        "Work accidents and occupational diseases: the rate that the fund notified to the site",
    )


def test_open_months_run_to_today_and_a_part_of_one_is_shared_out_by_days(cast):
    ada = cast.act("ada")
    case = decided_case(cast)
    pay_said(ada, case)
    money = money_of(ada, case)
    assert money.money is not None
    assert money.money.open == ((date(2026, 1, 1), date(2026, 11, 22)),)
    assert money.money.open_months == 11
    american, french = money.open
    # Ten months and 22 of 30 days.
    assert american.shares == (("employee", "6,568.80 USD"), ("employer", "6,568.80 USD"))
    assert french.shares == (("employee", "3,275.28 EUR"), ("employer", "19,409.62 EUR"))
    # No rates of 2027 are published: nothing is counted from there on, and it is said.
    assert money.money.last == date(2026, 12, 31)
    assert money.money.left_out_from == date(2027, 1, 1)
    whole = wages_cost(Decimal(96_000), year=2026)
    assert money.whole[0].shares[0] == ("employee", f"{whole.employee:,.2f} USD")


def test_before_the_work_begins_nothing_is_open(cast):
    ada = cast.act("ada")
    case = decided_case(cast)
    pay_said(ada, case)
    money = money_of(ada, case, date(2025, 12, 31))
    assert money.money is not None
    assert (money.money.open, money.money.open_months, money.open) == ((), 0, [])
    first_day = money_of(ada, case, date(2026, 1, 1))
    assert first_day.money is not None
    assert first_day.money.open_months == 1


def test_a_certificate_closes_the_months_and_what_was_charged_before_it_comes_back(as_user, cast):
    ada = cast.act("ada")
    case, _certificate = released(cast)
    pay_said(ada, case)
    money = money_of(ada, case)
    assert money.money is not None
    assert money.money.open == ()
    assert money.late is not None
    assert money.late.computed
    # January to October: the pay of November was not due when it came.
    assert money.late.row.received_on < date(2026, 11, 30)
    assert money.late.late.periods[-1] == (date(2026, 10, 1), date(2026, 10, 31))
    assert len(money.late.late.periods) == 10
    type(money.late.row).objects.update(received_on=date(2026, 1, 20))
    assert money_of(ada, case).late is None, "before the first pay nothing was taken"
    type(money.late.row).objects.update(received_on=money.late.row.received_on)
    assert {one.amount for one in money.late.late.corrections} == {"305.15 EUR", "1,808.35 EUR"}
    [way] = money.late.late.ways
    # CSS L243-6: three years from the payment, whose day nobody gave.
    assert (way.last_day, way.needs) == (None, "the day of payment")
    page = text_of(as_user("dev").get(f"{DESK}exposure/cases/{case.reference}/"))
    assert "The certificate came late" in page
    assert "10 pay periods to correct" in page
    assert "computed from the pay and the days of payment are not known" in page


def test_registers_come_before_the_calculation(cast):
    ada = cast.act("ada")
    contributions_run(ada)
    row = late_certificate(ada)
    row.case.refresh_from_db()
    determine_case(actor=ada, case=row.case, as_of=NOW.date(), at=NOW)
    row.case.refresh_from_db()
    pay_said(ada, row.case)
    money = money_of(ada, row.case)
    assert money.money is not None
    months = money.money.risk.months
    assert [month.foreign_basis for month in months[:2]] == ["contributions", "law"]
    assert months[0].foreign == {"employee": Decimal("276.35")}
    assert money.twice == (("612.00 USD",), ("276.35 EUR",))
    assert money.late is not None
    assert not money.late.computed


def test_only_registers_and_no_pay(cast):
    ada = cast.act("ada")
    contributions_run(ada)
    row = late_certificate(ada)
    determine_case(actor=ada, case=row.case, as_of=NOW.date(), at=NOW)
    row.case.refresh_from_db()
    money = money_of(ada, row.case)
    assert money.risk is not None
    assert any("the pay is not given" in text for text in money.risk.unknown)
    assert money.risk.months[0].foreign == ("employee 276.35 EUR",)


def test_a_newer_pay_counts_and_one_that_was_taken_back_does_not(cast):
    ada = cast.act("ada")
    case = decided_case(cast)
    first = pay_said(ada, case)
    second = pay_said(ada, case, amount=Decimal(4000), currency="EUR", per_dollar=None)
    money = money_of(ada, case)
    assert money.pay == second
    assert money.month[1].shares[0] == ("employee", "292.00 EUR")
    assert money.month[0].sum == ""
    withdraw_pay(actor=ada, pay=second, reason="Another worker's letter", at=NOW)
    money = money_of(ada, case)
    assert money.pay == first
    assert [one.row.withdrawn_because for one in money.pays] == ["Another worker's letter", ""]
    with pytest.raises(InputError):
        withdraw_pay(actor=ada, pay=second, reason="Again", at=NOW)
    verbs = AuditEntry.objects.filter(case_reference=case.reference).values_list("verb", flat=True)
    assert [verb for verb in verbs if "pay" in verb] == ["stated pay", "stated pay", "withdrew pay"]
    entries = AuditEntry.objects.filter(verb="stated pay")
    assert not any("8000" in str(entry.details) for entry in entries)


WRONG = [
    ({"amount": Decimal(0)}, "amount"),
    ({"amount": Decimal(-5)}, "amount"),
    ({"amount": Decimal("NaN")}, "amount"),
    ({"currency": "DOL"}, "currency"),
    ({"known_by": "  "}, "known_by"),
    ({"known_by": "x" * 301}, "known_by"),
    ({"rate_source": ""}, "rate_source"),
    ({"per_dollar": Decimal(0)}, "per_dollar"),
]


@pytest.mark.parametrize(("given", "path"), WRONG)
def test_what_is_no_pay_is_refused(cast, given, path):
    case = decided_case(cast)
    with pytest.raises(InputError) as error:
        pay_said(cast.act("ada"), case, **given)
    assert [problem.path for problem in error.value.problems] == [path]


def test_who_may_and_when(cast):
    ada = cast.act("ada")
    case = decided_case(cast)
    with pytest.raises(MissingRightError):
        pay_said(cast.act("dev"), case)
    with pytest.raises(type(case).DoesNotExist):
        pay_said(cast.act("hana"), case)
    row = pay_said(ada, case)
    close_case(actor=ada, case=case, reason="Done", at=NOW)
    for refused in (
        lambda: say_pay(
            actor=ada, case=case, amount=Decimal(1), currency="USD", known_by="x", at=NOW
        ),
        lambda: withdraw_pay(actor=ada, pay=row, reason="x", at=NOW),
    ):
        with pytest.raises(InputError):
            refused()


def test_the_pay_is_said_on_the_page(as_user, cast):
    case = decided_case(cast)
    ada = as_user("ada")
    address = f"{DESK}exposure/cases/{case.reference}/"
    wrong = ada.post(f"{address}pay/", {"amount": "8000", "currency": "usd", "per_dollar": "0.9"})
    assert wrong.status_code == 422
    given = {
        "amount": "8000",
        "currency": "usd",
        "known_by": "Letter",
        "per_dollar": "0.90",
        "rate_source": "ECB",
    }
    assert ada.post(f"{address}pay/", given).status_code == 302
    first = text_of(ada.get(f"{DESK}cases/{case.reference}/"))
    assert "11 months open" in first
    assert "1,224.00 USD" in first
    page = text_of(ada.get(address))
    assert "France: how it is computed" in page
    assert "Arrêté of 22 December 2025" in page
    assert as_user("hana").get(address).status_code in (403, 404)
    assert as_user("dev").get(address).status_code == 200
    assert as_user("dev").post(f"{address}pay/", given).status_code == 403


def test_the_calculator_knows_the_other_side_by_law(as_user, cast):  # noqa: ARG001 - its people
    given = "pay=5189&currency=local&first=2025-04-01&last=2025-04-30&country=GB"
    page = text_of(as_user("dev").get(f"{DESK}exposure/money/?{given}"))
    assert "271.28 GBP" in page
    assert "715.80 GBP" in page
    assert "computed from the law" in page
    assert "no rate from GBP to USD is given" in page
    both = f"{given}&per_dollar=0.8&rate_source=Bank+of+England"
    page = text_of(as_user("dev").get(f"{DESK}exposure/money/?{both}"))
    assert "one GBP in USD, as given: Bank of England" in page
    assert "no rate from" not in page
    bare = as_user("dev").get(f"{DESK}exposure/money/?{given}&per_dollar=0.8")
    assert bare.status_code == 422
    assert "Say where the rate stands" in text_of(bare)


def test_pay_in_a_currency_that_is_not_on_file_is_never_taken_for_dollars(as_user, cast):  # noqa: ARG001 - its people
    """Chile has a catalogue of charges and no file of rates: four million pesos are not four million dollars."""
    given = "pay=4000000&currency=local&first=2025-04-01&last=2025-04-30&country=CL"
    answer = as_user("dev").get(f"{DESK}exposure/money/?{given}")
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Which currency Chile has is not on file" in page
    assert "306,000.00 USD" not in page
