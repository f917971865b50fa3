"""What a story of the demonstration works with: people, moments, and short ways to the services."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import yaml

from totalis.casework.models import Case, FactVersion
from totalis.casework.selectors.casefile import case_file
from totalis.casework.selectors.certificates import compared, difference_digest
from totalis.casework.services.approvals import decide_packet
from totalis.casework.services.certificates import decide_match, enter_certificate
from totalis.casework.services.decisions import determine_case
from totalis.casework.services.evidence import add_document, newest_version, read_document
from totalis.casework.services.facts import prove_fact
from totalis.casework.services.findings import close
from totalis.casework.services.lodging import record_sending
from totalis.casework.services.packets import build_packet
from totalis.casework.services.people import create_employer, create_worker
from totalis.casework.services.requests import begin_request, fill_fields
from totalis.casework.services.timeline import GivenPeriod, add_period
from totalis.facts.reader import read_sheet
from totalis.procedure.casefile import Address, Direction, EmployerRecord, WorkerRecord
from totalis.procedure.escalation import open_flags
from totalis.procedure.matching_checklist import checklist
from totalis.site.demo.papers import paper

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from totalis.casework.forms.certificates import TypedCertificate
    from totalis.casework.models import (
        Certificate,
        Employer,
        Evidence,
        Lodgement,
        Match,
        Packet,
        Worker,
    )
    from totalis.facts.sheet import FactSheet
    from totalis.site.demo.cast import Cast
    from totalis.webbase.accounts.actor import Actor

    Story = Generator[datetime, None, None]


@dataclass
class Desk:
    """The cast at one moment of a story; the runner moves `now`."""

    cast: Cast
    today: date
    now: datetime
    employers: dict[str, Employer] = field(default_factory=dict)

    def ago(self, days: int, hour: int = 9, minute: int = 0) -> datetime:
        """A moment some days before today, in UTC."""
        return datetime.combine(self.today - timedelta(days=days), time(hour, minute), UTC)

    def first_of_month(self, months: int) -> date:
        """The first day of the month that lies so many months from this one; negative is before."""
        index = self.today.year * 12 + self.today.month - 1 + months
        return date(index // 12, index % 12 + 1, 1)

    def who(self, name: str, slug: str) -> Actor:
        """Somebody in an organisation, now."""
        return self.cast.actor(name, slug, self.now)

    def worker(
        self,
        actor: Actor,
        given: str,
        family: str,
        *,
        staff_number: str = "",
        **more: Any,  # noqa: ANN401 - fields of WorkerRecord
    ) -> Worker:
        """Register a worker."""
        record = WorkerRecord(id="", given_names=given, family_names=family, **more)
        return create_worker(actor=actor, given=record, at=self.now, staff_number=staff_number)

    def employer(self, actor: Actor, name: str, country: str, **more: Any) -> Employer:  # noqa: ANN401 - fields of EmployerRecord
        """Register an employer; the same one of an organisation only once."""
        key = f"{actor.organisation.slug} {name}"
        if key not in self.employers:
            record = EmployerRecord(id="", name=name, country=country, **more)
            self.employers[key] = create_employer(actor=actor, given=record, at=self.now)
        return self.employers[key]

    def fresh(self, case: Case) -> Case:
        """The case as it is now."""
        return Case.objects.select_related("worker", "owner", "organisation").get(pk=case.pk)

    def decide(self, actor: Actor, case: Case, as_of: date) -> None:
        """Decide the facts."""
        determine_case(actor=actor, case=case, as_of=as_of, at=self.now)

    def document(
        self,
        actor: Actor,
        case: Case,
        kind: str,
        title: str,
        lines: list[str],
        *,
        dated: date | None = None,
        readings: Mapping[str, str] | None = None,
        proves: Sequence[str] = (),
    ) -> Evidence:
        """Keep a sample document, what it says, and which facts it proves."""
        evidence = add_document(
            actor=actor,
            case=case,
            title=title,
            kind=kind,
            data=paper(title, lines, dated or self.now.date()),
            file_name=f"{re.sub(r'[^a-z0-9]+', '-', title.lower())}.pdf",
            document_date=dated,
            at=self.now,
        )
        for place, value in (readings or {}).items():
            read_document(
                actor=actor,
                case=case,
                version=newest_version(evidence),
                place=place,
                value=value,
                page="1",
                at=self.now,
            )
        for place in proves:
            prove_fact(
                actor=actor,
                case=case,
                place=place,
                basis=f"Read in the document: {title}",
                evidence=evidence,
                seen_version=FactVersion.objects.filter(case=case).count(),
                at=self.now,
            )
        return evidence

    def period(self, actor: Actor, case: Case, **more: Any) -> None:  # noqa: ANN401 - arguments of the service
        """Add a stretch to the timeline."""
        add_period(actor=actor, case=case, given=GivenPeriod(**more), at=self.now)

    def request(
        self,
        actor: Actor,
        case: Case,
        values: Mapping[str, str],
        *,
        product: str = "certificate",
        direction: Direction | None = None,
    ) -> None:
        """Begin the request and fill what the case file does not know already."""
        asked = begin_request(
            actor=actor, case=self.fresh(case), product=product, direction=direction, at=self.now
        )
        if values:
            fill_fields(
                actor=actor,
                case=case,
                values={name: (value, "") for name, value in values.items()},
                seen_revision=asked.revision,
                at=self.now,
            )

    def packet(self, actor: Actor, case: Case) -> Packet:
        """Build the packet."""
        return build_packet(actor=actor, case=self.fresh(case), at=self.now)

    def approve(self, actor: Actor, case: Case, packet: Packet) -> None:
        """Approve it."""
        decide_packet(
            actor=actor,
            case=case,
            packet=packet,
            approved=True,
            packet_digest=packet.digest,
            at=self.now,
        )

    def send(
        self,
        actor: Actor,
        case: Case,
        packet: Packet,
        number: str,
        proof: tuple[str, str] | tuple[()] = (),
    ) -> Lodgement:
        """Record the sending with what proves it: the confirmation page, or another paper by title and text."""
        title, line = proof or (
            "Confirmation page",
            f"Request received. Control number {number}.",
        )
        confirmation = self.document(
            actor, case, "confirmation", title, [line], dated=self.now.date()
        )
        return record_sending(
            actor=actor,
            case=case,
            packet=packet,
            sent_at=self.now,
            at=self.now,
            control_number=number,
            confirmation=confirmation,
        )

    def certificate(
        self,
        actor: Actor,
        case: Case,
        typed: TypedCertificate,
        replaces: Certificate | None = None,
    ) -> Certificate:
        """Keep a certificate and type what it says."""
        until = typed.end.isoformat() if typed.end else "no last day"
        document = self.document(
            actor,
            case,
            "certificate",
            f"Certificate {typed.number}",
            [
                f"{typed.issuer} certifies that {typed.worker_name} is covered by the law of {typed.covered_by}",
                f"and exempt in {typed.exempt_in}, from {typed.start.isoformat()} to {until}, article {typed.article}.",
                f"Employer or activity: {typed.employer_name}.",
            ],
            dated=typed.issued_on,
        )
        return enter_certificate(
            actor=actor, case=case, evidence=document, typed=typed, replaces=replaces, at=self.now
        )

    def close_flags(self, actor: Actor, case: Case, reason: str) -> None:
        """Close every flag that stands, with the reason."""
        for flag in open_flags(case_file(self.fresh(case)), self.now.date()):
            close(actor=actor, case=case, key=flag.key, reason=reason, at=self.now)

    def accept(self, actor: Actor, case: Case, certificate: Certificate, reason: str = "") -> Match:
        """Accept a certificate with every point of the checklist seen."""
        file = case_file(self.fresh(case))
        return decide_match(
            actor=actor,
            case=case,
            certificate=certificate,
            accepted=True,
            checklist={point.key: True for point in checklist(file)},
            seen=difference_digest(compared(file, str(certificate.pk))),
            reason=reason,
            at=self.now,
        )


def sheet_of(worker: Mapping[str, Any], engagement: Mapping[str, Any]) -> FactSheet:
    """A fact sheet with one engagement."""
    content = {
        "schema": "totalis/facts/1",
        "worker": dict(worker),
        "engagements": [{"id": "e1", **engagement}],
    }
    return read_sheet(yaml.safe_dump(content, sort_keys=False).encode(), "the demonstration")


def at_home(line: str, city: str, region: str, code: str) -> Address:
    """An address in the United States."""
    return Address(lines=(line,), city=city, region=region, postal_code=code, country="US")


def abroad(line: str, city: str, code: str, country: str, *, region: str = "") -> Address:
    """An address in another country."""
    return Address(lines=(line,), city=city, region=region, postal_code=code, country=country)
