"""What is asked while a decision is undetermined: each missing fact, what each answer leads to, what proves it (B4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from totalis.facts.countries import COUNTRIES, with_article
from totalis.procedure.findings_values import path_of
from totalis.procedure.findings_words import label_of
from totalis.procedure.reopening_words import OUTCOME_WORDS
from totalis.procedure.strength_kinds import kinds_that_prove

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Leads:
    """An answer and where it leads."""

    answer: str
    outcome: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An open question of a case; `fact` is the place in the sheet, `settles` is true where it is in a smallest set."""

    engagement: str
    fact: str
    path: str
    question: str
    why: str
    proof: str
    leads_to: tuple[Leads, ...]
    settles: bool
    evidence: tuple[tuple[str, str], ...]
    """Kinds of documents that prove it: key and title."""


def questions_of(document: Json, engagement: str = "") -> tuple[Question, ...]:
    """Every open question of a determination; those of a smallest set that settles it come first."""
    found = [
        _question(answer, missing)
        for answer in document.get("engagements", ())
        if not engagement or answer["id"] == engagement
        for missing in answer.get("missing") or ()
    ]
    return tuple(sorted(found, key=lambda item: not item.settles))


def settled_by(document: Json, engagement: str = "") -> tuple[str, ...]:
    """The smallest sets of answers that settle a case, one sentence each."""
    return tuple(
        _settling(item)
        for answer in document.get("engagements", ())
        if not engagement or answer["id"] == engagement
        for item in answer.get("settled_by") or ()
    )


def _question(answer: Json, missing: Json) -> Question:
    outcomes = missing.get("leads_to_outcome") or {}
    smallest = {
        item["fact"] for settling in answer.get("settled_by") or () for item in settling["answers"]
    }
    return Question(
        engagement=answer["id"],
        fact=missing["fact"],
        path=missing["path"],
        question=missing["question"],
        why=missing["why"],
        proof=missing["proof"],
        leads_to=tuple(
            Leads(_answer(said), outcomes.get(said, ""), _where(end, outcomes.get(said, "")))
            for said, end in (missing.get("leads_to") or {}).items()
        ),
        settles=missing["fact"] in smallest,
        evidence=tuple((item.key, item.title) for item in kinds_that_prove(missing["path"])),
    )


def _answer(said: str) -> str:
    """An answer as people say it."""
    if said in COUNTRIES:
        return with_article(said)
    return {"true": "yes", "false": "no"}.get(said, said.replace("_", " "))


def _where(end: str, outcome: str) -> str:
    if end in COUNTRIES:
        return f"{with_article(end)[0].upper()}{with_article(end)[1:]} covers the work."
    if end == "open":
        return "More must be known."
    words = OUTCOME_WORDS.get(outcome or end, end.replace("_", " "))
    return f"{words[0].upper()}{words[1:]}."


def _settling(item: Json) -> str:
    said = ", ".join(
        f"{label_of(path_of(part['fact']))}: {_answer(part['answer'])}" for part in item["answers"]
    )
    return f"{said}. Then: {_where(item['leads_to'], item['outcome'])}"
