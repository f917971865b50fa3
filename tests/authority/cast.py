"""The named cast of the certificate service's tests, and requests in each state.

The agency is made up: the Office of Certificates, which certifies the law of the United States.

| person | role |
|---|---|
| Nora, Otto | examiners |
| Petra, Quinn | supervisors: they examine too, and may be the second person |
| Rosa | auditor |
| Silas | administrator |
| Tess | nobody here: she works for an employer |
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from totalis.authority.models import Agency, Assessment, Channel, CoverageRequest, RequestVersion
from totalis.authority.selectors.assessment import newest_assessment
from totalis.authority.selectors.requests_worker import worker_keys
from totalis.authority.services.consenting import enter_consent
from totalis.authority.services.submitting import submit
from totalis.kernel.digest import digest
from totalis.lawbook.forms.book import edition as edition_of
from totalis.webbase.accounts.actor import Actor
from totalis.webbase.accounts.models import Membership, Organisation, OrganisationKind, User
from totalis.webbase.accounts.rights import Role
from totalis.webbase.accounts.selectors import actor_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalis.authority.models import Decision

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
"""The moment at which the service's tests play."""
BEGAN = date(2024, 1, 1)
SLUG = "office-of-certificates"
PEOPLE = {
    "nora": ("Nora Feld", Role.EXAMINER),
    "otto": ("Otto Grand", Role.EXAMINER),
    "petra": ("Petra Hale", Role.SUPERVISOR),
    "quinn": ("Quinn Iverson", Role.SUPERVISOR),
    "rosa": ("Rosa Jung", Role.AUDITOR),
    "silas": ("Silas Kerr", Role.ADMINISTRATOR),
}


@dataclass(frozen=True)
class Office:
    """The agency and its people: `office.act("nora")` is Nora acting there."""

    agency: Agency
    people: dict[str, User] = field(default_factory=dict)

    @property
    def organisation(self) -> Organisation:
        """The agency's organisation."""
        return self.agency.organisation

    @property
    def house(self) -> str:
        """Where its pages begin."""
        return f"/authority/{self.organisation.slug}/"

    def act(self, name: str) -> Actor:
        """Somebody as she acts in the agency."""
        actor = actor_for(self.people[name], self.organisation.slug, NOW.date())
        assert actor is not None, f"{name} does not belong there"
        return actor

    @property
    def public(self) -> Actor:
        """Whoever uses the public form: no user, no rights."""
        return machine(self, "Online form")


def machine(office: Office, name: str) -> Actor:
    """A program that acts in the agency's house without rights: the form, a connected desk, the policy."""
    return Actor(
        user=None,
        organisation=office.organisation,
        roles=frozenset(),
        rights=frozenset(),
        machine=name,
    )


def make_office(*, slug: str = SLUG, country: str = "US", name: str = "") -> Office:
    """Write the agency and its people into the database; `slug` of its own for a second house."""
    title = name or "Office of Certificates"
    house = Organisation.objects.create(
        slug=slug, name=title, kind=OrganisationKind.AGENCY, country=country, created_at=NOW
    )
    row = Agency.objects.create(
        organisation=house,
        country=country,
        name=title,
        issuer="https://certificates.example.org",
        postal_address="Office of Certificates\n1 Example Plaza\nBaltimore, MD 21201",
        fax="+1 410 555 0100",
        telephone="+1 410 555 0101",
        telephone_hours="9 a.m. to 4 p.m. Eastern Time on business days",
        email="help@certificates.example.org",
    )
    people = {}
    for key, (full_name, role) in PEOPLE.items():
        user = User.objects.create_user(email=f"{key}@{slug}.example", name=full_name)
        Membership.objects.create(user=user, organisation=house, roles=[role.value], begins=BEGAN)
        people[key] = user
    people["tess"] = _outsider(slug)
    return Office(agency=row, people=people)


def _outsider(slug: str) -> User:
    tess = User.objects.create_user(email=f"tess@{slug}.example", name="Tess Lang")
    home = Organisation.objects.create(
        slug=f"tess-of-{slug}"[:60],
        name="Lang Instruments",
        kind=OrganisationKind.EMPLOYER,
        created_at=NOW,
    )
    roles = [Role.PREPARER.value, Role.ADMINISTRATOR.value]
    Membership.objects.create(user=tess, organisation=home, roles=roles, begins=BEGAN)
    return tess


# ── what somebody asks for ──

