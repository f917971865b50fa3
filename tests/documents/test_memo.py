"""The memo as its readers get it: opened as a PDF, read as text, looked at as a page."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from datetime import date
from typing import Any

import pdfplumber
import pikepdf
import pytest
from hypothesis import given, settings, strategies as st
from PIL import Image

from tests.documents.pdfs import structure, text_of
from tests.facts.sheet_strategies import sheets
from totalis.documents.memo import memo_pdf
from totalis.documents.memo_content import memo_content
from totalis.evaluate import determine
from totalis.facts.reader import read_sheet
from totalis.kernel.digest import digest_bytes

FACTS: dict[str, tuple[str, dict[str, Any]]] = {
    "a posting": ("posting_to_france", {}),
    "an unknown affiliate": ("posting_to_france", {"affiliate_3121l": None}),
    "beyond the limit": ("posting_to_france", {"end": "2032-06-30"}),
    "no end in sight": ("posting_to_france", {"end": None, "open_ended": True}),
    "an open fact": ("consultant_in_brazil", {}),
    "no agreement": ("project_in_singapore", {}),
    "hardly anything": ("project_in_singapore", {"work_country": "FR", "start": None, "end": None}),
}


def test_a_stranger_reads_the_answer_the_reason_and_the_next_step(memo):
    text = text_of(memo())
    for words in (
        "Coverage memo",
        "United States and France",
        "Law of 1 January 2026",
        "The United States covers this work.",
        "Next: The employer asks",
        "This stay: 1 January 2026 to 31 December 2028 in France",
        "to 31 December 2030; the stay keeps it",
        "Article 6(1)",
        "Country of work: France",
        "Name of the employer: Example Corporation",
        "Company worked for there: a related company",
        "France, unless an exception is agreed, if the stay ends later than 31 December 2030",
        "RS 02001.525",
        "checked 22 November 2026",
        "No certificate, no exemption",
        "Page 1 of 1",
    ):
        assert words in text


def test_what_nobody_has_to_meet_stands_apart_from_the_conditions(memo, decided):
    _sheet, determination = decided()
    assumed = [
        item.what for item in determination.engagements[0].conditions if item.status == "assumed"
    ]
    text = text_of(memo())
    conditions, to_mind = text.split("To keep in mind:")
    assert "Met: Work for the French affiliate" in conditions
    assert assumed
    assert all(f"Assumed: {what}" in to_mind for what in assumed)


@pytest.mark.parametrize("case", FACTS)
def test_days_and_durations_are_words(decided, case):
    sample, facts = FACTS[case]
    text = text_of(memo_pdf(*decided(sample, **facts)))
    assert not re.search(r"\b(P\d+[YMD]|\d{4}-\d{2}-\d{2})\b", text)


def test_it_names_the_digests_of_what_it_was_drawn_from(memo, decided):
    sheet, determination = decided()
    text = text_of(memo())
    assert sheet.digest() in text
    assert determination.law in text
    assert digest_bytes(determination.to_json()) in text


def test_what_is_open_is_named_with_what_each_answer_leads_to(memo):
    text = text_of(memo(affiliate_3121l=None))
    assert "Not decided yet" in text
    open_part = text[text.index("What is open") :]
    assert "Section 3121(l) agreement reaches the affiliate." in open_part
    assert "yes → United States" in open_part
    assert "Form 2032" in open_part


def test_both_readings_of_a_dispute_are_shown(lawbook, decided):
    plain = decided("consultant_in_brazil")[0].as_dict()
    plain["worker"]["residence"] = "BR"
    sheet = read_sheet(plain)
    determination = determine(sheet, as_of=date(2026, 1, 1), law=lawbook)
    text = text_of(memo_pdf(sheet, determination))
    assert "Reading for Brazil:" in text
    assert "Reading for the United States:" in text


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
@pytest.mark.parametrize("case", FACTS)
def test_the_usual_case_is_one_page_on_either_paper(decided, case, paper):
    sample, facts = FACTS[case]
    pdf = memo_pdf(*decided(sample, **facts), paper=paper)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == 1
        width = round(float(document.pages[0].mediabox[2]))
    assert width == {"a4": 595, "us-letter": 612}[paper]


def test_several_engagements_have_a_page_each(decided, lawbook):
    plain = decided()[0].as_dict()
    plain["engagements"].append({"id": "second", "kind": "employment", "work_country": "IT"})
    sheet = read_sheet(plain)
    pdf = memo_pdf(sheet, determine(sheet, as_of=date(2026, 1, 1), law=lawbook))
    text = text_of(pdf)
    assert "posting-to-lyon: United States and France" in text
    assert "second: United States and Italy" in text
    assert "About the whole sheet:" in text
    assert "Page 2 of 2" in text


def test_it_is_made_for_screen_readers(memo):
    with pikepdf.open(io.BytesIO(memo())) as document:
        root = document.Root
        assert bool(root["/MarkInfo"]["/Marked"])
        assert str(root["/Lang"]) == "en-US"
        assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Coverage memo: United States and France"


def test_headings_come_in_order_and_the_picture_has_words(memo):
    tags = structure(memo())
    headings = [tag for tag, _alt in tags if re.fullmatch("/H[1-6]", tag)]
    assert headings[:3] == ["/H1", "/H2", "/H3"]
    assert headings.count("/H1") == 1
    (alternative,) = [alt for tag, alt in tags if tag == "/Figure"]
    assert alternative == (
        "Timeline. Work in France from 1 January 2026 to 31 December 2028. "
        "The limit ends on 31 December 2030."
    )
    assert "Limit of 5 years: 1 January 2026 to 31 December 2030" in text_of(memo())


def test_every_font_is_inside(memo):
    with pikepdf.open(io.BytesIO(memo())) as document:
        fonts = document.pages[0].Resources["/Font"].values()
        described = [font["/DescendantFonts"][0]["/FontDescriptor"] for font in fonts]
        assert described
        names = {str(font["/FontName"]).split("+")[1] for font in described}
        assert all({"/FontFile2", "/FontFile3"} & set(font.keys()) for font in described)
    assert names <= {"PublicSans-Regular", "PublicSans-SemiBold", "PublicSans-Bold"} | {
        "DejaVuSans",
        "DejaVuSans-Bold",
    }


def test_sources_are_links_to_their_pages(memo, decided):
    _sheet, determination = decided()
    with pdfplumber.open(io.BytesIO(memo())) as document:
        linked = {link["uri"] for link in document.pages[0].hyperlinks}
    assert linked == {citation.url for citation in determination.engagements[0].citations}


def test_the_same_sheet_and_determination_give_the_same_bytes(memo):
    assert memo() == memo()


def test_a_determination_of_another_sheet_is_refused(decided):
    sheet, _determination = decided()
    _other, determination = decided(affiliate_3121l=None)
    with pytest.raises(ValueError, match="another fact sheet"):
        memo_pdf(sheet, determination)


def test_what_somebody_typed_stays_text_and_what_has_no_letter_is_a_box(memo):
    name = "#strong[x] $y$ *z* \\ <b> Αθήνα Ł\u200b日本\n\U0001f950"
    text = text_of(memo(employer={"name": name, "country": "US"}))
    assert "#strong[x] $y$ *z* \\ <b> Αθήνα Ł 日本 □" in text
    assert "□ stands for a letter that the fonts of this document lack" in text
    assert "□" not in text_of(memo())


def test_a_long_name_is_cut(decided):
    sheet, determination = decided(employer={"name": "x" * 500, "country": "US"})
    facts = dict(memo_content(sheet, determination)["answers"][0]["other_facts"])
    assert facts["Name of the employer"] == "x" * 119 + "…"


@settings(max_examples=20)
@given(sheet=sheets(), day=st.dates(date(1960, 1, 1), date(2035, 1, 1)))
def test_any_sheet_has_a_memo(lawbook, sheet, day):
    read = read_sheet(sheet)
    pdf = memo_pdf(read, determine(read, as_of=day, law=lawbook))
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) >= len(read.engagements)


@pytest.fixture
def poppler(tmp_path, memo):
    """Runs a poppler program on the memo; answers what it wrote."""
    path = tmp_path / "memo.pdf"
    path.write_bytes(memo())

    def run(program, *options, to=()):
        found = shutil.which(program)
        if found is None:
            pytest.skip(f"{program} is not installed: run `make system-deps`")
        command = [found, *options, str(path), *map(str, to)]
        return subprocess.run(command, capture_output=True, check=True, text=True).stdout  # noqa: S603

    return run


def test_poppler_agrees_on_what_it_is(poppler):
    said = poppler("pdfinfo")
    for line in (r"Title: +Coverage memo: United States and France", r"Tagged: +yes", r"Pages: +1"):
        assert re.search(line, said)


def test_nothing_runs_off_the_page(poppler, tmp_path):
    poppler("pdftoppm", "-r", "50", "-gray", "-png", to=[tmp_path / "page"])
    with Image.open(next(tmp_path.glob("page*.png"))) as picture:
        ink = picture.convert("L").point(lambda level: 255 if level < 200 else 0).getbbox()
        width, height = picture.size
    assert ink is not None
    left, top, right, bottom = ink
    margin = 10
    assert min(left, top, width - right, height - bottom) >= margin
