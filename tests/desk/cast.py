"""The named cast of the desk's tests, and cases built through the services that people use.

| organisation | people |
|---|---|
| Borealis, an employer | Ada prepares, Ben approves, Cora does payroll, Dev audits, Eve administers |
| Cobalt, another employer | Hana prepares, Ivan approves, Jo does payroll, Kim audits, Lea administers |
| Fathom, an adviser | Finn prepares, for Borealis and Cobalt by mandate |
| Gia Moss | works for herself, alone |
| none | Sam, a stranger |
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from totalis.casework.services.cases import open_case
from totalis.casework.services.people import create_employer, create_worker
from totalis.frontdoor.selectors.samples import sample_sheet
from totalis.procedure.casefile import (
    Address,
    Direction,
    EmployerRecord,
    PartyRole,
    WorkerRecord,
)
from totalis.webbase.accounts.models import (
    Mandate,
    Membership,
    Organisation,
    OrganisationKind,
    User,
)
from totalis.webbase.accounts.rights import Role
from totalis.webbase.accounts.selectors import actor_for

if TYPE_CHECKING:
    from totalis.casework.models import Case, Employer, Worker
    from totalis.facts.sheet import FactSheet
    from totalis.webbase.accounts.actor import Actor

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
"""The moment at which the desk's tests play."""
BEGAN = date(2024, 1, 1)
HOUSE_ROLES = {
    "preparer": Role.PREPARER,
    "approver": Role.APPROVER,
    "payroll": Role.PAYROLL,
    "auditor": Role.AUDITOR,
    "administrator": Role.ADMINISTRATOR,
}
BOREALIS = {
    "ada": "preparer",
    "ben": "approver",
    "cora": "payroll",
    "dev": "auditor",
    "eve": "administrator",
}
COBALT = {
    "hana": "preparer",
    "ivan": "approver",
    "jo": "payroll",
    "kim": "auditor",
    "lea": "administrator",
}
SURNAMES = {
    "ada": "Okafor",
    "ben": "Lindqvist",
    "cora": "Marsh",
    "dev": "Anand",
    "eve": "Sato",
    "hana": "Novak",
    "ivan": "Petrov",
    "jo": "Baker",
    "kim": "Park",
    "lea": "Moreau",
    "finn": "Doyle",
    "gia": "Moss",
    "sam": "Stranger",
}


@dataclass(frozen=True)
class Cast:
    """Everybody, by name: `cast.ada` is a user, `cast.act("ada")` is Ada acting at her own organisation."""

    borealis: Organisation
    cobalt: Organisation
    fathom: Organisation
    gias: Organisation
    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    def home(self, name: str) -> Organisation:
        """Where somebody works."""
        if name in COBALT:
            return self.cobalt
        return {"finn": self.fathom, "gia": self.gias}.get(name, self.borealis)

    def act(self, name: str, at: Organisation | None = None) -> Actor:
        """Somebody as she acts, at home or in another organisation; must be a member there."""
        actor = actor_for(self.people[name], (at or self.home(name)).slug, NOW.date())
        assert actor is not None, f"{name} does not belong there"
        return actor


def make_cast() -> Cast:
    """Write the cast into the database."""
    cast = Cast(
        borealis=_organisation("borealis", "Borealis Instruments", OrganisationKind.EMPLOYER),
        cobalt=_organisation("cobalt", "Cobalt Software", OrganisationKind.EMPLOYER),
        fathom=_organisation("fathom", "Fathom Advisers", OrganisationKind.ADVISER),
        gias=_organisation("gia-moss", "Gia Moss", OrganisationKind.SELF_EMPLOYED),
        people={name: _user(name) for name in SURNAMES},
    )
    for house, people in ((cast.borealis, BOREALIS), (cast.cobalt, COBALT)):
        for name, role in people.items():
            _join(cast.people[name], house, HOUSE_ROLES[role])
    _join(cast.finn, cast.fathom, Role.PREPARER)
    for client in (cast.borealis, cast.cobalt):
        mandate = Mandate.objects.create(
            adviser=cast.fathom, client=client, begins=BEGAN, proof="Engagement letter"
        )
        _join(cast.finn, client, Role.PREPARER, mandate=mandate)
    _join(cast.gia, cast.gias, *Role)
    return cast


