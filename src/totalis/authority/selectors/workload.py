"""What waits, for how long, and who decides how much: counted in the database, by columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q
from django.db.models.functions import TruncDate

from totalis.authority.models import CoverageRequest, Decision, State
from totalis.authority.selectors.workload_days import business_days_between

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.accounts.models import Organisation

UTC = ZoneInfo("UTC")
DAYS = 14
"""How many days back the chart of work reaches, today with it."""
MEASURED = 500
"""So many newest completed requests are what service times are worked out of."""
BAR_ROOM = 100
TOP, BASE = 10, 120
"""Where the bars of the chart may begin, and where they stand, in pixels."""
POLICY = "Policy"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits now."""

    received: int
    pending: int
    late: int
    mine: int
    unclaimed: int
    clear: int
    second: int
    oldest: CoverageRequest | None
    oldest_days: int
    """Business days since the oldest was received."""

    @property
    def open(self) -> int:
        """Everything that is not completed."""
        return self.received + self.pending


@dataclass(frozen=True, slots=True)
class ServiceTimes:
    """Business days from receipt to completion, of the newest completed requests."""

    measured: int
    median: float | None
    nine_of_ten: int | None
    within: int | None
    """Share that was completed by its day, in percent."""


@dataclass(frozen=True, slots=True)
class WorkDay:
    """A day of the chart: what came, what was completed; tops and heights in pixels, places across in percent."""

    day: date
    received: int
    completed: int
    received_top: str
    received_height: str
    completed_top: str
    completed_height: str
    x: str
    received_x: str
    completed_x: str


@dataclass(frozen=True, slots=True)
class Work:
    """What one person, or the policy, decided in the days of the chart; the bar out of 100."""

    name: str
    issued: int
    refused: int
    second: int
    """Decisions of others that she confirmed."""
    open: int
    """Requests that she has taken up."""
    width: str

    @property
    def decided(self) -> int:
        """Both kinds together."""
        return self.issued + self.refused


def waiting_of(actor: Actor, today: date) -> Waiting:
    """What waits in the agency, and for this person."""
    rows = CoverageRequest.objects.of(actor.organisation)
    still = rows.filter(state__in=(State.RECEIVED, State.PENDING))
    counts = still.aggregate(
        received=Count("pk", filter=Q(state=State.RECEIVED)),
        pending=Count("pk", filter=Q(state=State.PENDING)),
        late=Count("pk", filter=Q(due_on__lt=today)),
        mine=Count("pk", filter=Q(assigned_to=actor.user)),
        unclaimed=Count("pk", filter=Q(assigned_to=None)),
        first=Min("received_at"),
    )
    oldest = None
    if counts["first"] is not None:
        oldest = still.filter(received_at=counts["first"]).only("control_number", "received_at")[0]
    clear = still.filter(assessments__is_newest=True, assessments__is_clear=True).count()
    since = business_days_between(oldest.received_at.date(), today) if oldest else 0
    return Waiting(
        received=counts["received"],
        pending=counts["pending"],
        late=counts["late"],
        mine=counts["mine"],
        unclaimed=counts["unclaimed"],
        clear=clear,
        second=waiting_decisions(actor.organisation).count(),
        oldest=oldest,
        oldest_days=since,
    )


def waiting_decisions(organisation: Organisation) -> Any:  # noqa: ANN401 - a QuerySet of decisions
    """Decisions that wait for a second person, the oldest first."""
    rows = Decision.objects.of(organisation).filter(
        needs_second=True, confirmed_at=None, rejected_at=None
    )
    return rows.exclude(request__state=State.COMPLETED).order_by("made_at", "pk")


