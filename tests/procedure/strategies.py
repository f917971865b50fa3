"""Random case files with holes: every field that may be unknown is unknown now and then."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from tests.facts.sheet_strategies import sheets
from totalis.evaluate.engine import Evaluator
from totalis.facts.reader import read_sheet
from totalis.kernel.errors import InputError
from totalis.lawbook.book import Lawbook
from totalis.procedure.casefile import (
    Address,
    Approval,
    Attempt,
    CaseFile,
    CertificateRecord,
    ChannelException,
    Closure,
    Communication,
    Correction,
    DeliveryRecord,
    DeterminationRecord,
    Difference,
    Direction,
    EmployerRecord,
    EvidenceItem,
    FactStatement,
    FactVersion,
    Lane,
    Lodgement,
    MatchRecord,
    PacketRecord,
    Party,
    PartyRole,
    Period,
    PeriodLane,
    Person,
    Reading,
    Reopening,
    Request,
    RequestField,
    ReturnAttachment,
    SourceConsulted,
    StatusCheck,
    Stay,
    WorkerRecord,
)

LAW = Lawbook()
EVALUATOR = Evaluator(LAW)
KEYS = ("ev1", "ev2", "ev3")
PLACES = (
    "engagements[e1].start",
    "engagements[e1].end",
    "engagements[e1].work_country",
    "engagements[e1].employer.name",
    "worker.ssn",
    "worker.name",
    "worker.birth_date",
    "worker.citizenships",
    "nowhere.at_all",
)

blank = st.just("")
texts = blank | st.text(max_size=30)
names = st.sampled_from(
    ["", "María José García López", "Jürgen O'Neill", "NGUYỄN VĂN A", "Smith-Jones", "李 明", "X"]
) | st.text(max_size=40)
days = st.dates(date(1990, 1, 1), date(2040, 12, 31))
some_day = st.none() | days
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
countries = st.sampled_from(["US", "FR", "DE", "ES", "JP", "PL", "AU", "IN", "PR"])
some_country = countries | st.sampled_from(["", "XX"])
digests = st.sampled_from(["sha256:" + letter * 64 for letter in "abc"])
people = st.builds(Person, id=st.sampled_from(["p1", "p2"]), name=names, email=texts)
evidence_ids = st.sampled_from(["", *KEYS, "gone"])
small = 3


def lists(of: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """Up to three of something, as a tuple."""
    return st.lists(of, max_size=small).map(tuple)


addresses = st.builds(
    Address,
    lines=lists(texts),
    city=texts,
    region=texts,
    postal_code=texts,
    country=some_country,
)
workers = st.builds(
    WorkerRecord,
    id=st.just("w1"),
    given_names=names,
    family_names=names,
    name_at_birth=names,
    birth_date=some_day,
    birth_place=texts,
    birth_country=some_country,
    ssn=texts | st.sampled_from(["536901234", "000112222", "536-90-1234"]),
    foreign_numbers=st.dictionaries(countries, texts, max_size=2),
    citizenships=st.none() | lists(countries),
    address=addresses,
    email=texts | st.sampled_from(["a@example.com", "a@"]),
    phone=texts | st.sampled_from(["+1 410 965 7306", "12"]),
)
employers = st.builds(
    EmployerRecord,
    id=st.sampled_from(["b1", "b2"]),
    name=names,
    country=some_country,
    address=addresses,
    registrations=st.dictionaries(st.sampled_from(["EIN", "NIP", "SIRET", "x"]), texts, max_size=2),
    contact_name=names,
    contact_email=texts,
    contact_phone=texts,
    activity=texts | st.sampled_from(["consulting", "various"]),
)
parties = st.builds(Party, role=st.sampled_from(PartyRole), employer=employers)


@st.composite
def spans(draw: st.DrawFn, *, may_be_open: bool = True) -> dict[str, Any]:
    """A start, and an end that is not before it, or none."""
    one, two = sorted((draw(days), draw(days)))
    return {"start": one, "end": None if may_be_open and draw(st.booleans()) else two}


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """A stretch of the timeline."""
    return Period(
        id=draw(st.sampled_from(["t1", "t2", "t3"])),
        lane=draw(st.sampled_from(PeriodLane)),
        country=draw(some_country),
        status=draw(st.sampled_from(["", "employee", "self_employed"])),
        place=draw(texts),
        employer=draw(names),
        description=draw(texts),
        evidence=draw(lists(evidence_ids)),
        **draw(spans()),
    )


@st.composite
def stays(draw: st.DrawFn) -> Stay:
    """An entry of the travel log."""
    return Stay(
        id=draw(st.sampled_from(["s1", "s2"])),
        country=draw(some_country),
        worked=draw(st.none() | st.booleans()),
        purpose=draw(texts),
        **draw(spans(may_be_open=False)),
    )


readings = st.builds(
    Reading,
    place=st.sampled_from(PLACES),
    value=texts | days.map(date.isoformat) | countries,
    page=texts,
)


@st.composite
def evidence_items(draw: st.DrawFn, key: str) -> EvidenceItem:
    """A document."""
    return EvidenceItem(
        id=key,
        title=draw(texts),
        kind=draw(st.sampled_from(["assignment_letter", "payroll_record", "unheard_of"])),
        version=draw(st.integers(1, 3)),
        file_name=draw(texts),
        digest=draw(digests),
        media_type="application/pdf",
        size=draw(st.integers(0, 10**6)),
        document_date=draw(some_day),
        uploaded_by=draw(people),
        uploaded_at=draw(moments),
        readings=draw(lists(readings)),
    )


statements = st.builds(
    FactStatement,
    place=st.sampled_from(PLACES),
    value=st.none() | texts | st.booleans(),
    stated_by=people,
    basis=texts,
    evidence=evidence_ids,
    at=moments,
)


@st.composite
def decided(draw: st.DrawFn) -> dict[str, Any]:
    """Facts, and now and then a determination that the engine made of them."""
    if draw(st.booleans()):
        return {}
    sheet = draw(sheets())
    as_of = draw(st.dates(date(2026, 1, 1), date(2027, 12, 31)))
    try:
        parsed = read_sheet(sheet, "drawn")
    except InputError:
        return {}
    facts = FactVersion(
        number=1,
        digest=parsed.digest(),
        sheet=parsed.as_dict(),
        made_by=draw(people),
        at=draw(moments),
        reason=draw(texts),
        statements=draw(lists(statements)),
    )
    if draw(st.booleans()):
        return {"facts": (facts,)}
    made = EVALUATOR.determine(parsed, as_of)
    record = DeterminationRecord(
        id="d1",
        digest=draw(digests),
        as_of=as_of,
        law=made.law,
        facts=draw(st.sampled_from([facts.digest, facts.digest, "sha256:" + "0" * 64])),
        fact_version=1,
        made_by=draw(people),
        at=draw(moments),
        document=as_json(made.to_json()),
    )
    return {"facts": (facts,), "determinations": (record,)}


def as_json(data: bytes) -> dict[str, Any]:
    """A determination as the case file holds it."""
    import json  # noqa: PLC0415

    value: dict[str, Any] = json.loads(data)
    return value


request_fields = st.builds(
    RequestField,
    field=st.sampled_from(
        ["worker_ssn", "begin_date", "end_date", "us_employer", "requester_email", "no_such_field"]
    ),
    value=texts | days.map(date.isoformat),
    evidence=evidence_ids,
)
exceptions = st.builds(
    ChannelException,
    channel=st.sampled_from(["fax", "mail", "courier"]),
    reason=texts,
    destination=texts,
    destination_source=texts,
    destination_checked_on=days,
    asked_by=people,
    approved_by=st.none() | people,
    approved_at=st.none() | moments,
)
requests = st.builds(
    Request,
    id=st.just("r1"),
    product=st.sampled_from(
        ["certificate", "letter_of_exemption", "exception", "election", "replacement", "correction"]
    ),
    lane=st.sampled_from(Lane),
    lane_reason=texts,
    channel=st.sampled_from(["online", "fax", "mail", "courier", "connected"]),
    agreement=some_country,
    fields=lists(request_fields),
    exception=st.none() | exceptions,
)
approvals = st.builds(
    Approval,
    packet=st.integers(1, 2),
    packet_digest=digests,
    approved=st.booleans(),
    by=people,
    at=moments,
    reason=texts,
    by_preparer=st.booleans(),
)
packets = st.builds(
    PacketRecord,
    number=st.integers(1, 2),
    digest=digests,
    made_by=people,
    at=moments,
    facts=digests,
    determination=digests,
    void_at=st.none() | moments,
    void_reason=texts,
    approvals=lists(approvals),
)
lodgements = st.builds(
    Lodgement,
    packet=st.integers(1, 2),
    channel=st.sampled_from(["online", "mail"]),
    at=moments,
    by=people,
    control_number=texts,
    confirmation=evidence_ids,
)
status_checks = st.builds(
    StatusCheck,
    at=moments,
    by=people,
    channel=st.just("online"),
    verbatim=texts,
    label=st.sampled_from(["", "Received", "Pending", "Completed", "Denied"]),
    evidence=evidence_ids,
)
communications = st.builds(
    Communication,
    at=moments,
    by=people,
    direction=st.sampled_from(["out", "in"]),
    channel=texts,
    counterpart=texts,
    verbatim=texts,
    evidence=evidence_ids,
    override_reason=texts,
)


@st.composite
def certificates(draw: st.DrawFn, key: str = "c1") -> CertificateRecord:
    """A certificate as read off a document."""
    return CertificateRecord(
        id=key,
        product=draw(st.sampled_from(["certificate", "letter_of_exemption", "ssa_statement"])),
        issuer_country=draw(some_country),
        issuer=draw(texts),
        number=draw(texts),
        worker_name=draw(names),
        worker_number=draw(texts),
        employer_name=draw(names),
        covered_by=draw(some_country),
        exempt_in=draw(some_country),
        article=draw(texts),
        issued_on=draw(some_day),
        received_on=draw(days),
        evidence=draw(evidence_ids),
        entered_by=draw(people),
        entered_at=draw(moments),
        replaces=draw(st.sampled_from(["", "c1", "c2"])),
        withdrawn_on=draw(some_day),
        withdrawn_reason=draw(texts),
        **draw(spans()),
    )


certificate_ids = st.sampled_from(["c1", "c2", "gone"])
differences = st.builds(
    Difference,
    field=texts,
    rank=st.sampled_from(["breaks", "check", "harmless"]),
    expected=texts,
    found=texts,
    says=texts,
)
matches = st.builds(
    MatchRecord,
    certificate=certificate_ids,
    packet=st.none() | st.integers(1, 2),
    differences=lists(differences),
    checklist=st.dictionaries(texts, st.booleans(), max_size=2),
    accepted=st.booleans(),
    by=people,
    at=moments,
    reason=texts,
    released_by=st.none() | people,
    released_at=st.none() | moments,
)
corrections = st.builds(
    Correction,
    certificate=certificate_ids,
    asked_on=days,
    what=texts,
    channel=texts,
    by=people,
    at=moments,
    settled_by=st.just("") | certificate_ids,
)
deliveries = st.builds(
    DeliveryRecord,
    certificate=certificate_ids,
    recipient=st.sampled_from(["worker", "us_employer", "unheard_of"]),
    recipient_name=names,
    sent_on=some_day,
    method=texts,
    receipt_on=some_day,
    receipt_evidence=evidence_ids,
    by=st.none() | people,
)
attachments = st.builds(
    ReturnAttachment,
    certificate=certificate_ids,
    tax_year=st.integers(2015, 2030),
    marking=texts,
    marking_source=texts,
    attached_on=some_day,
    evidence=evidence_ids,
    by=st.none() | people,
)
reopenings = st.builds(
    Reopening,
    at=moments,
    by=st.none() | people,
    cause=st.sampled_from(["facts", "law"]),
    before=digests,
    after=digests,
    changed=lists(texts),
    certificates=lists(certificate_ids),
    pay_from=some_day,
)


@st.composite
def case_files(draw: st.DrawFn) -> CaseFile:
    """A case file at some stage, with holes anywhere."""
    keys = draw(st.lists(st.sampled_from(KEYS), unique=True))
    held = draw(st.lists(st.sampled_from(["c1", "c2"]), unique=True))
    opened = draw(moments)
    return CaseFile(
        reference="C-0001",
        organisation="acme",
        organisation_kind=draw(st.sampled_from(["employer", "adviser", "self_employed"])),
        title=draw(texts),
        direction=draw(st.sampled_from(Direction)),
        partner=draw(some_country),
        owner=draw(people),
        opened_at=opened,
        known_at=max(opened, draw(moments)),
        worker=draw(workers),
        parties=draw(lists(parties)),
        periods=draw(lists(periods())),
        stays=draw(lists(stays())),
        evidence=tuple(draw(evidence_items(key)) for key in keys),
        sources=draw(
            lists(
                st.builds(
                    SourceConsulted, title=texts, url=texts, accessed_on=days, why=texts, by=people
                )
            )
        ),
        closures=draw(lists(st.builds(Closure, key=texts, by=people, at=moments, reason=texts))),
        request=draw(st.none() | requests),
        packets=draw(lists(packets)),
        lodgements=draw(lists(lodgements)),
        checks=draw(lists(status_checks)),
        communications=draw(lists(communications)),
        attempts=draw(
            lists(
                st.builds(
                    Attempt,
                    at=moments,
                    by=people,
                    addressee=texts,
                    asked_for=texts,
                    outcome=texts,
                    evidence=evidence_ids,
                )
            )
        ),
        certificates=tuple(draw(certificates(key)) for key in held),
        matches=draw(lists(matches)),
        corrections=draw(lists(corrections)),
        deliveries=draw(lists(deliveries)),
        attachments=draw(lists(attachments)),
        reopenings=draw(lists(reopenings)),
        closed_at=draw(st.none() | moments),
        closed_reason=draw(texts),
        **draw(decided()),
    )
