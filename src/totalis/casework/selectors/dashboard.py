"""What the first page of the desk shows: out of the one table of cases, by its indexes, in a bounded number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from totalis.casework.models import Case
from totalis.casework.selectors.frames import PAYROLL, STAGES
from totalis.casework.selectors.keeping import kept
from totalis.casework.selectors.lists import expiring, in_order, lines_of, my_turn
from totalis.facts.countries import name_of
from totalis.procedure.casefile import Stage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from totalis.casework.selectors.lists import Line
    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.accounts.models import Organisation

SHOWN = 10
AHEAD = 8
COUNTRIES_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Share:
    """One bar: how many cases, and how long the bar is, out of 100."""

    key: str
    label: str
    count: int
    width: str


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of an organisation, and of one person in it."""

    mine: int
    holds: int
    flags: int
    expiring: int
    open: int
    closed: int
    payroll: tuple[Share, ...]
    stages: tuple[Share, ...]
    countries: tuple[Share, ...]

    @property
    def total(self) -> int:
        """Every case."""
        return self.open + self.closed


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The page."""

    counts: Counts
    mine: Sequence[Line]
    expiring: Sequence[Line]
    ahead: Sequence[Line]
    flagged: Sequence[Line]


def dashboard_of(actor: Actor, today: date) -> Dashboard:
    """Everything on the dashboard of a person in an organisation."""
    rows = Case.objects.of(actor.organisation)
    standing = rows.exclude(stage=Stage.CLOSED)

    def first(chosen: QuerySet[Case], sort: str, most: int = AHEAD) -> list[Line]:
        return lines_of(actor, in_order(chosen, sort)[:most], today)

    return Dashboard(
        counts=counts_of(actor, today),
        mine=first(rows.filter(my_turn(actor, today)), "due", SHOWN),
        expiring=first(rows.filter(expiring(today)), "expires"),
        ahead=first(standing.filter(next_due__gte=today), "due"),
        flagged=first(standing.filter(flags__gt=0), "since"),
    )


def counts_of(actor: Actor, today: date) -> Counts:
    """The counts, made anew only after something in the organisation has changed."""
    person = actor.user.pk if actor.user is not None else 0
    rights = "".join(sorted(right.value[0] for right in actor.rights))
    what = f"counts:{person}:{rights}"
    return kept(actor.organisation, what, today, lambda: _count(actor, today))


def _groups(organisation: Organisation) -> list[dict[str, Any]]:
    """How many cases there are of every combination of stage, payroll and country: read out of an index alone."""
    rows = Case.objects.of(organisation).order_by().values("stage", "payroll", "partner")
    return [
        {**group}
        for group in rows.annotate(  # counted by a column of the index, which is never empty
            count=Count("stage"),
            held=Count("stage", filter=Q(holds__gt=0)),
            flagged=Count("stage", filter=Q(flags__gt=0)),
        )
    ]


def _count(actor: Actor, today: date) -> Counts:
    """What is the same for everybody is kept for everybody; this person's turn and what ends soon are two queries."""
    rows = Case.objects.of(actor.organisation)
    groups = kept(actor.organisation, "groups", today, lambda: _groups(actor.organisation))
    open_groups = [group for group in groups if group["stage"] != Stage.CLOSED]
    closed = sum(group["count"] for group in groups if group["stage"] == Stage.CLOSED)
    by_stage = _by(groups, "stage")
    by_country = _by(open_groups, "partner")
    by_payroll = _by(open_groups, "payroll")
    named = sorted(by_country.items(), key=lambda item: (-item[1], item[0]))
    return Counts(
        mine=rows.filter(my_turn(actor, today)).count(),
        holds=sum(group["held"] for group in open_groups),
        flags=sum(group["flagged"] for group in open_groups),
        expiring=rows.filter(expiring(today)).count(),
        open=sum(group["count"] for group in open_groups),
        closed=closed,
        payroll=_shares([(word, word, by_payroll.get(word, 0)) for word in PAYROLL]),
        stages=_shares([(key, words, by_stage.get(key, 0)) for key, words in STAGES.items()]),
        countries=_shares(
            [
                (code, name_of(code) if code else "Not known yet", count)
                for code, count in named[:COUNTRIES_SHOWN]
            ]
        ),
    )


def _by(groups: Sequence[Mapping[str, Any]], key: str) -> dict[str, int]:
    sums: dict[str, int] = {}
    for group in groups:
        sums[group[key]] = sums.get(group[key], 0) + group["count"]
    return sums


def _shares(rows: Sequence[tuple[str, str, int]]) -> tuple[Share, ...]:
    """Bars whose longest fills the room."""
    most = max((count for _key, _label, count in rows), default=0) or 1
    return tuple(
        Share(key, label, count, f"{100 * count / most:.1f}%") for key, label, count in rows
    )
