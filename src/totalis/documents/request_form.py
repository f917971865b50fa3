"""A request form on paper: the edition's fields with their answers, or with empty boxes to write in.

The same edition that the pages ask prints here. Nothing is cut: boxes grow, and go on on the next page. Every page names
the edition and its number. Who receives it (`Letterhead`) and in which language it speaks (`Speech`) are arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from totalis import __version__
from totalis.documents.request_form_words import CONFIDENTIAL, DECLARATION, HOW, WORDS
from totalis.documents.typesetting import typeset
from totalis.facts.countries import COUNTRIES, name_of, with_article
from totalis.kernel.dates import day_words
from totalis.lawbook.forms.model import (
    ALWAYS,
    IN_WORDS,
    FieldType,
    FormEdition,
    FormField,
    Requirement,
)
from totalis.procedure.addresses import country_code
from totalis.procedure.forms_asked import may_be_asked
from totalis.procedure.forms_facts import day as day_of
from totalis.procedure.forms_values import NO, NOT_KNOWN, YES, countries_in, text_of

if TYPE_CHECKING:
    from totalis.documents.typesetting import Paper

Json = dict[str, Any]
LINES = {
    FieldType.LONG_TEXT: 4,
    FieldType.ADDRESS: 4,
    FieldType.FAMILY: 4,
    FieldType.PERIODS: 3,
    FieldType.DAYS: 2,
}
"""How many lines an empty box has; one for all other types."""
LONG_VALUE = 600
AGREEMENT = "agreement_country"
"""The one field that is printed on a blank form: the form is for no other agreement."""


class Letterhead(msgspec.Struct, frozen=True, kw_only=True):
    """Who receives the form, as its own row says; addresses by their purpose (mail, courier, fax), lines as they are."""

    name: str
    addresses: tuple[str, ...] = ()


def in_english(role: str, code: str) -> Mapping[str, str]:
    """What a country's placeholder stands for in an English text: its name with its article."""
    return {role: with_article(code)}


class Speech(msgspec.Struct, frozen=True, kw_only=True):
    """The language of a form: `say` turns an English text of the catalogue or of this document into it."""

    lang: str = "en"
    say: Callable[[str], str] = lambda text: text
    country: Callable[[str], str] = name_of
    in_text: Callable[[str, str], Mapping[str, str]] = in_english
    """A country inside a sentence, by its role (`host`) and its code: every placeholder that may stand for it."""
    day: Callable[[date], str] = day_words


ENGLISH = Speech()


def request_form_pdf(
    edition: FormEdition,
    answers: Mapping[str, str],
    *,
    to: Letterhead,
    made: datetime,
    reference: str = "",
    speech: Speech = ENGLISH,
    paper: Paper = "us-letter",
) -> bytes:
    """Set the form (PDF/A-2a, PDF/UA-1); without answers a blank one with every field and its help.

    `reference` is the control number, if there is one; `made` the time that the file carries. The same arguments give
    the same bytes. Personal numbers are printed whole: this is what is sent.
    """
    return typeset(
        "request_form.typ",
        form_content(edition, answers, to=to, reference=reference, speech=speech),
        paper=paper,
        made=made,
        countries=(edition.agreement,),
    )


def form_content(
    edition: FormEdition,
    answers: Mapping[str, str],
    *,
    to: Letterhead,
    reference: str = "",
    speech: Speech = ENGLISH,
) -> Json:
    """What the form shows, in plain values."""
    drawn = _Drawn(edition, answers, speech)
    say = speech.say
    return {
        "title": drawn.title(),
        "author": f"Totalis {__version__}",
        "lang": speech.lang,
        "edition": edition.key,
        "reference": f"{say(WORDS['reference'])} {reference}" if reference else "",
        "agency": to.name,
        "addresses": list(to.addresses),
        "lane": say(edition.lane_label),
        "whose": "" if drawn.blank else text_of(answers, "worker_full_name"),
        "intro": drawn.filled(HOW["blank" if drawn.blank else "filled"]),
        "notes": [say(note) for note in edition.notes],
        "steps": drawn.steps(),
        "declaration": [drawn.filled(text) for text in DECLARATION],
        "confidential": drawn.filled(CONFIDENTIAL),
        "blank": drawn.blank,
        "words": {key: say(text) for key, text in WORDS.items()},
    }


