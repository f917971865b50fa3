"""Lists of cases: searched, filtered, sorted, a page at a time, out of the one table and its indexes.

A page is found by the case before it, not by counting, so the last page of 100,000 cases is as near as the first; an
address names that case by its number in the table and nothing else. Counts stop at a bound.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Q

from totalis.casework.models import Case
from totalis.casework.selectors.cases import folded
from totalis.casework.selectors.frames import OWNERS_TURN, STAGES
from totalis.casework.selectors.keeping import kept
from totalis.facts.countries import name_of
from totalis.procedure.casefile import Stage
from totalis.webbase.accounts.models import User

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from totalis.webbase.accounts.actor import Actor

PAGE = 25
SHOWN = (
    "reference",
    "title",
    "partner",
    "stage",
    "payroll",
    "next_action",
    "next_right",
    "waits_for",
    "next_due",
    "flags",
    "expires_on",
    "since",
    "disposed_at",
    "worker__given_names",
    "worker__family_names",
    "owner__name",
)
COUNTED = 1000
"""How far a list counts what it found; beyond it says "more than"."""
SOON = timedelta(days=90)
RESTING = (Stage.WAITING, Stage.RECEIVING)
"""Stages in which nothing is to be done before the next date."""


@dataclass(frozen=True, slots=True)
class Sort:
    """An order of a list by one column, ties by age."""

    label: str
    column: str
    descending: bool = False
    nullable: bool = False
    """Only then is it said where no value stands: the order of an index is left otherwise."""


SORTS = {
    "due": Sort("next date", "next_due", nullable=True),
    "since": Sort("longest in its stage", "since"),
    "new": Sort("newest first", "pk", descending=True),
    "expires": Sort("end of certificate", "expires_on", nullable=True),
    "worker": Sort("name of the worker", "sort_name"),
    "changed": Sort("latest change", "changed_at", descending=True),
}
WITH = {
    "open": "that are open",
    "mine": "that need me today",
    "holds": "with holds",
    "flags": "with flags",
    "expiring": "that end within 90 days",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What somebody wants to see; empty is everything."""

    stage: str = ""
    payroll: str = ""
    country: str = ""
    owner: str = ""
    only: str = ""
    sort: str = "due"
    search: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether anything is left out."""
        return any((self.stage, self.payroll, self.country, self.owner, self.only, self.search))


@dataclass(frozen=True, slots=True)
class Line:
    """A case as a line of a list."""

    case: Case
    worker: str
    """Empty where the case was disposed of: it may not say whose it was, though she has another."""
    country: str
    stage: str
    turn: str
    """Whose turn it is, in words."""
    mine: bool
    overdue: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; `before` and `after` name the cases from which the neighbours are found."""

    lines: Sequence[Line]
    before: int | None
    after: int | None
    count: int
    more: bool
    """Whether there are more than were counted."""


def lines_of(actor: Actor, cases: Iterable[Case], today: date) -> list[Line]:
    """Cases as the lines of a list show them."""
    return [_line(actor, case, today) for case in cases]


def _line(actor: Actor, case: Case, today: date) -> Line:
    rests = case.stage in RESTING and case.next_due is not None and case.next_due > today
    may = case.next_right in {right.value for right in actor.rights}
    mine = may and not rests and (case.next_right not in OWNERS_TURN or case.owner == actor.user)
    return Line(
        case=case,
        worker="" if case.disposed_at is not None else str(case.worker),
        country=name_of(case.partner) if case.partner else "",
        stage=STAGES[case.stage],
        turn="you" if mine else case.waits_for,
        mine=mine,
        overdue=case.next_due is not None and case.next_due < today,
    )


def my_turn(actor: Actor, today: date) -> Q:
    """The cases whose next step is this person's today: her own, and those that anybody with her right may take."""
    rights = {right.value for right in actor.rights}
    own = Q(owner=actor.user, next_right__in=[item for item in OWNERS_TURN if item in rights])
    shared = Q(next_right__in=sorted(rights.difference(OWNERS_TURN)))
    return (own | shared) & ~resting(today) & ~Q(stage=Stage.CLOSED)


def resting(today: date) -> Q:
    """Cases that wait for somebody else until a day that has not come."""
    return Q(stage__in=RESTING, next_due__gt=today)


def expiring(today: date) -> Q:
    """Cases whose certificate ends within 90 days from today."""
    return Q(expires_on__range=(today, today + SOON)) & ~Q(stage=Stage.CLOSED)


