"""The benefits pages in a real browser: typed, read from a statement, without scripts, on a phone."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from tests.web.settling import fits, settle
from totalis.webbase import clock

pytestmark = pytest.mark.browser

EARNINGS = {2010: "1200", 2011: "1200", 2012: "1200", 2013: "1200", 2014: "1300", 2015: "1300"}
STATEMENT = """<?xml version="1.0" encoding="UTF-8"?>
<osss:OnlineSocialSecurityStatementData xmlns:osss="http://ssa.gov/osss/schemas/2.0">
  <osss:UserInformation><osss:Name>A Person</osss:Name><osss:DateOfBirth>1960-05-02</osss:DateOfBirth></osss:UserInformation>
  <osss:EarningsRecord>{rows}
    <osss:Earnings startYear="2025" endYear="2025"><osss:FicaEarnings>-1</osss:FicaEarnings><osss:MedicareEarnings>-1</osss:MedicareEarnings></osss:Earnings>
  </osss:EarningsRecord>
</osss:OnlineSocialSecurityStatementData>""".format(
    rows="".join(
        f'<osss:Earnings startYear="{year}" endYear="{year}"><osss:FicaEarnings>{amount}</osss:FicaEarnings>'
        f"<osss:MedicareEarnings>{amount}</osss:MedicareEarnings></osss:Earnings>"
        for year, amount in EARNINGS.items()
    )
)


@pytest.fixture(autouse=True)
def _stopped_clock():
    with clock.stopped_at(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        yield


def claim(page, birth="1960-05-02", month="2026-03"):
    page.goto("/benefits/")
    page.get_by_label("Day of birth of the worker").fill(birth)
    page.get_by_label("First month of the benefit").fill(month)


def go_on(page):
    page.get_by_role("button", name="Go on to the years").click()


def period(page, row, country, start, end):
    page.locator(f"#country-{row}").select_option(country)
    page.locator(f"#start-{row}").fill(start)
    page.locator(f"#end-{row}").fill(end)


def typed(page):
    claim(page)
    go_on(page)
    for year, amount in EARNINGS.items():
        page.get_by_label(str(year), exact=True).fill(amount)
    period(page, 0, "FR", "1985-01-01", "2000-12-31")
    page.get_by_role("button", name="Estimate the benefit").click()


def test_typed_facts_lead_to_the_answer(page, axe, shoot):
    page.goto("/benefits/")
    axe(page)
    shoot(page, "benefits-begin")
    typed(page)
    expect(page.locator("h1")).to_contain_text("About $20 a month from the United States")
    expect(page.locator("main")).to_contain_text("An estimate.")
    expect(page.locator("main")).to_contain_text("instead of $22.20")
    expect(page.get_by_role("img", name="Quarters of coverage by year")).to_be_visible()
    axe(page)
    shoot(page, "benefits-result")


def test_a_statement_fills_the_years(page, axe, shoot):
    page.goto("/benefits/")
    page.get_by_label("First month of the benefit").fill("2026-03")
    page.locator("#file").set_input_files(
        {"name": "statement.xml", "mimeType": "text/xml", "buffer": STATEMENT.encode()}
    )
    go_on(page)
    expect(page.locator("main")).to_contain_text("6 years with earnings were read")
    expect(page.locator("main")).to_contain_text("Not yet recorded there: 2025")
    expect(page.get_by_label("2014", exact=True)).to_have_value("1300")
    axe(page)
    shoot(page, "benefits-facts")


def test_without_scripts_rows_are_added_and_errors_keep_what_was_typed(page_without_javascript):
    page = page_without_javascript
    claim(page)
    page.get_by_label("Paste the earnings table").fill("2014 $5,000 $5,000\n2015\t$5,100\t$5,100")
    go_on(page)
    expect(page.get_by_label("2015", exact=True)).to_have_value("5100")
    period(page, 0, "DE", "1985-01-01", "1990-12-31")
    settle(page)
    rows = page.locator("[id^='start-']")
    before = rows.count()
    page.get_by_role("button", name="Add periods").click()
    expect(rows.nth(before)).to_be_visible()
    expect(page.locator("#start-0")).to_have_value("1985-01-01")
    page.get_by_label("1990", exact=True).fill("60000")
    period(page, 2, "FR", "1959-01-01", "1975-12-31")
    page.get_by_role("button", name="Estimate the benefit").click()
    expect(page.locator("#earnings-1990-error")).to_contain_text("at most 51,300.00")
    expect(page.locator(".period--wrong")).to_contain_text("a day after the birth")
    expect(page.get_by_label("2015", exact=True)).to_have_value("5100")


def test_a_posting_under_either_system(page, axe, shoot):
    typed(page)
    page.locator("#posting-country").select_option("FR")
    page.locator("#posting-start").fill("2018-04-01")
    page.locator("#posting-end").fill("2021-03-31")
    page.locator("#posting-yearly").fill("80,000")
    page.get_by_role("button", name="Compare both").click()
    expect(page.locator("#changes")).to_contain_text("Covered in the United States")
    expect(page.locator("#changes")).to_contain_text("+$293.00")
    expect(page.locator("#changes")).to_contain_text("What the foreign system pays is not known")
    axe(page)
    shoot(page, "benefits-posting")


def test_the_saved_record_opens_again(page, tmp_path):
    typed(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save the facts").click()
    saved = tmp_path / "record.json"
    waiting.value.save_as(saved)
    assert json.loads(saved.read_text())["us_earnings"]["2010"] == "1200"
    page.goto("/benefits/")
    page.locator("#file").set_input_files(saved)
    go_on(page)
    expect(page.get_by_label("2014", exact=True)).to_have_value("1300")
    expect(page.locator("#country-0")).to_have_value("FR")


def test_on_a_phone(narrow_page, axe):
    typed(narrow_page)
    expect(narrow_page.locator("h1")).to_contain_text("About $20 a month")
    axe(narrow_page)
    fits(narrow_page)


def open_others(page):
    page.get_by_text("Family and former pensions", exact=True).click()


def test_a_family_shares_the_maximum(page, axe, shoot):
    claim(page)
    go_on(page)
    for year in range(1990, 1995):
        page.get_by_label(str(year), exact=True).fill("30000")
    period(page, 0, "FR", "1995-01-01", "2010-12-31")
    open_others(page)
    page.locator("#relation-0").select_option("spouse")
    page.locator("#member_birth-0").fill("1985-04-01")
    page.locator("#relation-1").select_option("child")
    axe(page)
    shoot(page, "benefits-others")
    page.get_by_role("button", name="Estimate the benefit").click()
    # A spouse of 41 is told what is missing, where it is asked.
    expect(page.locator("#family-0-error")).to_contain_text("2047-04 or later")
    page.locator("label[for='in_care-0']").click()
    page.get_by_role("button", name="Add members").click()
    expect(page.locator("#relation-3")).to_be_visible()
    expect(page.locator("#in_care-0")).to_be_checked()
    page.locator("#relation-2").select_option("child")
    page.locator("#member_claim-2").fill("2028-01")
    page.get_by_role("button", name="Estimate the benefit").click()
    family = page.locator("#family")
    expect(family).to_contain_text("All together about")
    expect(family).to_contain_text("Child: from January 2028")
    expect(family.locator("tbody tr")).to_have_count(2)
    expect(page.get_by_role("img", name="Quarters of coverage by year")).to_be_visible()
    axe(page)
    shoot(page, "benefits-family")


def test_a_former_pension_lowers_a_regular_benefit(page, axe, shoot):
    claim(page, birth="1955-05-02", month="2021-05")
    go_on(page)
    for year in range(1980, 1992):
        page.get_by_label(str(year), exact=True).fill("12000")
    open_others(page)
    page.locator("#pension_country-0").select_option("FR")
    page.locator("#pension_monthly-0").fill("$1,200")
    page.locator("#pension_first-0").fill("2020-01")
    page.get_by_role("button", name="Estimate the benefit").click()
    pensions = page.locator("#pensions")
    expect(pensions).to_contain_text("lowers this benefit")
    expect(pensions).to_contain_text("counts 40 instead of 90 percent")
    expect(pensions).to_contain_text("What the foreign system pays is not known here")
    axe(page)
    shoot(page, "benefits-pension")
    page.get_by_role("button", name="Change the facts").click()
    expect(page.locator("#pension_monthly-0")).to_have_value("1200")
    page.locator("label[for='pension_agreement-0']").click()
    page.get_by_role("button", name="Estimate the benefit").click()
    expect(page.locator("#pensions")).to_contain_text("takes nothing from this benefit")


def test_the_family_on_a_phone_without_scripts(page_without_javascript, narrow_page, axe):
    page = page_without_javascript
    claim(page)
    go_on(page)
    open_others(page)
    page.locator("#relation-0").select_option("child")
    page.get_by_role("button", name="Add pensions").click()
    expect(page.locator("#pension_country-1")).to_be_visible()
    expect(page.locator("#relation-0")).to_have_value("child")
    claim(narrow_page)
    go_on(narrow_page)
    open_others(narrow_page)
    expect(narrow_page.locator("#pension_monthly-0")).to_be_visible()
    axe(narrow_page)
    fits(narrow_page)
