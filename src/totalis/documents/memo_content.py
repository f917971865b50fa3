"""What the memo says, drawn from the sheet and its determination alone: plain values for the template."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from totalis.documents.timeline import timeline_of
from totalis.documents.words import (
    CONDITIONS,
    LANES,
    OUTCOMES,
    PRODUCTS,
    SOURCE_KINDS,
    TO_KEEP_IN_MIND,
    answer_words,
    article_words,
    capital,
    changes_by_result,
    filled,
    known_facts,
    label_of,
    path_of,
    result_words,
    value_words,
)
from totalis.evaluate.asking import place_in_sheet
from totalis.facts.countries import name_of, with_article
from totalis.facts.vocabulary import Fact, FactType, by_path
from totalis.kernel.dates import day_words, days_written_out
from totalis.kernel.digest import digest_bytes
from totalis.lawbook.model import Outcome, SourceKind

if TYPE_CHECKING:
    from totalis.documents.timeline import Timeline
    from totalis.evaluate.determination import (
        Answered,
        CertificateAnswer,
        Citation,
        Condition,
        Determination,
        EngagementAnswer,
        Missing,
    )
    from totalis.facts.sheet import Engagement, FactSheet

Json = dict[str, Any]

SHOWN_MISSING = 8
SHOWN_SETTLING = 3
MAX_TYPED = 120
_WITHOUT_INK = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


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
    timeline = timeline_of(engagement, answer)
    outcome = Outcome(answer.outcome)
    return {
        "id": cut(answer.id),
        "pair": _pair(engagement, answer),
        "outcome": OUTCOMES[outcome],
        "tone": _tone(outcome),
        "sentence": days_written_out(answer.answer),
        "next": days_written_out(answer.next_action),
        "says": days_written_out(answer.says),
        "rule": answer.rule,
        "article": article_words(answer.article) if answer.article else None,
        "clock": answer.clock.says if answer.clock is not None else None,
        "picture": _picture(timeline) if timeline is not None else None,
        "dates": [[bar.label, bar.says] for bar in timeline.bars] if timeline is not None else [],
        "settled": outcome is not Outcome.UNDETERMINED,
        "decided_by": _facts(sheet, engagement, answer, decisive=True),
        "other_facts": _facts(sheet, engagement, answer, decisive=False),
        "conditions": [
            _condition(item) for item in answer.conditions if item.status not in TO_KEEP_IN_MIND
        ],
        "to_mind": [
            _condition(item) for item in answer.conditions if item.status in TO_KEEP_IN_MIND
        ],
        "readings": [
            {
                "says": reading.says,
                "covered_by": with_article(reading.covered_by) if reading.covered_by else None,
            }
            for reading in answer.readings
        ],
        "open": [_open(missing, answer) for missing in answer.missing[:SHOWN_MISSING]],
        "settled_by": _settling(answer),
        "open_more": max(len(answer.missing) - SHOWN_MISSING, 0),
        "changes": [
            {"leads_to": capital(to), "changes": "; ".join(changes)}
            for to, changes in changes_by_result(answer.flips).items()
        ],
        "certificate": _certificate(answer.certificate),
        "considered": len(answer.considered),
        "sources": [
            _source(citation) for citation in answer.citations if citation.kind != SourceKind.NONE
        ],
    }


def cut(text: str, limit: int = MAX_TYPED) -> str:
    """Text that somebody typed, on one line and not longer than a memo can show."""
    line = " ".join(_WITHOUT_INK.sub(" ", text).split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def _pair(engagement: Engagement, answer: EngagementAnswer) -> str:
    if answer.agreement is not None:
        return f"United States and {name_of(answer.agreement)}"
    places = [name_of(code) for code in engagement.work_country or () if code != "US"]
    return " and ".join(["United States", *places])


def _tone(outcome: Outcome) -> str:
    if outcome in (Outcome.ASSIGNED, Outcome.NOT_DUAL):
        return "settled"
    return "refused" if outcome is Outcome.EXCEPTION_REQUIRED else "open"


def _picture(timeline: Timeline) -> Json:
    """The timeline as Typst draws it: every place a fraction of the width."""
    axis = timeline.axis
    return {
        "says": timeline.says,
        "lanes": [
            {
                "label": lane.name,
                "bars": [
                    {
                        "kind": bar.kind,
                        "from": round(axis.extent(bar)[0], 4),
                        "to": round(axis.extent(bar)[1], 4),
                        "open": bar.end is None,
                    }
                    for bar in lane.bars
                ],
            }
            for lane in timeline.lanes
        ],
        "ticks": [
            {"at": round(axis.share(tick.day), 4), "label": tick.label} for tick in axis.ticks()
        ],
    }


def _condition(item: Condition) -> Json:
    return {
        "what": item.what,
        "status": CONDITIONS.get(item.status),
        "article": article_words(item.article),
    }


def _facts(
    sheet: FactSheet, engagement: Engagement, answer: EngagementAnswer, *, decisive: bool
) -> list[list[str]]:
    return [
        [capital(fact.label), _value(fact, value)]
        for fact, value in known_facts(sheet, engagement)
        if (place_in_sheet(fact.path, engagement) in answer.facts_used) is decisive
    ]


def _value(fact: Fact, value: object) -> str:
    words = value_words(fact, value)
    return cut(words) if fact.type is FactType.TEXT else words


def _open(missing: Missing, answer: EngagementAnswer) -> Json:
    fact = by_path()[missing.path]
    return {
        "fact": capital(fact.label),
        "proof": filled(missing.proof, answer.agreement),
        "leads": _leads(fact, missing),
    }


def _leads(fact: Fact, missing: Missing) -> str:
    """What each answer leads to; answers that lead to the same are gathered."""
    gathered: dict[str, list[str]] = {}
    for given, to in missing.leads_to.items():
        words = result_words(to, missing.leads_to_outcome[given])
        gathered.setdefault(words, []).append(cut(answer_words(fact, given)))
    if len(gathered) == 1:
        return f"Whatever the answer: {next(iter(gathered))}"
    return "; ".join(f"{', '.join(answers)} → {words}" for words, answers in gathered.items())


def _settling(answer: EngagementAnswer) -> list[str]:
    """The first smallest sets of answers that settle the case, in words."""
    return [
        "; ".join(map(_answered, settling.answers))
        + f" → {result_words(settling.leads_to, settling.outcome)}"
        for settling in answer.settled_by[:SHOWN_SETTLING]
    ]


def _answered(item: Answered) -> str:
    fact = by_path()[path_of(item.fact)]
    return f"{label_of(item.fact)}: {cut(answer_words(fact, item.answer))}"


def _certificate(certificate: CertificateAnswer | None) -> list[list[str]]:
    if certificate is None:
        return []
    product = PRODUCTS.get(certificate.product, certificate.product)
    if certificate.product == "none":
        return [["Document", product]]
    stated = certificate.form not in ("", Outcome.NOT_STATED)
    return [
        ["Document", f"{product}, form {certificate.form}" if stated else product],
        ["Issued by", certificate.issuer_name],
        ["Asked for", LANES.get(certificate.lane, certificate.lane)],
        ["Channels", "; ".join(certificate.channels) or "not stated"],
    ]


def _source(citation: Citation) -> Json:
    named = citation.section and citation.section not in citation.title
    return {
        "title": citation.title + (f", {citation.section}" if named else ""),
        "url": citation.url if citation.url.startswith("https://") else "",
        "kind": SOURCE_KINDS[SourceKind(citation.kind)],
        "weak": citation.weak,
        "checked_on": day_words(citation.checked_on),
    }
