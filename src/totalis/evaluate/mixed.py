"""Findings about a sheet as a whole: several countries at the same time are a mixed case (A3)."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from totalis.evaluate.determination import EngagementAnswer, Finding
from totalis.facts.countries import name_of
from totalis.lawbook.model import Outcome

if TYPE_CHECKING:
    from totalis.facts.sheet import Engagement, FactSheet


def mixed_findings(sheet: FactSheet, answers: tuple[EngagementAnswer, ...]) -> tuple[Finding, ...]:
    """Pairs of engagements that overlap, or may overlap, in different countries."""
    findings = []
    for (first, one), (second, other) in combinations(
        zip(sheet.engagements, answers, strict=True), 2
    ):
        if first.work_country == second.work_country or not _overlap(first, second):
            continue
        if first.work_country is None or second.work_country is None:
            continue
        countries = sorted({*first.work_country, *second.work_country})
        names = ", ".join(name_of(country) for country in countries)
        says = (
            f"Work in several countries at the same time ({names}) is a mixed case: each engagement is "
            "decided by itself, and no certificate is assumed for the whole span."
        )
        if Outcome.NO_AGREEMENT.value in (one.outcome, other.outcome):
            says += " Part of it is in a country without an agreement: a person must look at it."
        findings.append(Finding(kind="mixed", says=says, engagements=(first.id, second.id)))
    return tuple(findings)


def _overlap(first: Engagement, second: Engagement) -> bool:
    """Whether two engagements share a day, as far as their days are known."""
    for one, other in ((first, second), (second, first)):
        if one.end is not None and other.start is not None and one.end < other.start:
            return False
    return True
