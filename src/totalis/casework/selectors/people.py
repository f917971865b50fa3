"""Workers and employers: lists, one of them, and what was said of them before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Count, Q
from django.http import Http404

from totalis.casework.models import Case, CaseParty, Employer, RecordRevision, Worker
from totalis.casework.selectors.lists import light
from totalis.facts.countries import COUNTRIES, name_of
from totalis.procedure.casefile import Stage
from totalis.webbase.secrets.masking import masked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from totalis.webbase.accounts.actor import Actor

PAGE = 50
HISTORY = 50
SECRET = ("ssn", "foreign_numbers")
LABELS = {
    "given_names": "Given names",
    "family_names": "Family names",
    "name_at_birth": "Name at birth",
    "birth_date": "Date of birth",
    "birth_place": "Place of birth",
    "birth_country": "Country of birth",
    "ssn": "Social Security number",
    "foreign_numbers": "Numbers abroad",
    "citizenships": "Citizenships",
    "address": "Address",
    "email": "E-mail",
    "phone": "Telephone",
    "name": "Name",
    "country": "Country",
    "registrations": "Registrations",
    "contact_name": "Contact",
    "contact_email": "Contact's e-mail",
    "contact_phone": "Contact's telephone",
    "activity": "Activity",
}

Person = TypeVar("Person", Worker, Employer)


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page of workers or employers."""

    rows: Sequence[Worker] | Sequence[Employer]
    after: int | None
    counts: Sequence[int] = ()
    """For each row, its open cases or its roles in cases."""

    @property
    def lines(self) -> Iterator[tuple[Worker | Employer, int]]:
        """Each row with its count."""
        return zip(self.rows, self.counts, strict=True)


@dataclass(frozen=True, slots=True)
class Change:
    """One field that changed, personal numbers by their last four signs."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Revision:
    """One moment at which a record changed; the first one has no changes."""

    at: datetime
    by: str
    changes: tuple[Change, ...]


def worker_of(actor: Actor, pk: int) -> Worker:
    """A worker of the organisation.

    Raises:
        Http404: it has none of that number.
    """
    return _one(Worker.objects.of(actor.organisation).filter(disposed_at=None), pk)


def employer_of(actor: Actor, pk: int) -> Employer:
    """An employer of the organisation.

    Raises:
        Http404: it has none of that number.
    """
    return _one(Employer.objects.of(actor.organisation), pk)


def _one(rows: QuerySet[Person], pk: int) -> Person:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def workers_page(actor: Actor, search: str, after: int | None) -> PeoplePage:
    """Workers by name, each with the number of her open cases."""
    rows = Worker.objects.of(actor.organisation).filter(disposed_at=None)
    for word in search.split():
        rows = rows.filter(
            Q(family_names__icontains=word)
            | Q(given_names__icontains=word)
            | Q(staff_number__iexact=word)
        )
    page = _page(rows, ("family_names", "given_names"), after)
    cases = Case.objects.of(actor.organisation).exclude(stage=Stage.CLOSED)
    return _counted(page, cases, "worker")


def employers_page(actor: Actor, search: str, after: int | None) -> PeoplePage:
    """Employers by name, each with its number of standing roles in cases."""
    rows = Employer.objects.of(actor.organisation)
    for word in search.split():
        rows = rows.filter(name__icontains=word)
    parties = CaseParty.objects.of(actor.organisation).filter(removed_at=None)
    return _counted(_page(rows, ("name",), after), parties, "employer")


def _counted(page: PeoplePage, rows: QuerySet[Any], by: str) -> PeoplePage:
    """The page with how often each of its people stands in the rows; those of other pages are not counted."""
    mine = rows.filter(**{f"{by}__in": [one.pk for one in page.rows]}).order_by()
    counts = dict(mine.values_list(by).annotate(Count("pk")))
    return replace(page, counts=[counts.get(one.pk, 0) for one in page.rows])


def _page(rows: QuerySet[Any], names: tuple[str, ...], after: int | None) -> PeoplePage:
    """The page after a record, by name; the address names that record by its number alone."""
    mark = None if after is None else rows.order_by().values(*names).filter(pk=after).first()
    if mark is not None:
        beyond = Q(**mark) & Q(pk__gt=after)
        for count in range(len(names)):
            same = {name: mark[name] for name in names[:count]}
            beyond |= Q(**same) & Q(**{f"{names[count]}__gt": mark[names[count]]})
        rows = rows.filter(beyond)
    found = list(rows.order_by(*names, "pk")[: PAGE + 1])
    return PeoplePage(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)


def cases_of_worker(actor: Actor, worker: Worker) -> QuerySet[Case]:
    """The cases of a worker, the newest first, but for those that were disposed of: they name nobody."""
    rows = Case.objects.of(actor.organisation).filter(worker=worker, disposed_at=None)
    return light(rows).order_by("-opened_at", "-pk")


def cases_of_employer(actor: Actor, employer: Employer) -> QuerySet[Case]:
    """The cases in which an employer has a role, the newest first."""
    parties = CaseParty.objects.filter(employer=employer, removed_at=None)
    rows = Case.objects.of(actor.organisation).filter(pk__in=parties.values("case"))
    return light(rows).order_by("-opened_at", "-pk")


def history_of(actor: Actor, kind: str, pk: int) -> list[Revision]:
    """How a record came to say what it says, the newest change first."""
    kept = list(
        RecordRevision.objects.of(actor.organisation)
        .filter(kind=kind, record_id=pk)
        .select_related("made_by")
        .order_by("-made_at", "-pk")[: HISTORY + 1]
    )
    earlier: list[RecordRevision | None] = [*kept[1:], None]
    return [
        Revision(
            at=item.made_at,
            by=item.made_by.name if item.made_by else "Totalis",
            changes=tuple(_changes(before.content, item.content)) if before else (),
        )
        for item, before in zip(kept, earlier, strict=True)
    ][:HISTORY]


def _changes(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    for name, label in LABELS.items():
        old, new = before.get(name), after.get(name)
        if old != new:
            yield Change(label, said(name, old), said(name, new))


def said(name: str, value: Any) -> str:  # noqa: ANN401 - a field of any type
    """A field as a person reads it; numbers by their last four signs, countries by name."""
    if value in (None, "", [], {}):
        return "not known"
    words = _WORDS.get(name, str)
    return words(value) or "not known"


def _country(code: str) -> str:
    return name_of(code) if code in COUNTRIES else code


def _address(value: dict[str, Any]) -> str:
    street = [*value.get("lines", ()), value.get("postal_code"), value.get("city")]
    parts = [*street, value.get("region"), _country(value.get("country", ""))]
    return ", ".join(part for part in parts if part)


_WORDS: dict[str, Callable[[Any], str]] = {
    "ssn": masked,
    "foreign_numbers": lambda value: ", ".join(
        f"{_country(code)} {masked(number)}" for code, number in value.items()
    ),
    "registrations": lambda value: ", ".join(f"{kind} {no}" for kind, no in value.items()),
    "address": _address,
    "birth_country": _country,
    "country": _country,
    "citizenships": lambda value: ", ".join(_country(code) for code in value),
}