class _Drawn:
    """The parts of one form."""

    def __init__(self, edition: FormEdition, answers: Mapping[str, str], speech: Speech) -> None:
        self.edition, self.answers, self.speech = edition, answers, speech
        self.blank = not any(text.strip() for text in answers.values())
        every = edition.fields if self.blank else may_be_asked(edition, answers)
        answered = {field.key for field in edition.fields if text_of(answers, field.key)}
        shown = {field.key for field in every} | answered
        self.numbers = {
            field.key: number
            for number, field in enumerate(
                (field for field in edition.fields if field.key in shown), start=1
            )
        }

    def filled(self, text: str) -> str:
        """A text in the language of the form, with the countries in it."""
        edition, inside = self.edition, self.speech.in_text
        home = inside("home", edition.home)
        partner, host = inside("partner", edition.agreement), inside("host", edition.host)
        said = self.speech.say(text)
        return said.format_map({**partner, **host, **home, "home_the": home["home"]})

    def title(self) -> str:
        """What is asked for, under which agreement, in which lane."""
        product = self.speech.say(self.edition.product_label)
        title = self.speech.say(WORDS["title"])
        partner = self.speech.in_text("partner", self.edition.agreement)
        return title.format_map({"product": product, **partner})

    def steps(self) -> list[Json]:
        return [
            {
                "title": self.filled(step.words[0]),
                "says": self.filled(step.words[1]),
                "fields": fields,
            }
            for step in self.edition.steps
            if (fields := [self.field(item) for item in step.fields if item.key in self.numbers])
        ]

    def field(self, field: FormField) -> Json:
        value = text_of(self.answers, field.key)
        if field.key == AGREEMENT:
            value = value or self.edition.agreement
        choices = self.choices(field, value)
        chosen = any(item["chosen"] for item in choices)
        shown = "" if chosen else self.value(field, value)
        return {
            "number": self.numbers[field.key],
            "label": self.filled(field.words[0]),
            "help": self.help(field) if self.blank else "",
            "mark": self.mark(field),
            "choices": choices,
            "value": shown,
            "lines": LINES.get(field.type, 1),
            "long": len(shown) > LONG_VALUE or shown.count("\n") > LINES[FieldType.ADDRESS] * 2,
        }

    def help(self, field: FormField) -> str:
        example = self.speech.say(WORDS["example"]).format(
            example=self.value(field, self.example(field)).replace("\n", " | ")
        )
        free = field.type not in (FieldType.YES_NO, FieldType.CHOICE)
        return self.filled(field.words[1]) + (f" {example}" if free else "")

    def example(self, field: FormField) -> str:
        return self.speech.say(field.example) if field.type in IN_WORDS else field.example

    def mark(self, field: FormField) -> str:
        """When the field is asked, and whether it may stay open; said on a blank form, and where a box is empty."""
        if not self.blank and text_of(self.answers, field.key):
            return ""
        parts = []
        if field.when != ALWAYS:
            parts.append(self.speech.say(self.edition.conditions[field.when].says))
        if field.requirement is not Requirement.REQUIRED:
            parts.append(self.speech.say(WORDS[f"mark_{field.requirement.value}"]))
        return ", ".join(parts)

    def choices(self, field: FormField, value: str) -> list[Json]:
        """The boxes to tick; a value that is none of them is printed below as it was written."""
        if field.type is FieldType.YES_NO:
            offered = [(YES, WORDS["yes"]), (NO, WORDS["no"])]
        else:
            offered = [(item.value, item.label) for item in field.options]
        if field.may_be_unknown and (offered or value == NOT_KNOWN):
            offered.append((NOT_KNOWN, WORDS["not_known"]))
        return [{"label": self.speech.say(label), "chosen": key == value} for key, label in offered]

    def value(self, field: FormField, value: str) -> str:
        """An answer as people write it; what cannot be read is printed as it stands."""
        if field.type is FieldType.DATE and (found := day_of(value)):
            return f"{self.speech.day(found)} ({found.isoformat()})"
        if field.type is FieldType.COUNTRY and (code := country_code(value)):
            return self.speech.country(code)
        if field.type is FieldType.COUNTRIES and (codes := countries_in(value)):
            return ", ".join(self.speech.country(code) for code in codes if code in COUNTRIES)
        return value
