"""The pages of the case file in a real browser: accessible at both widths, without a script too, and pictured."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.desk.cast import NOW, case_address, empty_case, posting_sheet, posting_to_france
from tests.desk.file.papers import pdf
from tests.web.settling import fits
from totalis.casework.models import Employer
from totalis.casework.services.decisions import determine_case
from totalis.casework.services.evidence import add_document, newest_version, read_document
from totalis.casework.services.timeline import GivenPeriod, add_period
from totalis.casework.services.travel import GivenStay, add_stay
from totalis.procedure.casefile import PeriodLane

pytestmark = [pytest.mark.django_db(transaction=True)]
PAGES = {
    "facts": "facts/",
    "edit": "facts/edit/dates/",
    "prove": "facts/prove/?fact=engagement.end",
    "questions": "facts/questions/",
    "answer": "facts/answer/",
    "gates": "facts/gates/",
    "timeline": "timeline/",
    "period": "timeline/add/work/",
    "travel": "travel/",
    "documents": "evidence/",
    "add-document": "evidence/add/",
    "strength": "evidence/strength/",
    "findings": "evidence/findings/",
    "sources": "evidence/sources/",
}


@pytest.fixture
def full_case(cast):
    ada = cast.act("ada")
    sheet = posting_sheet().with_value("posting-to-lyon", "engagement.works_for", None)
    case = posting_to_france(ada, sheet=sheet)
    determine_case(actor=ada, case=case, as_of=NOW.date(), at=NOW)
    letter = add_document(
        actor=ada,
        case=case,
        title="Assignment letter, signed",
        kind="assignment_letter",
        data=pdf("Assignment of Maria Rivera", "From 1 January 2027 to 30 June 2029", pages=2),
        file_name="letter.pdf",
        document_date=date(2026, 10, 2),
        at=NOW,
    )
    read_document(
        actor=ada,
        case=case,
        version=newest_version(letter),
        place="engagements[posting-to-lyon].end",
        value="2029-06-30",
        page="1",
        at=NOW,
    )
    employer = Employer.objects.get(name="Borealis Instruments, Inc.")
    for given in (
        GivenPeriod(
            lane=PeriodLane.WORK,
            start=date(2022, 3, 1),
            end=date(2026, 12, 31),
            country="US",
            status="employee",
            place="Boston",
            employer=employer,
            description="Calibration of optical instruments",
        ),
        GivenPeriod(
            lane=PeriodLane.WORK,
            start=date(2027, 1, 1),
            end=date(2029, 6, 30),
            country="FR",
            status="employee",
            place="Lyon",
            employer=employer,
            description="Calibration of optical instruments at the plant",
            evidence=[letter],
        ),
        GivenPeriod(
            lane=PeriodLane.RESIDENCE, start=date(2015, 1, 1), end=date(2026, 11, 30), country="US"
        ),
        GivenPeriod(lane=PeriodLane.RESIDENCE, start=date(2027, 1, 1), end=None, country="FR"),
        GivenPeriod(lane=PeriodLane.CONTRIBUTIONS, start=date(2022, 3, 1), end=None, country="US"),
    ):
        add_period(actor=ada, case=case, given=given, at=NOW)
    for start, end, country, worked in (
        (date(2026, 4, 1), date(2026, 4, 9), "FR", None),
        (date(2026, 4, 9), date(2026, 4, 20), "GB", False),
    ):
        stay = GivenStay(start=start, end=end, country=country, worked=worked, purpose="Visit")
        add_stay(actor=ada, case=case, given=stay, at=NOW)
    return case, letter


@pytest.mark.parametrize("name", [*PAGES, "document"])
def test_a_page_is_accessible_at_both_widths(name, full_case, page, sign_in, axe, shoot):
    case, letter = full_case
    sign_in(page, "ada")
    page.goto(case_address(case) + PAGES.get(name, f"evidence/{letter.pk}/?read=engagement.start"))
    axe(page)
    shoot(page, f"desk-file-{name}")
    page.set_viewport_size({"width": 390, "height": 844})
    axe(page)
    fits(page)


@pytest.mark.parametrize(
    "name", ["facts", "questions", "answer", "timeline", "travel", "documents"]
)
def test_an_empty_page_says_what_belongs_there(name, cast, page, sign_in, axe, shoot):
    case = empty_case(cast.act("ada"))
    sign_in(page, "ada")
    page.goto(case_address(case) + PAGES[name])
    axe(page)
    if name in ("facts", "timeline"):
        shoot(page, f"desk-file-empty-{name}")


def test_a_question_is_answered_without_scripts(full_case, page_without_javascript, sign_in):
    case, _letter = full_case
    page = page_without_javascript
    sign_in(page, "ada")
    page.goto(case_address(case) + "facts/questions/")
    page.locator("label", has_text="The company that employs or sends me").click()
    page.get_by_label("How do you know?").select_option("Told by the employer")
    page.get_by_role("button", name="State answer").click()
    expect(page.get_by_text("Stated and decided again.")).to_be_visible()
