"""The case file: everything that is known of one case at one moment, as plain values.

The case desk builds it from its tables (`casework.selectors.casefile`), for now or for any earlier moment. Findings,
checks, matching, the payroll state, the story and the export read it and nothing else, so that each of them says the
same about the same file. Days are inclusive on both sides, times are UTC, countries ISO 3166-1 alpha-2; None is unknown.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import msgspec


class Direction(StrEnum):
    """Which proof the case is after."""

    US_CERTIFICATE = "us_certificate"
    """A US certificate for work that US law covers, shown abroad."""
    FOREIGN_CERTIFICATE = "foreign_certificate"
    """A certificate of the other country, held in the US before withholding or self-employment tax stops."""
    LETTER_OF_EXEMPTION = "letter_of_exemption"
    """A letter of SSA where the other country issues no certificate (Australia)."""
    NONE = "none"
    """No certificate can be had: no agreement, or only one country's law reaches the work."""
    OPEN = "open"
    """Not decided yet."""


class Lane(StrEnum):
    """For whom the certificate is asked."""

    EMPLOYER = "employer"
    SELF_EMPLOYED = "self_employed"
    PERFORMER = "performer"
    HOLD = "hold"
    """None of the three: nothing is asked for before a person has settled it."""


class PeriodLane(StrEnum):
    """What a period is about."""

    WORK = "work"
    RESIDENCE = "residence"
    CONTRIBUTIONS = "contributions"


class PartyRole(StrEnum):
    """What an employer or business is in the case. A client never decides coverage."""

    US_EMPLOYER = "us_employer"
    FOREIGN_EMPLOYER = "foreign_employer"
    OWN_BUSINESS_US = "own_business_us"
    OWN_BUSINESS_FOREIGN = "own_business_foreign"
    CLIENT = "client"


class PayrollState(StrEnum):
    """The four words for payroll, always the same everywhere."""

    WITHHOLD = "withhold"
    HOLD = "hold"
    EXEMPT = "exempt"
    CHANGED = "changed"


class Stage(StrEnum):
    """Where a case stands; follows from its records and is never set by hand."""

    FACTS = "facts"
    """Facts are missing, or nothing was decided yet."""
    REVIEW = "review"
    """A person must look: disputed, not stated, split, election, exception, escalation, changed."""
    EVIDENCE = "evidence"
    """Decided; documents or data of the request are missing."""
    APPROVAL = "approval"
    """A packet waits for its approver."""
    LODGING = "lodging"
    """Approved and not sent yet."""
    WAITING = "waiting"
    """Sent; the answer is awaited."""
    RECEIVING = "receiving"
    """Completed in the channel; the document is not in hand."""
    MATCHING = "matching"
    """A certificate is in hand and not accepted yet, or a correction is awaited."""
    DELIVERY = "delivery"
    """Accepted; somebody who must have it has not confirmed it."""
    IN_FORCE = "in_force"
    """Accepted, delivered, valid."""
    ENDED = "ended"
    """The certificate has ended, or there is nothing to ask for."""
    CLOSED = "closed"


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """The base of every value in a case file."""


class Person(Value, frozen=True, kw_only=True):
    """A user as others see her."""

    id: str
    name: str
    email: str = ""


class Address(Value, frozen=True, kw_only=True):
    """A postal address; `lines` are street lines."""

    lines: tuple[str, ...] = ()
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""


class WorkerRecord(Value, frozen=True, kw_only=True):
    """The worker. `foreign_numbers` holds social insurance numbers by country; numbers are without decoration."""

    id: str
    given_names: str
    family_names: str
    name_at_birth: str = ""
    birth_date: date | None = None
    birth_place: str = ""
    birth_country: str = ""
    ssn: str = ""
    foreign_numbers: dict[str, str] = {}
    citizenships: tuple[str, ...] | None = None
    address: Address = Address()
    email: str = ""
    phone: str = ""


class EmployerRecord(Value, frozen=True, kw_only=True):
    """An employer or business as registered; `registrations` holds local numbers by name (EIN, NIP, SIRET …)."""

    id: str
    name: str
    country: str
    address: Address = Address()
    registrations: dict[str, str] = {}
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    activity: str = ""


class Party(Value, frozen=True, kw_only=True):
    """An employer or business in its role."""

    role: PartyRole
    employer: EmployerRecord


class Period(Value, frozen=True, kw_only=True):
    """One stretch of the timeline in which nothing changed; `end` None is open.

    Work periods name status, place, employer; residence periods the country; contribution periods the country that
    collected. `evidence` names the evidence items that prove it.
    """

    id: str
    lane: PeriodLane
    start: date
    end: date | None
    country: str
    status: str = ""
    place: str = ""
    employer: str = ""
    description: str = ""
    evidence: tuple[str, ...] = ()


class Stay(Value, frozen=True, kw_only=True):
    """An entry of the travel and work-location log; `worked` None is unknown."""

    id: str
    start: date
    end: date
    country: str
    worked: bool | None
    purpose: str = ""
    source: str = "typed"
    """typed, csv, calendar"""
    evidence: str = ""


