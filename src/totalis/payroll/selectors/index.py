"""What streams lead to and what cases say, read through Django, a table at a time by its keys."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, TextField, Value
from django.db.models.functions import Cast

from totalis.casework.models import Case, PayrollSpan, StaffNumber
from totalis.gate.answering import OnFile
from totalis.payroll.models import StreamLink
from totalis.payroll.selectors.behind import Led
from totalis.payroll.selectors.leads import Proving, Row, Said, of_links

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date, datetime

    from django.db.models import Model, QuerySet

    from totalis.payroll.selectors.behind import Behind
    from totalis.payroll.selectors.leads import Key
    from totalis.webbase.accounts.models import Organisation

FEW = 5_000
"""Keys in one statement: SQLite takes no more than 32,766 values. PostgreSQL takes all of them as one."""


class Link(NamedTuple):
    """That a stream leads to a case on some days."""

    id: int
    first: date | None
    last: date | None
    case: int
    reference: str
    worker: int
    edition: int
    disposed_at: datetime | None

    @property
    def led(self) -> Led:
        """The case that it leads to."""
        return Led(self.case, self.reference, self.worker, self.edition, self.disposed_at)

    def holds_on(self, day: date) -> bool:
        """Whether it counts on the day."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


_LINK = (
    *("id", "first", "last", "case_id", "case__reference", "case__worker_id"),
    *("case__payroll_edition", "case__disposed_at"),
)


class Stretch(NamedTuple):
    """What a case says of the days from `first` to `last`."""

    first: date
    last: date
    until: datetime | None
    """From when on something else stands in the place of it."""
    said: Said


_SAID = (
    *("id", "word", "state", "reason", "certificate_id", "match_id", "valid_until"),
    *("covered_by", "exempt_in", "certificate__number", "certificate__issuer"),
    *("match__made_by__name", "accepted_at", "match__released_by__name", "released_at"),
)


class Spoken(NamedTuple):
    """That a case of a worker says `exempt` or `hold` on some days."""

    worker: int
    first: date
    last: date
    case: int


def known(at: datetime) -> Q:
    """That a row of the index was known at a moment."""
    return Q(known_from__lte=at) & (Q(known_until__isnull=True) | Q(known_until__gt=at))


def leads(
    organisation: Organisation, keys: Sequence[Key], at: datetime, behind: Behind
) -> Iterator[OnFile]:
    """Where each key leads, in their order, as known at a moment."""
    numbers = {one.worker for one in keys}
    workers = _workers_of(organisation, numbers, at)
    links = _links_of(organisation, numbers, at)
    days = min(one.day for one in keys), max(one.day for one in keys)
    stretches = _stretches_of(
        organisation, {one.case for some in links.values() for one in some}, days, at
    )
    prove = Proving(at, behind)
    for key in keys:
        tied = links.get((key.worker, key.stream))
        rows = [
            row
            for link in tied or ()
            if link.holds_on(key.day)
            for row in _said(link, stretches.get(link.case, ()), key.day, prove)
        ]
        yield OnFile(
            workers=workers.get(key.worker, frozenset()),
            linked=of_links(rows),
            linked_otherwise=tied is not None and not rows,
        )


def _said(link: Link, stretches: Sequence[Stretch], day: date, prove: Proving) -> Iterator[Row]:
    led = link.led
    found = [one for one in stretches if one.first <= day <= one.last]
    for one in found:
        yield Row(link.id, prove(led, one.said, one.until))
    if not found:
        yield Row(link.id, prove(led, None, None))


def _workers_of(
    organisation: Organisation, numbers: Collection[str], at: datetime
) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    rows = StaffNumber.objects.of(organisation).filter(known(at))
    for number, worker in _rows(rows, "number", numbers, "number", "worker_id"):
        found[number].add(worker)
    return {number: frozenset(workers) for number, workers in found.items()}


def _links_of(
    organisation: Organisation, numbers: Collection[str], at: datetime
) -> dict[tuple[str, str], list[Link]]:
    found: dict[tuple[str, str], list[Link]] = defaultdict(list)
    standing = Q(made_at__lte=at) & (Q(removed_at__isnull=True) | Q(removed_at__gt=at))
    rows = StreamLink.objects.of(organisation).filter(standing)
    for number, stream, *link in _rows(
        rows, "staff_number", numbers, "staff_number", "stream", *_LINK
    ):
        found[number, stream].append(Link._make(link))
    return dict(found)


def _stretches_of(
    organisation: Organisation, cases: Collection[int], days: tuple[date, date], at: datetime
) -> dict[int, list[Stretch]]:
    found: dict[int, list[Stretch]] = defaultdict(list)
    rows = _spans(organisation, days, at).annotate(
        accepted_at=Cast("match__made_at", TextField()),
        released_at=Cast("match__released_at", TextField()),
    )
    for case, first, last, until, *said in _rows(
        rows, "case_id", cases, "case_id", "first", "last", "known_until", *_SAID
    ):
        found[case].append(Stretch(first, last, until, Said._make(said)))
    return found


def cases_of(organisation: Organisation, cases: Collection[int], at: datetime) -> dict[int, str]:
    """The reference of each case that was not disposed of by the moment."""
    there = Q(disposed_at__isnull=True) | Q(disposed_at__gt=at)
    return dict(_rows(Case.objects.of(organisation).filter(there), "id", cases, "id", "reference"))


def spoken_of(
    organisation: Organisation, workers: Collection[int], days: tuple[date, date], at: datetime
) -> dict[int, list[Spoken]]:
    """Where the cases of workers say anything but `withhold`."""
    found: dict[int, list[Spoken]] = defaultdict(list)
    rows = _spans(organisation, days, at).exclude(word="withhold")
    for row in _rows(rows, "worker_id", workers, "worker_id", "first", "last", "case_id"):
        found[row[0]].append(Spoken._make(row))
    return found


def _spans(
    organisation: Organisation, days: tuple[date, date], at: datetime
) -> QuerySet[PayrollSpan]:
    rows = PayrollSpan.objects.of(organisation)
    return rows.filter(known(at), first__lte=days[1], last__gte=days[0])


def _rows(
    rows: QuerySet[Any, Model], by: str, keys: Collection[int] | Collection[str], *columns: str
) -> Iterator[tuple[Any, ...]]:
    """The columns of the rows that have one of the keys."""
    for some in _among(by, keys):
        yield from rows.filter(some).values_list(*columns)


def _among(by: str, keys: Iterable[Any]) -> Iterator[Q | Func]:
    """Conditions that together let the rows with these keys pass, each of them once."""
    wanted = sorted(keys)
    if connection.vendor == "postgresql":
        if wanted:
            yield Func(
                *(F(by), Value(wanted)),
                template="%(expressions)s)",
                arg_joiner=" = ANY(",
                output_field=BooleanField(),
            )
        return
    for at in range(0, len(wanted), FEW):
        yield Q(**{f"{by}__in": wanted[at : at + FEW]})
