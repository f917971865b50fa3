"""A posting to France with everything that belongs to it."""

from __future__ import annotations

from datetime import date
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
from totalis.site.demo.stories.borealis import (
    ASKED,
    CITIZEN,
    MAYA,
    POSTED,
    SSA,
    TOLD,
    WRITTEN_IN_LETTERS,
    day_before,
    home,
)

if TYPE_CHECKING:
    from totalis.site.demo.desk import Desk, Story


def france(desk: Desk) -> Story:
    """A posting to France with everything that belongs to it: in force."""
    start, end = desk.first_of_month(-9), day_before(desk.first_of_month(27))
    yield desk.ago(400, 9)
    ada = desk.who("ada", BOREALIS)
    borealis = home(desk, ada)
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
        staff_number=MAYA,
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
        parties=[(PartyRole.US_EMPLOYER, borealis), (PartyRole.FOREIGN_EMPLOYER, branch)],
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
        proves=WRITTEN_IN_LETTERS,
    )
    desk.document(
        ada,
        case,
        "form_2032",
        "Form 2032 agreement",
        ["Agreement under section 3121(l) for Borealis France SAS, effective 1 January 2019."],
        dated=date(2018, 12, 3),
        readings={"engagements[e1].affiliate_3121l": "true"},
        proves=["engagements[e1].affiliate_3121l"],
    )
    papers = {
        kind: desk.document(
            ada, case, kind, title, [line], dated=desk.ago(420).date(), proves=proves
        )
        for kind, title, line, proves in (
            (
                "employment_contract",
                "Employment contract",
                "Employed by Borealis Robotics, Inc. since 2 June 2014.",
                ["engagements[e1].employed_before_transfer"],
            ),
            ("payroll_record", "Payroll record", "Paid through the US payroll; FICA withheld.", []),
            (
                "health_insurance",
                "Health insurance certificate",
                "Family covered while in France.",
                ["worker.private_health_insurance"],
            ),
            (
                "identity_document",
                "Passport",
                "United States passport, Maya Rivera.",
                ["worker.citizenships"],
            ),
            ("social_security_card", "Social Security card", "Maya Rivera.", []),
        )
    }
    desk.period(
        ada,
        case,
        lane=PeriodLane.WORK,
        start=start,
        end=end,
        country="FR",
        status="employee",
        place="Lyon",
        employer=borealis,
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
        evidence=[papers["payroll_record"]],
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
    desk.request(ada, case, ASKED)
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
