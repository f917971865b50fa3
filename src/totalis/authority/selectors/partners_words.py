"""What a message says, in lines for people; personal numbers stand in none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from totalis.authority.exchange.shapes import (
    CertificateCopy,
    Coverage,
    Determined,
    DeterminedReply,
    ExceptionReply,
    ExceptionRequest,
    Provisional,
)
from totalis.facts.countries import name_of
from totalis.kernel.dates import day_words
from totalis.webbase.secrets.masking import without_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalis.authority.exchange.shapes import Content

NAME = "worker_full_name"


def lines_of(content: Content) -> list[tuple[str, str]]:
    """A message as pairs of label and value, without what is empty."""
    return [(label, without_numbers(value)) for label, value in _lines(content) if value]


def _lines(content: Content) -> Iterator[tuple[str, str]]:
    if isinstance(content, ExceptionRequest):
        yield "Worker", content.answers.get(NAME, "")
        yield "Number there", content.control_number
        yield "Agreement, lane", f"{name_of(content.agreement)}, {content.lane.replace('_', '-')}"
        yield from _coverage(content.proposed)
    elif isinstance(content, Determined | Provisional):
        yield "Worker", content.worker.name
        yield from _coverage(content.coverage)
    elif isinstance(content, ExceptionReply | DeterminedReply):
        yield "Answer", "Agrees" if content.agrees else "Does not agree"
        if isinstance(content, ExceptionReply):
            yield "Decided on", day_words(content.decided_on)
    elif isinstance(content, CertificateCopy):
        yield "Certificate", content.number
        yield "What happened", content.happened.capitalize()
        yield "Last day", day_words(content.ended_on) if content.ended_on else ""
        yield from _certificate(content.content)
    yield "Text", str(getattr(content, "text", ""))
    yield "Reasons", str(getattr(content, "reasons", "") or getattr(content, "reason", ""))


def _coverage(coverage: Coverage) -> Iterator[tuple[str, str]]:
    yield "Covered by", name_of(coverage.covered_by)
    yield "Exempt in", name_of(coverage.exempt_in)
    last = day_words(coverage.period.last) if coverage.period.last else "no last day"
    yield "Period", f"{day_words(coverage.period.first)} to {last}, both inside"
    yield "Article", coverage.article


def _certificate(content: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Out of a certificate of another house, which may be of another edition: what is there."""
    coverage = content.get("coverage")
    if isinstance(coverage, dict):
        yield "Covered by", name_of(str(coverage.get("covered_by", "")))
        yield "Exempt in", name_of(str(coverage.get("exempt_in", "")))
        yield "First day", str(coverage.get("start", ""))
        yield "Last day on its face", str(coverage.get("end") or "none")
