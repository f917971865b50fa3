"""The sentences of an answer: what a person can repeat, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from totalis.evaluate.determination import CertificateAnswer, ClockAnswer
from totalis.facts.countries import with_article
from totalis.lawbook.model import Agreement, Outcome, Rule

if TYPE_CHECKING:
    from collections.abc import Callable

LETTER = "letter_of_exemption"


class Case(msgspec.Struct, frozen=True):
    """What the sentences are about."""

    outcome: Outcome
    covered_by: str | None
    agreement: Agreement
    rule: Rule | None = None
    lane: str = "employer"
    certificate: CertificateAnswer | None = None
    clock: ClockAnswer | None = None

    @property
    def covering(self) -> str:
        """The covering country in words."""
        return country_words(self.covered_by)

    @property
    def other(self) -> str:
        """The other country of the pair in words."""
        return country_words(self.agreement.country if self.covered_by == "US" else "US")

    @property
    def proof(self) -> str:
        """The document that proves the exemption."""
        letter = self.certificate is not None and self.certificate.product == LETTER
        return "letter of exemption" if letter else "certificate of coverage"

    @property
    def too_late(self) -> bool:
        """Whether the time limit has passed."""
        return self.clock is not None and self.clock.exceeded is True


def country_words(code: str | None) -> str:
    """A country with its article where English wants one."""
    return "neither country" if code is None else with_article(code)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# -- the answer in one sentence -----------------------------------------------------------------


def answer_sentence(case: Case) -> str:
    """One sentence that a person can repeat."""
    return _SENTENCES[case.outcome](case)


def _assigned(case: Case) -> str:
    return (
        f"{_capital(case.covering)} covers this work. {_capital(case.other)} exempts it while a "
        f"{case.proof} is held."
    )


def _not_dual(case: Case) -> str:
    if case.covered_by is None:
        return "Neither country's own law reaches this work: there is nothing to remove."
    return (
        f"Only the law of {case.covering} reaches this work: there is no double coverage to remove."
    )


def _election(case: Case) -> str:
    if case.too_late:
        return "The worker could choose between the two systems, but the time to choose has passed."
    return "The worker may choose between the two systems, within a time limit."


def _beyond(case: Case) -> str:
    return (
        f"Beyond the limit {case.covering} covers this work. Only an exception that both countries "
        "agree to keeps the home country's coverage."
    )


_SENTENCES: dict[Outcome, Callable[[Case], str]] = {
    Outcome.ASSIGNED: _assigned,
    Outcome.NOT_DUAL: _not_dual,
    Outcome.ELECTION: _election,
    Outcome.SPLIT: lambda _case: (
        "Parts of this work fall to different countries: decide each part by itself."
    ),
    Outcome.EXCEPTION_REQUIRED: _beyond,
    Outcome.DISPUTED: lambda _case: (
        "The sources of law contradict each other here; both readings are shown."
    ),
    Outcome.NOT_STATED: lambda _case: "No source that was read states a rule for this case.",
}


def open_sentence(possible: set[str | None]) -> str:
    """What can be said while facts are open: `possible` are the countries still in question."""
    if len(possible) == 1 and None not in possible:
        covering = country_words(next(iter(possible)))
        return (
            f"{_capital(covering)} covers this work whatever the open facts are. What is open is "
            "whether another country's law reaches it too, or by which rule."
        )
    return "The country cannot be decided yet: facts that matter are unknown."


# -- what to do next ----------------------------------------------------------------------------


def next_action(case: Case) -> str:
    """What to do next, in one to three sentences."""
    if case.rule is not None and case.rule.asks:
        return case.rule.asks
    return _ACTIONS[case.outcome](case)


def _ask_for_proof(case: Case) -> str:
    who = "The worker asks" if case.lane == "self_employed" else "The employer asks"
    issuer = case.certificate.issuer_name if case.certificate else ""
    return (
        f"{who} the issuer ({issuer}) for the {case.proof} before the work begins. Until it is held "
        "and matched, contributions stay due in both countries: no certificate, no exemption."
    )


def _choose(case: Case) -> str:
    if case.too_late:
        return (
            "Find out what was asked for in time and put the case to the agencies of both countries; "
            f"{_WAIT}"
        )
    return (
        "Choose with an adviser and ask the chosen country for a certificate before the deadline; "
        "until it is held, contributions stay due."
    )


def _except(case: Case) -> str:
    exceptions = case.agreement.exceptions
    accept = f"accept the coverage of {case.covering}"
    shorter = "Shorten the stay, " if _can_be_shortened(case.clock) else ""
    if not exceptions.available:
        return _capital(f"{shorter}or {accept}." if shorter else f"{accept}.")
    parts = [_capital(f"{shorter}{accept}, or ask for an exception: {exceptions.says}")]
    if case.clock is not None and case.clock.latest_with_extension is not None:
        parts.append(f"Extension: {exceptions.extension}")
    if exceptions.ask_before:
        parts.append(f"When to ask: {exceptions.ask_before}")
    return " ".join(part if part.endswith((".", ")")) else f"{part}." for part in parts)


def _can_be_shortened(clock: ClockAnswer | None) -> bool:
    """A stay that begins after the last lawful day of an earlier chain cannot be made to fit."""
    return clock is not None and not clock.counted_from_earlier_posting


_WAIT = "until they answer, contributions stay due."
_ACTIONS: dict[Outcome, Callable[[Case], str]] = {
    Outcome.ASSIGNED: _ask_for_proof,
    Outcome.NOT_DUAL: lambda _case: (
        "No certificate is needed for an exemption. Keep the facts that show it, and decide again "
        "when one of them changes."
    ),
    Outcome.ELECTION: _choose,
    Outcome.SPLIT: lambda _case: "Write one engagement for each part of the work and decide again.",
    Outcome.EXCEPTION_REQUIRED: _except,
    Outcome.DISPUTED: lambda _case: (
        f"Put the case to the agencies of both countries in writing before payroll changes; {_WAIT}"
    ),
    Outcome.NOT_STATED: lambda _case: (
        f"Ask the agencies of both countries in writing, or ask for an exception; {_WAIT}"
    ),
}
