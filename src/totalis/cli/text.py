"""A determination as text for a terminal: answer first, reasons under it, law under that."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

from totalis.facts.countries import name_of
from totalis.kernel.dates import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalis.evaluate.determination import Determination, EngagementAnswer

WIDTH = 96
MAX_FLIPS = 8
_LABELS = {"to_mind": "  Mind   ", "assumed": "  Assumed "}


def determination_text(determination: Determination) -> str:
    """The whole determination."""
    lines: list[str] = []
    for answer in determination.engagements:
        lines.extend(_engagement(answer))
        lines.append("")
    for finding in determination.findings:
        lines.extend([*_wrapped(f"Note ({', '.join(finding.engagements)}): {finding.says}"), ""])
    lines.append(
        f"Law of {determination.as_of.isoformat()} · lawbook {_short(determination.law)} · "
        f"facts {_short(determination.facts)} · engine {determination.engine}"
    )
    lines.append("Decision support, not legal advice. No certificate, no exemption.")
    return "\n".join(lines)


def _engagement(answer: EngagementAnswer) -> Iterator[str]:
    pair = f"US and {name_of(answer.agreement)}" if answer.agreement else "no agreement read"
    covered = f" → {name_of(answer.covered_by)}" if answer.covered_by else ""
    yield f"{answer.id} · {pair} · {answer.outcome}{covered}"
    yield from _wrapped(answer.answer)
    yield ""
    if answer.rule:
        yield from _wrapped(f"{answer.says} {_article(answer.article or '')}", "  Why    ")
        yield f"         rule {answer.rule}"
    elif answer.says != answer.answer:
        yield from _wrapped(answer.says, "  Why    ")
    yield from _clock(answer)
    for condition in answer.conditions:
        label = _LABELS.get(condition.status, "  Needs  ")
        status = "" if condition.status in _LABELS else f" [{condition.status.replace('_', ' ')}]"
        yield from _wrapped(f"{condition.what}{status}", label)
    if answer.certificate:
        proof = answer.certificate
        kind = proof.product.replace("_", " ")
        yield from _wrapped(
            f"{kind} from {proof.issuer_name} ({proof.issuer}), {proof.lane} lane", "  Proof  "
        )
    for missing in answer.missing:
        leads = ", ".join(f"{key} → {value}" for key, value in missing.leads_to.items())
        yield from _wrapped(f"{missing.question} ({missing.fact})", "  Ask    ")
        yield from _wrapped(leads, "         ")
    for reading in answer.readings:
        country = f" → {name_of(reading.covered_by)}" if reading.covered_by else ""
        text = f"{reading.says}{country} [{', '.join(reading.source)}]"
        yield from _wrapped(text, "  Reading ")
    yield from _flips(answer)
    yield from _wrapped(answer.next_action, "  Next   ")
    for citation in answer.citations:
        weak = " (weak)" if citation.weak else ""
        section = f", {citation.section}" if citation.section else ""
        yield from _wrapped(
            f"{citation.title}{section}{weak}, checked {citation.checked_on.isoformat()}. {citation.url}",
            "  Source ",
        )


def _flips(answer: EngagementAnswer) -> Iterator[str]:
    for flip in answer.flips[:MAX_FLIPS]:
        plain = flip.outcome == "assigned" and flip.leads_to != answer.covered_by
        label = flip.leads_to if plain else f"{flip.leads_to} ({flip.outcome})"
        if label.endswith(f"{flip.outcome} ({flip.outcome})"):
            label = flip.outcome
        yield from _wrapped(f"{flip.change} → {label}", "  Flips  ")
    if len(answer.flips) > MAX_FLIPS:
        yield f"         and {len(answer.flips) - MAX_FLIPS} less likely changes (--json shows all)"


def _article(article: str) -> str:
    """`Art. 6(1).` where the law numbers it, words as they are, nothing where it was not read."""
    if article == "not read":
        return "(Article not read.)"
    return f"Art. {article}." if article[:1].isdigit() or article[:1] in "IVX" else f"({article})"


def _clock(answer: EngagementAnswer) -> Iterator[str]:
    clock = answer.clock
    if clock is None:
        return
    parts = [f"limit {Duration.parse(clock.limit).words()}"]
    if clock.starts:
        parts.append(f"from {clock.starts.isoformat()}")
    if clock.last_lawful_day:
        parts.append(f"last lawful day {clock.last_lawful_day.isoformat()}")
    if clock.exceeded:
        parts.append("exceeded")
    if clock.latest_with_extension:
        parts.append(f"with the longest extension {clock.latest_with_extension.isoformat()}")
    yield from _wrapped(", ".join(parts), "  Clock  ")


def _wrapped(text: str, first: str = "") -> list[str]:
    return fill(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    ).split("\n")


def _short(digest: str) -> str:
    return digest.removeprefix("sha256:")[:12]
