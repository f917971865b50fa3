"""Organisations, the people who work in them, their employers and workers."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from totalis.casework.models import Employer, RecordRevision, Worker
from totalis.casework.selectors import records
from totalis.facts.countries import name_of
from totalis.webbase.accounts.models import Membership, Organisation, OrganisationKind, User
from totalis.webbase.accounts.rights import Role

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from totalis.casework.models import Case

BIG_SHARE = 0.7
SMALL_HOUSES = 40
WORKERS_A_CASE = 0.6
STAFF = {
    Role.PREPARER: (30, 2),
    Role.APPROVER: (6, 1),
    Role.PAYROLL: (4, 1),
    Role.AUDITOR: (2, 1),
    Role.ADMINISTRATOR: (2, 1),
}
"""How many people have a role in the big organisation, and in each of the small ones."""
GIVEN, FAMILY = (
    line.split()
    for line in Path(__file__).with_name("names.txt").read_text(encoding="ascii").splitlines()
)
BATCH = 2000


@dataclass(slots=True)
class House:
    """One organisation with its people by role, and its employers by the employer of a template that they stand for."""

    row: Organisation
    cases: int
    staff: dict[Role, list[User]] = field(default_factory=dict)
    employers: dict[int, Employer] = field(default_factory=dict)


def make_houses(cases: int, templates: Sequence[Case], now: datetime) -> list[House]:
    """One big organisation and forty small ones, with people and employers."""
    small = int(cases * (1 - BIG_SHARE)) // SMALL_HOUSES
    sizes = [cases - small * SMALL_HOUSES] + [small] * SMALL_HOUSES
    houses = []
    for number, size in enumerate(sizes):
        name = _name(number)
        row = Organisation.objects.create(
            slug=name.lower().replace(" ", "-"),
            name=name,
            kind=OrganisationKind.EMPLOYER,
            created_at=now,
        )
        house = House(row, size)
        for role, counts in STAFF.items():
            house.staff[role] = [
                _person(row, role, place, now) for place in range(counts[min(number, 1)])
            ]
        _employers(house, templates, now)
        houses.append(house)
    return houses


def _name(number: int) -> str:
    return "Meridian Works" if number == 0 else f"{FAMILY[number]} Systems"


def _person(row: Organisation, role: Role, place: int, now: datetime) -> User:
    chosen = random.Random(f"{row.slug} {role} {place}")  # noqa: S311 - nothing secret
    name = f"{chosen.choice(GIVEN)} {chosen.choice(FAMILY)}"
    user = User.objects.create(email=f"{role}-{place}@{row.slug}.example", name=name, joined_at=now)
    begins = now.date().replace(year=now.year - 5, day=1)
    Membership.objects.create(user=user, organisation=row, roles=[role.value], begins=begins)
    return user


def _employers(house: House, templates: Sequence[Case], now: datetime) -> None:
    """One employer for each country that the templates' employers are in."""
    by_country: dict[str, Employer] = {}
    for model in Employer.objects.filter(parties__case__in=templates).distinct().order_by("pk"):
        if model.country not in by_country:
            name = f"{house.row.name} {name_of(model.country)}"
            by_country[model.country] = _copy(model, house, now, name=name)
        house.employers[model.pk] = by_country[model.country]


def _copy(model: Employer, house: House, now: datetime, name: str) -> Employer:
    made = Employer.objects.get(pk=model.pk)
    made.pk, made.organisation, made.name, made.created_at = None, house.row, name, now
    made._state.adding = True  # noqa: SLF001 - Django's own way to copy a row
    made.save()
    RecordRevision.objects.create(
        organisation=house.row,
        kind="employer",
        record_id=made.pk,
        content=msgspec.to_builtins(records.employer(made)),
        made_at=now,
    )
    return made


def make_workers(house: House, models: Sequence[Worker], first: int, now: datetime) -> list[Worker]:
    """A worker for each model: its birth, citizenships and address under a name and numbers of her own."""
    chosen = random.Random(house.row.slug)  # noqa: S311 - nothing secret
    fields = [item.attname for item in Worker._meta.concrete_fields]  # noqa: SLF001 - Django's own name
    made = []
    for place, model in enumerate(models):
        worker = Worker(**{name: getattr(model, name) for name in fields})
        worker.pk, worker.organisation, worker.created_at = first + place, house.row, now
        worker.given_names = chosen.choice(GIVEN)
        worker.family_names = chosen.choice(FAMILY)
        if chosen.random() < 1 / 2:
            worker.family_names += f"-{chosen.choice(FAMILY)}"
        worker.staff_number = f"{first + place:06}"
        worker.ssn = f"9{first + place:08}"
        made.append(worker)
    Worker.objects.bulk_create(made, batch_size=BATCH)
    RecordRevision.objects.bulk_create(
        (
            RecordRevision(
                organisation=house.row,
                kind="worker",
                record_id=worker.pk,
                content=msgspec.to_builtins(records.worker(worker)),
                made_at=now,
            )
            for worker in made
        ),
        batch_size=BATCH,
    )
    return made