def service_times(organisation: Organisation) -> ServiceTimes:
    """How long the newest completed requests took."""
    rows = CoverageRequest.objects.of(organisation).filter(state=State.COMPLETED)
    newest = rows.order_by("-completed_at").values_list("received_at", "completed_at", "due_on")
    found = [(came, done, due) for came, done, due in newest[:MEASURED] if done is not None]
    if not found:
        return ServiceTimes(0, None, None, None)
    took = sorted(business_days_between(came.date(), done.date()) for came, done, _due in found)
    in_time = sum(due is None or done.date() <= due for _came, done, due in found)
    return ServiceTimes(
        measured=len(found),
        median=median(took),
        nine_of_ten=took[-(-len(took) * 9 // 10) - 1],
        within=round(BAR_ROOM * in_time / len(found)),
    )


def work_by_day(organisation: Organisation, today: date) -> tuple[WorkDay, ...]:
    """What came and what was completed on each of the last days."""
    first = today - timedelta(days=DAYS - 1)
    rows = CoverageRequest.objects.of(organisation)
    came = _by_day(rows, "received_at", first)
    done = _by_day(rows, "completed_at", first)
    most = max([*came.values(), *done.values(), 1])
    days = (first + timedelta(days=offset) for offset in range(DAYS))
    return tuple(
        _work_day(number, day, came.get(day, 0), done.get(day, 0), most)
        for number, day in enumerate(days)
    )


def _work_day(number: int, day: date, came: int, done: int, most: int) -> WorkDay:
    step, room = BAR_ROOM / DAYS, BASE - TOP
    return WorkDay(
        day=day,
        received=came,
        completed=done,
        received_top=f"{BASE - room * came / most:.1f}",
        received_height=f"{room * came / most:.1f}",
        completed_top=f"{BASE - room * done / most:.1f}",
        completed_height=f"{room * done / most:.1f}",
        x=f"{step * (number + 0.5):.2f}%",
        received_x=f"{step * (number + 0.5) - 2.3:.2f}%",
        completed_x=f"{step * (number + 0.5) + 0.1:.2f}%",
    )


def _by_day(rows: Any, column: str, first: date) -> dict[date, int]:  # noqa: ANN401 - a QuerySet of requests
    since = datetime.combine(first, time(), tzinfo=UTC)
    counted = (
        rows.filter(**{f"{column}__gte": since})
        .order_by()
        .annotate(day=TruncDate(column, tzinfo=UTC))
        .values("day")
        .annotate(count=Count("pk"))
    )
    return {item["day"]: item["count"] for item in counted}


def work_by_person(organisation: Organisation, today: date) -> Sequence[Work]:
    """Who decided how much in the days of the chart; who has most comes first."""
    since = datetime.combine(today - timedelta(days=DAYS - 1), time(), tzinfo=UTC)
    decided = Decision.objects.of(organisation).filter(made_at__gte=since, rejected_at=None)
    sums: dict[str, dict[str, int]] = {}

    def add(name: str, key: str, count: int) -> None:
        sums.setdefault(name, {})[key] = count

    for row in _grouped(decided, "made_by__name", "kind"):
        add(row["made_by__name"] or POLICY, row["kind"], row["count"])
    confirmed = Decision.objects.of(organisation).filter(confirmed_at__gte=since)
    for row in _grouped(confirmed, "confirmed_by__name"):
        add(row["confirmed_by__name"], "second", row["count"])
    still = CoverageRequest.objects.of(organisation).exclude(state=State.COMPLETED)
    for row in _grouped(still.exclude(assigned_to=None), "assigned_to__name"):
        add(row["assigned_to__name"], "open", row["count"])
    most = max([one.get("issue", 0) + one.get("refuse", 0) for one in sums.values()], default=1)
    work = [
        Work(
            name=name,
            issued=one.get("issue", 0),
            refused=one.get("refuse", 0),
            second=one.get("second", 0),
            open=one.get("open", 0),
            width=f"{BAR_ROOM * (one.get('issue', 0) + one.get('refuse', 0)) / max(most, 1):.1f}%",
        )
        for name, one in sums.items()
    ]
    return sorted(work, key=lambda one: (-one.decided, one.name))


def _grouped(rows: Any, *names: str) -> Any:  # noqa: ANN401 - QuerySets of two models
    return rows.order_by().values(*names).annotate(count=Count("pk"))
