"""What is on file for many questions at once, as known at a moment: a few statements for thousands of them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from django.db import connection
from django.db.models import Q

from totalis.casework.models import PayrollSpan, StaffNumber
from totalis.gate.answering import Linked, OnFile
from totalis.gate.question import Approval, Proof
from totalis.gate.words import Word
from totalis.payroll.models import StreamLink
from totalis.procedure.casefile import PayrollState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from totalis.gate.question import Question
    from totalis.webbase.accounts.models import Organisation

A_STATEMENT = {"postgresql": 50_000}
"""Keys in one statement: PostgreSQL reads a large table once for all of them rather than once for each part."""
FEW = 5_000
"""Elsewhere: SQLite takes no more than 32,766 values."""

SYSTEM = "Totalis"
Key = TypeVar("Key", int, str)


class _Link(NamedTuple):
    staff_number: str
    stream: str
    first: date | None
    last: date | None
    case: int
    reference: str
    worker: int

    def holds_on(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


class _Stretch(NamedTuple):
    first: date
    last: date
    proof: Proof


def on_file(
    organisation: Organisation, questions: Sequence[Question], known_at: datetime
) -> Iterator[OnFile]:
    """What is known about each question, in their order."""
    if not questions:
        return
    numbers = list(dict.fromkeys(one.worker for one in questions))
    days = min(one.day for one in questions), max(one.day for one in questions)
    workers = _workers(organisation, numbers, known_at)
    links = _links(organisation, numbers, known_at)
    linked = {link.case for some in links.values() for link in some if _near(link, days)}
    proofs = _proofs(organisation, "case_id", sorted(linked), days, known_at)
    loose = {
        worker
        for one in questions
        if not _on_day(links, one)
        for worker in workers.get(one.worker, ())
    }
    spoken = _speaking(organisation, sorted(loose), days, known_at)
    for one in questions:
        held = workers.get(one.worker, frozenset())
        found = _on_day(links, one)
        yield OnFile(
            workers=held,
            linked=tuple(
                Linked(case=link.reference, worker=link.worker, proof=_proof(proofs, link, one.day))
                for link in found
            ),
            linked_otherwise=not found and (one.worker, one.stream) in links,
            may_concern=() if found else _concerned(spoken, held, one.day),
        )


def known(at: datetime) -> Q:
    """That a row of the index was known at a moment."""
    return Q(known_from__lte=at) & (Q(known_until__isnull=True) | Q(known_until__gt=at))


def _near(link: _Link, days: tuple[date, date]) -> bool:
    first, last = days
    return (link.first is None or link.first <= last) and (link.last is None or first <= link.last)


def _on_day(links: Mapping[tuple[str, str], Sequence[_Link]], one: Question) -> list[_Link]:
    return [link for link in links.get((one.worker, one.stream), ()) if link.holds_on(one.day)]


def _chunks(keys: Sequence[Key]) -> Iterator[Sequence[Key]]:
    most = A_STATEMENT.get(connection.vendor, FEW)
    return (keys[at : at + most] for at in range(0, len(keys), most))


def _workers(
    organisation: Organisation, numbers: Sequence[str], at: datetime
) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for some in _chunks(numbers):
        rows = StaffNumber.objects.of(organisation).filter(known(at), number__in=some)
        for number, worker in rows.values_list("number", "worker_id"):
            found[number].add(worker)
    return {number: frozenset(workers) for number, workers in found.items()}


def _links(
    organisation: Organisation, numbers: Sequence[str], at: datetime
) -> dict[tuple[str, str], list[_Link]]:
    found: dict[tuple[str, str], list[_Link]] = defaultdict(list)
    standing = Q(made_at__lte=at) & (Q(removed_at__isnull=True) | Q(removed_at__gt=at))
    for some in _chunks(numbers):
        rows = StreamLink.objects.of(organisation).filter(standing, staff_number__in=some)
        for row in rows.order_by("pk").values_list(
            *("staff_number", "stream", "first", "last"),
            *("case_id", "case__reference", "case__worker_id"),
        ):
            found[row[0], row[1]].append(_Link(*row))
    return dict(found)


class _Said(NamedTuple):
    """The columns of a span, with those of its certificate and its match; named as `_FIELDS` reads them."""

    case: str
    word: str
    state: str
    reason: str
    certificate: int | None
    number: str | None
    issuer: str | None
    match: int | None
    accepted_by: str | None
    accepted_at: Any
    released_by: str | None
    released_at: Any
    valid_until: date | None
    covered_by: str
    exempt_in: str


_FIELDS = (
    *("case__reference", "word", "state", "reason", "certificate_id", "certificate__number"),
    *("certificate__issuer", "match_id", "match__made_by__name", "match__made_at"),
    *("match__released_by__name", "match__released_at", "valid_until", "covered_by", "exempt_in"),
)


def _proofs(
    organisation: Organisation,
    by: str,
    keys: Sequence[int],
    days: tuple[date, date],
    at: datetime,
) -> dict[int, list[_Stretch]]:
    """What cases say of the days from the first to the last of them, by the number of the case or of its worker."""
    found: dict[int, list[_Stretch]] = defaultdict(list)
    for some in _chunks(keys):
        rows = PayrollSpan.objects.of(organisation).filter(
            known(at), **{f"{by}__in": some}, first__lte=days[1], last__gte=days[0]
        )
        for key, first, last, *said in rows.values_list(by, "first", "last", *_FIELDS):
            found[key].append(_Stretch(first, last, _said(_Said(*said), at)))
    return found


def _said(row: _Said, at: datetime) -> Proof:
    approved = row.word == Word.EXEMPT and row.released_at is not None and row.released_at <= at
    return Proof(
        case=row.case,
        word=Word(row.word),
        reason=row.reason,
        changed=row.state == PayrollState.CHANGED,
        certificate=str(row.certificate or ""),
        certificate_number=row.number or "",
        issuer=row.issuer or "",
        match=str(row.match or ""),
        approval=Approval(
            accepted_by=row.accepted_by or SYSTEM,
            accepted_at=row.accepted_at,
            released_by=row.released_by or SYSTEM,
            released_at=row.released_at,
        )
        if approved
        else None,
        valid_until=row.valid_until,
        covered_by=row.covered_by,
        exempt_in=row.exempt_in,
    )


def _proof(proofs: Mapping[int, Sequence[_Stretch]], link: _Link, day: date) -> Proof | None:
    """The one thing that a case says of a day; None where the index says nothing, or more than one."""
    found = [one.proof for one in proofs.get(link.case, ()) if one.first <= day <= one.last]
    return found[0] if len(found) == 1 else None


def _speaking(
    organisation: Organisation, workers: Sequence[int], days: tuple[date, date], at: datetime
) -> Mapping[int, Sequence[_Stretch]]:
    """What the cases of workers say who have a stream that is linked to none."""
    return _proofs(organisation, "worker_id", workers, days, at)


def _concerned(
    spoken: Mapping[int, Sequence[_Stretch]], workers: Iterable[int], day: date
) -> tuple[str, ...]:
    found = {
        one.proof.case
        for worker in workers
        for one in spoken.get(worker, ())
        if one.first <= day <= one.last and one.proof.word is not Word.WITHHOLD
    }
    return tuple(sorted(found))
