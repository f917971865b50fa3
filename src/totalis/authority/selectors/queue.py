"""The queue of an agency: narrowed, sorted, a page at a time, out of columns and their indexes; nothing is decrypted.

A page is found by the request before it, not by counting, so the last page of 100,000 requests is as near as the first.
Counts stop at a bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Prefetch, Q

from totalis.authority.models import Assessment, CoverageRequest, State
from totalis.authority.selectors.assessment_words import PRIORITIES, PROPOSAL_WORDS
from totalis.authority.selectors.heard import unseen
from totalis.facts.countries import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from totalis.webbase.accounts.actor import Actor

PAGE = 25
COUNTED = 1000
"""How far a list counts what it found; beyond it says "more than"."""
COLUMNS = (
    "control_number",
    "organisation",
    "product",
    "agreement",
    "lane",
    "channel",
    "state",
    "outcome",
    "priority",
    "priority_reason",
    "received_at",
    "due_on",
    "completed_at",
    "assigned_to__name",
)
"""What a list shows; what is ciphertext in the database stays there."""


@dataclass(frozen=True, slots=True)
class Sort:
    """An order of the queue: columns, each with whether it runs down; ties by number, the way that the last column runs."""

    label: str
    columns: tuple[tuple[str, bool], ...]
    nullable: bool = False

    @property
    def ties_down(self) -> bool:
        """Whether ties run down, so that one index reads both."""
        return self.columns[-1][1]


SORTS = {
    "turn": Sort("whose turn it is", (("priority", True), ("received_at", False))),
    "due": Sort("day due", (("due_on", False),), nullable=True),
    "old": Sort("oldest first", (("received_at", False),)),
    "new": Sort("newest first", (("received_at", True),)),
}
STATES = {
    "open": "Open",
    "received": "Received",
    "pending": "Pending",
    "completed": "Completed",
}
WITH = {
    "mine": "that are mine",
    "nobody": "that nobody has taken up",
    "late": "that are past their day",
    "asked": "that wait for an answer",
    "answered": "that have been answered",
    "second": "that wait for a second person",
    "urgent": "with a priority",
    "news": "with news for me from the requester",
}
CLEAR = {"clear": "Clear", "open": "Something is open"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What somebody wants to see; empty is everything."""

    state: str = "open"
    agreement: str = ""
    lane: str = ""
    proposal: str = ""
    clear: str = ""
    only: str = ""
    sort: str = "turn"
    number: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether more than the usual is left out."""
        return self != Shown(sort=self.sort)


@dataclass(frozen=True, slots=True)
class Line:
    """A request as a line of the queue."""

    request: CoverageRequest
    country: str
    lane: str
    product: str
    proposal: str
    is_clear: bool
    priority: str
    mine: bool
    late: bool
    news: bool = False
    """Whether the requester said something of which this reader was told and that she has not seen."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the queue; `before` and `after` name the requests from which the neighbours are found."""

    lines: Sequence[Line]
    before: int | None
    after: int | None
    count: int
    more: bool


def chosen(actor: Actor, shown: Shown, today: date) -> QuerySet[CoverageRequest]:
    """The requests that somebody wants to see, in no order yet."""
    rows = CoverageRequest.objects.of(actor.organisation)
    if shown.number:
        return rows.filter(control_number=shown.number)
    if shown.state == "open":
        rows = rows.filter(state__in=(State.RECEIVED, State.PENDING))
    elif shown.state:
        rows = rows.filter(state=shown.state)
    for name in ("agreement", "lane"):
        if getattr(shown, name):
            rows = rows.filter(**{name: getattr(shown, name)})
    if shown.proposal or shown.clear:
        rows = rows.filter(Exists(_assessed(shown)))
    return _only(rows, shown.only, actor, today)


def _assessed(shown: Shown) -> QuerySet[Assessment]:
    found = Assessment.objects.filter(request=OuterRef("pk"), is_newest=True)
    if shown.proposal:
        found = found.filter(proposal=shown.proposal)
    return found.filter(is_clear=shown.clear == "clear") if shown.clear else found


def _only(
    rows: QuerySet[CoverageRequest], only: str, actor: Actor, today: date
) -> QuerySet[CoverageRequest]:
    unanswered = Q(questions__answered_at=None, questions__taken_back_at=None)
    narrowed = {
        "mine": Q(assigned_to=actor.user),
        "nobody": Q(assigned_to=None),
        "late": Q(due_on__lt=today) & ~Q(state=State.COMPLETED),
        "asked": Q(questions__isnull=False) & unanswered,
        "answered": Q(questions__answered_at__isnull=False),
        "second": Q(
            decisions__needs_second=True,
            decisions__confirmed_at=None,
            decisions__rejected_at=None,
            decisions__isnull=False,
        ),
        "urgent": Q(priority__gt=0),
        "news": Q(control_number__in=unseen(actor).values("case_reference")),
    }
    if only not in narrowed:
        return rows
    found = rows.filter(narrowed[only])
    if only in ("asked", "answered"):
        # Several questions of one request are one line.
        return rows.filter(pk__in=found.order_by().values("pk"))
    return found


