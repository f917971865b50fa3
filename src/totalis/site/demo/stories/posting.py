"""A plain posting from Borealis to somewhere, with its documents and its timeline, decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from totalis.casework.services.cases import open_case
from totalis.procedure.casefile import PartyRole, PeriodLane
from totalis.site.demo.cast import BOREALIS
from totalis.site.demo.desk import sheet_of
from totalis.site.demo.stories.borealis import (
    CITIZEN,
    POSTED,
    TOLD,
    WRITTEN_IN_LETTERS,
    home,
)

if TYPE_CHECKING:
    from datetime import date

    from totalis.casework.models import Case
    from totalis.procedure.casefile import Address
    from totalis.site.demo.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """A plain posting from Borealis to a customer abroad."""

    title: str
    about: str
    given: str
    family: str
    born: date
    birth_place: str
    ssn: str
    address: Address
    country: str
    place: str
    host: str
    host_address: Address
    does: str
    start: date
    end: date
    insured: bool | None = None
    """Privately insured for illness, with the family that comes along; None: nobody asked."""


def opened(desk: Desk, posting: Posting) -> Case:
    """The case with its facts, documents and timeline, decided."""
    ada = desk.who("ada", BOREALIS)
    borealis = home(desk, ada)
    worker = desk.worker(
        ada,
        posting.given,
        posting.family,
        birth_date=posting.born,
        birth_place=posting.birth_place,
        birth_country="US",
        ssn=posting.ssn,
        citizenships=("US",),
        address=posting.address,
    )
    branch = desk.employer(
        ada,
        posting.host,
        posting.country,
        address=posting.host_address,
        activity="Sells and maintains warehouse robots",
    )
    case = open_case(
        actor=ada,
        title=posting.title,
        about=posting.about,
        worker=worker,
        parties=[(PartyRole.US_EMPLOYER, borealis), (PartyRole.FOREIGN_EMPLOYER, branch)],
        sheet=sheet_of(
            _person(posting),
            {
                **POSTED,
                "work_country": posting.country,
                "works_for": "sending_employer",
                "start": posting.start,
                "end": posting.end,
            },
        ),
        basis=TOLD,
        at=desk.now,
    )
    name = f"{posting.given} {posting.family}"
    letter = desk.document(
        ada,
        case,
        "assignment_letter",
        "Assignment letter",
        [
            f"Borealis Robotics, Inc. sends {name} to {posting.place} from {posting.start} to {posting.end}.",
            f"{posting.does}. Employed and paid by Borealis Robotics, Inc. throughout.",
        ],
        dated=desk.now.date(),
        readings={
            "engagements[e1].start": posting.start.isoformat(),
            "engagements[e1].end": posting.end.isoformat(),
            "engagements[e1].work_country": posting.country,
        },
        proves=WRITTEN_IN_LETTERS,
    )
    papers = [
        ("employment_contract", "Employment contract", "Employed since 2 June 2014."),
        ("payroll_record", "Payroll record", "Paid through the US payroll; FICA withheld."),
        ("identity_document", "Passport", f"United States passport, {name}."),
    ]
    if posting.insured:
        papers.append(("health_insurance", "Health insurance certificate", "Covered while abroad."))
    for kind, title, line in papers:
        desk.document(ada, case, kind, title, [line], dated=desk.ago(420).date())
    desk.period(
        ada,
        case,
        lane=PeriodLane.WORK,
        start=posting.start,
        end=posting.end,
        country=posting.country,
        status="employee",
        place=posting.place,
        employer=borealis,
        description=posting.does,
        evidence=[letter],
    )
    desk.period(
        ada,
        case,
        lane=PeriodLane.CONTRIBUTIONS,
        start=min(posting.start, desk.now.date()),
        end=None,
        country="US",
        description="FICA through the US payroll",
    )
    desk.decide(ada, case, posting.start)
    return case


def _person(posting: Posting) -> dict[str, object]:
    if posting.insured is None:
        return {**CITIZEN}
    return {
        **CITIZEN,
        "private_health_insurance": posting.insured,
        "accompanying_family": False,
    }
