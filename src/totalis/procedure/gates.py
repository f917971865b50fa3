"""The four gates of a filing, read from a determination (B2): one failed gate stops it and names what comes next.

A gate whose forerunner has not passed stays open: it cannot be skipped.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from totalis.facts.countries import with_article
from totalis.kernel.dates import day_words
from totalis.lawbook.model import Outcome

if TYPE_CHECKING:
    from datetime import date

Json = dict[str, Any]


class GateState(StrEnum):
    """How a gate stands."""

    PASSED = "passed"
    FAILED = "failed"
    OPEN = "open"


class Turn(StrEnum):
    """Whose turn it is."""

    NOBODY = ""
    PREPARER = "the preparer"
    PROFESSIONAL = "a professional"
    WORKER = "the worker"


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate with its reason, what comes next and whose turn it is."""

    number: int
    key: str
    title: str
    state: GateState
    reason: str
    next_action: str = ""
    turn: Turn = Turn.NOBODY


@dataclass(frozen=True, slots=True)
class _Verdict:
    state: GateState
    reason: str
    turn: Turn = Turn.NOBODY


TITLES = (
    ("pair", "Country pair"),
    ("worker", "Worker type"),
    ("rule", "Rule"),
    ("exposure", "Exposure in both systems"),
)
WORKER_FACTS = (
    "engagement.kind",
    "engagement.category",
    "engagement.us_class",
    "engagement.foreign_class",
)
EXPOSURE_FACT = "engagement.covered_at_home"
KINDS = {"employment": "employee", "self_employment": "self-employed"}


def gates_of(
    document: Json, engagement: str = "", *, in_force: date | None = None
) -> tuple[Gate, ...]:
    """The four gates of an engagement, the first one of the document where none is named.

    Args:
        document: `totalis/determination/1`.
        engagement: The engagement's id.
        in_force: The day since which the agreement is in force, where the caller knows it.
    """
    answers = document.get("engagements", ())
    chosen = next((item for item in answers if not engagement or item["id"] == engagement), None)
    if chosen is None:
        waiting = _Verdict(GateState.OPEN, "Nothing is decided yet.", Turn.PREPARER)
        return _in_order([waiting] * len(TITLES), "State the facts and decide.")
    verdicts = [_pair(chosen, in_force), _worker(chosen), _rule(chosen), _exposure(chosen)]
    return _in_order(verdicts, chosen.get("next_action") or "")


def _in_order(verdicts: list[_Verdict], next_action: str) -> tuple[Gate, ...]:
    """Gates behind the first that has not passed wait for it."""
    gates: list[Gate] = []
    stopped = 0
    for number, ((key, title), verdict) in enumerate(zip(TITLES, verdicts, strict=True), 1):
        if stopped:
            reason = f"Waits for gate {stopped}."
            gates.append(Gate(number, key, title, GateState.OPEN, reason))
        elif verdict.state is GateState.PASSED:
            gates.append(Gate(number, key, title, verdict.state, verdict.reason))
        else:
            stopped = number
            gates.append(
                Gate(number, key, title, verdict.state, verdict.reason, next_action, verdict.turn)
            )
    return tuple(gates)


def _missing(answer: Json) -> set[str]:
    return {item["path"] for item in answer.get("missing") or ()}


def _pair(answer: Json, in_force: date | None) -> _Verdict:
    partner, outcome = answer.get("agreement"), Outcome(answer["outcome"])
    if partner:
        since = f", in force since {day_words(in_force)}" if in_force is not None else ""
        return _Verdict(
            GateState.PASSED, f"There is an agreement with {with_article(partner)}{since}."
        )
    says = answer.get("says") or ""
    if outcome is Outcome.UNDETERMINED:
        return _Verdict(GateState.OPEN, says, Turn.PREPARER)
    if outcome in (Outcome.DISPUTED, Outcome.NOT_STATED):
        return _Verdict(GateState.OPEN, says, Turn.PROFESSIONAL)
    if outcome is Outcome.NO_AGREEMENT:
        return _Verdict(GateState.FAILED, says, Turn.PROFESSIONAL)
    return _Verdict(GateState.FAILED, says, Turn.PREPARER)


def _worker(answer: Json) -> _Verdict:
    asked = _missing(answer) & set(WORKER_FACTS)
    if asked:
        questions = [item["question"] for item in answer["missing"] if item["path"] in WORKER_FACTS]
        return _Verdict(GateState.OPEN, " ".join(questions), Turn.PREPARER)
    used = answer.get("facts_used") or {}
    kind = next((text for place, text in used.items() if place.endswith("].kind")), "")
    words = KINDS.get(kind, "")
    lane = ((answer.get("certificate") or {}).get("lane") or "").replace("_", "-")
    said = words or lane or "known as far as the rule asks"
    return _Verdict(GateState.PASSED, f"The worker type is settled: {said}.")


def _rule(answer: Json) -> _Verdict:
    outcome, says = Outcome(answer["outcome"]), answer.get("says") or ""
    only_exposure = _missing(answer) == {EXPOSURE_FACT}
    if outcome is Outcome.ASSIGNED:
        article = f" (article {answer['article']})" if answer.get("article") else ""
        return _Verdict(GateState.PASSED, f"{says}{article}")
    if outcome is Outcome.NOT_DUAL or (outcome is Outcome.UNDETERMINED and only_exposure):
        return _Verdict(GateState.PASSED, "A rule was read; the next gate decides.")
    state = GateState.FAILED if outcome is Outcome.EXCEPTION_REQUIRED else GateState.OPEN
    return _Verdict(state, says, _RULE_TURNS.get(outcome, Turn.PROFESSIONAL))


_RULE_TURNS = {
    Outcome.UNDETERMINED: Turn.PREPARER,
    Outcome.ELECTION: Turn.WORKER,
    Outcome.EXCEPTION_REQUIRED: Turn.PREPARER,
}


def _exposure(answer: Json) -> _Verdict:
    outcome, says = Outcome(answer["outcome"]), answer.get("says") or ""
    if outcome is Outcome.NOT_DUAL:
        return _Verdict(GateState.FAILED, says, Turn.PREPARER)
    if EXPOSURE_FACT in _missing(answer):
        return _Verdict(
            GateState.OPEN, "Whether both countries' laws reach the work is unknown.", Turn.PREPARER
        )
    conditions = answer.get("conditions") or ()
    found = [item for item in conditions if item.get("fact") == EXPOSURE_FACT]
    if any(item["status"] == "assumed" for item in found):
        return _Verdict(
            GateState.PASSED, "That both countries' laws reach the work is presumed, not proved."
        )
    return _Verdict(GateState.PASSED, "Both countries' laws reach the work.")
