"""What the certificate service keeps."""

from __future__ import annotations

from totalis.authority.models.agency import Agency
from totalis.authority.models.clients import Client
from totalis.authority.models.drafts import Draft
from totalis.authority.models.examination import Assessment, Decision, IssuePolicy, Question
from totalis.authority.models.exchange import ExchangeMessage, MessageState, Partner
from totalis.authority.models.register import (
    IssuedCertificate,
    RegisterEntry,
    Standing,
    StatusList,
)
from totalis.authority.models.requests import (
    Attachment,
    Channel,
    CoverageRequest,
    Happened,
    Outcome,
    RequestEvent,
    RequestVersion,
    State,
)

__all__ = [
    "Agency",
    "Assessment",
    "Attachment",
    "Channel",
    "Client",
    "CoverageRequest",
    "Decision",
    "Draft",
    "ExchangeMessage",
    "Happened",
    "IssuePolicy",
    "IssuedCertificate",
    "MessageState",
    "Outcome",
    "Partner",
    "Question",
    "RegisterEntry",
    "RequestEvent",
    "RequestVersion",
    "Standing",
    "State",
    "StatusList",
]
