"""A whole case as a case file: an American sent to France, asked for, received, matched, released, delivered."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from totalis.documents.bag import PacketFiles, proof_bag
from totalis.documents.bundle import packet_bundle
from totalis.documents.packet import packet_pdf
from totalis.evaluate import determine
from totalis.facts.reader import read_sheet
from totalis.facts.samples import sample_path
from totalis.gate import payroll_state
from totalis.kernel.digest import digest, digest_bytes
from totalis.lawbook.book import Lawbook
from totalis.procedure import casefile as of
from totalis.procedure.forms import fields_for
from totalis.procedure.forms_prefill import prefilled
from totalis.procedure.packet import packet_snapshot

SSN = "123-45-6789"
FRENCH = "1 85 05 78 006 084 36"
DAY = date(2026, 3, 14)
ANNA = of.Person(id="1", name="Anna Prepares", email="anna@example.org")
BEN = of.Person(id="2", name="Ben Approves")
CLEO = of.Person(id="3", name="Cleo Payroll")
FILES = {
    "letter": b"%PDF-1.4 made up assignment letter",
    "confirmation": b"confirmation page, made up",
    "certificate": b"%PDF-1.4 made up certificate USA-FR-1",
    "receipt": b"I have received it. (made up)",
}


def at(month: int, day: int, hour: int = 9) -> datetime:
    """A moment of 2026, or of the end of 2025 for month 0."""
    return datetime(2026 if month else 2025, month or 12, day, hour, tzinfo=UTC)


def evidence(key: str, title: str, kind: str, when: datetime, media: str) -> of.EvidenceItem:
    """A document of the case; its content is made up."""
    name = f"{key}.{'pdf' if media == 'application/pdf' else 'txt'}"
    proved = digest_bytes(FILES[key])
    return of.EvidenceItem(
        id=key,
        title=title,
        kind=kind,
        version=1,
        file_name=name,
        digest=proved,
        media_type=media,
        size=len(FILES[key]),
        document_date=when.date(),
        uploaded_by=ANNA,
        uploaded_at=when,
        versions=((1, name, proved),),
    )


def snapshot_of(file: of.CaseFile) -> dict[str, Any]:
    """The packet of the case as it was checked on 12 December 2025."""
    asked = fields_for(
        "certificate", of.Lane.EMPLOYER, Lawbook().agreement("FR"), of.Direction.US_CERTIFICATE
    )
    request = file.request
    assert request is not None
    given = {item.field: item for item in request.fields}
    fields = (
        *(item for key, item in prefilled(file, asked).items() if key not in given),
        *given.values(),
    )
    filled = msgspec.structs.replace(file, request=msgspec.structs.replace(request, fields=fields))
    return packet_snapshot(filled, asked, on=date(2025, 12, 12))


def whole_case(**changes: Any) -> of.CaseFile:
    """The case as it stands on 1 July 2026; `changes` replace fields of the file."""
    sheet = read_sheet(sample_path("posting_to_france").read_bytes())
    decided = determine(sheet, as_of=date(2026, 1, 1), law=Lawbook())
    document = json.loads(decided.to_json())
    determination = of.DeterminationRecord(
        id="d1",
        digest=digest(document),
        as_of=decided.as_of,
        law=decided.law,
        facts=decided.facts,
        fact_version=1,
        made_by=ANNA,
        at=at(0, 11),
        document=document,
    )
    file = of.CaseFile(
        reference="TC-2026-0142",
        organisation="Example Corporation",
        organisation_kind="employer",
        title="Sarah Example to Lyon",
        direction=of.Direction.US_CERTIFICATE,
        partner="FR",
        owner=ANNA,
        opened_at=at(0, 10),
        known_at=at(7, 1).replace(microsecond=123456),
        worker=of.WorkerRecord(
            id="w1",
            given_names="Sarah",
            family_names="Example",
            birth_date=date(1985, 5, 7),
            ssn="123456789",
            foreign_numbers={"FR": FRENCH},
            citizenships=("US",),
            birth_place="Springfield",
            birth_country="US",
            address=of.Address(
                lines=("1 Example Street",),
                city="Springfield",
                region="IL",
                postal_code="62701",
                country="US",
            ),
            email="sarah@example.org",
            phone="+12175550100",
        ),
        parties=(
            of.Party(
                role=of.PartyRole.US_EMPLOYER,
                employer=of.EmployerRecord(
                    id="e1",
                    name="Example Corporation",
                    country="US",
                    registrations={"EIN": "12-3456789"},
                    activity="Software",
                ),
            ),
            of.Party(
                role=of.PartyRole.FOREIGN_EMPLOYER,
                employer=of.EmployerRecord(id="e2", name="Example France SAS", country="FR"),
            ),
        ),
        periods=(
            period("p1", of.PeriodLane.WORK, date(2019, 1, 1), date(2025, 12, 31), "US"),
            period("p2", of.PeriodLane.WORK, date(2026, 1, 1), date(2028, 12, 31), "FR"),
            period("p3", of.PeriodLane.RESIDENCE, date(2026, 1, 1), None, "FR"),
            period("p4", of.PeriodLane.CONTRIBUTIONS, date(2019, 1, 1), None, "US"),
        ),
        evidence=(
            evidence(
                "letter", "Assignment letter", "assignment_letter", at(0, 10), "application/pdf"
            ),
            evidence("confirmation", "Confirmation page", "confirmation", at(0, 15), "text/plain"),
            evidence(
                "certificate",
                "Certificate of coverage",
                "certificate",
                at(2, 20),
                "application/pdf",
            ),
            evidence("receipt", "Receipt of Example France", "receipt", at(3, 2), "text/plain"),
        ),
        facts=(
            of.FactVersion(
                number=1,
                digest=sheet.digest(),
                sheet=sheet.as_dict(),
                made_by=ANNA,
                at=at(0, 10),
                reason="First facts",
                statements=(
                    of.FactStatement(
                        place="engagements[posting-to-lyon].end",
                        value="2028-12-31",
                        stated_by=ANNA,
                        basis="read in a document",
                        evidence="letter",
                        at=at(0, 10),
                    ),
                ),
            ),
        ),
        determinations=(determination,),
        sources=(
            of.SourceConsulted(
                title="POMS RS 02001.525",
                url="https://secure.ssa.gov/apps10/poms.nsf/lnx/0302001525",
                accessed_on=date(2025, 12, 10),
                why="Rule for detached workers",
                by=ANNA,
            ),
        ),
        request=of.Request(
            id="r1",
            product="certificate",
            lane=of.Lane.EMPLOYER,
            lane_reason="The worker is an employee whom her employer sends.",
            channel="online",
            agreement="FR",
            fields=(
                of.RequestField(field="worker_ssn", value=SSN),
                of.RequestField(field="end_date", value="2028-12-31", evidence="letter"),
            ),
        ),
        lodgements=(
            of.Lodgement(
                packet=1,
                channel="online",
                at=at(0, 15),
                by=ANNA,
                control_number="OPTS-0001",
                confirmation="confirmation",
            ),
        ),
        checks=(
            of.StatusCheck(
                at=at(1, 20),
                by=ANNA,
                channel="online",
                verbatim="Your request is pending.",
                label="Pending",
            ),
            of.StatusCheck(
                at=at(2, 15),
                by=ANNA,
                channel="online",
                verbatim=f"Completed for {SSN}.",
                label="Completed",
            ),
        ),
        certificates=(certificate(),),
        matches=(
            of.MatchRecord(
                certificate="c1",
                packet=1,
                differences=(
                    of.Difference(
                        field="worker_name",
                        rank="harmless",
                        expected="Sarah Example",
                        found="SARAH EXAMPLE",
                        says="Capital letters only.",
                    ),
                ),
                checklist={"issuer_is_right": True, "days_are_right": True},
                accepted=True,
                by=BEN,
                at=at(2, 21),
                released_by=BEN,
                released_at=at(2, 22),
            ),
        ),
        deliveries=(
            of.DeliveryRecord(
                certificate="c1",
                recipient="foreign_employer",
                recipient_name="Example France SAS",
                sent_on=date(2026, 2, 25),
                method="e-mail",
                receipt_on=date(2026, 3, 2),
                receipt_evidence="receipt",
                by=ANNA,
            ),
            of.DeliveryRecord(certificate="c1", recipient="worker", recipient_name="Sarah Example"),
        ),
        audit=tuple(msgspec.convert(_line(entry), of.AuditLine) for entry in audit_entries()),
    )
    return msgspec.structs.replace(with_packet(file), **changes)


def with_packet(file: of.CaseFile) -> of.CaseFile:
    """The case with the packet that belongs to it, approved."""
    decision = file.determinations[-1]
    proved = digest(snapshot_of(file))
    approval = of.Approval(packet=1, packet_digest=proved, approved=True, by=BEN, at=at(0, 13))
    packet = of.PacketRecord(
        number=1,
        digest=proved,
        made_by=ANNA,
        at=at(0, 12),
        facts=decision.facts,
        determination=decision.digest,
        approvals=(approval,),
    )
    return msgspec.structs.replace(file, packets=(packet,))


def period(key: str, lane: of.PeriodLane, start: date, end: date | None, country: str) -> of.Period:
    """A period shown by the assignment letter."""
    return of.Period(id=key, lane=lane, start=start, end=end, country=country, evidence=("letter",))


def certificate(**changes: Any) -> of.CertificateRecord:
    """The certificate of the case."""
    record = of.CertificateRecord(
        id="c1",
        product="certificate",
        issuer_country="US",
        issuer="Social Security Administration",
        number="USA-FR-1",
        worker_name="SARAH EXAMPLE",
        worker_number=SSN,
        employer_name="Example Corporation",
        covered_by="US",
        exempt_in="FR",
        start=date(2026, 1, 1),
        end=date(2028, 12, 31),
        article="6(1)",
        issued_on=date(2026, 2, 10),
        received_on=date(2026, 2, 20),
        evidence="certificate",
        entered_by=ANNA,
        entered_at=at(2, 20),
    )
    return msgspec.structs.replace(record, **changes)


def audit_entries() -> list[dict[str, Any]]:
    """Three entries of a chain with others between, in the form of `webbase.audit.entry.content`, with digests."""
    entries = []
    previous = digest({"chain": "totalis/audit/1", "organisation": 1})
    verbs = {1: "open_case", 2: "state_facts", 5: "approve_packet"}
    for number, verb in verbs.items():
        if number == 5:
            previous = digest({"another": "case"})
        entry = {
            "chain": "totalis/audit/1",
            "organisation": 1,
            "number": number,
            "at": at(0, 10 + number).isoformat(timespec="microseconds"),
            "user": 1,
            "who": "Anna Prepares",
            "verb": verb,
            "subject": "case TC-2026-0142",
            "case_reference": "TC-2026-0142",
            "details": {"packet": 1} if verb == "approve_packet" else {},
            "previous": previous,
        }
        previous = digest(entry)
        entries.append(entry | {"digest": previous})
    return entries


def _line(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: entry[key] for key in of.AuditLine.__struct_fields__}


def contents() -> dict[str, bytes]:
    """Every file of the case by its digest."""
    return {digest_bytes(data): data for data in FILES.values()}


def packet_files(file: of.CaseFile) -> dict[int, PacketFiles]:
    """The packet of the case, drawn and bundled."""
    if not file.packets:
        return {}
    snapshot = snapshot_of(file)
    pdf = packet_pdf(snapshot)
    bundle = packet_bundle(snapshot, pdf, {"letter.pdf": FILES["letter"]})
    return {1: PacketFiles(snapshot=snapshot, pdf=pdf, bundle=bundle)}


def bag_of(file: of.CaseFile, day: date = DAY) -> bytes:
    """The proof of a day of the case."""
    return proof_bag(
        file,
        day,
        contents(),
        payroll_state(file, day),
        packets=packet_files(file),
        audit=audit_entries(),
    )
