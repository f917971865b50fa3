"""Two cases outside Borealis: a self-employed American in Germany, and a Japanese engineer posted to the United States."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from totalis.casework.forms.certificates import TypedCertificate
from totalis.casework.services.cases import open_case
from totalis.casework.services.certificates import ask_correction, release_to_payroll
from totalis.casework.services.deliveries import record_attachment
from totalis.casework.services.tracking import record_check
from totalis.procedure.casefile import PartyRole, PeriodLane
from totalis.site.demo.cast import COBALT, GIA
from totalis.site.demo.desk import abroad, at_home, sheet_of

if TYPE_CHECKING:
    from totalis.site.demo.desk import Desk, Story

ASKED = {
    "requester_name": "Aoki Seiki K.K., personnel department",
    "requester_address": "3-4-1 Minami-Aoyama\nTokyo 107-0062\nJapan",
    "requester_phone": "+81 3 5550 1420",
    "date_of_hire": "2006-04-03",
    "place_of_hire": "Nagoya, Japan",
    "address_in_japan": "2-10 Sakae\nNagoya 460-0008\nJapan",
    "place_of_work_us": "880 Foundry Lane\nDayton, OH 45402\nUnited States",
    "sex_form_of_work": "Male; posted employee; confirmed by the personnel department",
}
GIA_ASKS = {
    "nature_of_self_employment": "Translates technical manuals from German into English",
    "requester_name": "Gia Moreno",
    "requester_address": "Weserstraße 31\n12045 Berlin\nGermany",
    "requester_phone": "+49 30 5550142",
}
FUND = "Techniker Krankenkasse"
PENSION_SERVICE = (
    "Japan Pension Service (mutual aid associations for public servants and private-school staff)"
)


def germany(desk: Desk) -> Story:
    """An American translator lives and works in Berlin: the German certificate goes with each year's US return."""
    start = date(desk.today.year - 2, 3, 1)
    begun = (desk.today - start).days
    yield desk.ago(begun - 20, 9)
    gia = desk.who("gia", GIA)
    business = desk.employer(
        gia,
        "Gia Moreno Übersetzungen",
        "DE",
        address=abroad("Weserstraße 31", "Berlin", "12045", "DE"),
        activity="Translates technical manuals from German into English",
    )
    worker = desk.worker(
        gia,
        "Gia",
        "Moreno",
        birth_date=date(1985, 9, 3),
        birth_place="Tucson",
        birth_country="US",
        ssn="899774530",
        citizenships=("US",),
        foreign_numbers={"DE": "65030985M004"},
        address=abroad("Weserstraße 31", "Berlin", "12045", "DE"),
        email="gia@moreno.example",
    )
    case = open_case(
        actor=gia,
        title="My work in Berlin",
        about=(
            "An American who lives and works in Germany on her own account is covered there. With the German certificate "
            "she pays no self-employment tax in the United States; a copy goes with the return of every year."
        ),
        worker=worker,
        parties=[(PartyRole.OWN_BUSINESS_FOREIGN, business)],
        sheet=sheet_of(
            {"citizenships": ["US"], "residence": "DE", "us_status": "citizen"},
            {
                "kind": "self_employment",
                "category": "ordinary",
                "work_country": "DE",
                "start": start,
                "open_ended": True,
                "normally_in": ["DE"],
                "same_activity_transferred": False,
                "earlier_postings": [],
            },
        ),
        basis="My own knowledge",
        at=desk.now,
    )
    for kind, title, line in (
        ("business_registration", "Business registration", "Registered as a translator in Berlin."),
        ("residence_record", "Registration of residence", "Lives at Weserstraße 31, Berlin."),
        ("contribution_notice", "Contribution notice", "Pension contributions are collected."),
    ):
        desk.document(gia, case, kind, title, [line], dated=desk.now.date())
    for lane, says in (
        (PeriodLane.WORK, "Translates technical manuals from German into English"),
        (PeriodLane.RESIDENCE, "Flat in Berlin"),
        (PeriodLane.CONTRIBUTIONS, "German pension insurance"),
    ):
        desk.period(
            gia,
            case,
            lane=lane,
            start=start,
            end=None,
            country="DE",
            status="self_employed" if lane is PeriodLane.WORK else "",
            place="Berlin",
            employer=business if lane is PeriodLane.WORK else None,
            description=says,
        )
    desk.decide(gia, case, start)
    yield desk.ago(begun - 21, 9)
    desk.request(gia, case, GIA_ASKS)
    packet = desk.packet(gia, case)
    yield desk.ago(begun - 21, 10)
    desk.approve(gia, case, packet)
    yield desk.ago(begun - 22, 9)
    desk.send(gia, case, packet, "TK-88213")
    yield desk.ago(begun - 80, 9)
    certificate = desk.certificate(
        gia,
        case,
        TypedCertificate(
            product="certificate",
            issuer_country="DE",
            issuer=FUND,
            number="D/USA 101-55210",
            worker_name="Gia Moreno",
            worker_number="",
            employer_name="Gia Moreno Übersetzungen",
            covered_by="DE",
            exempt_in="US",
            start=start,
            end=None,
            article="",
            issued_on=desk.ago(begun - 75).date(),
            received_on=desk.now.date(),
        ),
    )
    yield desk.ago(begun - 81, 9)
    match = desk.accept(
        gia,
        case,
        certificate,
        "My sickness fund issues it; no last day is stated, so it holds until something changes.",
    )
    yield desk.ago(begun - 81, 10)
    release_to_payroll(actor=gia, case=case, match=match, at=desk.now)
    filed = date(desk.today.year - 1, 6, 10)
    yield desk.ago((desk.today - filed).days, 18)
    record_attachment(
        actor=gia,
        case=case,
        certificate=certificate,
        tax_year=filed.year - 1,
        attached_on=filed,
        at=desk.now,
    )


