"""Cases that a certificate alone does not settle: a choice, a dispute, no agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.casework.services.cases import open_case
from totalis.procedure.casefile import PartyRole
from totalis.site.demo.cast import BOREALIS
from totalis.site.demo.desk import sheet_of
from totalis.site.demo.stories.borealis import (
    CITIZEN,
    POSTED,
    TOLD,
    day_before,
    home,
)

if TYPE_CHECKING:
    from totalis.site.demo.desk import Desk, Story


def italy(desk: Desk) -> Story:
    """Somebody with both citizenships may choose; the deadline runs."""
    start = desk.first_of_month(-1)
    yield desk.ago(40, 10)
    ada = desk.who("ada", BOREALIS)
    borealis = home(desk, ada)
    worker = desk.worker(ada, "Luca", "Ferraro", citizenships=("US", "IT"), birth_country="US")
    case = open_case(
        actor=ada,
        title="Ferraro to Torino: the worker chooses",
        about=(
            "A citizen of both countries works in Italy for the American employer. Italian and dual nationals choose between "
            "the two systems by asking for a certificate within three months after the month in which work begins."
        ),
        worker=worker,
        parties=[(PartyRole.US_EMPLOYER, borealis)],
        sheet=sheet_of(
            {**CITIZEN, "citizenships": ["US", "IT"], "residence": "IT"},
            {
                **POSTED,
                "work_country": "IT",
                "works_for": "sending_employer",
                "elected": "none",
                "start": start,
                "end": day_before(desk.first_of_month(23)),
            },
        ),
        basis=TOLD,
        at=desk.now,
    )
    desk.decide(ada, case, start)


def brazil(desk: Desk) -> Story:
    """Sources of law contradict each other; a person must decide which reading to follow."""
    start = desk.first_of_month(1)
    yield desk.ago(25, 15)
    finn = desk.who("finn", BOREALIS)
    worker = desk.worker(finn, "Priya", "Raman", citizenships=("US",), birth_country="US")
    case = open_case(
        actor=finn,
        title="Raman in São Paulo, on her own account",
        about=(
            "A contractor moves her own activity to Brazil and lives there. The sources say different things about who covers "
            "her, so nothing is asked for before somebody has closed the question."
        ),
        worker=worker,
        sheet=sheet_of(
            {**CITIZEN, "residence": "BR"},
            {
                "kind": "self_employment",
                "category": "ordinary",
                "work_country": "BR",
                "start": start,
                "end": day_before(desk.first_of_month(13)),
                "open_ended": False,
                "normally_in": ["US"],
                "same_activity_transferred": True,
                "earlier_postings": [],
            },
        ),
        basis="Told by the worker",
        at=desk.now,
    )
    desk.decide(finn, case, start)


def india(desk: Desk) -> Story:
    """No agreement: no certificate can be had, and both countries charge."""
    start = desk.first_of_month(-2)
    yield desk.ago(95, 9)
    ada = desk.who("ada", BOREALIS)
    worker = desk.worker(ada, "Samuel", "Osei", citizenships=("US",), birth_country="US")
    case = open_case(
        actor=ada,
        title="Osei to Pune, no agreement",
        about=(
            "The United States and India have no social security agreement in force. There is no certificate to ask for, and "
            "payroll goes on withholding in both countries."
        ),
        worker=worker,
        parties=[(PartyRole.US_EMPLOYER, home(desk, ada))],
        sheet=sheet_of(
            CITIZEN,
            {
                **POSTED,
                "work_country": "IN",
                "works_for": "sending_employer",
                "start": start,
                "end": day_before(desk.first_of_month(10)),
            },
        ),
        basis=TOLD,
        at=desk.now,
    )
    desk.decide(ada, case, start)
    yield desk.ago(93, 14)
    desk.close_flags(
        desk.who("ben", BOREALIS),
        case,
        "Nothing can be asked for. The contributions of both countries are in the budget of the assignment, and the tax adviser "
        "looks for relief in the law of India.",
    )
