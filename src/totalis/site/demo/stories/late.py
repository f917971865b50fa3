"""A posting to Switzerland whose certificate was asked for late."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from totalis.casework.forms.certificates import TypedCertificate
from totalis.casework.services.cases import open_case
from totalis.casework.services.certificates import release_to_payroll
from totalis.casework.services.deliveries import record_delivery
from totalis.procedure.casefile import PartyRole, PeriodLane
from totalis.site.demo.cast import BOREALIS
from totalis.site.demo.desk import abroad, at_home, sheet_of
from totalis.site.demo.stories.borealis import (
    ASKED,
    CITIZEN,
    NORA,
    POSTED,
    SSA,
    TOLD,
    day_before,
    home,
)

if TYPE_CHECKING:
    from totalis.site.demo.desk import Desk, Story


def late(desk: Desk) -> Story:
    """A certificate that came long after the work began: payroll withheld meanwhile."""
    start, end = desk.first_of_month(-21), day_before(desk.first_of_month(3))
    yield desk.ago(250, 9)
    ada = desk.who("ada", BOREALIS)
    borealis = home(desk, ada)
    branch = desk.employer(
        ada,
        "Borealis Schweiz AG",
        "CH",
        address=abroad("Hardstrasse 201", "Zürich", "8005", "CH"),
        activity="Sells and maintains warehouse robots",
    )
    worker = desk.worker(
        ada,
        "Nora",
        "Feldmann",
        staff_number=NORA,
        birth_date=date(1991, 2, 27),
        birth_place="Chicago",
        birth_country="US",
        ssn="899301188",
        citizenships=("US",),
        address=at_home("2210 Grand Avenue", "Chicago", "IL", "60612"),
    )
    case = open_case(
        actor=ada,
        title="Feldmann in Zürich: asked for late",
        about=(
            "Work began long before anybody asked for a certificate. It came now and covers the time from the first day, but "
            "payroll withheld in Switzerland meanwhile, as it had to: those pay periods are to be corrected there. A copy is on "
            "its way to the records office, and its receipt is not confirmed yet."
        ),
        worker=worker,
        parties=[(PartyRole.US_EMPLOYER, borealis), (PartyRole.FOREIGN_EMPLOYER, branch)],
        sheet=sheet_of(
            CITIZEN,
            {
                **POSTED,
                "work_country": "CH",
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
        "Assignment letter",
        [f"Nora Feldmann works in Zürich from {start} to {end}."],
        dated=desk.ago(700).date(),
        readings={
            "engagements[e1].start": start.isoformat(),
            "engagements[e1].end": end.isoformat(),
        },
    )
    desk.period(
        ada,
        case,
        lane=PeriodLane.WORK,
        start=start,
        end=end,
        country="CH",
        status="employee",
        place="Zürich",
        employer=borealis,
        description="Puts warehouse robots into service at customers in Switzerland",
        evidence=[letter],
    )
    for country, says in (
        ("US", "FICA, US payroll"),
        ("CH", "AHV, withheld while no certificate was held"),
    ):
        desk.period(
            ada,
            case,
            lane=PeriodLane.CONTRIBUTIONS,
            start=start,
            end=None,
            country=country,
            description=says,
        )
    desk.decide(ada, case, start)
    yield desk.ago(249, 8)
    desk.close_flags(
        desk.who("ben", BOREALIS),
        case,
        "Both countries charge the same pay while no certificate is held. The certificate is being asked for; "
        "Swiss contributions go on until it is here, and the tax adviser was told.",
    )
    yield desk.ago(249, 9)
    desk.request(ada, case, ASKED)
    packet = desk.packet(ada, case)
    yield desk.ago(248, 9)
    desk.approve(desk.who("ben", BOREALIS), case, packet)
    yield desk.ago(247, 9)
    desk.send(ada, case, packet, "COC-4410-0932")
    yield desk.ago(12, 9)
    certificate = desk.certificate(
        ada,
        case,
        TypedCertificate(
            product="certificate",
            issuer_country="US",
            issuer=SSA,
            number="US-CH-120551",
            worker_name="Nora Feldmann",
            worker_number="899-30-1188",
            employer_name="Borealis Robotics, Inc.",
            covered_by="US",
            exempt_in="CH",
            start=start,
            end=end,
            article="7(2)",
            issued_on=desk.ago(20).date(),
            received_on=desk.now.date(),
        ),
    )
    yield desk.ago(10, 9)
    match = desk.accept(
        desk.who("ben", BOREALIS), case, certificate, "The article is the one of the posting."
    )
    yield desk.ago(9, 9)
    release_to_payroll(actor=desk.who("cora", BOREALIS), case=case, match=match, at=desk.now)
    yield desk.ago(8, 11)
    record_delivery(
        actor=desk.who("ada", BOREALIS),
        case=case,
        certificate=certificate,
        recipient="us_employer",
        recipient_name="Borealis Robotics, Inc., records office",
        sent_on=desk.now.date(),
        method="Internal mail, with a list of the Swiss pay periods to correct",
        at=desk.now,
    )
