"""The catalogues are whole, their tools see what they should, and GNU's own tool agrees."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date

import pytest
import yaml
from babel.messages.catalog import Catalog
from django.utils.translation import gettext, override

from scripts import catalogues
from scripts.catalogue_texts import PACKAGE, TEMPLATES, texts
from scripts.catalogues import LANGUAGES, path_of, problems
from tests.authority.public.filling import example_answers
from totalis.authority.selectors import country_names, requests_words as words
from totalis.facts.countries import COUNTRIES
from totalis.facts.country_names import codes_in, names_in
from totalis.lawbook.forms.book import edition, editions, forms
from totalis.procedure.addresses import written_address_problems
from totalis.procedure.forms_answers import check_answers

MSGID = re.compile(r"""{%\s*translate\s+(?:"([^"]+)"|'([^']+)')""")
FRANCE = "us-fr-employer-certificate-2026-11"
BAD = ("", "unknown", "000-12", "2026-02-30", "Nowhere", "x", "1999-01-01", "2035-01-01", "FR", "yes", "no", "\u0007", "髙橋", "a" * 700)  # fmt: skip
"""Answers that some check has something to say of, whatever the field."""


def test_every_text_is_translated_and_keeps_its_placeholders() -> None:
    assert catalogues.check() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_pages_read_is_made_of_the_catalogue(language: str) -> None:
    read = path_of(language).with_suffix(".mo")
    assert read.exists(), "run `make setup`"
    assert read.read_bytes() == catalogues.made(language), "run `make setup`"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.skipif(shutil.which("msgfmt") is None, reason="GNU gettext is not installed")
def test_gnu_gettext_reads_it_without_complaint(language: str) -> None:
    found = subprocess.run(  # noqa: S603 - our own file
        ["msgfmt", "--check-format", "--check-domain", "-o", "-", path_of(language)],  # noqa: S607 - the machine's own
        capture_output=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr.decode()


def test_every_translate_tag_of_the_pages_is_seen() -> None:
    seen = {text.id for text in texts()}
    missing = {
        one or other
        for name in TEMPLATES
        for path in (PACKAGE / name).rglob("*.html")
        for one, other in MSGID.findall(path.read_text())
    } - seen
    assert not missing


def test_what_checks_can_say_is_in_the_catalogue(noon: date) -> None:
    seen = {text.id for text in texts()}
    for key in (FRANCE, "us-fr-self-employed-certificate-2026-11", "us-es-employer-certificate-2026-11"):  # fmt: skip
        form = edition(key)
        good = example_answers(form)
        for field in form.fields:
            for value in BAD:
                for one in check_answers(form, good | {field.key: value}, at=noon):
                    said = {one.says.pattern, one.expects.pattern, one.advises.pattern} - {""}
                    assert said <= seen, (field.key, value, said - seen)


def test_the_english_of_a_finding_is_its_pattern_filled_in(noon: date) -> None:
    form = edition(FRANCE)
    answers = example_answers(form) | {"begin_date": "2026-01-05"}
    (found,) = (one for one in check_answers(form, answers, at=noon) if "began" in one.found)
    assert found.found == "The work began on 5 January 2026, before this request."
    assert found.says.values == (("day", date(2026, 1, 5)),)
    with override("fr"):
        assert "5 janvier 2026" in words.said(found.says, form)


# ── the check itself ──


def catalog(translation: str | tuple[str, str], text: str | tuple[str, str], **how: object) -> list[str]:  # fmt: skip
    """What is said of one translation."""
    english, own = Catalog(), Catalog(locale="es")
    english.add(text)
    own.add(text, translation, **how)  # type: ignore[arg-type] # plain options of Babel's
    return list(problems("es", own, english))


@pytest.mark.parametrize(
    ("text", "translation", "wrong"),
    [
        ("Yes", "", "not translated"),
        ("By %(day)s.", "Hasta el día.", "lacks %(day)"),
        ("By %(day)s.", "Hasta %(dia)s %(day)s.", "has %(dia)"),
        ("By %(day)s.", "Hasta %(day)s al 100 % seguro.", "cannot be filled in"),
        ("In {host}.", "Allí.", "lacks {host}"),
        ("In {host}.", "En {in_place} {host}.", "has {in_place}"),
        ("In {host}.", "En {host", "lacks {host}"),
        (("%(n)s point", "%(n)s points"), ("%(n)s punto", ""), "not translated"),
        (("One point", "%(n)s points"), ("Un punto", "%(m)s puntos"), "has %(m)"),
    ],
)
def test_what_is_wrong_is_named(text, translation, wrong) -> None:
    (said,) = catalog(translation, text)
    assert wrong in said


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("By %(day)s.", "Hasta el %(day)s."),
        ("In {host}.", "{in_host}."),
        ("The law of {home_the}", "La ley {of_home}"),
        (("One point", "%(n)s points"), ("Un punto", "%(n)s puntos")),
    ],
)
def test_what_is_right_is_not_named(text, translation) -> None:
    assert catalog(translation, text) == []