FR_ANSWERS = {
    "agreement_country": "FR",
    "worker_full_name": "Maria Rivera",
    "born_with_other_name": "no",
    "worker_ssn": "536-90-4399",
    "citizenship": "US",
    "date_of_birth": "1988-03-14",
    "place_of_birth": "Baltimore",
    "permanent_residence": "US",
    "accompanying_family": "no",
    "us_employer_name": "Borealis Instruments, Inc.",
    "us_employer_address": "1 Harbor Way\nBoston, MA 02210\nUnited States",
    "foreign_employer_name": "Borealis France SAS",
    "foreign_employer_address": "8 rue Royale\n69001 Lyon\nFrance",
    "place_of_hire": "Boston, United States",
    "american_employer": "yes",
    "country_of_hire": "US",
    "employed_before_transfer": "yes",
    "category": "ordinary",
    "begin_date": "2027-01-01",
    "end_date": "2029-12-31",
    "sent_by_employer": "yes",
    "sent_from": "US",
    "works_for_foreign_affiliate": "yes",
    "affiliate_3121l": "yes",
    "had_earlier_postings": "no",
    "has_other_work": "no",
    "private_health_insurance_statement": "yes",
    "requester_name": "Pat Payroll",
    "requester_address": "1 Harbor Way\nBoston, MA 02210\nUnited States",
    "requester_phone": "+1 201-555-0123",
    "requester_is_representative": "no",
}
"""Answers of an employer that posts an American to its French affiliate for three years; the sample's facts as a form has them."""


def fr_facts(**changes: Any) -> dict[str, Any]:
    """The fact sheet of that posting; `changes` are facts of the one engagement, or `worker={…}`."""
    worker = {
        "citizenships": ["US"],
        "residence": "US",
        "private_health_insurance": True,
        "accompanying_family": False,
    } | changes.pop("worker", {})
    engagement = {
        "id": "e1",
        "kind": "employment",
        "category": "ordinary",
        "work_country": "FR",
        "start": "2027-01-01",
        "end": "2029-12-31",
        "open_ended": False,
        "employer": {"name": "Borealis Instruments, Inc.", "country": "US", "american": True},
        "hired_in": "US",
        "sent_by_employer": True,
        "sent_from": "US",
        "employed_before_transfer": True,
        "works_for": "affiliate",
        "affiliate_3121l": True,
        "earlier_postings": [],
    } | changes
    known = {name: value for name, value in engagement.items() if value is not None}
    return {
        "schema": "totalis/facts/1",
        "worker": {name: value for name, value in worker.items() if value is not None},
        "engagements": [known],
    }


def written_request(
    office: Office,
    number: str = "T-0001",
    *,
    answers: Mapping[str, str] | None = None,
    facts: Mapping[str, Any] | None = None,
    at: datetime = NOW,
    **columns: Any,
) -> CoverageRequest:
    """A request as a row with its first version, past every service: for lists of many, and for tests of single parts.

    `columns` are fields of the request.
    """
    said = dict(FR_ANSWERS if answers is None else answers)
    known = dict(fr_facts() if facts is None else facts)
    request = CoverageRequest.objects.create(
        **{
            "organisation": office.organisation,
            "control_number": number,
            "product": "certificate",
            "agreement": "FR",
            "lane": "employer",
            "edition": "us-fr-employer-certificate-2026-11",
            "channel": Channel.ONLINE,
            "answers": said,
            "facts": known,
            "second_fact": said.get("date_of_birth", "1988-03-14"),
            "received_at": at,
            "worker_key": worker_keys(said)[0],
            **columns,
        }
    )
    RequestVersion.objects.create(
        organisation=office.organisation,
        request=request,
        number=1,
        answers=said,  # type: ignore[misc] # an encrypted JSON field takes plain data
        facts=known,
        digest=digest({"answers": said, "facts": known}),
        made_at=at,
    )
    return request


def assessed(request: CoverageRequest) -> Assessment:
    """What the engine said of a request last; it must have said something."""
    found = newest_assessment(request)
    assert found is not None
    return found


def consented(office: Office, decision: Decision, who: str = "otto") -> Decision:
    """An exception to which the other agency agreed by letter, as somebody entered it."""
    enter_consent(
        actor=office.act(who),
        decision=decision,
        by="Cleiss",
        document="Letter DRI/2026/118",
        on=date(2026, 11, 3),
        at=NOW,
    )
    return decision


def sent(
    office: Office,
    *,
    at: datetime = NOW,
    edition: str = "us-fr-employer-certificate-2026-11",
    answers: Mapping[str, str] | None = None,
    **more: Any,
) -> CoverageRequest:
    """A request as the public form sends it: clear, unless `answers` (over those of `FR_ANSWERS`) say otherwise.

    An answer of `""` is left out.
    """
    said = {key: value for key, value in (FR_ANSWERS | dict(answers or {})).items() if value}
    return submit(
        **{
            "agency": office.agency,
            "edition": edition_of(edition),
            "answers": said,
            "facts": None,
            "attachments": (),
            "language": "en",
            "channel": Channel.ONLINE,
            "at": at,
            **more,
        }
    )


def undetermined(office: Office, **more: Any) -> CoverageRequest:
    """A request that a connected desk sent with a fact sheet that leaves the 3121(l) agreement open."""
    return sent(office, facts=fr_facts(affiliate_3121l=None), **more)


def too_long(
    office: Office, *, answers: Mapping[str, str] | None = None, **more: Any
) -> CoverageRequest:
    """A request for seven years: the rule ends after five, so both agencies would have to agree."""
    return sent(office, answers={"end_date": "2033-12-31", **(answers or {})}, **more)
