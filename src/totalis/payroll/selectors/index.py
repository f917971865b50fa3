"""The rows that many questions need: one statement for each table, narrow rows, no joins.

Joins of large tables make a database read them whole; each row by its key, in the order of the keys, it finds at once.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, TextField, Value
from django.db.models.functions import Cast

from totalis.casework.models import Case, Certificate, Match, PayrollSpan, StaffNumber
from totalis.gate.question import Approval
from totalis.payroll.models import StreamLink
from totalis.webbase.accounts.models import User

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date

    from django.db.models import Model, QuerySet

    from totalis.webbase.accounts.models import Organisation

FEW = 5_000
"""Keys in one statement: SQLite takes no more than 32,766 values. PostgreSQL takes all of them as one."""
SYSTEM = "Totalis"


class Link(NamedTuple):
    """That a stream leads to a case on some days."""

    number: str
    stream: str
    first: date | None
    last: date | None
    case: int

    def holds_on(self, day: date) -> bool:
        """Whether it counts on the day."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


class Stretch(NamedTuple):
    """What a case says of the days from `first` to `last`."""

    case: int
    first: date
    last: date
    word: str
    state: str
    reason: str
    certificate: int | None
    match: int | None
    valid_until: date | None
    covered_by: str
    exempt_in: str


_STRETCH = (
    *("case_id", "first", "last", "word", "state", "reason", "certificate_id", "match_id"),
    *("valid_until", "covered_by", "exempt_in"),
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


def workers_of(
    organisation: Organisation, numbers: Collection[str], at: datetime
) -> dict[str, frozenset[int]]:
    """Every worker who had a staff number, by the number."""
    found: dict[str, set[int]] = defaultdict(set)
    rows = StaffNumber.objects.of(organisation).filter(known(at))
    for number, worker in _rows(rows, "number", numbers, "number", "worker_id"):
        found[number].add(worker)
    return {number: frozenset(workers) for number, workers in found.items()}


def links_of(
    organisation: Organisation, numbers: Collection[str], at: datetime
) -> dict[tuple[str, str], list[Link]]:
    """The links that stood, by staff number and stream, in the order in which they were made."""
    found: dict[tuple[str, str], list[Link]] = defaultdict(list)
    standing = Q(made_at__lte=at) & (Q(removed_at__isnull=True) | Q(removed_at__gt=at))
    rows = StreamLink.objects.of(organisation).filter(standing).order_by("pk")
    columns = ("staff_number", "stream", "first", "last", "case_id")
    for row in _rows(rows, "staff_number", numbers, *columns):
        found[row[0], row[1]].append(Link._make(row))
    return dict(found)


def cases_of(organisation: Organisation, cases: Collection[int]) -> dict[int, tuple[str, int]]:
    """Reference and worker of each case."""
    rows = _rows(Case.objects.of(organisation), "id", cases, "id", "reference", "worker_id")
    return {case: (reference, worker) for case, reference, worker in rows}


def stretches_of(
    organisation: Organisation, cases: Collection[int], days: tuple[date, date], at: datetime
) -> dict[int, list[Stretch]]:
    """What cases say of the days from the first to the last of them."""
    found: dict[int, list[Stretch]] = defaultdict(list)
    rows = _spans(organisation, days, at)
    for row in _rows(rows, "case_id", cases, *_STRETCH):
        found[row[0]].append(Stretch._make(row))
    return found


def spoken_of(
    organisation: Organisation, workers: Collection[int], days: tuple[date, date], at: datetime
) -> dict[int, list[Spoken]]:
    """Where the cases of workers say anything but `withhold`."""
    found: dict[int, list[Spoken]] = defaultdict(list)
    rows = _spans(organisation, days, at).exclude(word="withhold")
    for row in _rows(rows, "worker_id", workers, "worker_id", "first", "last", "case_id"):
        found[row[0]].append(Spoken._make(row))
    return found


def certificates_of(numbers: Collection[int]) -> dict[int, tuple[str, str]]:
    """Number and issuer of each certificate, by that of its record."""
    rows = _rows(Certificate.objects.all(), "id", numbers, "id", "number", "issuer")
    return {pk: (number or "", issuer or "") for pk, number, issuer in rows}


def approvals_of(matches: Collection[int], at: datetime) -> dict[int, Approval]:
    """Who stands behind each match that was released by the moment."""
    rows = _rows(
        Match.objects.filter(released_at__lte=at).annotate(
            made=Cast("made_at", TextField()), released=Cast("released_at", TextField())
        ),
        *("id", matches, "id", "made_by_id", "made", "released_by_id", "released"),
    )
    found = list(rows)
    people = {person for row in found for person in (row[1], row[3]) if person is not None}
    names = dict(_rows(User.objects.all(), "id", people, "id", "name"))
    moments = {text: _moment(text) for row in found for text in (row[2], row[4])}
    return {
        match: Approval(
            accepted_by=names.get(maker) or SYSTEM,
            accepted_at=moments[made],
            released_by=names.get(releaser) or SYSTEM,
            released_at=moments[released],
        )
        for match, maker, made, releaser, released in found
    }


def _moment(text: str) -> datetime:
    """A moment as the database writes it: many thousands are read faster so than one by one. SQLite's are UTC."""
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


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
