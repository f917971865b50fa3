"""Answers that cannot stand beside each other, or beside the form."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from totalis.procedure.addresses import country_code
from totalis.procedure.checks_base import Severity
from totalis.procedure.forms_asked import is_asked
from totalis.procedure.forms_facts import day
from totalis.procedure.forms_found import Finding, label_of, limits_of
from totalis.procedure.forms_sayings import Place, Saying, saying
from totalis.procedure.forms_values import NO, YES, countries_in, periods_in, said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from totalis.lawbook.forms.model import FormEdition

YOUNGEST = 14
"""Younger workers exist; a day of birth that makes somebody one is looked at twice."""
DAYS_OF_A_YEAR = 365.25
Said = tuple[str, Severity, Saying, Saying]
"""The field, how grave it is, what was found, what to do."""


def contradictions(
    edition: FormEdition, answers: Mapping[str, str], *, at: date
) -> Iterator[Finding]:
    """What does not fit together; `at` is the day on which the answers are looked at."""
    told = _Told(edition, answers, at)
    for look in _LOOKS:
        for key, severity, found, remedy in look(told):
            field = edition.field(key)
            if field is not None:
                yield Finding(
                    field=key,
                    severity=severity,
                    says=found,
                    expects=limits_of(field),
                    advises=remedy,
                )


class _Told:
    """The answers by their kind."""

    def __init__(self, edition: FormEdition, answers: Mapping[str, str], at: date) -> None:
        self.edition, self.answers, self.at = edition, answers, at

    def text(self, key: str) -> str:
        return said(self.answers, key)

    def day(self, key: str) -> date | None:
        return day(self.text(key))

    def country(self, key: str) -> str:
        return country_code(self.text(key))


def _other_agreement(told: _Told) -> Iterator[Said]:
    written = told.text("agreement_country")
    if written and told.country("agreement_country") not in ("", told.edition.agreement):
        says = saying(
            "This form is for the agreement with {partner}; the answer names another country.",
            partner=Place(told.edition.agreement),
        )
        remedy = saying("Choose the form of that country: each agreement has its own.")
        yield "agreement_country", Severity.STOP, says, remedy


def _not_counted(told: _Told) -> Iterator[Said]:
    for field in told.edition.fields:
        if not told.text(field.key) or is_asked(told.edition, field, told.answers) is not False:
            continue
        says = saying(
            "{label}: by your other answers this is not asked, so it does not count.",
            label=label_of(field),
        )
        remedy = saying("Take it out, or mend the answer before it.")
        yield field.key, Severity.NOTE, says, remedy


def _past_and_future(told: _Told) -> Iterator[Said]:
    begin, end, born = told.day("begin_date"), told.day("end_date"), told.day("date_of_birth")
    if begin and begin < told.at:
        says = saying("The work began on {day}, before this request.", day=begin)
        remedy = saying(
            "Ask all the same; whether a certificate is made for days gone by, the office decides."
        )
        yield "begin_date", Severity.NOTE, says, remedy
    if end and end < told.at:
        says = saying("The work ended on {day}, before this request.", day=end)
        remedy = saying(
            "Look at the day again. If it is right, say in the comments why you ask now."
        )
        yield "end_date", Severity.WARN, says, remedy
    if born and begin and born < begin and (begin - born).days < YOUNGEST * DAYS_OF_A_YEAR:
        says = saying(
            "The worker would be younger than {years} when the work begins.", years=YOUNGEST
        )
        yield "date_of_birth", Severity.WARN, says, saying("Look at the year of birth again.")


def _asked_until(told: _Told) -> Iterator[Said]:
    until, begin = told.day("exception_until"), told.day("begin_date")
    if until and begin and until < begin:
        says = saying("The last day that is asked for lies before the first day of work.")
        yield "exception_until", Severity.STOP, says, saying("Mend one of the two days.")
    end = told.day("end_date")
    if until and end and until < end:
        says = saying("Coverage is asked for a shorter time than the work lasts.")
        remedy = saying("Ask for the whole time, or say why not.")
        yield "exception_until", Severity.WARN, says, remedy


def _earlier_stays(told: _Told) -> Iterator[Said]:
    begin = told.day("begin_date")
    stays = periods_in(told.text("earlier_postings")) or []
    if begin and any(stay["end"] >= begin.isoformat() for stay in stays):
        says = saying("An earlier stay lasts into this one.")
        remedy = saying("Mend the stay, or begin this work on the day after it.")
        yield "earlier_postings", Severity.STOP, says, remedy
    in_order = sorted(stays, key=lambda stay: stay["start"])
    for one, other in pairwise(in_order):
        if other["start"] <= one["end"]:
            says = saying("Two of the earlier stays overlap.")
            remedy = saying("Write each day in one stay only.")
            yield "earlier_postings", Severity.WARN, says, remedy
            return


def _employment(told: _Told) -> Iterator[Said]:
    hired, begin = told.day("date_of_hire"), told.day("begin_date")
    mend = saying("Mend one of the two.")
    if told.text("employed_before_transfer") == NO and hired and begin and hired < begin:
        says = saying(
            "By the date of hire the worker was employed before the transfer, by this answer not."
        )
        yield "employed_before_transfer", Severity.WARN, says, mend
    stays_with_us = told.text("remains_employee_of_us_employer") == YES
    for_affiliate = told.text("works_for_foreign_affiliate")
    if for_affiliate == NO and told.text("remains_employee_of_us_employer") == NO:
        says = saying("The worker neither stays with the US employer nor joins an affiliate.")
        yield "remains_employee_of_us_employer", Severity.WARN, says, mend
    if for_affiliate == YES and stays_with_us and not told.text("comments"):
        says = saying(
            "The worker joins an affiliate and stays with the US employer: both contracts hold."
        )
        remedy = saying("If that is right, say in the comments which of the two directs the work.")
        yield "remains_employee_of_us_employer", Severity.NOTE, says, remedy


def _where_from(told: _Told) -> Iterator[Said]:
    host = told.edition.host
    if told.text("sent_by_employer") != YES:
        return
    if told.country("sent_from") == host:
        says = saying("The worker is sent, and comes from {host} itself.", host=Place(host))
        remedy = saying("Name the country of the work before the transfer.")
        yield "sent_from", Severity.WARN, says, remedy
    if told.country("country_of_hire") == host:
        says = saying("Somebody hired in {host} for work there was not sent.", host=Place(host))
        yield "country_of_hire", Severity.WARN, says, saying("Mend one of the two answers.")


def _moved(told: _Told) -> Iterator[Said]:
    normally = countries_in(told.text("normally_in"))
    only_there = told.edition.host in normally and told.edition.home not in normally
    if only_there and told.text("same_activity") == YES:
        says = saying("An activity that is carried on only where it is moved to is not moved.")
        remedy = saying("Name where you worked before this stay.")
        yield "normally_in", Severity.WARN, says, remedy


_LOOKS: tuple[Callable[[_Told], Iterator[Said]], ...] = (
    _other_agreement,
    _not_counted,
    _past_and_future,
    _asked_until,
    _earlier_stays,
    _employment,
    _where_from,
    _moved,
)
