"""Whole cases from which a test takes one thing away."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from msgspec.structs import replace

from tests.procedure.strategies import EVALUATOR, LAW, as_json
from totalis.facts.reader import read_sheet
from totalis.procedure.casefile import (
    Address,
    CaseFile,
    CertificateRecord,
    DeterminationRecord,
    Direction,
    EmployerRecord,
    EvidenceItem,
    FactVersion,
    Lane,
    Party,
    PartyRole,
    Period,
    PeriodLane,
    Person,
    Reading,
    Request,
    RequestField,
    WorkerRecord,
)
from totalis.procedure.checks import DataCheck, run_checks
from totalis.procedure.forms import FormField, fields_for
from totalis.procedure.forms_prefill import prefilled

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
ON = date(2026, 6, 1)
ANN = Person(id="p1", name="Ann Example")
HEAD_OFFICE = Address(
    lines=("233 S Wacker Dr",), city="Chicago", region="IL", postal_code="60606", country="US"
)
LYON = Address(lines=("12 rue de la République",), city="Lyon", postal_code="69001", country="FR")
WORKER = WorkerRecord(
    id="w1",
    given_names="Maria Jane",
    family_names="Miller",
    birth_date=date(1985, 4, 2),
    birth_place="Toledo, Ohio",
    birth_country="US",
    ssn="536904399",
    citizenships=("US",),
    address=HEAD_OFFICE,
    email="maria@example.com",
    phone="+1 312 875 9000",
)
EMPLOYER = EmployerRecord(
    id="b1",
    name="Example Corporation",
    country="US",
    address=HEAD_OFFICE,
    registrations={"EIN": "04-2103594"},
    contact_name="Pat Payroll",
    contact_email="pat@example.com",
    contact_phone="+1 312 875 9001",
)
AFFILIATE = EmployerRecord(
    id="b2", name="Example France SAS", country="FR", address=LYON, contact_name="Paul Paie"
)
CLIENT = EmployerRecord(id="b3", name="Grand Client SA", country="FR", address=LYON)
SHEET: dict[str, Any] = {
    "schema": "totalis/facts/1",
    "worker": {
        "citizenships": ["US"],
        "residence": "US",
        "private_health_insurance": True,
        "accompanying_family": False,
    },
    "engagements": [
        {
            "id": "e1",
            "kind": "employment",
            "category": "ordinary",
            "work_country": "FR",
            "start": "2027-01-01",
            "end": "2029-12-31",
            "open_ended": False,
            "employer": {"name": "Example Corporation", "country": "US", "american": True},
            "sent_by_employer": True,
            "sent_from": "US",
            "hired_in": "US",
            "employed_before_transfer": True,
            "works_for": "affiliate",
            "affiliate_3121l": True,
            "earlier_postings": [],
        }
    ],
}
EXTRA = {
    "date_of_hire": "2020-03-01",
    "affiliate_3121l_effective_date": "2019-01-01",
    "requester_is_representative": "no",
}


def letter(key: str = "ev1", *readings: Reading, title: str = "Assignment letter") -> EvidenceItem:
    """A document that says what its readings say."""
    return EvidenceItem(
        id=key,
        title=title,
        kind="assignment_letter",
        version=1,
        file_name="letter.pdf",
        digest="sha256:" + "a" * 64,
        media_type="application/pdf",
        size=1000,
        document_date=date(2026, 5, 1),
        uploaded_by=ANN,
        uploaded_at=AT,
        readings=readings,
    )


def changed(sheet: dict[str, Any], worker: dict[str, Any] | None = None, **engagement: Any) -> Any:
    """A sheet with other facts; None takes a fact away."""
    work = {**sheet["engagements"][0], **engagement}
    person = {**sheet["worker"], **(worker or {})}
    return {
        **sheet,
        "worker": {key: value for key, value in person.items() if value is not None},
        "engagements": [{key: value for key, value in work.items() if value is not None}],
    }


def decided(sheet: dict[str, Any], as_of: date = ON) -> dict[str, Any]:
    """Facts of a sheet, and what the engine decides on them."""
    parsed = read_sheet(sheet, "example")
    made = EVALUATOR.determine(parsed, as_of)
    facts = FactVersion(
        number=1, digest=parsed.digest(), sheet=parsed.as_dict(), made_by=ANN, at=AT
    )
    record = DeterminationRecord(
        id="d1",
        digest="sha256:" + "d" * 64,
        as_of=as_of,
        law=made.law,
        facts=facts.digest,
        fact_version=1,
        made_by=ANN,
        at=AT,
        document=as_json(made.to_json()),
    )
    return {"facts": (facts,), "determinations": (record,)}


def fields_of(case: CaseFile) -> tuple[FormField, ...]:
    """The fields of a case's request."""
    assert case.request is not None
    agreement = LAW.agreement(case.partner)
    return fields_for(case.request.product, case.request.lane, agreement, case.direction)