def _organisation(slug: str, name: str, kind: OrganisationKind) -> Organisation:
    return Organisation.objects.create(slug=slug, name=name, kind=kind, created_at=NOW)


def _user(name: str) -> User:
    return User.objects.create_user(
        email=f"{name}@example.org", name=f"{name.title()} {SURNAMES[name]}"
    )


def _join(user: User, house: Organisation, *roles: Role, mandate: Mandate | None = None) -> None:
    Membership.objects.create(
        user=user,
        organisation=house,
        roles=[role.value for role in roles],
        mandate=mandate,
        begins=BEGAN,
    )


# ── cases ──


def worker_of(actor: Actor, *, at: datetime = NOW, staff_number: str = "", **given: Any) -> Worker:
    """Register a worker: Maria Rivera of Baltimore, or whoever `given` says."""
    record = WorkerRecord(
        **{
            "id": "",
            "given_names": "Maria",
            "family_names": "Rivera",
            "birth_date": date(1988, 3, 14),
            "birth_place": "Baltimore",
            "birth_country": "US",
            "ssn": "536904399",
            "citizenships": ("US",),
            "address": Address(
                lines=("12 Light Street",),
                city="Baltimore",
                region="MD",
                postal_code="21202",
                country="US",
            ),
            "email": "maria.rivera@example.org",
            **given,
        }
    )
    return create_worker(actor=actor, given=record, at=at, staff_number=staff_number)


def employer_of(actor: Actor, *, at: datetime = NOW, **given: Any) -> Employer:
    """Register an employer: Borealis Instruments of Boston, or whatever `given` says."""
    record = EmployerRecord(
        **{
            "id": "",
            "name": "Borealis Instruments, Inc.",
            "country": "US",
            "address": Address(
                lines=("1 Harbor Way",),
                city="Boston",
                region="MA",
                postal_code="02210",
                country="US",
            ),
            "registrations": {"EIN": "04-2103594"},
            **given,
        }
    )
    return create_employer(actor=actor, given=record, at=at)


def french_affiliate(actor: Actor, *, at: datetime = NOW) -> Employer:
    """Register the host in France."""
    return employer_of(
        actor,
        at=at,
        name="Borealis France SAS",
        country="FR",
        address=Address(lines=("8 rue Royale",), city="Lyon", postal_code="69001", country="FR"),
        registrations={"SIRET": "73282932000074"},
    )


def posting_sheet(key: str = "three-years-in-lyon") -> FactSheet:
    """The facts of one of the front door's samples; without a word, those of an employee posted to France."""
    sheet = sample_sheet(key)
    assert sheet is not None, key
    return sheet


def posting_to_france(
    actor: Actor, *, at: datetime = NOW, worker: Worker | None = None, **more: Any
) -> Case:
    """Open a case as a preparer would: an employee posted to France, with her employers and her facts."""
    return open_case(
        **{
            "actor": actor,
            "title": "Rivera to Lyon",
            "about": "Three years at the plant in Lyon.",
            "worker": worker or worker_of(actor, at=at),
            "parties": (
                (PartyRole.US_EMPLOYER, employer_of(actor, at=at)),
                (PartyRole.FOREIGN_EMPLOYER, french_affiliate(actor, at=at)),
            ),
            "direction": Direction.US_CERTIFICATE,
            "partner": "FR",
            "sheet": posting_sheet(),
            "basis": "Told by the worker",
            "at": at,
            **more,
        }
    )


def empty_case(actor: Actor, *, at: datetime = NOW, **more: Any) -> Case:
    """Open a case with a worker and nothing else."""
    return open_case(
        **{
            "actor": actor,
            "title": "A new case",
            "worker": worker_of(actor, at=at),
            "at": at,
            **more,
        }
    )


def case_address(case: Case, tab: str = "") -> str:
    """The address of a page of a case."""
    base = f"/desk/{case.organisation.slug}/cases/{case.reference}/"
    return f"{base}{tab}/" if tab else base
