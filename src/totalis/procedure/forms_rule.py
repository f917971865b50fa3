"""Whether the rule of the agreement reaches what is asked: the engine's answer, said where the person can act on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.evaluate import determine
from totalis.lawbook.forms.book import forms
from totalis.lawbook.forms.model import Asks
from totalis.procedure.checks_base import Severity
from totalis.procedure.forms_found import Finding, label_of
from totalis.procedure.forms_sayings import Place, Saying, saying
from totalis.procedure.forms_sheet import sheet_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from totalis.evaluate import EngagementAnswer
    from totalis.lawbook.forms.model import FormEdition

NOT_BY_THE_RULE = frozenset({"exception", "replacement", "correction"})
"""Products that are asked for although the rule does not reach, or that refer to an earlier decision."""
FIRST = "begin_date"
COMPOSED = "works_for_foreign_affiliate"
"""The first of the questions that make the fact `works_for`."""
EXCEPTION = saying(
    "Shorten the stay if it can be, or ask for the exception instead: choose the form "
    "'Extension or other exception'. Both countries must agree to it."
)


def outside_the_rule(
    edition: FormEdition, answers: Mapping[str, str], *, at: date
) -> Iterator[Finding]:
    """Warnings where the rule does not reach; notes on answers that are open and will be asked for.

    Nothing stops: an examiner decides. `at` is the day whose law applies.
    """
    if edition.product in NOT_BY_THE_RULE:
        return
    found = determine(sheet_of(edition, answers), as_of=at, law=forms().law).engagements[0]
    if found.clock is not None and found.clock.exceeded:
        yield _too_long(edition, found)
    elif found.outcome == "undetermined":
        yield from _open(edition, found)
    elif found.outcome != "election" and found.covered_by != wanted(edition):
        yield _not_covered(edition, found)


def wanted(edition: FormEdition) -> str:
    """The country whose law must cover the work for this form to make sense."""
    letter = edition.asks is Asks.LETTER_OF_EXEMPTION
    return edition.agreement if letter else edition.issuer


def _too_long(edition: FormEdition, found: EngagementAnswer) -> Finding:
    if found.outcome == "election":
        return _finding(FIRST, Severity.WARN, _answer(found), edition, _advice(found))
    last = found.clock.last_lawful_day if found.clock else None
    says = saying("The work is expected to last longer than the rule allows.")
    if last:
        says = saying(
            "The work is expected to last longer than the rule allows. The rule reaches to {day}.",
            day=last,
        )
    key = "end_date" if edition.field("end_date") else FIRST
    return _finding(key, Severity.WARN, says, edition, EXCEPTION)


def _answer(found: EngagementAnswer) -> Saying:
    """The engine's answer, which speaks English; elsewhere the sentence that holds for every such answer."""
    general = saying(
        "By the rules of the agreement these answers do not lead to the document that you ask for."
    )
    return Saying(english=found.answer, pattern=general.pattern)


def _advice(found: EngagementAnswer) -> Saying:
    """What the engine advises, in the same way."""
    general = saying(
        "Look at this answer again. You may send the request all the same: an examiner decides."
    )
    return Saying(english=found.next_action, pattern=general.pattern)


def _not_covered(edition: FormEdition, found: EngagementAnswer) -> Finding:
    """The other country covers the work, or no rule says who: told at the answer that would change it."""
    by_fact = {field.fact.partition(".")[2]: field.key for field in edition.fields if field.fact}
    names = [_name(flip.fact) for flip in found.flips]
    last = COMPOSED if "works_for" in names and edition.field(COMPOSED) else FIRST
    key = next((by_fact[name] for name in names if name in by_fact), last)
    return _finding(key, Severity.WARN, _answer(found), edition, _advice(found))


def _open(edition: FormEdition, found: EngagementAnswer) -> Iterator[Finding]:
    by_fact = {field.fact.partition(".")[2]: field for field in edition.fields if field.fact}
    for missing in found.missing:
        field = by_fact.get(_name(missing.fact))
        if field is not None:
            says = saying("{label} is open, and the decision depends on it.", label=label_of(field))
            remedy = saying("Answer it if you can; otherwise the office will ask.")
            yield _finding(field.key, Severity.NOTE, says, edition, remedy)


def _name(place: str) -> str:
    """A fact by its place in a sheet: `engagements[e1].sent_from` and `engagement.sent_from` are `sent_from`."""
    return place.partition(".")[2]


def _finding(
    key: str, severity: Severity, says: Saying, edition: FormEdition, remedy: Saying
) -> Finding:
    expects = saying("Work that the law of {country} covers.", country=Place(wanted(edition)))
    return Finding(field=key, severity=severity, says=says, expects=expects, advises=remedy)