def test_a_doubtful_translation_does_not_count() -> None:
    (said,) = catalog("Sí", "Yes", flags=["fuzzy"])
    assert "fuzzy" in said


def test_a_text_that_is_gone_stays_as_obsolete() -> None:
    before = catalogues.merged("fr", catalogues.template())
    gone = next(text.id for text in before if text.id == "New request")
    fewer = Catalog()
    for text in catalogues.template():
        if text.id and text.id != gone:
            fewer.add(text.id, locations=text.locations)
    after = catalogues.merged("fr", fewer)
    assert gone not in after
    assert gone in after.obsolete
    assert b'#~ msgid "New request"' in catalogues.written(after)


# ── countries ──


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_has_a_name_and_is_found_by_it(language: str) -> None:
    names = names_in(language)
    assert set(names) == set(COUNTRIES)
    assert names != COUNTRIES
    with override(language):
        for code, name in names.items():
            assert country_names.named(code) == name
            assert country_names.code_of(name.upper()) == code


def test_no_name_means_one_country_here_and_another_there() -> None:
    codes: dict[str, set[str]] = {}
    for language in ("en", *LANGUAGES):
        for name, code in codes_in(language).items():
            codes.setdefault(name, set()).add(code)
    assert {name: found for name, found in codes.items() if len(found) > 1} == {}


def test_an_address_ends_in_a_country_by_any_of_its_names() -> None:
    for last in ("Germany", "Alemania", "Allemagne", "Deutschland", "DE", "ALLEMAGNE"):
        assert written_address_problems(f"Unter den Linden 10\n10117 Berlin\n{last}", "DE") == ()
    assert written_address_problems("Unter den Linden 10\n10117 Berlin\nNirgends", "DE")


def test_countries_stand_in_sentences_as_people_say_them() -> None:
    said = {
        "fr": ("au Japon", "des États-Unis"),
        "es": ("en Japón", "de los Estados Unidos"),
        "de": ("in Japan", "der Vereinigten Staaten"),
    }
    for language, (where, whose) in said.items():
        with override(language):
            assert country_names.in_text("host", "JP")["in_host"] == where
            assert country_names.in_text("host", "US")["of_host"] == whose


def test_every_agreement_country_has_its_french_articles() -> None:
    cases = yaml.safe_load(country_names.CASES_FILE.read_text())
    assert set(cases["fr"]) == {*forms().agreements, "US", "default"}
    for language in LANGUAGES:
        for words_of_one in cases[language].values():
            assert tuple(words_of_one) == country_names.CASES


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_and_help_of_every_form_are_filled_in(language: str) -> None:
    with override(language):
        for form in editions():
            for step in form.steps:
                assert "{" not in words.step_title(step, form) + words.step_says(step, form)
                for field in step.fields:
                    for pattern, said in (
                        (field.words[0], words.label_of(field, form)),
                        (field.words[1], words.help_of(field, form)),
                    ):
                        assert "{" not in said, (form.key, field.key, said)
                        assert gettext(pattern) == pattern or said != pattern
