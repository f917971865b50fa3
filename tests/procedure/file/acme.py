"""One case told in full: an engineer sent from Boston to Lyon, decided by the engine; tests change one thing."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from totalis.evaluate.engine import Evaluator
from totalis.facts.reader import read_sheet
from totalis.facts.samples import __file__ as samples
from totalis.lawbook.book import Lawbook
from totalis.procedure.casefile import (
    CaseFile,
    CertificateRecord,
    DeterminationRecord,
    Direction,
    EmployerRecord,
    FactVersion,
    Lane,
    Lodgement,
    MatchRecord,
    PacketRecord,
    Party,
    PartyRole,
    Person,
    Request,
    RequestField,
    WorkerRecord,
)

TODAY = date(2026, 11, 22)
PREPARER = Person(id="p1", name="Paula Preparer")
APPROVER = Person(id="p2", name="Aron Approver")
CLERK = Person(id="p3", name="Clara Clerk")
LYON = Path(samples).parent / "posting_to_france.yaml"


def at(day: str, hour: int = 9) -> datetime:
    """A moment of a day."""
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC)


@cache
def evaluator() -> Evaluator:
    """The engine with the packaged law."""
    return Evaluator(Lawbook())


def decided(sheet, day=TODAY, number=1, when="2026-10-01"):
    """A fact version and the determination that the engine makes of it."""
    read = read_sheet(sheet, "sheet")
    made = evaluator().determine(read, day)
    facts = FactVersion(
        number=number, digest=read.digest(), sheet=read.as_dict(), made_by=PREPARER, at=at(when)
    )
    record = DeterminationRecord(
        id=f"d{number}",
        digest="sha256:" + str(number) * 64,
        as_of=day,
        law=made.law,
        facts=facts.digest,
        fact_version=number,
        made_by=PREPARER,
        at=at(when, 10),
        document=json.loads(made.to_json()),
    )
    return facts, record


def sheet_of(changes=None, worker=None):
    """The sheet of the posting to Lyon, with changes."""
    sheet = read_sheet(LYON.read_bytes(), "lyon").as_dict()
    sheet["engagements"][0].update(changes or {})
    sheet["worker"].update(worker or {})
    return sheet


def read(sheet):
    """A sheet as the reader wants it."""
    return json.dumps(sheet)


def acme(changes=None, **more):
    """The case with its facts, decision and request; nothing sent."""
    facts, record = decided(read(sheet_of(changes)))
    employer = EmployerRecord(id="b1", name="Example Corporation", country="US")
    abroad = EmployerRecord(id="b2", name="Example France SAS", country="FR")
    file = CaseFile(
        reference="C-0001",
        organisation="acme",
        organisation_kind="employer",
        title="Lyon",
        direction=Direction.US_CERTIFICATE,
        partner="FR",
        owner=PREPARER,
        opened_at=at("2026-10-01", 8),
        known_at=at("2026-11-22", 12),
        worker=WorkerRecord(
            id="w1", given_names="Ada Mary", family_names="Lovelace", ssn="536901234"
        ),
        parties=(
            Party(role=PartyRole.US_EMPLOYER, employer=employer),
            Party(role=PartyRole.FOREIGN_EMPLOYER, employer=abroad),
        ),
        facts=(facts,),
        determinations=(record,),
        request=Request(
            id="r1",
            product="certificate",
            lane=Lane.EMPLOYER,
            lane_reason="sent by her employer",
            channel="online",
            agreement="FR",
            fields=(
                RequestField(field="begin_date", value="2026-01-01"),
                RequestField(field="end_date", value="2028-12-31"),
            ),
        ),
    )
    return replace(file, **more)


def packet(**more):
    """A packet of the case."""
    made = PacketRecord(
        number=1,
        digest="sha256:" + "a" * 64,
        made_by=PREPARER,
        at=at("2026-10-02"),
        facts="f",
        determination="d",
    )
    return replace(made, **more)


LODGED = Lodgement(
    packet=1, channel="online", at=at("2026-10-05"), by=PREPARER, control_number="X1"
)


def certificate(**more):
    """The certificate as it should be."""
    made = CertificateRecord(
        id="c1",
        product="certificate",
        issuer_country="US",
        issuer="Social Security Administration",
        number="N-1",
        worker_name="Ada Mary Lovelace",
        worker_number="536-90-1234",
        employer_name="Example Corporation",
        covered_by="US",
        exempt_in="FR",
        start=date(2026, 1, 1),
        end=date(2028, 12, 31),
        article="6(1); 6(3)",
        issued_on=date(2026, 10, 20),
        received_on=date(2026, 11, 2),
        evidence="ev9",
        entered_by=PREPARER,
        entered_at=at("2026-11-02"),
    )
    return replace(made, **more)


def match(**more):
    """The comparison, accepted and released."""
    made = MatchRecord(
        certificate="c1",
        packet=1,
        differences=(),
        checklist={},
        accepted=True,
        by=APPROVER,
        at=at("2026-11-03"),
        released_by=CLERK,
        released_at=at("2026-11-04"),
    )
    return replace(made, **more)


def exempted(**more):
    """The case with an accepted and released certificate."""
    base = {
        "packets": (packet(),),
        "lodgements": (LODGED,),
        "certificates": (certificate(),),
        "matches": (match(),),
    }
    return acme(**(base | more))
