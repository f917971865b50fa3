"""Answers before any agreement is read: no pair yet, no agreement, only US work, several countries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from totalis.evaluate.determination import Citation, ReadingAnswer
from totalis.evaluate.wording import country_words
from totalis.facts.countries import name_of
from totalis.facts.vocabulary import by_path
from totalis.lawbook.model import Outcome, Signed

if TYPE_CHECKING:
    from datetime import date

    from totalis.evaluate.pair import Pair
    from totalis.lawbook.book import Lawbook

_BEFORE_AGREEMENT = ("gn_01701005", "gn_01703001")


class OutsideAnswer(msgspec.Struct, frozen=True):
    """An answer that rests on no rule of an agreement."""

    outcome: Outcome
    says: str
    next_action: str
    citations: tuple[Citation, ...] = ()
    covered_by: str | None = None
    missing: tuple[str, ...] = ()
    readings: tuple[ReadingAnswer, ...] = ()


def outside_answer(pair: Pair, as_of: date, law: Lawbook) -> OutsideAnswer:
    """The answer where no agreement can be read for the engagement."""
    if pair.state == "unknown":
        return _unknown(pair)
    if pair.state == "several":
        return _several(pair)
    if pair.state == "only_us":
        return OutsideAnswer(
            outcome=Outcome.NOT_DUAL,
            covered_by="US",
            says=(
                "The work is done in the United States and nothing ties it to another country: only US "
                "law reaches it, and there is nothing to remove."
            ),
            next_action="No certificate is needed. Decide again when the work moves abroad.",
            citations=_cite(law, ("overview",)),
        )
    if pair.state == "not_named":
        return _not_named(pair, law)
    return _no_agreement(pair.partner or "", as_of, law)


def _unknown(pair: Pair) -> OutsideAnswer:
    labels = ", ".join(by_path()[path].label for path in pair.missing)
    return OutsideAnswer(
        outcome=Outcome.UNDETERMINED,
        says="The country cannot be decided yet: the pair of countries is not known.",
        next_action=f"Find out: {labels}. Until then contributions stay due; nothing is exempt.",
        missing=pair.missing,
    )


def _several(pair: Pair) -> OutsideAnswer:
    names = ", ".join(name_of(country) for country in pair.countries)
    return OutsideAnswer(
        outcome=Outcome.SPLIT,
        says=f"The work is done in several countries ({names}): a mixed case, never one certificate.",
        next_action="Write one engagement for each country, with its own days, and decide again.",
    )


def _not_named(pair: Pair, law: Lawbook) -> OutsideAnswer:
    places = ", ".join(name_of(country) for country in pair.countries)
    territories = law.register.territories
    keys = tuple(key for item in territories if item.code in pair.countries for key in item.source)
    return OutsideAnswer(
        outcome=Outcome.NOT_STATED,
        says=(
            f"The agreement with {country_words(pair.partner)} lists the territory of the United "
            f"States and does not name {places}; no source that was read says whether it reaches there."
        ),
        next_action=(
            "Ask the Social Security Administration in writing whether the agreement reaches this place; "
            "until it answers, contributions stay due."
        ),
        citations=_cite(law, keys),
    )


def _no_agreement(partner: str, as_of: date, law: Lawbook) -> OutsideAnswer:
    where = country_words(partner)
    contingency = (
        "No certificate can be had under an agreement. Find out which country's own law reaches the work, "
        f"budget for both, and look for relief in the domestic law of {where} with an adviser."
    )
    signed = next((item for item in law.register.signed if item.country == partner), None)
    if law.has(partner):
        agreement = law.agreement(partner)
        return OutsideAnswer(
            outcome=Outcome.NO_AGREEMENT,
            says=(
                f"The agreement with {where} took effect on {agreement.in_force.isoformat()}; it is not "
                f"in force on {as_of.isoformat()}, and earlier earnings stay under both laws."
            ),
            next_action=contingency,
            citations=_cite(law, agreement.in_force_source),
        )
    if signed is not None:
        return _signed(signed, as_of, law, contingency)
    return OutsideAnswer(
        outcome=Outcome.NO_AGREEMENT,
        says=f"The United States has no social security agreement in force with {where}.",
        next_action=contingency,
        citations=_cite(law, _BEFORE_AGREEMENT),
    )


def _signed(signed: Signed, as_of: date, law: Lawbook, contingency: str) -> OutsideAnswer:
    citations = _cite(law, signed.source)
    if signed.reported_from is not None and as_of >= signed.reported_from:
        return OutsideAnswer(
            outcome=Outcome.DISPUTED,
            says=(
                f"Sources contradict each other on whether the agreement with {signed.name} is in "
                f"force. {signed.status}"
            ),
            next_action=(
                "Look at the list of agreements of the Social Security Administration before anything "
                "else; until it is settled, treat the work as without an agreement."
            ),
            citations=citations,
            readings=(
                ReadingAnswer(
                    says=f"In force since {signed.reported_from.isoformat()}.",
                    covered_by=None,
                    source=signed.reported_source,
                ),
                ReadingAnswer(says="Not in force.", covered_by=None, source=signed.source),
            ),
        )
    return OutsideAnswer(
        outcome=Outcome.NO_AGREEMENT,
        says=(
            f"An agreement with {signed.name} was signed on {signed.signed.isoformat()} and is not in "
            f"force. {signed.status}"
        ),
        next_action=contingency,
        citations=citations,
    )


def _cite(law: Lawbook, keys: tuple[str, ...]) -> tuple[Citation, ...]:
    sources = law.register.sources
    return tuple(
        Citation(
            source=key,
            title=sources[key].title,
            url=sources[key].url,
            section=sources[key].section,
            kind=sources[key].kind.value,
            weak=sources[key].kind.weak,
            checked_on=sources[key].checked_on,
        )
        for key in keys
        if key in sources
    )
