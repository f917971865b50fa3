"""What the memo says, drawn from the sheet and its determination alone: plain values for the template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from totalis.documents.timeline import bars, picture
from totalis.documents.words import (
    KINDS,
    OUTCOMES,
    STATUSES,
    answer_words,
    capital,
    cut,
    day_words,
    days_written_out,
    leads_words,
    value_words,
)
from totalis.evaluate.wording import country_words
from totalis.facts.countries import name_of
from totalis.facts.vocabulary import VOCABULARY, Fact, by_path
from totalis.kernel.digest import digest_bytes
from totalis.lawbook.model import Outcome, SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from totalis.evaluate.determination import (
        Answered,
        CertificateAnswer,
        Citation,
        Determination,
        EngagementAnswer,
        Flip,
        Missing,
    )
    from totalis.facts.sheet import Engagement, FactSheet

Json = dict[str, Any]

SHOWN_MISSING = 8
SHOWN_SETTLING = 3


def memo_content(sheet: FactSheet, determination: Determination) -> Json:
    """The memo as plain values.

    Raises:
        ValueError: the determination was made from another sheet.
    """
    if determination.facts != sheet.digest():
        message = "the determination names the digest of another fact sheet"
        raise ValueError(message)
    engagements = {engagement.id: engagement for engagement in sheet.engagements}
    answers = [
        _answer(sheet, engagements[answer.id], answer) for answer in determination.engagements
    ]
    return {
        "title": "Coverage memo: " + "; ".join(dict.fromkeys(item["pair"] for item in answers)),
        "as_of": day_words(determination.as_of),
        "date": determination.as_of.isoformat(),
        "answers": answers,
        "findings": [cut(finding.says, 400) for finding in determination.findings],
        "digests": [
            ["Facts", determination.facts],
            ["Law", determination.law],
            ["Determination", digest_bytes(determination.to_json())],
        ],
        "engine": determination.engine,
    }


def _answer(sheet: FactSheet, engagement: Engagement, answer: EngagementAnswer) -> Json:
    shown = bars(engagement, answer)
    outcome = Outcome(answer.outcome)
    return {
        "id": cut(answer.id),
        "pair": _pair(engagement, answer),
        "outcome": OUTCOMES[outcome],
        "tone": _tone(outcome),
        "sentence": answer.answer,
        "next": answer.next_action,
        "says": answer.says,
        "rule": answer.rule,
        "article": answer.article,
        "clock": answer.clock.says if answer.clock is not None else None,
        "picture": picture(shown),
        "dates": [[bar.lane, bar.says] for bar in shown],
        "settled": outcome is not Outcome.UNDETERMINED,
        "decided_by": _facts(sheet, engagement, answer, decisive=True),
        "other_facts": _facts(sheet, engagement, answer, decisive=False),
        "conditions": [
            {"what": item.what, "status": STATUSES[item.status], "article": item.article}
            for item in answer.conditions
        ],
        "readings": [
            {
                "says": reading.says,
                "covered_by": country_words(reading.covered_by) if reading.covered_by else None,
            }
            for reading in answer.readings
        ],
        "open": [_open(missing, answer) for missing in answer.missing[:SHOWN_MISSING]],
        "settled_by": _settling(answer),
        "open_more": max(len(answer.missing) - SHOWN_MISSING, 0),
        "changes": _changes(answer.flips),
        "certificate": _certificate(answer.certificate),
        "considered": len(answer.considered),
        "sources": [
            _source(citation) for citation in answer.citations if citation.kind != SourceKind.NONE
        ],
    }


def _pair(engagement: Engagement, answer: EngagementAnswer) -> str:
    if answer.agreement is not None:
        return f"United States and {name_of(answer.agreement)}"
    places = [name_of(code) for code in engagement.work_country or () if code != "US"]
    return " and ".join(["United States", *places])


def _tone(outcome: Outcome) -> str:
    if outcome in (Outcome.ASSIGNED, Outcome.NOT_DUAL):
        return "settled"
    return "refused" if outcome is Outcome.EXCEPTION_REQUIRED else "open"


def _place(fact: Fact, engagement: Engagement) -> str:
    """The place of a fact in this sheet, as a determination names it."""
    return fact.path if fact.scope == "worker" else f"engagements[{engagement.id}].{fact.name}"


def _facts(
    sheet: FactSheet, engagement: Engagement, answer: EngagementAnswer, *, decisive: bool
) -> list[list[str]]:
    known = ((fact, sheet.value(engagement, fact.path)) for fact in VOCABULARY)
    return [
        [capital(fact.label), value_words(fact, value)]
        for fact, value in known
        if value is not None
        and not (fact.path == "engagement.open_ended" and engagement.end is not None)
        and (_place(fact, engagement) in answer.facts_used) is decisive
    ]


def _filled(text: str, answer: EngagementAnswer) -> str:
    partner = name_of(answer.agreement) if answer.agreement else "the other country"
    return text.replace("{partner}", partner)


def _open(missing: Missing, answer: EngagementAnswer) -> Json:
    fact = by_path()[missing.path]
    return {
        "fact": capital(fact.label),
        "proof": _filled(missing.proof, answer),
        "leads": _leads(fact, missing),
    }


def _leads(fact: Fact, missing: Missing) -> str:
    """What each answer leads to; answers that lead to the same are gathered."""
    gathered: dict[str, list[str]] = {}
    for given, to in missing.leads_to.items():
        words = leads_words(to, missing.leads_to_outcome[given])
        gathered.setdefault(words, []).append(days_written_out(answer_words(fact, given)))
    if len(gathered) == 1:
        return f"Whatever the answer: {next(iter(gathered))}"
    return "; ".join(f"{', '.join(answers)} → {words}" for words, answers in gathered.items())


def _settling(answer: EngagementAnswer) -> list[str]:
    """The first smallest sets of answers that settle the case, in words."""
    return [
        capital(" and ".join(_answered(item, answer) for item in settling.answers))
        + f" → {leads_words(settling.leads_to, settling.outcome)}"
        for settling in answer.settled_by[:SHOWN_SETTLING]
    ]


def _answered(item: Answered, answer: EngagementAnswer) -> str:
    path = item.fact.replace(f"engagements[{answer.id}].", "engagement.")
    fact = by_path()[path]
    return f"{fact.label}: {days_written_out(answer_words(fact, item.answer))}"


def _changes(flips: Iterable[Flip]) -> list[Json]:
    """The changes, gathered by what they lead to; they keep their order."""
    gathered: dict[str, list[str]] = {}
    for flip in flips:
        words = capital(leads_words(flip.leads_to, flip.outcome))
        gathered.setdefault(words, []).append(days_written_out(flip.change))
    return [{"leads_to": to, "changes": "; ".join(changes)} for to, changes in gathered.items()]


def _certificate(certificate: CertificateAnswer | None) -> Json | None:
    if certificate is None:
        return None
    form = certificate.form
    return {
        "product": capital(certificate.product.replace("_", " ")),
        "issuer": certificate.issuer_name,
        "lane": certificate.lane.replace("_", "-"),
        "form": "not stated" if form in ("", "not_stated") else form,
        "channels": "; ".join(certificate.channels) or "not stated",
    }


def _source(citation: Citation) -> Json:
    kind = SourceKind(citation.kind)
    named = citation.section and citation.section not in citation.title
    return {
        "title": citation.title + (f", {citation.section}" if named else ""),
        "url": citation.url if citation.url.startswith("https://") else "",
        "kind": KINDS.get(kind, kind.value),
        "weak": citation.weak,
        "checked_on": day_words(citation.checked_on),
    }
