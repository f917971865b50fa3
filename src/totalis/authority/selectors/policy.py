"""Policies of straight-through issue: those that hold, and those before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from totalis.authority.models import Decision, IssuePolicy
from totalis.authority.selectors.queue import words_of
from totalis.facts.countries import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from totalis.webbase.accounts.models import Organisation

FORMER = 50


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """A policy as the page shows it."""

    policy: IssuePolicy
    country: str
    lane: str
    issued: int
    """Decisions that name it."""


def standing_policies(organisation: Organisation) -> Sequence[PolicyLine]:
    """The newest policy of each agreement and lane that has one, by country."""
    newest: dict[tuple[str, str], IssuePolicy] = {}
    for row in _rows(organisation):
        newest.setdefault((row.agreement, row.lane), row)
    return sorted(_lines(newest.values()), key=lambda line: (line.country, line.lane))


def former_policies(organisation: Organisation) -> Sequence[PolicyLine]:
    """Policies that others have replaced, the newest first."""
    seen: set[tuple[str, str]] = set()
    former = []
    for row in _rows(organisation):
        key = (row.agreement, row.lane)
        if key in seen:
            former.append(row)
        seen.add(key)
    return _lines(former[:FORMER])


def _rows(organisation: Organisation) -> Iterable[IssuePolicy]:
    return IssuePolicy.objects.of(organisation).select_related("made_by").order_by("-pk")


def _lines(rows: Iterable[IssuePolicy]) -> list[PolicyLine]:
    found = list(rows)
    counted = (
        Decision.objects.filter(policy__in=[row.pk for row in found])
        .order_by()
        .values_list("policy")
        .annotate(count=Count("pk"))
    )
    counts: dict[int, int] = dict(counted)
    return [
        PolicyLine(row, name_of(row.agreement), words_of(row.lane), counts.get(row.pk, 0))
        for row in found
    ]
