"""The story of a day as its readers get it: as a PDF, and as a page without anything else."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from tests.documents.cases import ANNA, BEN, DAY, SSN, at, certificate, whole_case
from tests.documents.pdfs import assert_kept_and_read_by_everybody, pages_of, structure, text_of
from tests.procedure.strategies import case_files, days
from totalis.documents.story import story_page, story_pdf
from totalis.gate import payroll_state
from totalis.procedure import casefile as of

CHAIN = (
    "1. Facts",
    "2. Determination",
    "3. Evidence",
    "4. Request packet",
    "5. Approval",
    "6. Sending",
    "7. Tracking",
    "8. Certificate",
    "9. Comparison and release",
    "10. Delivery",
    "What was open",
    "What has changed since",
)


def story(file: of.CaseFile, day: date = DAY) -> str:
    """The text of the story."""
    return text_of(story_pdf(file, day, payroll_state(file, day)))


@pytest.fixture(scope="module")
def pdf() -> bytes:
    """The story of the whole case."""
    file = whole_case()
    return story_pdf(file, DAY, payroll_state(file, DAY))


def test_the_answer_comes_first_and_the_chain_after_it_in_order(pdf):
    text = text_of(pdf)
    places = [text.index(words) for words in ("Exempt · 14 March 2026", "When and where", *CHAIN)]
    assert places == sorted(places)


def test_every_link_says_who_when_and_by_which_digest(pdf):
    file, text = whole_case(), text_of(pdf)
    for words in (
        "Certificate USA-FR-1 of Social Security Administration covers the days from 1 January 2026",
        "Stated by Anna Prepares, 10 December 2025, 09:00 UTC",
        "Anna Prepares, read in a",
        "The United States covers this work. France exempts it while a certificate of coverage is held.",
        "fr.employment.detached_us_to_fr, Article 6(1)",
        "Packet 1 approved by Ben Approves, 13 December 2025, 09:00 UTC",
        "Control number: OPTS-0001",
        "“Your request is pending.”",
        "1 January 2026 to 31 December 2028",
        "14 March 2026 lies inside.",
        "Harmless: Capital letters only.",
        "Receipt of Example France",
        "Receipt by Sarah Example is not confirmed.",
        "Nothing was recorded after the day.",
        file.facts[0].digest,
        file.determinations[0].digest,
        file.determinations[0].law,
        file.packets[0].digest,
        *(item.digest for item in file.evidence),
    ):
        assert words in text


def test_names_appear_and_personal_numbers_do_not(pdf):
    text = text_of(pdf)
    assert "Sarah Example" in text
    assert "••••6789" in text
    for number in (SSN, "123456789", "1 85 05 78 006 084 36"):
        assert number not in text


def test_each_page_says_which_it_is(pdf):
    pages = pages_of(pdf)
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert "TC-2026-0142" in page
        assert "As known on 1 July 2026, 09:00 UTC" in page


def test_it_is_kept_and_read_by_everybody(pdf):
    assert_kept_and_read_by_everybody(pdf, "Sarah Example, 14 March 2026")
    (alternative,) = [alt for tag, alt in structure(pdf) if tag == "/Figure"]
    assert "Work France from 1 January 2026 to 31 December 2028." in alternative
    assert "The day asked about is 14 March 2026." in alternative


def test_the_same_values_give_the_same_bytes(pdf):
    file = whole_case()
    assert story_pdf(file, DAY, payroll_state(file, DAY)) == pdf


def test_a_day_before_the_certificate_is_told_as_it_is():
    text = story(whole_case(), date(2025, 12, 20))
    assert "Withhold: contributions are due · 20 December 2025" in text
    assert "certificate USA-FR-1 of the United States entered" in text.replace(
        "of United States", "of the United States"
    )
    assert "payroll told that it may rely on the certificate" in text


def test_a_withdrawn_certificate_and_a_reopened_decision_are_told():
    fell = of.Reopening(
        at=at(5, 1),
        by=ANNA,
        cause="facts",
        before="",
        after="",
        changed=("The stay ends on 2031-12-31.",),
        certificates=("c1",),
        pay_from=date(2026, 5, 1),
    )
    gone = certificate(withdrawn_on=date(2026, 6, 1), withdrawn_reason="The stay was longer.")
    file = whole_case(certificates=(gone,), reopenings=(fell,))
    before = story(file)
    assert "Exempt · 14 March 2026" in before
    assert "1 June 2026: certificate USA-FR-1 withdrawn. The stay was longer." in before
    assert "The stay ends on 31 December 2031. Pay periods from 1 May 2026 on fall." in before
    after = story(file, date(2026, 5, 2))
    assert "Changed: an exemption that no longer stands · 2 May 2026" in after
    assert "The stay ends on 31 December 2031. It falls from 1 May 2026 on." in after


def test_a_late_certificate_says_that_it_was_recorded_later():
    text = story(whole_case(opened_at=at(5, 1)))
    assert "The case was opened on 1 May 2026, after the day asked about" in text


def test_an_empty_case_says_what_there_is_not():
    file = of.CaseFile(
        reference="TC-1",
        organisation="Example",
        organisation_kind="employer",
        title="",
        direction=of.Direction.OPEN,
        partner="",
        owner=BEN,
        opened_at=at(1, 1),
        known_at=at(1, 2),
        worker=of.WorkerRecord(id="w", given_names="日本\ue000", family_names="O'Neill <b>"),
    )
    text = story(file)
    assert "日本□ O'Neill <b>" in text
    assert "□ stands for a letter" in text
    for words in ("No facts were stated.", "Nothing was decided.", "Nothing was sent."):
        assert words in text


class _Reader(HTMLParser):
    """What a browser would open and run."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Collect tags, and what they would load."""
        self.tags.append(tag)
        self.outside += [
            str(value)
            for name, value in attributes
            if name in ("src", "srcset", "style", "action") or name.startswith("on")
        ]


def test_the_page_says_the_same_and_needs_nothing_else():
    file = whole_case(title="<script>alert(1)</script> & Co")
    page = story_page(file, DAY, payroll_state(file, DAY)).decode()
    reader = _Reader()
    reader.feed(page)
    assert reader.outside == []
    assert not {"script", "link", "img", "iframe", "form"} & set(reader.tags)
    assert reader.tags.count("h1") == 1
    assert "&lt;script&gt;alert(1)" in page
    for words in ("Exempt · 14 March 2026", *CHAIN, file.packets[0].digest):
        assert words in page
    assert not re.search(r"123-?45-?6789", page)


@settings(max_examples=15, suppress_health_check=list(HealthCheck), deadline=None)
@given(case_files(), days)
def test_any_case_has_a_story(file, day):
    answer = payroll_state(file, day)
    assert story_pdf(file, day, answer).startswith(b"%PDF-")
    page = story_page(file, day, answer).decode()
    assert msgspec.json.encode(file.reference).decode().strip('"') in page or "&" in page
