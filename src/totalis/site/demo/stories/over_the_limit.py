"""A posting to the United Kingdom past the limit."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from totalis.casework.services.cases import open_case
from totalis.procedure.casefile import Direction, PartyRole, PeriodLane
from totalis.site.demo.cast import BOREALIS
from totalis.site.demo.desk import abroad, at_home, sheet_of
from totalis.site.demo.stories.borealis import (
    ASKED,
    CITIZEN,
    POSTED,
    TOLD,
    day_before,
    home,
)

if TYPE_CHECKING:
    from totalis.site.demo.desk import Desk, Story


def united_kingdom(desk: Desk) -> Story:
    """A posting that goes past the limit: only an exception of both countries keeps it at home."""
    start, end = desk.first_of_month(-57), day_before(desk.first_of_month(15))
    yield desk.ago(60, 9)
    ada = desk.who("ada", BOREALIS)
    borealis = home(desk, ada)
    branch = desk.employer(
        ada,
        "Borealis UK Ltd",
        "GB",
        address=abroad("9 Canal Wharf", "Leeds", "LS11 5PS", "GB"),
        activity="Sells and maintains warehouse robots",
    )
    worker = desk.worker(
        ada,
        "Thomas",
        "Brandt",
        birth_date=date(1979, 11, 2),
        birth_place="Duluth",
        birth_country="US",
        ssn="899457712",
        citizenships=("US",),
        address=at_home("5 Harbor Road", "Duluth", "MN", "55802"),
    )
    case = open_case(
        actor=ada,
        title="Brandt in Leeds beyond five years",
        about=(
            "The posting was planned for five years, and the project needs another. Past the limit the United Kingdom covers the "
            "work, unless both countries agree to an exception. It was asked for by letter, before the five years end, with the "
            "reasons; exceptions are rare, and nothing is exempt before one is granted."
        ),
        worker=worker,
        parties=[(PartyRole.US_EMPLOYER, borealis), (PartyRole.FOREIGN_EMPLOYER, branch)],
        sheet=sheet_of(
            CITIZEN,
            {
                **POSTED,
                "work_country": "GB",
                "works_for": "sending_employer",
                "start": start,
                "end": end,
            },
        ),
        basis=TOLD,
        at=desk.now,
    )
    letter = desk.document(
        ada,
        case,
        "assignment_letter",
        "Extension of the assignment",
        [f"The assignment of Thomas Brandt in Leeds is extended to {end}, to finish the project."],
        dated=desk.ago(62).date(),
        readings={"engagements[e1].end": end.isoformat()},
    )
    desk.document(
        ada,
        case,
        "employment_contract",
        "Employment contract",
        ["Employed by Borealis Robotics, Inc. since 2 June 2014."],
        dated=desk.ago(420).date(),
    )
    desk.period(
        ada,
        case,
        lane=PeriodLane.WORK,
        start=start,
        end=end,
        country="GB",
        status="employee",
        place="Leeds",
        employer=borealis,
        description="Leads the installation of a warehouse system in Leeds",
        evidence=[letter],
    )
    desk.period(
        ada,
        case,
        lane=PeriodLane.CONTRIBUTIONS,
        start=start,
        end=None,
        country="US",
        description="FICA through the US payroll",
    )
    desk.decide(ada, case, desk.now.date())
    yield desk.ago(58, 11)
    reason = (
        "The customer moved the opening of the warehouse by a year, after a fire at its building site. Mr. Brandt has led the "
        "installation since its first day and trains the staff who take over. To replace him for the last year would mean "
        "a second handover of a system that nobody else has built."
    )
    desk.request(
        ada,
        case,
        {**ASKED, "exception_reason": reason, "exception_until": end.isoformat()},
        product="exception",
        direction=Direction.US_CERTIFICATE,
    )
    packet = desk.packet(ada, case)
    yield desk.ago(55, 10)
    desk.approve(desk.who("ben", BOREALIS), case, packet)
    yield desk.ago(54, 16)
    desk.send(
        ada,
        case,
        packet,
        "",
        ("Proof of posting", "Registered letter to the Social Security Administration, Baltimore."),
    )
