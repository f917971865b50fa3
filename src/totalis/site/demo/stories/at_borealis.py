"""The six cases of Borealis Robotics, an employer with people in many countries."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from totalis.casework.forms.certificates import TypedCertificate
from totalis.casework.services.cases import open_case
from totalis.casework.services.certificates import release_to_payroll
from totalis.casework.services.deliveries import record_delivery, record_receipt
from totalis.casework.services.sources import note_source
from totalis.casework.services.tracking import record_check
from totalis.procedure.casefile import PartyRole, PeriodLane
from totalis.site.demo.cast import BOREALIS
from totalis.site.demo.desk import abroad, at_home, sheet_of

if TYPE_CHECKING:
    from totalis.casework.models import Employer
    from totalis.site.demo.desk import Desk, Story
    from totalis.webbase.accounts.actor import Actor

SSA = "Social Security Administration"
AMERICAN = {"name": "Borealis Robotics, Inc.", "country": "US", "american": True}
CITIZEN = {"citizenships": ["US"], "residence": "US", "us_status": "citizen"}
POSTED = {
    "kind": "employment",
    "category": "ordinary",
    "open_ended": False,
    "employer": AMERICAN,
    "hired_in": "US",
    "sent_by_employer": True,
    "sent_from": "US",
    "employed_before_transfer": True,
    "home_coverage_months_before": 60,
    "earlier_postings": [],
}
ASKED = {
    "requester_name": "Ada Lindqvist, Borealis Robotics, Inc.",
    "requester_address": "4100 Lake Street, Minneapolis, MN 55407, United States",
    "requester_phone": "+1 612 555 0142",
    "requester_email": "ada@borealis.example",
    "date_of_hire": "2014-06-02",
    "place_of_hire": "Minneapolis, United States",
}
TOLD = "Read in the assignment letter"


def _home(desk: Desk, actor: Actor) -> Employer:
    return desk.employer(
        actor,
        "Borealis Robotics, Inc.",
        "US",
        address=at_home("4100 Lake Street", "Minneapolis", "MN", "55407"),
        registrations={"EIN": "41-2384617"},
        contact_name="Ada Lindqvist",
        contact_email="ada@borealis.example",
        contact_phone="+1 612 555 0142",
        activity="Makes robots for warehouses",
    )


def _day_before(day: date) -> date:
    return day - timedelta(days=1)


def france(desk: Desk) -> Story:
    """A posting to France with everything that belongs to it: in force."""
    start, end = desk.first_of_month(-9), _day_before(desk.first_of_month(27))
    yield desk.ago(400, 9)
    ada = desk.who("ada", BOREALIS)
    home = _home(desk, ada)
    branch = desk.employer(
        ada,
        "Borealis France SAS",
        "FR",
        address=abroad("12 rue de la Villette", "Lyon", "69003", "FR"),
        registrations={"SIRET": "73282932000074"},
        activity="Sells and maintains warehouse robots",
    )
    rivera = desk.worker(
        ada,
        "Maya",
        "Rivera",
        birth_date=date(1988, 5, 14),
        birth_place="St. Paul",
        birth_country="US",
        ssn="899123407",
        citizenships=("US",),
        address=at_home("77 Birch Avenue", "Minneapolis", "MN", "55409"),
        email="maya.rivera@borealis.example",
    )
    sheet = sheet_of(
        {**CITIZEN, "private_health_insurance": True, "accompanying_family": True},
        {
            **POSTED,
            "work_country": "FR",
            "works_for": "affiliate",
            "affiliate_3121l": True,
            "start": start,
            "end": end,
        },
    )
    case = open_case(
        actor=ada,
        title=f"Rivera to Lyon, {start.year} to {end.year}",
        about=(
            "A field engineer is sent to the French subsidiary for three years with her family. This case shows the whole "
            "way: facts, documents, packet, two people, certificate, match, release, delivery, proof."
        ),
        worker=rivera,
        parties=[(PartyRole.US_EMPLOYER, home), (PartyRole.FOREIGN_EMPLOYER, branch)],
        sheet=sheet,
        basis=TOLD,
        at=desk.now,
    )
    yield desk.ago(399, 10)
    letter = desk.document(
        ada,
        case,
        "assignment_letter",
        "Assignment letter",
        [
            f"Borealis Robotics, Inc. sends Maya Rivera to Borealis France SAS in Lyon from {start} to {end}.",
            "She remains employed and paid by Borealis Robotics, Inc. and installs and maintains warehouse robots at customers.",
        ],
        dated=desk.now.date(),
        readings={
            "engagements[e1].start": start.isoformat(),
            "engagements[e1].end": end.isoformat(),
            "engagements[e1].work_country": "FR",
        },
    )
    desk.document(
        ada,
        case,
        "form_2032",
        "Form 2032 agreement",
        ["Agreement under section 3121(l) for Borealis France SAS, effective 1 January 2019."],
        dated=date(2018, 12, 3),
        readings={"engagements[e1].affiliate_3121l": "true"},
    )
    for kind, title, line in (
        (
            "employment_contract",
            "Employment contract",
            "Employed by Borealis Robotics, Inc. since 2 June 2014.",
        ),
        ("payroll_record", "Payroll record", "Paid through the US payroll; FICA withheld."),
        ("health_insurance", "Health insurance certificate", "Family covered while in France."),
        ("identity_document", "Passport", "United States passport, Maya Rivera."),
        ("social_security_card", "Social Security card", "Maya Rivera."),
    ):
        desk.document(ada, case, kind, title, [line], dated=desk.ago(420).date())
    desk.period(
        ada,
        case,
        lane=PeriodLane.WORK,
        start=start,
        end=end,
        country="FR",
        status="employee",
        place="Lyon",
        employer=home,
        description="Installs and maintains warehouse robots at customers of Borealis France SAS",
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
    note_source(
        actor=ada,
        case=case,
        title="SSA, Certificate of Coverage service",
        url="https://opts.ssa.gov/",
        accessed_on=desk.now.date(),
        why="Where an employer asks for the certificate",
        at=desk.now,
    )
    desk.decide(ada, case, start)
    yield desk.ago(398, 9)
    desk.request(ada, case, **ASKED)
    packet = desk.packet(ada, case)
    yield desk.ago(397, 14)
    desk.approve(desk.who("ben", BOREALIS), case, packet)
    yield desk.ago(396, 9)
    desk.send(ada, case, packet, "COC-3391-7720")
    yield desk.ago(320, 9)
    record_check(
        actor=ada,
        case=case,
        checked_at=desk.now,
        label="Completed",
        verbatim="Your request has been completed.",
        at=desk.now,
    )
    yield desk.ago(308, 11)
    certificate = desk.certificate(
        ada,
        case,
        TypedCertificate(
            product="certificate",
            issuer_country="US",
            issuer=SSA,
            number="US-FR-118204",
            worker_name="Maya Rivera",
            worker_number="899-12-3407",
            employer_name="Borealis Robotics, Inc.",
            covered_by="US",
            exempt_in="FR",
            start=start,
            end=end,
            article="6(1)",
            issued_on=desk.ago(318).date(),
            received_on=desk.now.date(),
        ),
    )
    yield desk.ago(307, 9)
    match = desk.accept(
        desk.who("ben", BOREALIS),
        case,
        certificate,
        "Article 6(3) concerns the family; the certificate names 6(1), which is the rule of the posting.",
    )
    yield desk.ago(306, 9)
    release_to_payroll(actor=desk.who("cora", BOREALIS), case=case, match=match, at=desk.now)
    yield desk.ago(305, 9)
    for recipient, name in (("us_employer", "Borealis Robotics, Inc., records office"),):
        delivery = record_delivery(
            actor=ada,
            case=case,
            certificate=certificate,
            recipient=recipient,
            recipient_name=name,
            sent_on=desk.now.date(),
            method="Handed over in person",
            at=desk.now,
        )
        receipt = desk.document(
            ada,
            case,
            "receipt",
            "Receipt of the records office",
            ["Certificate US-FR-118204 received and filed."],
            dated=desk.now.date(),
        )
        record_receipt(
            actor=ada,
            case=case,
            delivery=delivery,
            receipt_on=desk.now.date(),
            evidence=receipt,
            at=desk.now,
        )


def italy(desk: Desk) -> Story:
    """Somebody with both citizenships may choose; the deadline runs."""
    start = desk.first_of_month(-1)
    yield desk.ago(40, 10)
    ada = desk.who("ada", BOREALIS)
    home = _home(desk, ada)
    worker = desk.worker(ada, "Luca", "Ferraro", citizenships=("US", "IT"), birth_country="US")
    case = open_case(
        actor=ada,
        title="Ferraro to Torino: the worker chooses",
        about=(
            "A citizen of both countries works in Italy for the American employer. Italian and dual nationals choose between "
            "the two systems by asking for a certificate within three months after the month in which work begins."
        ),
        worker=worker,
        parties=[(PartyRole.US_EMPLOYER, home)],
        sheet=sheet_of(
            {**CITIZEN, "citizenships": ["US", "IT"], "residence": "IT"},
            {
                **POSTED,
                "work_country": "IT",
                "works_for": "sending_employer",
                "elected": "none",
                "start": start,
                "end": _day_before(desk.first_of_month(23)),
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
                "end": _day_before(desk.first_of_month(13)),
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
        parties=[(PartyRole.US_EMPLOYER, _home(desk, ada))],
        sheet=sheet_of(
            CITIZEN,
            {
                **POSTED,
                "work_country": "IN",
                "works_for": "sending_employer",
                "start": start,
                "end": _day_before(desk.first_of_month(10)),
            },
        ),
        basis=TOLD,
        at=desk.now,
    )
    desk.decide(ada, case, start)


def united_kingdom(desk: Desk) -> Story:
    """A posting that goes past the limit: only an exception of both countries keeps it at home."""
    start, end = desk.first_of_month(-57), _day_before(desk.first_of_month(15))
    yield desk.ago(60, 9)
    ada = desk.who("ada", BOREALIS)
    home = _home(desk, ada)
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
            "The first certificate ends at the limit of five years, and the project needs another year. Only an exception that "
            "both countries agree to keeps the worker at home; until it is granted the United Kingdom covers the rest."
        ),
        worker=worker,
        parties=[(PartyRole.US_EMPLOYER, home), (PartyRole.FOREIGN_EMPLOYER, branch)],
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
    desk.document(
        ada,
        case,
        "assignment_letter",
        "Extension of the assignment",
        [f"The assignment of Thomas Brandt in Leeds is extended to {end}, to finish the project."],
        dated=desk.ago(62).date(),
        readings={"engagements[e1].end": end.isoformat()},
    )
    desk.decide(ada, case, desk.now.date())


def late(desk: Desk) -> Story:
    """A certificate that came long after the work began: payroll withheld meanwhile."""
    start, end = desk.first_of_month(-21), _day_before(desk.first_of_month(3))
    yield desk.ago(250, 9)
    ada = desk.who("ada", BOREALIS)
    home = _home(desk, ada)
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
            "payroll withheld in Switzerland meanwhile, as it had to: the months before are to be corrected there."
        ),
        worker=worker,
        parties=[(PartyRole.US_EMPLOYER, home), (PartyRole.FOREIGN_EMPLOYER, branch)],
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
        employer=home,
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
    desk.request(ada, case, **ASKED)
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
