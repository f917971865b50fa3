"""What the engine's answer means for an agency that was asked: issue, refuse, ask, exception, or a person's to say."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import msgspec

from totalis.lawbook.model import Outcome

if TYPE_CHECKING:
    from totalis.evaluate import Determination, EngagementAnswer

CERTIFICATE, LETTER, EXCEPTION = "certificate", "letter_of_exemption", "exception"
ABOUT_AN_EARLIER = frozenset({"election", "replacement", "correction"})
"""Products that no rule of the agreement grants by itself: a person looks at them."""
NOT_MET = "not_met"
PROPOSALS = {
    Outcome.NOT_DUAL: "refuse",
    Outcome.NO_AGREEMENT: "refuse",
    Outcome.UNDETERMINED: "ask",
    Outcome.EXCEPTION_REQUIRED: "exception",
    Outcome.ELECTION: "person",
    Outcome.SPLIT: "person",
    Outcome.DISPUTED: "person",
    Outcome.NOT_STATED: "person",
}


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked of which agency, and when."""

    product: str
    agreement: str
    lane: str
    country: str
    """The country whose law the agency certifies."""
    received_on: date


def main_answer(made: Determination) -> EngagementAnswer | None:
    """The answer for the work that the request is about: the first of its sheet."""
    return made.engagements[0] if made.engagements else None


def proposal_of(made: Determination, asked: Asked) -> str:
    """What the engine proposes, as `Assessment.proposal` keeps it.

    An exception stays one while it is asked for: that the rule would do without is for a person to say.
    """
    answer = main_answer(made)
    if answer is None or len(made.engagements) > 1:
        return "person"
    outcome = Outcome(answer.outcome)
    if outcome is Outcome.UNDETERMINED:
        return "ask"
    if asked.product == EXCEPTION:
        return "exception"
    if asked.product in ABOUT_AN_EARLIER:
        return "person"
    if outcome is not Outcome.ASSIGNED:
        return PROPOSALS[outcome]
    return _assigned(answer, asked)


def _assigned(answer: EngagementAnswer, asked: Asked) -> str:
    if any(item.status == NOT_MET for item in answer.conditions):
        return "refuse"
    if answer.agreement != asked.agreement or not is_ours(answer, asked):
        return "refuse"
    return "issue"


def is_ours(answer: EngagementAnswer, asked: Asked) -> bool:
    """Whether the proof that follows from the answer is the one that was asked of this agency."""
    proof = answer.certificate
    return proof is not None and proof.issuer == asked.country and proof.product == asked.product
