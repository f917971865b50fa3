"""The sentences of an answer: what a person can repeat, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.facts.countries import with_article
from totalis.kernel.dates import Duration, Rounding, add
from totalis.lawbook.model import Agreement, Outcome, Rule

if TYPE_CHECKING:
    from datetime import date

    from totalis.evaluate.clocks import ClockReading


def country_words(code: str | None) -> str:
    """A country with its article where English wants one."""
    if code is None:
        return "neither country"
    return with_article(code)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def answer_sentence(outcome: Outcome, covered_by: str | None, agreement: Agreement) -> str:
    """One sentence that a person can repeat."""
    partner = country_words(agreement.country)
    covering = country_words(covered_by)
    other = partner if covered_by == "US" else country_words("US")
    sentences = {
        Outcome.ASSIGNED: (
            f"{_capital(covering)} covers this work. {_capital(other)} exempts it while a certificate "
            "of coverage is held."
        ),
        Outcome.NOT_DUAL: (
            f"Only {covering}'s own law reaches this work: there is no double coverage to remove."
            if covered_by
            else "Neither country's own law reaches this work: there is nothing to remove."
        ),
        Outcome.ELECTION: "The worker may choose between the two systems, once and within a time limit.",
        Outcome.SPLIT: "Parts of this work fall to different countries: decide each part by itself.",
        Outcome.EXCEPTION_REQUIRED: (
            f"Beyond the limit {covering} covers this work. Only an exception that both countries agree "
            "to keeps the home country's coverage."
        ),
        Outcome.DISPUTED: "The sources of law contradict each other here; both readings are shown.",
        Outcome.NOT_STATED: "No source that was read states a rule for this case.",
        Outcome.UNDETERMINED: "The country cannot be decided yet: facts that matter are unknown.",
        Outcome.NO_AGREEMENT: f"No agreement with {partner} is in force on that day.",
    }
    return sentences[outcome]


def next_action(
    outcome: Outcome, covered_by: str | None, agreement: Agreement, rule: Rule | None, lane: str
) -> str:
    """What to do next, in one or two sentences."""
    if rule is not None and rule.asks:
        return rule.asks
    who = "The worker asks" if lane == "self_employed" else "The employer asks"
    side = agreement.certificate_us if covered_by == "US" else agreement.certificate_partner
    exceptions = agreement.exceptions
    actions = {
        Outcome.ASSIGNED: (
            f"{who} the issuer ({side.issuer}) for the certificate of coverage before the work begins. Until it is "
            "held and matched, contributions stay due in both countries: no certificate, no exemption."
        ),
        Outcome.NOT_DUAL: (
            "No certificate is needed for an exemption. Keep the facts that show it, and decide again "
            "when one of them changes."
        ),
        Outcome.ELECTION: (
            "Choose with an adviser and ask the chosen country for a certificate before the deadline; "
            "who asks nobody may be taken to have chosen by paying."
        ),
        Outcome.SPLIT: "Write one engagement for each part of the work and decide again.",
        Outcome.EXCEPTION_REQUIRED: (
            f"Shorten the stay, accept the coverage of {country_words(covered_by)}, or ask for an "
            f"exception: {exceptions.says}"
            if exceptions.available
            else f"Shorten the stay, or accept the coverage of {country_words(covered_by)}."
        ),
        Outcome.DISPUTED: (
            "Put the case to the agencies of both countries in writing before payroll changes; until "
            "they answer, contributions stay due."
        ),
        Outcome.NOT_STATED: (
            "Ask the agencies of both countries in writing, or ask for an exception; until they answer, "
            "contributions stay due."
        ),
    }
    return actions[outcome]


def extension_day(agreement: Agreement, clock: str, reading: ClockReading) -> date | None:
    """The last day that an extension of the stated maximum could reach, where a clock can be extended."""
    exceptions = agreement.exceptions
    if not exceptions.extension_max or reading.last_lawful_day is None:
        return None
    if exceptions.extension_clocks and clock not in exceptions.extension_clocks:
        return None
    longest = Duration.parse(exceptions.extension_max)
    return add(reading.last_lawful_day, longest, rounding=Rounding.DOWN)
