"""What the certificate service keeps."""

from __future__ import annotations

from totalis.authority.models.agency import Agency
from totalis.authority.models.clients import Client
from totalis.authority.models.drafts import Draft, DraftFile
from totalis.authority.models.examination import Assessment, Decision, IssuePolicy, Question
from totalis.authority.models.exchange import ExchangeMessage, MessageState, Partner
from totalis.authority.models.register import (
    IssuedCertificate,
    RegisterEntry,
    SigningKey,
    Standing,
    StatusList,
)
from totalis.authority.models.requests import (
    Attachment,
    Channel,
    CoverageRequest,
    Happened,
    MailState,
    Outcome,
    RequestEvent,
    RequestMail,
    RequestVersion,
    State,
)
from totalis.authority.models.retention import RetentionPolicy
from totalis.authority.models.second import Consent, Correction
from totalis.authority.models.status import FreePlace, StatusChange

__all__ = [
    "Agency",
    "Assessment",
    "Attachment",
    "Channel",
    "Client",
    "Consent",
    "Correction",
    "CoverageRequest",
    "Decision",
    "Draft",
    "DraftFile",
    "ExchangeMessage",
    "FreePlace",
    "Happened",
    "IssuePolicy",
    "IssuedCertificate",
    "MailState",
    "MessageState",
    "Outcome",
    "Partner",
    "Question",
    "RegisterEntry",
    "RequestEvent",
    "RequestMail",
    "RequestVersion",
    "RetentionPolicy",
    "SigningKey",
    "Standing",
    "State",
    "StatusChange",
    "StatusList",
]