class Reading(Value, frozen=True, kw_only=True):
    """What a document says, in one place of the fact sheet (`engagements[e1].end`) or of the case (`worker.ssn`)."""

    place: str
    value: str
    page: str = ""


class EvidenceItem(Value, frozen=True, kw_only=True):
    """A document in its newest version at that moment; older versions are in `versions`."""

    id: str
    title: str
    kind: str
    """A key of `procedure/data/evidence.yaml` (assignment_letter, payroll_record …)."""
    version: int
    file_name: str
    digest: str
    media_type: str
    size: int
    document_date: date | None
    uploaded_by: Person
    uploaded_at: datetime
    readings: tuple[Reading, ...] = ()
    versions: tuple[tuple[int, str, str], ...] = ()
    """(number, file name, digest) of every version."""


class FactStatement(Value, frozen=True, kw_only=True):
    """Who stated a fact and which document proves it."""

    place: str
    value: Any
    stated_by: Person
    basis: str
    """How the person knows: own knowledge, told by the worker, read in a document …"""
    evidence: str
    at: datetime


class FactVersion(Value, frozen=True, kw_only=True):
    """A version of the fact sheet; `sheet` is `totalis/facts/1`."""

    number: int
    digest: str
    sheet: dict[str, Any]
    made_by: Person
    at: datetime
    reason: str = ""
    statements: tuple[FactStatement, ...] = ()


class DeterminationRecord(Value, frozen=True, kw_only=True):
    """A determination as it was made; `document` is `totalis/determination/1`, `digest` that of its JSON."""

    id: str
    digest: str
    as_of: date
    law: str
    facts: str
    fact_version: int
    made_by: Person
    at: datetime
    document: dict[str, Any]


class SourceConsulted(Value, frozen=True, kw_only=True):
    """A page that somebody read for the case (D4)."""

    title: str
    url: str
    accessed_on: date
    why: str
    by: Person


class Closure(Value, frozen=True, kw_only=True):
    """A finding or flag that a person closed, and why."""

    key: str
    by: Person
    at: datetime
    reason: str


class RequestField(Value, frozen=True, kw_only=True):
    """One field of the request with its source document; `field` is a key of `lawbook/forms/catalogue.yaml`."""

    field: str
    value: str
    evidence: str = ""


class ChannelException(Value, frozen=True, kw_only=True):
    """Fax, mail or courier instead of online: why, approved by whom, where to, and where that address was checked."""

    channel: str
    reason: str
    destination: str
    destination_source: str
    destination_checked_on: date
    asked_by: Person
    approved_by: Person | None = None
    approved_at: datetime | None = None


class Request(Value, frozen=True, kw_only=True):
    """What is asked for: product, lane, channel, fields."""

    id: str
    product: str
    """certificate, letter_of_exemption, exception, election, replacement, correction"""
    lane: Lane
    lane_reason: str
    channel: str
    """online, fax, mail, courier, connected"""
    agreement: str
    fields: tuple[RequestField, ...] = ()
    exception: ChannelException | None = None
    waiting: dict[str, Any] | None = None
    """The current instruction on waiting, where it is not the standing one: `business_days`, `source`, `read_on`."""


class Approval(Value, frozen=True, kw_only=True):
    """Somebody's decision on a packet, by its digest."""

    packet: int
    packet_digest: str
    approved: bool
    by: Person
    at: datetime
    reason: str = ""
    by_preparer: bool = False
    """A solo person approved her own packet; recorded as such."""


class PacketRecord(Value, frozen=True, kw_only=True):
    """A packet as it was built; `void_at` where something under it changed."""

    number: int
    digest: str
    made_by: Person
    at: datetime
    facts: str
    determination: str
    void_at: datetime | None = None
    void_reason: str = ""
    approvals: tuple[Approval, ...] = ()


class Lodgement(Value, frozen=True, kw_only=True):
    """The moment of sending, with what the channel gave back."""

    packet: int
    channel: str
    at: datetime
    by: Person
    control_number: str = ""
    confirmation: str = ""
    """Evidence item with the confirmation page, fax report or mail receipt."""


class StatusCheck(Value, frozen=True, kw_only=True):
    """What the channel said, verbatim."""

    at: datetime
    by: Person
    channel: str
    verbatim: str
    label: str = ""
    """The channel's own label (Received, Pending, Completed), never one of ours."""
    evidence: str = ""


class Communication(Value, frozen=True, kw_only=True):
    """A contact with the agency; `override_reason` where the waiting window had not ended."""

    at: datetime
    by: Person
    direction: str
    """out, in"""
    channel: str
    counterpart: str
    verbatim: str
    evidence: str = ""
    override_reason: str = ""


class Attempt(Value, frozen=True, kw_only=True):
    """A step of the alternate procedure (no certificate to be had)."""

    at: datetime
    by: Person
    addressee: str
    asked_for: str
    outcome: str = ""
    evidence: str = ""


