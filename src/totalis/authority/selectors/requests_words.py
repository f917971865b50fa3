"""The words of a form in the reader's language: English is ready made, others are put together from the translated pattern."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext

from totalis.authority.selectors.country_names import ENGLISH, in_text, language_now, named
from totalis.lawbook.forms.book import forms
from totalis.lawbook.forms.model import IN_WORDS, FieldType
from totalis.procedure.forms_sayings import Example, Label, Place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalis.lawbook.forms.model import FormEdition, FormField, FormStep
    from totalis.procedure.forms_sayings import Filling, Saying

COUNTRY_TYPES = frozenset({FieldType.COUNTRY, FieldType.COUNTRIES})


def is_english() -> bool:
    """Whether the reader reads English."""
    return language_now() == ENGLISH


def spoken(text: str) -> str:
    """A text of a data file in the reader's language; empty stays empty."""
    return gettext(text) if text else ""


def said(sentence: Saying, edition: FormEdition) -> str:
    """A sentence of the checks in the reader's language; the English where its pattern and what fills it do not fit."""
    if is_english() or not sentence.pattern:
        return sentence.english
    pattern = gettext(sentence.pattern)
    if pattern == sentence.pattern:
        return sentence.english
    if not sentence.values:
        return pattern
    filled: dict[str, str] = {}
    for name, one in sentence.values:
        filled |= (
            in_text(name, one.code) if isinstance(one, Place) else {name: _filling(one, edition)}
        )
    try:
        return pattern.format_map(filled)
    except (KeyError, ValueError, IndexError):
        return sentence.english


def country(code: str) -> str:
    """A country's name in the reader's language; what is no code stays as it was typed."""
    return named(code)


def label_of(field: FormField, edition: FormEdition) -> str:
    """A field's label."""
    return _filled(field.words[0], field.label, edition)


def help_of(field: FormField, edition: FormEdition) -> str:
    """A field's help."""
    return _filled(field.words[1], field.help, edition)


def example_of(field: FormField) -> str:
    """An example as somebody would type it; days as the browser's own field shows them are left to it."""
    if field.type in COUNTRY_TYPES:
        return ", ".join(country(code.strip()) for code in field.example.split(","))
    if field.type is FieldType.YES_NO:
        return ""
    return spoken(field.example) if field.type in IN_WORDS else field.example


def step_title(step: FormStep, edition: FormEdition) -> str:
    """A step's heading."""
    return _filled(step.words[0], step.title, edition)


def step_says(step: FormStep, edition: FormEdition) -> str:
    """What a step is about."""
    return _filled(step.words[1], step.says, edition)


def product_label(key: str) -> str:
    """What a product is called."""
    found = forms().catalogue.products.get(key)
    return spoken(found.label) if found else key


def product_says(key: str) -> str:
    """What a product is."""
    found = forms().catalogue.products.get(key)
    return spoken(found.says) if found else ""


def lane_label(key: str) -> str:
    """For whom a form is."""
    found = forms().catalogue.lanes.get(key)
    return spoken(found.label) if found else key


def lane_says(key: str) -> str:
    """For whom a form is, in a sentence."""
    found = forms().catalogue.lanes.get(key)
    return spoken(found.says) if found else ""


def edition_title(edition: FormEdition) -> str:
    """What is asked for, of whom, in which lane."""
    return gettext("%(product)s: %(country)s, %(lane)s") % {
        "product": product_label(edition.product),
        "country": country(edition.agreement),
        "lane": lane_label(edition.lane),
    }


def texts_of(edition: FormEdition) -> Mapping[str, str]:
    """The countries that the patterns of labels and helps name."""
    home = in_text("home", edition.home)
    same = {"home_the": home["home"], "home_name": home["home"], "host_name": named(edition.host)}
    return {
        **in_text("partner", edition.agreement),
        **in_text("host", edition.host),
        **home,
        **same,
    }


def _filled(pattern: str, ready: str, edition: FormEdition) -> str:
    """The translated pattern with the countries in it; the ready English text where nobody translated it."""
    if not pattern or is_english():
        return ready
    said = gettext(pattern)
    if said == pattern:
        return ready
    try:
        return said.format_map(texts_of(edition))
    except (KeyError, ValueError, IndexError):
        return ready


def _filling(value: Filling, edition: FormEdition) -> str:
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, Label | Example):
        field = edition.field(value.key)
        if field is None:
            return value.english
        own = label_of(field, edition) if isinstance(value, Label) else example_of(field)
        return own.replace("\n", ", ")
    return str(value)
