"""Sentences that a page can say in another language: the English, and what it is made of.

A pattern is the text that translators have; it takes the place of the English elsewhere. What fills it is kept as what
it is, a day, a country, the label of a field, so that each language writes it in its own way.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from totalis.kernel.dates import day_words
from totalis.procedure.addresses import country_words
from totalis.procedure.casefile import Value


class Place(NamedTuple):
    """A country inside a sentence, by its code."""

    code: str


class Label(NamedTuple):
    """The label of a field; `english` is what it says in English."""

    key: str
    english: str


class Example(NamedTuple):
    """The example of a field, on one line."""

    key: str
    english: str


Filling = str | int | date | Place | Label | Example


class Saying(Value, frozen=True, kw_only=True):
    """A sentence. A pattern without values is never filled in, whatever signs it has."""

    english: str
    pattern: str
    values: tuple[tuple[str, Filling], ...] = ()


def saying(pattern: str, **values: Filling) -> Saying:
    """A sentence whose English is the pattern, filled in."""
    shown = {name: _english(value) for name, value in values.items()}
    english = pattern.format(**shown) if values else pattern
    return Saying(english=english, pattern=pattern, values=tuple(values.items()))


def plain(text: str) -> Saying:
    """A sentence that nothing fills in, or none."""
    return Saying(english=text, pattern=text)


def _english(value: Filling) -> str:
    if isinstance(value, date):
        return day_words(value)
    if isinstance(value, Place):
        return country_words(value.code)
    if isinstance(value, Label | Example):
        return value.english
    return str(value)