def page_of(
    actor: Actor,
    rows: QuerySet[CoverageRequest],
    sort: str,
    today: date,
    *,
    after: int | None,
    before: int | None,
) -> Page:
    """One page: after a request, before a request, or the first one. A mark of another agency is no mark."""
    backwards = before is not None and after is None
    mark = before if backwards else after
    known = None
    if mark is not None:
        known = CoverageRequest.objects.of(actor.organisation).filter(pk=mark).first()
    backwards = backwards and known is not None
    wanted = in_order(rows, sort, backwards=backwards)
    found: list[CoverageRequest] = []
    for part in [Q()] if known is None else _beyond(known, SORTS[sort], backwards=backwards):
        if len(found) <= PAGE:
            found.extend(wanted.filter(part)[: PAGE + 1 - len(found)])
    more, shown = len(found) > PAGE, found[:PAGE]
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


def in_order(
    rows: QuerySet[CoverageRequest], sort: str, *, backwards: bool = False
) -> QuerySet[CoverageRequest]:
    """The requests with what a list shows of them, sorted; those without a value come last."""
    by = SORTS[sort]
    nulls = {"nulls_first" if backwards else "nulls_last": True} if by.nullable else {}
    order = [
        F(name).desc(**nulls) if down != backwards else F(name).asc(**nulls)
        for name, down in by.columns
    ]
    return light(rows).order_by(*order, "-pk" if by.ties_down != backwards else "pk")


def light(rows: QuerySet[CoverageRequest]) -> QuerySet[CoverageRequest]:
    """The requests with the columns of a list and their newest assessments, whose determinations stay ciphertext."""
    newest = Assessment.objects.filter(is_newest=True).only("request", "proposal", "is_clear")
    return (
        rows.select_related("assigned_to")
        .only(*COLUMNS)
        .prefetch_related(Prefetch("assessments", queryset=newest, to_attr="newest"))
    )


def _beyond(known: CoverageRequest, by: Sort, *, backwards: bool) -> list[Q]:
    """What stands after a request in the order, in parts that follow each other, each a place of an index."""
    same = {name: getattr(known, name) for name, _down in by.columns}
    parts = [Q(**same) & Q(**{f"pk__{'lt' if by.ties_down != backwards else 'gt'}": known.pk})]
    for number in reversed(range(len(by.columns))):
        name, down = by.columns[number]
        held = {key: same[key] for key, _down in by.columns[:number]}
        parts += [
            Q(**held) & part for part in _farther(name, same[name], down != backwards, backwards)
        ]
    return parts


def _farther(name: str, value: object, down: bool, backwards: bool) -> list[Q]:  # noqa: FBT001 - two plain directions
    """What lies beyond a value of one column; no value stands after every value."""
    empty = Q(**{f"{name}__isnull": True})
    if value is None:
        return [~empty] if backwards else []
    farther = Q(**{f"{name}__{'lt' if down else 'gt'}": value})
    return [farther] if backwards else [farther, empty]


def lines_of(actor: Actor, rows: Iterable[CoverageRequest], today: date) -> list[Line]:
    """Requests as lines."""
    shown = list(rows)
    numbers = [row.control_number for row in shown]
    new = frozenset(unseen(actor, numbers).values_list("case_reference", flat=True))
    return [line_of(actor, row, today, new) for row in shown]


def line_of(
    actor: Actor, row: CoverageRequest, today: date, new: frozenset[str] = frozenset()
) -> Line:
    """A request as a line; `new` are the numbers of those with news for the reader."""
    newest: list[Assessment] = row.newest  # type: ignore[attr-defined] # by the prefetch of `light`
    return Line(
        request=row,
        country=name_of(row.agreement),
        lane=words_of(row.lane),
        product=words_of(row.product),
        proposal=PROPOSAL_WORDS[newest[0].proposal] if newest else "",
        is_clear=bool(newest and newest[0].is_clear),
        priority=PRIORITIES.get(row.priority, str(row.priority)),
        mine=row.assigned_to_id is not None and row.assigned_to == actor.user,
        late=row.state != State.COMPLETED and row.due_on is not None and row.due_on < today,
        news=row.control_number in new,
    )


def words_of(key: str) -> str:
    """A key as people read it: `self_employed` is "Self-employed"."""
    words = {"self_employed": "Self-employed", "letter_of_exemption": "Letter of exemption"}
    return words.get(key, key.replace("_", " ").capitalize())
