"""What travels between a connected desk and the service, as plain values; the OpenAPI document is made of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec

MOST_ANSWERS, LONGEST_ANSWER = 200, 4000
MOST_FILES = 20
SCHEMA = "totalis/filing/1"

Reference = Annotated[
    str,
    msgspec.Meta(
        min_length=1,
        max_length=80,
        pattern=r"^[\x21-\x7e]+$",
        description="The desk's own name for the request. Sent twice, it is one request.",
    ),
]
FieldKey = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Answers = Annotated[
    dict[FieldKey, Annotated[str, msgspec.Meta(max_length=LONGEST_ANSWER)]],
    msgspec.Meta(
        max_length=MOST_ANSWERS,
        description="Key of a field of the form's edition to its text: ISO days, country codes, `yes` and `no`.",
    ),
]
Digest = Annotated[str, msgspec.Meta(pattern=r"^sha256:[0-9a-f]{64}$")]
Day = Annotated[date, msgspec.Meta(description="ISO 8601, inclusive.")]
Moment = Annotated[datetime, msgspec.Meta(tz=True, description="UTC.")]


class File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A document that comes along; what it is, is told by its bytes, and its name must agree."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=160)]
    data: Annotated[
        bytes, msgspec.Meta(extra_json_schema={"description": "The content in Base64 (RFC 4648)."})
    ]
    about: Annotated[
        str, msgspec.Meta(max_length=80, description="The field that it proves, if one.")
    ] = ""


Files = Annotated[tuple[File, ...], msgspec.Meta(max_length=MOST_FILES)]


class FilingBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request as a desk files it: everything that stands in its approved packet, and nothing typed again."""

    client_reference: Reference
    edition: Annotated[
        str,
        msgspec.Meta(
            min_length=1,
            max_length=60,
            description="Key of the form's edition (`GET /forms`). Only the current one is taken.",
        ),
    ]
    answers: Answers
    facts: Annotated[
        dict[str, Any] | None,
        msgspec.Meta(
            description="The fact sheet (totalis/facts/1) on which the desk decided; without it, the answers are read."
        ),
    ] = None
    packet_digest: Digest | None = None
    files: Files = ()
    contact_email: Annotated[str, msgspec.Meta(max_length=254)] = ""
    refers_to: Annotated[
        str,
        msgspec.Meta(max_length=24, description="Control number that an extension refers to."),
    ] = ""


class AnswerBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The answer to a question of an examiner; sent twice, it counts once."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_ANSWER)]
    corrections: Answers = {}
    files: Files = ()


class CorrectionBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the request shall say from now on: only fields that change need to be there."""

    client_reference: Annotated[
        str,
        msgspec.Meta(
            max_length=80,
            pattern=r"^[\x21-\x7e]*$",
            description="The desk's own name for the correction. Sent twice, it is one correction, whatever was corrected since.",
        ),
    ] = ""
    answers: Answers
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
    facts: dict[str, Any] | None = None
    files: Files = ()


class WithdrawalBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why the request is taken back."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]


class ServiceInfo(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers here, and as whom the caller is known."""

    agency: str
    country: str
    issuer: str
    takes_requests: bool
    client: str


class FormFieldInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A field of a form."""

    key: str
    label: str
    type: str
    requirement: str
    when: str
    help: str = ""
    example: str = ""
    fact: str = ""
    """Where the answer stands in a fact sheet (`engagement.sent_by_employer`); empty where in none."""
    options: tuple[str, ...] = ()
    """The answers of a choice; empty where any text may stand."""
    may_be_unknown: bool = False
    """Whether `unknown` is an answer."""
    ours: bool = False
    """Asked because the rule needs it; no list of the agency names it."""


class FormStepInfo(msgspec.Struct, frozen=True, kw_only=True):
    """Fields that are asked together."""

    key: str
    title: str
    fields: tuple[FormFieldInfo, ...]


class FormInfo(msgspec.Struct, frozen=True, kw_only=True):
    """An edition of a form."""

    key: str
    issuer: str
    agreement: str
    lane: str
    product: str
    valid_from: Day
    valid_until: Day | None
    steps: tuple[FormStepInfo, ...]


class FormList(msgspec.Struct, frozen=True, kw_only=True):
    """The editions of a day."""

    forms: tuple[FormInfo, ...]


class QuestionInfo(msgspec.Struct, frozen=True, kw_only=True):
    """Information that an examiner asks for."""

    number: int
    text: str
    fields: tuple[str, ...]
    """Keys of fields that the answer may correct."""
    asked_at: Moment
    answer_by: Day
    answered_at: Moment | None
    taken_back: bool
    """Whether it needs no answer any more."""


class CertificateInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate or letter of exemption: what it says is in its credential and its PDF, both signed."""

    number: str
    product: str
    standing: Literal["in_force", "replaced", "withdrawn"]
    issued_on: Day
    start: Day
    end: Day | None
    ended_on: Day | None
    """Last day, where it ended earlier than its face says."""
    gone_on: Day | None
    """The day on which it was withdrawn; from then on it counts for no day, earlier ones among them."""
    gone_reason: str
    replaces: str
    """Number of the certificate in whose place it was issued; empty where none."""
    document_digest: Digest


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """Where a request stands: everything that a desk needs to follow it."""

    control_number: str
    client_reference: str
    agreement: str
    lane: str
    product: str
    edition: str
    state: Literal["received", "pending", "completed"]
    outcome: Literal["", "issued", "refused", "withdrawn"]
    label: str
    """The state in the words of the public service."""
    explanation: str
    """What that means, for the person who asked."""
    received_at: Moment
    due_on: Day | None
    completed_at: Moment | None
    reasons: str
    """Why it was refused; empty else."""
    questions: tuple[QuestionInfo, ...]
    certificates: tuple[CertificateInfo, ...]


class Filed(msgspec.Struct, frozen=True, kw_only=True):
    """The request was taken; `proof` is the formal page that says so, as PDF in Base64."""

    control_number: str
    received_at: Moment
    status: Status
    proof: bytes
    schema: str = SCHEMA


class StatusList(msgspec.Struct, frozen=True, kw_only=True):
    """Where several requests stand; numbers that are none of the caller's are left out."""

    requests: tuple[Status, ...]


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the story of a request."""

    number: int
    at: Moment
    kind: str
    label: str
    """The same in words."""
    control_number: str
    client_reference: str
    certificate: str
    """Number of the certificate that it is about; empty where none."""


class EventList(msgspec.Struct, frozen=True, kw_only=True):
    """What happened after a number, the oldest first. `last` is what to ask after next; `more` says that there is more."""

    events: tuple[Event, ...]
    last: int
    more: bool
