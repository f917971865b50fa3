"""The lawbook summed up: what is modelled, what is disputed, what rests on weak sources, how fresh."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING

from totalis.lawbook.model import Agreement, Outcome, Rule, SourceKind

if TYPE_CHECKING:
    from totalis.lawbook.book import Lawbook


@dataclass(frozen=True, slots=True)
class AgreementSummary:
    """One agreement in numbers."""

    country: str
    name: str
    in_force: date
    rules: int
    disputed: int
    not_stated: int
    weak: int
    """Rules that state something and rest only on weak sources."""
    memory: int
    """Sources of kind memory that the file cites."""
    oldest_check: date
    conflicts: int
    unknown: int

    def as_dict(self) -> dict[str, str | int]:
        """Plain data for JSON."""
        values = asdict(self)
        return {
            key: value.isoformat() if isinstance(value, date) else value
            for key, value in values.items()
        }


def summaries(law: Lawbook) -> list[AgreementSummary]:
    """Every agreement, in the order in which they took effect."""
    rows = [summary(agreement) for agreement in law.agreements()]
    return sorted(rows, key=lambda row: (row.in_force, row.country))


def summary(agreement: Agreement) -> AgreementSummary:
    """One agreement in numbers."""
    rules = agreement.rules
    return AgreementSummary(
        country=agreement.country,
        name=agreement.name,
        in_force=agreement.in_force,
        rules=len(rules),
        disputed=sum(rule.outcome is Outcome.DISPUTED for rule in rules),
        not_stated=sum(rule.outcome is Outcome.NOT_STATED for rule in rules),
        weak=sum(is_weak(rule, agreement) for rule in rules),
        memory=sum(source.kind is SourceKind.MEMORY for source in agreement.sources.values()),
        oldest_check=min(source.checked_on for source in agreement.sources.values()),
        conflicts=len(agreement.conflicts),
        unknown=len(agreement.unknown),
    )


def is_weak(rule: Rule, agreement: Agreement) -> bool:
    """Whether a rule states something on weak sources only."""
    if rule.outcome is Outcome.NOT_STATED:
        return False
    return all(agreement.sources[key].kind.weak for key in rule.source if key in agreement.sources)
