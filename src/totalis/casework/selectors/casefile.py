"""The case file out of the tables, as known at a moment: the one reading that pages, checks, gate and export share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from django.db.models import Prefetch, Q

from totalis.casework import models
from totalis.casework.selectors import records
from totalis.casework.selectors.presence import People, kinds_of
from totalis.procedure import casefile as file
from totalis.webbase.audit.models import AuditEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet


Record = TypeVar("Record")
OfCase = TypeVar("OfCase", bound="models.base.OfCase")
V = TypeVar("V", bound=file.Value)


def case_file(case: models.Case, at: datetime | None = None) -> file.CaseFile:
    """Everything about a case.

    Args:
        case: The case; its worker and owner should be loaded with it.
        at: The moment whose knowledge is meant; None is now. What was recorded later is left out, what was changed
            later is as it was then.
    """
    return _Reading(case, at, _Past(case, at), kinds_of(case), People(case.owner)).whole()


class _Past:
    """Changeable records as they were at a moment; without a moment, as they are."""

    def __init__(self, case: models.Case, at: datetime | None) -> None:
        self.contents: dict[tuple[str, int], Any] = {}
        if at is None:
            return
        employers = models.CaseParty.objects.filter(case=case).values("employer_id")
        found = models.RecordRevision.objects.filter(
            Q(case=case)
            | Q(kind="worker", record_id=case.worker_id)
            | Q(kind="employer", record_id__in=employers),
            organisation=case.organisation_id,
            made_at__lte=at,
        ).order_by("made_at", "pk")
        self.contents = {(item.kind, item.record_id): item.content for item in found}

    def value(self, kind: str, record: Any, make: Callable[[Any], V]) -> V:  # noqa: ANN401 - any record of the case
        """The record's value at the moment."""
        now = make(record)
        content = self.contents.get((kind, record.pk))
        return now if content is None else msgspec.convert(content, type(now), strict=False)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One reading of one case at one moment."""

    case: models.Case
    at: datetime | None
    past: _Past
    kinds: frozenset[type[models.base.OfCase]]
    """Of which there is anything at all."""
    people: People

    def known(self, rows: QuerySet[OfCase]) -> Sequence[OfCase]:
        """What was recorded by then, in the order of time, with who recorded it."""
        if rows.model not in self.kinds:
            return ()
        rows = rows.filter(case=self.case).order_by("made_at", "pk")
        found = list(rows if self.at is None else rows.filter(made_at__lte=self.at))
        self.people.put_into(found)
        return found

    def standing(self, rows: QuerySet[OfCase]) -> Sequence[OfCase]:
        """What was recorded and not removed by then."""
        if self.at is None:
            return self.known(rows.filter(removed_at=None))
        return self.known(rows.filter(Q(removed_at=None) | Q(removed_at__gt=self.at)))

    def by_then(self, moment: datetime | None) -> datetime | None:
        """A moment, if it had come by then."""
        return moment if moment is not None and (self.at is None or moment <= self.at) else None

    def whole(self) -> file.CaseFile:
        case = self.case
        audit = tuple(self.audit())  # first: it tells who ever did anything
        head = self.past.value("case", case, records.head)
        parties = self.parties()
        return file.CaseFile(
            reference=case.reference,
            organisation=case.organisation.name,
            organisation_kind=case.organisation.kind,
            title=head.title,
            direction=head.direction,
            partner=head.partner,
            owner=head.owner,
            opened_at=case.opened_at,
            known_at=self.at or case.changed_at,
            worker=self.past.value("worker", case.worker, records.worker),
            parties=parties,
            periods=tuple(self.periods()),
            stays=tuple(self.stays()),
            evidence=tuple(self.evidence()),
            facts=tuple(self.facts()),
            determinations=tuple(self.determinations()),
            sources=tuple(self.sources()),
            closures=tuple(self.closures()),
            request=self.request(),
            packets=tuple(self.packets()),
            lodgements=tuple(self.lodgements()),
            checks=tuple(self.checks()),
            communications=tuple(self.communications()),
            attempts=self.changeable("attempt", models.AlternateAttempt.objects, records.attempt),
            certificates=tuple(self.certificates()),
            matches=tuple(self.matches()),
            corrections=self.changeable(
                "correction", models.Correction.objects, records.correction
            ),
            deliveries=self.changeable("delivery", models.Delivery.objects, records.delivery),
            attachments=self.changeable(
                "attachment", models.ReturnAttachment.objects, records.attachment
            ),
            reopenings=tuple(self.reopenings()),
            audit=audit,
            closed_at=self.by_then(case.closed_at),
            closed_reason=case.closed_reason if self.by_then(case.closed_at) else "",
        )

    def changeable(
        self,
        kind: str,
        manager: Any,  # noqa: ANN401 - any manager
        make: Callable[[Any], V],
    ) -> tuple[V, ...]:
        """Records that change, as they were then."""
        return tuple(self.past.value(kind, row, make) for row in self.known(manager.all()))

    def parties(self) -> tuple[file.Party, ...]:
        rows = self.standing(models.CaseParty.objects.select_related("employer"))
        return tuple(
            file.Party(
                role=file.PartyRole(row.role),
                employer=self.past.value("employer", row.employer, records.employer),
            )
            for row in rows
        )

    def periods(self) -> Iterable[file.Period]:
        rows = models.WorkPeriod.objects.select_related("employer").prefetch_related("evidence")
        for row in self.standing(rows):
            yield file.Period(
                id=records.key(row.pk),
                lane=file.PeriodLane(row.lane),
                start=row.start,
                end=row.end,
                country=row.country,
                status=row.status,
                place=row.place,
                employer=row.employer.name if row.employer else "",
                description=row.description,
                evidence=tuple(records.key(item.pk) for item in row.evidence.all()),
            )

    def stays(self) -> Iterable[file.Stay]:
        for row in self.standing(models.TravelStay.objects.all()):
            yield file.Stay(
                id=records.key(row.pk),
                start=row.start,
                end=row.end,
                country=row.country,
                worked=row.worked,
                purpose=row.purpose,
                source=row.source,
                evidence=records.key(row.evidence_id),
            )

    def evidence(self) -> Iterable[file.EvidenceItem]:
        versions = models.EvidenceVersion.objects.select_related("blob").order_by("number")
        readings = models.DocumentReading.objects.order_by("made_at", "pk")
        if self.at is not None:
            versions = versions.filter(made_at__lte=self.at)
            readings = readings.filter(
                Q(removed_at=None) | Q(removed_at__gt=self.at), made_at__lte=self.at
            )
        else:
            readings = readings.filter(removed_at=None)
        rows = self.known(
            models.Evidence.objects.prefetch_related(
                Prefetch("versions", versions, to_attr="known_versions"),
                Prefetch("known_versions__readings", readings, to_attr="known_readings"),
            )
        )
        self.people.put_into(_parts(rows, "known_versions"))
        return [item for row in rows if (item := _evidence(row)) is not None]

    def facts(self) -> Iterable[file.FactVersion]:
        statements = models.FactStatement.objects.order_by("pk")
        rows = models.FactVersion.objects.prefetch_related(
            Prefetch("statements", statements, to_attr="known_statements")
        )
        found = self.known(rows)
        self.people.put_into(_parts(found, "known_statements"))
        for row in found:
            yield file.FactVersion(
                number=row.number,
                digest=row.digest,
                sheet=row.sheet,
                made_by=records.person(row.made_by),
                at=row.made_at,
                reason=row.reason,
                statements=tuple(
                    file.FactStatement(
                        place=item.place,
                        value=item.value,
                        stated_by=records.person(item.made_by),
                        basis=item.basis,
                        evidence=records.key(item.evidence_id),
                        at=item.made_at,
                    )
                    for item in getattr(row, "known_statements", ())
                ),
            )

    def determinations(self) -> Iterable[file.DeterminationRecord]:
        rows = self.known(models.CaseDetermination.objects.select_related("fact_version"))
        for row in rows:
            yield file.DeterminationRecord(
                id=records.key(row.pk),
                digest=row.digest,
                as_of=row.as_of,
                law=row.law,
                facts=row.facts,
                fact_version=row.fact_version.number,
                made_by=records.person(row.made_by),
                at=row.made_at,
                document=row.document,
            )

    def sources(self) -> Iterable[file.SourceConsulted]:
        for row in self.known(models.SourceConsulted.objects.all()):
            yield file.SourceConsulted(
                title=row.title,
                url=row.url,
                accessed_on=row.accessed_on,
                why=row.why,
                by=records.person(row.made_by),
            )

    def closures(self) -> Iterable[file.Closure]:
        for row in self.known(models.Closure.objects.all()):
            yield file.Closure(
                key=row.key, by=records.person(row.made_by), at=row.made_at, reason=row.reason
            )

    def request(self) -> file.Request | None:
        row = models.CertificateRequest.objects.filter(case=self.case).first()
        if row is None or (self.at is not None and row.created_at > self.at):
            return None
        exceptions = list(
            self.known(
                models.ChannelException.objects.select_related("approved_by").filter(
                    refused_reason=""
                )
            )
        )
        asked = self.past.value("request", row, records.request)
        if not exceptions:
            return asked
        return msgspec.structs.replace(asked, exception=self.exception(exceptions[-1]))

    def exception(self, row: models.ChannelException) -> file.ChannelException:
        approved_at = self.by_then(row.approved_at)
        return file.ChannelException(
            channel=row.channel,
            reason=row.reason,
            destination=row.destination,
            destination_source=row.destination_source,
            destination_checked_on=row.destination_checked_on,
            asked_by=records.person(row.made_by),
            approved_by=records.person(row.approved_by) if approved_at else None,
            approved_at=approved_at,
        )

    def packets(self) -> Iterable[file.PacketRecord]:
        decisions = models.PacketDecision.objects.order_by("made_at")
        if self.at is not None:
            decisions = decisions.filter(made_at__lte=self.at)
        rows = self.known(
            models.Packet.objects.defer("snapshot")
            .select_related("facts", "determination")
            .prefetch_related(Prefetch("decisions", decisions, to_attr="known_decisions"))
        )
        self.people.put_into(_parts(rows, "known_decisions"))
        for row in rows:
            void_at = self.by_then(row.void_at)
            yield file.PacketRecord(
                number=row.number,
                digest=row.digest,
                made_by=records.person(row.made_by),
                at=row.made_at,
                facts=row.facts.digest,
                determination=row.determination.digest,
                void_at=void_at,
                void_reason=row.void_reason if void_at else "",
                approvals=tuple(
                    _approval(row.number, item) for item in getattr(row, "known_decisions", ())
                ),
            )

    def lodgements(self) -> Iterable[file.Lodgement]:
        for row in self.known(models.Lodgement.objects.select_related("packet")):
            yield self.past.value("lodgement", row, records.lodgement)

    def checks(self) -> Iterable[file.StatusCheck]:
        for row in self.known(models.StatusCheck.objects.all()):
            yield file.StatusCheck(
                at=row.checked_at,
                by=records.person(row.made_by),
                channel=row.channel,
                verbatim=row.verbatim,
                label=row.label,
                evidence=records.key(row.evidence_id),
            )

    def communications(self) -> Iterable[file.Communication]:
        for row in self.known(models.Communication.objects.all()):
            yield file.Communication(
                at=row.happened_at,
                by=records.person(row.made_by),
                direction=row.direction,
                channel=row.channel,
                counterpart=row.counterpart,
                verbatim=row.verbatim,
                evidence=records.key(row.evidence_id),
                override_reason=row.override_reason,
            )

    def certificates(self) -> Iterable[file.CertificateRecord]:
        for row in self.known(models.Certificate.objects.all()):
            value = records.certificate(row)
            if self.by_then(row.withdrawn_at) is None:
                value = msgspec.structs.replace(value, withdrawn_on=None, withdrawn_reason="")
            yield value

    def matches(self) -> Iterable[file.MatchRecord]:
        for row in self.known(models.Match.objects.select_related("packet", "released_by")):
            released_at = self.by_then(row.released_at)
            yield file.MatchRecord(
                certificate=records.key(row.certificate_id),
                packet=row.packet.number if row.packet else None,
                differences=tuple(msgspec.convert(row.differences, list[file.Difference])),
                checklist=dict(row.checklist),
                accepted=row.accepted,
                by=records.person(row.made_by),
                at=row.made_at,
                reason=row.reason,
                released_by=records.person(row.released_by) if released_at else None,
                released_at=released_at,
            )

    def reopenings(self) -> Iterable[file.Reopening]:
        rows = models.Reopening.objects.select_related("before", "after")
        for row in self.known(rows.prefetch_related("certificates")):
            yield file.Reopening(
                at=row.made_at,
                by=records.person(row.made_by),
                cause=row.cause,
                before=row.before.digest if row.before else "",
                after=row.after.digest if row.after else "",
                changed=tuple(row.changed),
                certificates=tuple(records.key(item.pk) for item in row.certificates.all()),
                pay_from=row.pay_from,
            )

    def audit(self) -> Iterable[file.AuditLine]:
        rows = AuditEntry.objects.of(self.case.organisation).filter(
            case_reference=self.case.reference
        )
        if self.at is not None:
            rows = rows.filter(at__lte=self.at)
        found = list(rows.order_by("number"))
        self.people.read(row.user_id for row in found)
        for row in found:
            yield file.AuditLine(
                number=row.number,
                at=row.at,
                who=row.who,
                verb=row.verb,
                subject=row.subject,
                details=row.details,
                previous=row.previous,
                digest=row.digest,
            )


def _parts(rows: Iterable[object], name: str) -> list[models.base.OfCase]:
    """What was read together with the rows, under that name."""
    return [part for row in rows for part in getattr(row, name)]


def _approval(packet: int, row: models.PacketDecision) -> file.Approval:
    return file.Approval(
        packet=packet,
        packet_digest=row.packet_digest,
        approved=row.approved,
        by=records.person(row.made_by),
        at=row.made_at,
        reason=row.reason,
        by_preparer=row.by_preparer,
    )


def _evidence(row: models.Evidence) -> file.EvidenceItem | None:
    versions: list[models.EvidenceVersion] = getattr(row, "known_versions", [])
    if not versions:
        return None
    newest = versions[-1]
    return file.EvidenceItem(
        id=records.key(row.pk),
        title=row.title,
        kind=row.kind,
        version=newest.number,
        file_name=newest.file_name,
        digest=newest.blob.digest,
        media_type=newest.blob.media_type,
        size=newest.blob.size,
        document_date=newest.document_date,
        uploaded_by=records.person(newest.made_by),
        uploaded_at=newest.made_at,
        readings=tuple(
            file.Reading(place=item.place, value=item.value, page=item.page)
            for item in getattr(newest, "known_readings", ())
        ),
        versions=tuple((item.number, item.file_name, item.blob.digest) for item in versions),
    )
