"""The pay that a register states is the pay of the cases opened from it; what is open stays open, and says why."""

from __future__ import annotations

import re

import pytest

from tests.desk.cast import NOW
from tests.population import samples
from totalis.exposure.models import CasePay
from totalis.population.models import ScreenedRow
from totalis.population.services.opening import open_cases
from totalis.population.services.pay import pay_of
from totalis.webbase.audit.models import AuditEntry
from totalis.webbase.registers.selectors import rejected_of
from totalis.webbase.registers.services import confirm_reading, hand_in

pytestmark = pytest.mark.django_db
PER = samples.HEADER.replace("currency,", "currency,pay per,")
UNITS = 10_000


@pytest.fixture
def ada(cast):
    return cast.act("ada")


def posted(worker, pay, currency, *per):
    """A posting from Germany, as in the sample, with other pay."""
    cells = ",".join((pay, currency, *per))
    return samples.LOCAL.replace("E-2", worker).replace("8000.00,USD", cells)


def opened(ada, text, header=samples.HEADER):
    """Every row of a register with its case, by staff number."""
    run = samples.screened(ada, text, header=header)
    open_cases(actor=ada, run=run, chosen=run.screened.all(), at=NOW)
    return {row.worker_id: row for row in run.screened.select_related("case")}


def pays(row):
    return [(one.amount, one.currency) for one in CasePay.objects.filter(case=row.case)]


def test_the_money_page_answers_at_once_and_names_the_line(ada, as_user):
    row = opened(ada, samples.LOCAL)["E-2"]
    pay = CasePay.objects.get(case=row.case)
    assert (pay.amount, pay.currency, pay.per_dollar) == (8000 * UNITS, "USD", "")
    assert pay.known_by == f"staff.csv (register {row.run.register_id}), line 2"
    assert (pay.made_by, pay.made_at) == (ada.user, NOW)
    money = as_user("ada").get(f"/desk/borealis/exposure/cases/{row.case.reference}/")
    shown = money.content.decode()
    assert "8,000.00 USD a month" in shown
    assert pay.known_by in shown
    # Far below the wage base of 2026: 7.65 percent of 8,000 from each side (26 U.S.C. 3101, 3111).
    assert shown.count("612.00 USD") >= 2
    assert "No pay is on file" not in shown


def test_the_chain_names_source_and_currency_but_not_the_amount(ada):
    row = opened(ada, samples.LOCAL.replace("8000.00", "8123.45"))["E-2"]
    entry = AuditEntry.objects.get(verb="stated pay")
    assert entry.case_reference == row.case.reference
    assert entry.details["currency"] == "USD"
    assert "8123" not in str(list(AuditEntry.objects.values_list("details", flat=True)))


@pytest.mark.parametrize(
    ("pay", "currency", "per", "month"),
    [
        ("9000", "USD", "month", ("USD", 9000 * UNITS)),
        ("108000", "USD", "year", ("USD", 9000 * UNITS)),
        ("100000", "EUR", "per annum", ("EUR", 83_333_300)),  # 8,333.33: to the cent, half up
        ("5000000", "JPY", "Année", ("JPY", 416_667 * UNITS)),  # a yen has no smaller coin
        ("1234.567", "KWD", "MENSUEL", ("KWD", 12_345_670)),  # a dinar has a thousand fils
    ],
)
def test_a_month_and_a_year_are_understood(ada, pay, currency, per, month):
    row = opened(ada, posted("E-7", pay, currency, per), PER)["E-7"]
    assert [one[::-1] for one in pays(row)] == [month]
    source = CasePay.objects.get().known_by
    assert ("one twelfth" in source) is (per not in {"month", "MENSUEL"})


