"""The form on paper, read by programs that are not ours."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pikepdf
import pytest
from msgspec.structs import replace

from tests.authority.forms.filled import example_answers, form
from tests.documents.pdfs import pages_of, structure, text_of
from totalis.documents.request_form import (
    ENGLISH,
    Letterhead,
    Speech,
    form_content,
    request_form_pdf,
)
from totalis.documents.request_form_words import CONFIDENTIAL, DECLARATION, HOW, WORDS
from totalis.lawbook.forms.book import editions

MADE = datetime(2026, 11, 22, 9, tzinfo=UTC)
AGENCY = Letterhead(
    name="Example Agency", addresses=("Mail\nP.O. Box 1\nExampletown 10000", "Fax\n+1 201 555 0100")
)


def printed(answers: dict[str, str] | None = None, **more) -> bytes:
    made = more.pop("edition", None) or form()
    given = example_answers(made) if answers is None else answers
    return request_form_pdf(made, given, to=AGENCY, made=MADE, **more)


def test_every_answer_stands_on_the_paper():
    made = form()
    answers = example_answers(made)
    text = text_of(printed(reference="US-2026-000123-4"))
    for item in made.fields:
        if item.key in answers:
            assert item.label in text, item.key
    for shown in (
        "Maria Jane Miller",
        "536-90-4399",
        "12 rue de la République",
        "17 April 1985 (1985-04-17)",
        "☒ Yes ☐ No",
        "Example Agency",
        "+1 201 555 0100",
        "agreement with France",
    ):
        assert shown in text
    assert DECLARATION[0][:60] in text
    assert "Signature of whoever asks" in text
    assert "Confidential" in text
    # Nobody is told that this is a real agency's form.
    assert "Social Security Administration" not in text


def test_edition_number_and_pages_are_on_every_page():
    pages = pages_of(printed(reference="US-2026-000123-4"))
    assert len(pages) > 1
    for number, text in enumerate(pages, start=1):
        assert "Form edition us-fr-employer-certificate-2026-11" in text
        assert f"Page {number} of {len(pages)}" in text
        assert "US-2026-000123-4" in text


def test_a_blank_form_has_every_field_with_its_help_and_room_to_write():
    made = form("DK")
    text = text_of(printed({}, edition=made))
    for item in made.fields:
        assert item.label in text, item.key
        assert item.help[:30] in text, item.key
    assert "(if known)" in text
    assert "where the worker will work for an affiliate" in text
    assert "Write in ink" in text
    assert "Continuation" in text
    assert "☒" not in text
    assert "Denmark" in text


def test_a_filled_form_leaves_out_what_is_not_asked():
    text = text_of(printed())
    assert "flag does the ship sail" not in text
    assert "Name at birth" not in text
    assert "Continuation" not in text


def test_long_answers_go_on_and_nothing_is_cut():
    story = " ".join(f"sentence{number}" for number in range(1500))
    name = "Ř" * 400 + " Last"
    made = form()
    pages = pages_of(printed(example_answers(made, comments=story, worker_full_name=name)))
    text = " ".join(pages)
    assert all(f"sentence{number}" in text for number in (0, 749, 1499))
    assert text.count("Ř") >= 800  # under the title and in its box
    with_plain = pages_of(printed())
    assert len(pages) > len(with_plain)


def test_nothing_runs_over_the_edge_of_the_page():
    import pdfplumber  # noqa: PLC0415 - only this test measures

    made = form()
    pdf = printed(example_answers(made, worker_full_name="W" * 500, comments="x" * 900))
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            assert all(letter["x0"] >= 0 and letter["x1"] <= page.width for letter in page.chars)


def test_letters_without_a_glyph_are_boxes_and_the_paper_says_so():
    made = form("JP")
    text = text_of(printed(example_answers(made, worker_full_name="山\ue000 Hanako"), edition=made))
    assert "山□ Hanako" in text
    assert "□ stands for a letter that the fonts of this paper lack" in text
    assert "stands for a letter" not in text_of(printed())


@pytest.mark.parametrize(
    "name", ["Παπαδοπούλου Μαρία", "Ирина Ковалёва", "Þórður Æðarsson", "山田花子", "김민수"]
)
def test_scripts_that_the_fonts_have_are_printed(name: str):
    assert name in text_of(printed(example_answers(form(), worker_full_name=name)))


def test_what_cannot_be_read_is_printed_as_it_stands():
    answers = example_answers(form()) | {"sent_by_employer": "perhaps", "begin_date": "soon"}
    text = text_of(printed(answers))
    assert "perhaps" in text
    assert "soon" in text


def test_it_is_kept_for_long_and_read_by_everybody():
    pdf = printed()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert bool(document.Root["/MarkInfo"]["/Marked"])
        assert "France" in str(document.docinfo["/Title"])
        with document.open_metadata() as metadata:
            assert metadata["pdfaid:part"] == "2"
            assert metadata["pdfuaid:part"] == "1"
    tags = [tag for tag, _alt in structure(pdf)]
    assert tags.count("/H2") >= 6
    assert printed() == pdf


def test_it_speaks_another_language_where_a_catalogue_has_it():
    said: set[str] = set()

    def loud(text: str) -> str:
        said.add(text)
        return text.replace("Yes", "Oui").replace("First day of work", "Premier jour de travail")

    speech = Speech(
        lang="fr",
        say=loud,
        country=lambda code: {"FR": "France", "US": "États-Unis"}[code],
        in_text=lambda role, code: {role: {"FR": "la France", "US": "les États-Unis"}[code]},
        day=lambda day: f"{day:%d/%m/%Y}",
    )
    pdf = printed(speech=speech)
    text = text_of(pdf)
    assert "Premier jour de travail in la France" in text
    assert "☒ Oui" in text
    assert "01/02/2027 (2027-02-01)" in text
    assert "États-Unis" in text
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.Root["/Lang"]).startswith("fr")
    # What a catalogue must hold is asked for with the braces in it, once for every country.
    assert "First day of work in {host}" in said
    assert {*WORDS.values(), HOW["filled"], CONFIDENTIAL} - said <= {WORDS["example"]}


def test_every_edition_has_a_content():
    for made in editions():
        for answers in ({}, {"worker_full_name": "A"}):
            content = form_content(made, answers, to=AGENCY, speech=ENGLISH)
            assert content["edition"] == made.key
            fields = [field for step in content["steps"] for field in step["fields"]]
            assert [item["number"] for item in fields] == list(range(1, len(fields) + 1))
            assert not [item for item in fields if "{" in item["label"] + item["help"]]


def test_a_letterhead_without_addresses():
    made = form("BR", "performer")
    pdf = request_form_pdf(made, {}, to=replace(AGENCY, addresses=()), made=MADE, paper="a4")
    assert "performer lane asks is unknown" in text_of(pdf)
