"""A request for an extension or exception: to whom it goes, who asks, and what it must say.

It holds all that a certificate needs, and the reason; it goes to the agency of the country whose coverage is wanted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.kernel.dates import day_words, duration_words
from totalis.lawbook.model import Source
from totalis.procedure.addresses import country_words
from totalis.procedure.casefile import CaseFile, Direction, Value
from totalis.procedure.forms_facts import answer, day, first_day
from totalis.procedure.forms_prefill import employer_in, full_name
from totalis.procedure.sources import cite

if TYPE_CHECKING:
    from datetime import date

    from totalis.lawbook.model import Agreement

NOT_STATED = "not_stated"
CONTENT_SOURCES = ("poms_no_209", "poms_fr_541", "poms_dk_142", "poms_au_035")


class LetterPart(Value, frozen=True, kw_only=True):
    """A paragraph of the letter; `missing` where the case does not hold what belongs there."""

    heading: str
    text: str
    missing: bool = False


class ExceptionLetter(Value, frozen=True, kw_only=True):
    """What a request for an exception is made of."""

    available: bool
    addressee: str
    """Empty: no source that was read names an address."""
    country: str
    """The country whose coverage is wanted."""
    who_asks: str
    parts: tuple[LetterPart, ...]
    extension: str
    longest: str
    """The longest extension in words; empty where none is stated."""
    ask_before: str
    sources: tuple[Source, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The headings under which something is missing."""
        return tuple(part.heading for part in self.parts if part.missing)


def exception_letter_parts(case: CaseFile, agreement: Agreement) -> ExceptionLetter:
    """The letter for a case under an agreement; nothing is filled in that the case does not hold."""
    rules = agreement.exceptions
    foreign = case.direction is Direction.FOREIGN_CERTIFICATE
    addressee = rules.addressee_partner if foreign else rules.addressee_us
    stated = rules.extension if rules.extension != NOT_STATED else ""
    return ExceptionLetter(
        available=rules.available,
        addressee="" if addressee == NOT_STATED else addressee,
        country=agreement.country if foreign else "US",
        who_asks=rules.says,
        parts=(
            _worker(case),
            _employers(case),
            _stay(case),
            _rule(case),
            _wanted(case, "US" if not foreign else agreement.country),
            _reason(case),
        ),
        extension=stated,
        longest=duration_words(rules.extension_max) if rules.extension_max else "",
        ask_before=rules.ask_before,
        sources=(*(agreement.source_of(key) for key in rules.source), *cite(CONTENT_SOURCES)),
    )


def _part(heading: str, text: str, *, whole: bool) -> LetterPart:
    return LetterPart(heading=heading, text=text, missing=not whole)


def _worker(case: CaseFile) -> LetterPart:
    worker = case.worker
    born = f"born {day_words(worker.birth_date)}" if worker.birth_date else ""
    of = ", ".join(country_words(code) for code in worker.citizenships or ())
    citizen = f"citizen of {of}" if of else ""
    text = ", ".join(part for part in (full_name(case), born, citizen) if part)
    return _part("Worker", text, whole=bool(full_name(case) and born and citizen))


def _employers(case: CaseFile) -> LetterPart:
    found = [employer_in(case, abroad=False), employer_in(case, abroad=True)]
    names = [f"{item.name} ({country_words(item.country)})" for item in found if item]
    self_employed = case.request is not None and case.request.lane.value == "self_employed"
    return _part("Employers", "; ".join(names), whole=bool(names) or self_employed)


def _stay(case: CaseFile) -> LetterPart:
    begin, end = first_day(case), _asked_until(case)
    country = "US" if case.direction is Direction.FOREIGN_CERTIFICATE else case.partner
    text = " ".join(
        part
        for part in (
            f"Work in {country_words(country)}",
            f"since {day_words(begin)}" if begin else "",
            f"until {day_words(end)}" if end else "",
        )
        if part
    )
    return _part("Stay", f"{text}.", whole=bool(begin and end))


def _rule(case: CaseFile) -> LetterPart:
    found = answer(case)
    clock = found.get("clock") or {}
    last = day(clock.get("last_lawful_day"))
    until = f" The last day within the limit is {day_words(last)}." if last else ""
    article = f" (article {found['article']})" if found.get("article") else ""
    text = f"{found.get('says') or ''}{article}{until}"
    return _part("Rule and limit", text.strip(), whole=bool(found.get("says")))


def _wanted(case: CaseFile, country: str) -> LetterPart:
    until = _asked_until(case)
    to = f" until {day_words(until)}" if until else ""
    text = f"That the law of {country_words(country)} goes on to cover this work{to}."
    return _part("What is asked", text, whole=until is not None)


def _reason(case: CaseFile) -> LetterPart:
    text = _written(case, "exception_reason") or _written(case, "comments")
    return _part("Reason", text, whole=bool(text))


def _asked_until(case: CaseFile) -> date | None:
    return day(_written(case, "exception_until")) or day(_written(case, "end_date"))


def _written(case: CaseFile, key: str) -> str:
    fields = case.request.fields if case.request else ()
    return next((item.value.strip() for item in fields if item.field == key), "")