@pytest.mark.parametrize(
    ("pay", "currency", "per", "why"),
    [
        ("45", "USD", "hour", "per “hour”"),
        ("9000", "USD", "", "only that of a month or a year"),
        ("9000", "", "month", "no currency"),
        ("0", "USD", "month", "not above nothing"),
        ("-9000", "USD", "month", "not above nothing"),
        ("0.004", "USD", "month", "smallest coin"),
    ],
)
def test_what_is_open_stays_open_and_the_row_says_why(ada, as_user, pay, currency, per, why):
    row = opened(ada, posted("E-7", pay, currency, per), PER)["E-7"]
    assert row.case is not None, "the case is opened all the same"
    assert pays(row) == []
    page = as_user("ada").get(f"/desk/borealis/screening/{row.run_id}/rows/{row.pk}/")
    assert "gets no pay" in page.content.decode()
    assert why in page.content.decode()


def test_no_pay_in_the_register_is_no_pay_in_the_case(ada, as_user):
    row = opened(ada, samples.LOCAL.replace("8000.00,USD", ","))["E-2"]
    assert row.case is not None
    assert pays(row) == []
    page = as_user("ada").get(f"/desk/borealis/screening/{row.run_id}/rows/{row.pk}/")
    assert "What it says of pay" not in page.content.decode()
    money = as_user("ada").get(f"/desk/borealis/exposure/cases/{row.case.reference}/")
    assert "No pay is on file" in money.content.decode()


def test_a_currency_that_is_not_on_file_refuses_the_line_and_says_so(ada):
    run = samples.screened(ada, posted("E-8", "9000", "USX") + samples.LOCAL)
    assert [row.worker_id for row in run.screened.all()] == ["E-2"]
    assert run.register.refused_lines == 1
    (refused,) = rejected_of(run.register)
    assert (refused.line, refused.column, refused.found) == (2, "currency", "“USX”")
    assert refused.expected == "a currency by its three letters (ISO 4217), as EUR"
    assert "USX” is not on the list" in refused.remedy


def test_a_row_screened_before_pay_was_kept_gives_what_it_has(ada):
    """Rows of the release before hold cents and a currency; one with a currency of no list gives nothing."""
    run = samples.screened(ada, samples.LOCAL + posted("E-9", "9000", "USD"))
    for row in run.screened.all():
        row.person = {"given_names": "Bo", "family_names": "Bell"}
        row.save(update_fields=["person"])
    ScreenedRow.objects.filter(worker_id="E-9").update(currency="QQQ")
    open_cases(actor=ada, run=run, chosen=run.screened.all(), at=NOW)
    rows = {row.worker_id: row for row in run.screened.select_related("case")}
    assert pays(rows["E-2"]) == [(8000 * UNITS, "USD")]
    assert pays(rows["E-9"]) == []
    assert "QQQ" in pay_of(rows["E-9"]).why_not


def test_money_at_risk_counts_a_month_of_a_years_pay(ada):
    rows = opened(
        ada, posted("E-7", "96000", "USD", "year") + posted("E-8", "40", "USD", "hour"), PER
    )
    assert rows["E-7"].at_risk == 122400  # as in test_screening: 8,000 a month
    assert (rows["E-8"].pay, rows["E-8"].at_risk) == (None, None)


def test_the_columns_of_pay_are_remembered_for_the_organisation(ada, as_user):
    """Mapped by hand once, under a name that nothing would suggest; the next file with it needs no hand."""
    header = PER.replace("pay per,", "Zeitraum,")
    mapping = {"pay_per": "Zeitraum"}
    samples.screened(ada, posted("E-7", "108000", "USD", "year"), header=header, mapping=mapping)
    text = header + posted("E-8", "96000", "USD", "year")
    row = hand_in(actor=ada, kind="engagements", data=text.encode(), file_name="next.csv", at=NOW)
    confirm_reading(actor=ada, register=row, answers={"decimal": "point", "dates": "iso"}, at=NOW)
    page = as_user("ada").get(f"/desk/borealis/registers/{row.pk}/columns/").content.decode()
    chosen = re.search(r'<select name="pay_per".*?</select>', page, re.DOTALL)
    assert chosen is not None
    assert re.search(r'<option value="Zeitraum" selected>', chosen.group())