class CertificateRecord(Value, frozen=True, kw_only=True):
    """A certificate, letter or statement as somebody read it off the document."""

    id: str
    product: str
    """certificate, letter_of_exemption, ssa_statement"""
    issuer_country: str
    issuer: str
    number: str
    worker_name: str
    worker_number: str
    employer_name: str
    covered_by: str
    exempt_in: str
    start: date
    end: date | None
    article: str
    issued_on: date | None
    received_on: date
    evidence: str
    entered_by: Person
    entered_at: datetime
    replaces: str = ""
    withdrawn_on: date | None = None
    """The first day on which it no longer holds: its first day where it was withdrawn from the beginning."""
    withdrawn_reason: str = ""


class Difference(Value, frozen=True, kw_only=True):
    """One difference between what was asked for and what was issued."""

    field: str
    rank: str
    """breaks, check, harmless"""
    expected: str
    found: str
    says: str


class MatchRecord(Value, frozen=True, kw_only=True):
    """The comparison of a certificate with its request, and what a person decided on it."""

    certificate: str
    packet: int | None
    differences: tuple[Difference, ...]
    checklist: dict[str, bool]
    accepted: bool
    by: Person
    at: datetime
    reason: str = ""
    released_by: Person | None = None
    released_at: datetime | None = None
    """When payroll was told that it may rely on it."""


class Correction(Value, frozen=True, kw_only=True):
    """A correction or re-issue that was asked of the issuer."""

    certificate: str
    asked_on: date
    what: str
    channel: str
    by: Person
    at: datetime
    settled_by: str = ""
    """The certificate that came of it."""


class DeliveryRecord(Value, frozen=True, kw_only=True):
    """A copy handed to somebody who must have it, with the proof of receipt."""

    certificate: str
    recipient: str
    """A key of `procedure/data/delivery.yaml`."""
    recipient_name: str
    sent_on: date | None = None
    method: str = ""
    receipt_on: date | None = None
    receipt_evidence: str = ""
    by: Person | None = None


class ReturnAttachment(Value, frozen=True, kw_only=True):
    """The copy that goes with one year's US return of a self-employed person."""

    certificate: str
    tax_year: int
    marking: str
    marking_source: str
    attached_on: date | None = None
    evidence: str = ""
    by: Person | None = None


class Reopening(Value, frozen=True, kw_only=True):
    """A decision that was reopened, and what fell with it."""

    at: datetime
    by: Person | None
    cause: str
    """facts, law"""
    before: str
    after: str
    changed: tuple[str, ...]
    """What changed, one sentence each."""
    certificates: tuple[str, ...] = ()
    pay_from: date | None = None
    """First day of the pay periods that fall."""


class AuditLine(Value, frozen=True, kw_only=True):
    """One entry of the organisation's chain."""

    number: int
    at: datetime
    who: str
    verb: str
    subject: str
    details: dict[str, Any]
    previous: str
    digest: str


class CaseFile(Value, frozen=True, kw_only=True):
    """Everything about one case, as known at `known_at`. Lists are in the order of time."""

    reference: str
    organisation: str
    organisation_kind: str
    """employer, adviser, self_employed"""
    title: str
    direction: Direction
    partner: str
    """The other country; empty while unknown."""
    owner: Person
    opened_at: datetime
    known_at: datetime
    worker: WorkerRecord
    parties: tuple[Party, ...] = ()
    periods: tuple[Period, ...] = ()
    stays: tuple[Stay, ...] = ()
    evidence: tuple[EvidenceItem, ...] = ()
    facts: tuple[FactVersion, ...] = ()
    determinations: tuple[DeterminationRecord, ...] = ()
    sources: tuple[SourceConsulted, ...] = ()
    closures: tuple[Closure, ...] = ()
    request: Request | None = None
    packets: tuple[PacketRecord, ...] = ()
    lodgements: tuple[Lodgement, ...] = ()
    checks: tuple[StatusCheck, ...] = ()
    communications: tuple[Communication, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    certificates: tuple[CertificateRecord, ...] = ()
    matches: tuple[MatchRecord, ...] = ()
    corrections: tuple[Correction, ...] = ()
    deliveries: tuple[DeliveryRecord, ...] = ()
    attachments: tuple[ReturnAttachment, ...] = ()
    reopenings: tuple[Reopening, ...] = ()
    audit: tuple[AuditLine, ...] = ()
    closed_at: datetime | None = None
    closed_reason: str = ""

    @property
    def current_facts(self) -> FactVersion | None:
        """The newest version of the fact sheet."""
        return self.facts[-1] if self.facts else None

    @property
    def current_determination(self) -> DeterminationRecord | None:
        """The newest determination, if it was made of the newest facts."""
        if not self.determinations or not self.facts:
            return None
        newest = self.determinations[-1]
        return newest if newest.facts == self.facts[-1].digest else None

    @property
    def current_packet(self) -> PacketRecord | None:
        """The newest packet that is not void."""
        standing = [packet for packet in self.packets if packet.void_at is None]
        return standing[-1] if standing else None

    def evidence_item(self, evidence_id: str) -> EvidenceItem | None:
        """An evidence item by its id."""
        return next((item for item in self.evidence if item.id == evidence_id), None)

    def match_of(self, certificate_id: str) -> MatchRecord | None:
        """The newest comparison of a certificate."""
        found = [match for match in self.matches if match.certificate == certificate_id]
        return found[-1] if found else None
