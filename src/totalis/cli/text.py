"""A determination as text for a terminal: answer first, reasons under it, law under that."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

from totalis.facts.countries import name_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalis.evaluate.determination import Determination, EngagementAnswer

WIDTH = 96


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
        yield from _wrapped(f"{answer.says} Art. {answer.article}.", "  Why    ")
        yield f"         rule {answer.rule}"
    elif answer.says != answer.answer:
        yield from _wrapped(answer.says, "  Why    ")
    yield from _clock(answer)
    for condition in answer.conditions:
        yield from _wrapped(f"{condition.what} [{condition.status}]", "  Needs  ")
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
        yield from _wrapped(f"{reading.says} [{', '.join(reading.source)}]", "  Reading ")
    for flip in answer.flips:
        label = flip.leads_to if flip.outcome == "assigned" else f"{flip.leads_to} ({flip.outcome})"
        if label.endswith(f"{flip.outcome} ({flip.outcome})"):
            label = flip.outcome
        yield from _wrapped(f"{flip.change} → {label}", "  Flips  ")
    yield from _wrapped(answer.next_action, "  Next   ")
    for citation in answer.citations:
        weak = " (weak)" if citation.weak else ""
        section = f", {citation.section}" if citation.section else ""
        yield from _wrapped(
            f"{citation.title}{section}{weak}, checked {citation.checked_on.isoformat()}. {citation.url}",
            "  Source ",
        )


def _clock(answer: EngagementAnswer) -> Iterator[str]:
    clock = answer.clock
    if clock is None:
        return
    parts = [f"limit {clock.limit}"]
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
