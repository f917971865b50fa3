"""The records of the case desk."""

from __future__ import annotations

from totalis.casework.models.base import RecordRevision
from totalis.casework.models.case import Case, CaseCounter, CaseParty, TravelStay, WorkPeriod
from totalis.casework.models.disposal import CaseHold, DisposalPolicy
from totalis.casework.models.facts import (
    CaseDetermination,
    Closure,
    DocumentReading,
    Evidence,
    EvidenceVersion,
    FactStatement,
    FactVersion,
    Reopening,
    SourceConsulted,
)
from totalis.casework.models.payroll import PayrollSpan, StaffNumber
from totalis.casework.models.people import Employer, Worker
from totalis.casework.models.proof import (
    CalendarFeed,
    Certificate,
    Correction,
    Delivery,
    Export,
    Match,
    ReturnAttachment,
)
from totalis.casework.models.request import (
    AlternateAttempt,
    CertificateRequest,
    ChannelException,
    Communication,
    Lodgement,
    Packet,
    PacketDecision,
    StatusCheck,
)

__all__ = [
    "AlternateAttempt",
    "CalendarFeed",
    "Case",
    "CaseCounter",
    "CaseDetermination",
    "CaseHold",
    "CaseParty",
    "Certificate",
    "CertificateRequest",
    "ChannelException",
    "Closure",
    "Communication",
    "Correction",
    "Delivery",
    "DisposalPolicy",
    "DocumentReading",
    "Employer",
    "Evidence",
    "EvidenceVersion",
    "Export",
    "FactStatement",
    "FactVersion",
    "Lodgement",
    "Match",
    "Packet",
    "PacketDecision",
    "PayrollSpan",
    "RecordRevision",
    "Reopening",
    "ReturnAttachment",
    "SourceConsulted",
    "StaffNumber",
    "StatusCheck",
    "TravelStay",
    "WorkPeriod",
    "Worker",
]