def japan(desk: Desk) -> Story:
    """A Japanese engineer at a US affiliate: the certificate came with a wrong last day, a correction is awaited."""
    start = desk.first_of_month(-7)
    end = desk.first_of_month(29) - timedelta(days=1)
    yield desk.ago(260, 9)
    finn = desk.who("finn", COBALT)
    sender = desk.employer(
        finn,
        "Aoki Seiki K.K.",
        "JP",
        address=abroad("3-4-1 Minami-Aoyama", "Tokyo", "107-0062", "JP"),
        activity="Makes machine tools",
    )
    host = desk.employer(
        finn,
        "Cobalt Precision LLC",
        "US",
        address=at_home("880 Foundry Lane", "Dayton", "OH", "45402"),
        registrations={"EIN": "31-1187425"},
        activity="Makes machine tools",
    )
    worker = desk.worker(
        finn,
        "Kenji",
        "Sato",
        birth_date=date(1983, 7, 21),
        birth_place="Nagoya",
        birth_country="JP",
        citizenships=("JP",),
        foreign_numbers={"JP": "1234-567890"},
        address=abroad("2-10 Sakae", "Nagoya", "460-0008", "JP"),
    )
    case = open_case(
        actor=finn,
        title="Sato to Dayton, from Aoki Seiki",
        about=(
            "A posting into the United States. The Japanese certificate must be in the US employer's hands before it stops "
            "withholding FICA. The one that came ends a year early, so the last year would be without proof."
        ),
        worker=worker,
        parties=[(PartyRole.FOREIGN_EMPLOYER, sender), (PartyRole.US_EMPLOYER, host)],
        sheet=sheet_of(
            {"citizenships": ["JP"], "residence": "JP", "us_status": "nonresident_alien"},
            {
                "kind": "employment",
                "category": "ordinary",
                "work_country": "US",
                "start": start,
                "end": end,
                "open_ended": False,
                "employer": {
                    "name": "Aoki Seiki K.K.",
                    "country": "JP",
                    "american": False,
                    "headquarters": "JP",
                },
                "hired_in": "JP",
                "sent_by_employer": True,
                "sent_from": "JP",
                "employed_before_transfer": True,
                "home_coverage_months_before": 96,
                "works_for": "affiliate",
                "earlier_postings": [],
            },
        ),
        basis="Told by the employer in Japan",
        at=desk.now,
    )
    letter = desk.document(
        finn,
        case,
        "assignment_letter",
        "Assignment letter",
        [f"Aoki Seiki K.K. sends Kenji Sato to Cobalt Precision LLC from {start} to {end}."],
        dated=desk.now.date(),
        readings={
            "engagements[e1].start": start.isoformat(),
            "engagements[e1].end": end.isoformat(),
        },
    )
    desk.period(
        finn,
        case,
        lane=PeriodLane.WORK,
        start=start,
        end=end,
        country="US",
        status="employee",
        place="Dayton",
        employer=host,
        description="Sets up machine tools of Aoki Seiki and trains operators",
        evidence=[letter],
    )
    desk.period(
        finn,
        case,
        lane=PeriodLane.CONTRIBUTIONS,
        start=start,
        end=None,
        country="JP",
        description="Employees' Pension Insurance through Aoki Seiki K.K.",
    )
    desk.decide(finn, case, start)
    yield desk.ago(259, 9)
    desk.request(finn, case, ASKED)
    packet = desk.packet(finn, case)
    yield desk.ago(258, 9)
    desk.approve(desk.who("hana", COBALT), case, packet)
    yield desk.ago(257, 9)
    desk.send(finn, case, packet, "JPS-2291")
    yield desk.ago(180, 9)
    record_check(
        actor=finn,
        case=case,
        checked_at=desk.now,
        label="Issued",
        verbatim="The certificate was issued to the employer in Japan and posted.",
        at=desk.now,
    )
    yield desk.ago(30, 9)
    certificate = desk.certificate(
        finn,
        case,
        TypedCertificate(
            product="certificate",
            issuer_country="JP",
            issuer=PENSION_SERVICE,
            number="JP/USA 44871",
            worker_name="Kenji Sato",
            worker_number="1234-567890",
            employer_name="Aoki Seiki K.K.",
            covered_by="JP",
            exempt_in="US",
            start=start,
            end=desk.first_of_month(17) - timedelta(days=1),
            article="",
            issued_on=desk.ago(40).date(),
            received_on=desk.now.date(),
        ),
    )
    yield desk.ago(20, 9)
    ask_correction(
        actor=finn,
        case=case,
        certificate=certificate,
        asked_on=desk.now.date(),
        what=f"Last day: it must be {end}, as in the assignment letter.",
        channel="mail",
        at=desk.now,
    )