def french(
    sheet: dict[str, Any] = SHEET, values: dict[str, str] | None = None, **given: Any
) -> CaseFile:
    """An employee posted to the French affiliate, with every field filled in and proved."""
    lane = given.pop("lane", Lane.EMPLOYER)
    product = given.pop("product", "certificate")
    channel = given.pop("channel", "online")
    exception = given.pop("exception", None)
    case = CaseFile(
        **{
            "reference": "C-0001",
            "organisation": "example",
            "organisation_kind": "employer",
            "title": "Miller to Lyon",
            "direction": Direction.US_CERTIFICATE,
            "partner": "FR",
            "owner": ANN,
            "opened_at": AT,
            "known_at": AT,
            "worker": WORKER,
            "parties": (
                Party(role=PartyRole.US_EMPLOYER, employer=EMPLOYER),
                Party(role=PartyRole.FOREIGN_EMPLOYER, employer=AFFILIATE),
                Party(role=PartyRole.CLIENT, employer=CLIENT),
            ),
            "evidence": (letter(),),
            "periods": (
                Period(
                    id="t1",
                    lane=PeriodLane.WORK,
                    start=date(2027, 1, 1),
                    end=date(2029, 12, 31),
                    country="FR",
                    status="employee",
                    description="Designs turbine blades for aircraft engines",
                ),
            ),
            **decided(sheet),
            **given,
        }
    )
    request = Request(
        id="r1",
        product=product,
        lane=lane,
        lane_reason="US law sees the work as employment.",
        channel=channel,
        agreement=case.partner,
        exception=exception,
    )
    case = replace(case, request=request)
    fields = fields_of(case)
    known = {key: item.value for key, item in prefilled(case, fields).items()}
    asked = {field.key for field in fields}
    extra = {key: value for key, value in EXTRA.items() if key in asked}
    written = {**known, **extra, **(values or {})}
    filled = tuple(
        RequestField(field=key, value=value, evidence="ev1") for key, value in written.items()
    )
    return replace(case, request=replace(request, fields=filled))


def checked(
    case: CaseFile, on: date = ON, others: tuple[CertificateRecord, ...] = ()
) -> tuple[DataCheck, ...]:
    """Every finding on a case."""
    return run_checks(case, fields_of(case), on=on, others=others)


def certificate(**given: Any) -> CertificateRecord:
    """A certificate of the worker in another case."""
    return CertificateRecord(
        **{
            "id": "c9",
            "product": "certificate",
            "issuer_country": "US",
            "issuer": "SSA",
            "number": "",
            "worker_name": "Maria Jane Miller",
            "worker_number": "",
            "employer_name": "Example Corporation",
            "covered_by": "US",
            "exempt_in": "DE",
            "start": date(2026, 1, 1),
            "end": date(2026, 12, 31),
            "article": "",
            "issued_on": None,
            "received_on": date(2026, 1, 1),
            "evidence": "",
            "entered_by": ANN,
            "entered_at": AT,
            **given,
        }
    )