def chosen(actor: Actor, shown: Shown, today: date) -> QuerySet[Case]:
    """The cases that somebody wants to see, in no order yet."""
    rows = Case.objects.of(actor.organisation)
    if shown.stage:
        rows = rows.filter(stage=shown.stage)
    if shown.payroll:
        rows = rows.filter(payroll=shown.payroll)
    if shown.country:
        rows = rows.filter(partner=shown.country)
    if shown.owner:
        rows = rows.filter(owner_id=int(shown.owner))
    only = {
        "open": ~Q(stage=Stage.CLOSED),
        "mine": my_turn(actor, today),
        "holds": Q(holds__gt=0),
        "flags": Q(flags__gt=0),
        "expiring": expiring(today),
    }
    if shown.only in only:
        rows = rows.filter(only[shown.only])
    for word in folded(shown.search).split():
        rows = rows.filter(search_text__contains=word)
    return rows


def page_of(
    actor: Actor,
    rows: QuerySet[Case],
    sort: str,
    today: date,
    *,
    after: int | None,
    before: int | None,
) -> Page:
    """One page of the chosen cases: after a case, before a case, or the first one.

    Args:
        actor: Who looks; a mark in another organisation is no mark.
        rows: The chosen cases.
        sort: A key of `SORTS`.
        today: The day on which it is looked at.
        after: The last case of the page before.
        before: The first case of the page after.
    """
    backwards = before is not None and after is None
    mark = before if backwards else after
    known = None
    if mark is not None:
        known = Case.objects.of(actor.organisation).filter(pk=mark).first()
    if known is None:
        backwards = False
    wanted = in_order(rows, sort, backwards=backwards)
    found: list[Case] = []
    for part in [Q()] if known is None else _beyond(known, sort, backwards=backwards):
        found.extend(wanted.filter(part)[: PAGE + 1 - len(found)])
    more = len(found) > PAGE
    shown = found[:PAGE]
    if backwards:
        shown.reverse()
    count = rows.order_by()[: COUNTED + 1].count()
    return Page(
        lines=lines_of(actor, shown, today),
        before=shown[0].pk if shown and (more if backwards else known is not None) else None,
        after=shown[-1].pk if shown and (backwards or more) else None,
        count=min(count, COUNTED),
        more=count > COUNTED,
    )


def in_order(rows: QuerySet[Case], sort: str, *, backwards: bool = False) -> QuerySet[Case]:
    """The cases with what a list shows of them, sorted; those without a value come last."""
    by = SORTS[sort]
    column, down = F(by.column), by.descending != backwards
    nulls = {"nulls_first" if backwards else "nulls_last": True} if by.nullable else {}
    first = column.desc(**nulls) if down else column.asc(**nulls)
    return light(rows).order_by(first, "-pk" if down else "pk")


def light(rows: QuerySet[Case]) -> QuerySet[Case]:
    """The cases with what a list shows and nothing else: no number of a person is read or decrypted for it."""
    return rows.select_related("worker", "owner").only(*SHOWN)


def _beyond(known: Case, sort: str, *, backwards: bool) -> list[Q]:
    """What stands after a case in the order, or, turned round, before it, in parts that follow each other.

    No value stands after every value. Each part begins at a place of the column's index.
    """
    by = SORTS[sort]
    value = getattr(known, by.column)
    than = "lt" if by.descending != backwards else "gt"
    tie = Q(**{f"pk__{than}": known.pk})
    if by.column == "pk":
        return [tie]
    empty = Q(**{f"{by.column}__isnull": True})
    if value is None:
        return [empty & tie, ~empty] if backwards else [empty & tie]
    from_here = Q(**{f"{by.column}__{than}e": value})
    farther = from_here & (~Q(**{by.column: value}) | tie)
    return [farther] if backwards or not by.nullable else [farther, empty]


def choices_of(actor: Actor) -> tuple[list[User], list[str]]:
    """The owners and countries that a list can be narrowed to."""
    rows = Case.objects.of(actor.organisation).order_by()

    def read() -> tuple[list[User], list[str]]:
        countries = rows.exclude(partner="").values_list("partner", flat=True).distinct()
        owners = User.objects.filter(pk__in=rows.values("owner")).order_by("name", "pk")
        return list(owners), list(countries)

    return kept(actor.organisation, "choices", None, read)


CSV_HEAD = (
    "case",
    "title",
    "worker",
    "country",
    "stage",
    "payroll",
    "next step",
    "waits for",
    "next date",
    "certificate ends",
    "owner",
    "in this stage since",
)
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
BATCH = 500


class _Echo:
    """What the csv module writes into, to be handed on line by line."""

    def write(self, value: str) -> str:
        return value


def csv_lines(actor: Actor, rows: QuerySet[Case], today: date) -> Iterator[str]:
    """A list as CSV, line by line; a cell that a spreadsheet would take for a formula begins with an apostrophe."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(CSV_HEAD)
    for case in rows.iterator(chunk_size=BATCH):
        line = _line(actor, case, today)
        cells = (
            case.reference,
            case.title,
            line.worker,
            line.country,
            line.stage,
            case.payroll,
            case.next_action,
            case.waits_for,
            case.next_due or "",
            case.expires_on or "",
            case.owner.name,
            case.since.date(),
        )
        yield writer.writerow([harmless(str(cell)) for cell in cells])


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
