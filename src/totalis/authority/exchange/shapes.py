"""The messages between two agencies, `totalis/exchange/1`; the kinds are named as in the European exchange (A001 to A008).

A message names itself (`identifier`), its matter (`conversation`) and, where it answers, the message that it answers.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Final, TypeAlias

import msgspec

SCHEMA: Final = "totalis/exchange/1"
RECEIPT: Final = "totalis/exchange-receipt/1"
IDENTIFIER_LENGTH: Final = 64
TEXT_LENGTH: Final = 8000


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The base: nothing unknown is taken."""


class Content(Shape, frozen=True, kw_only=True, tag_field="kind"):
    """What a message is about; `kind` in the document says which of these."""

    label: ClassVar[str]
    says: ClassVar[str]
    answers_to: ClassVar[tuple[str, ...]] = ()
    """The kinds that it answers; empty where it begins something."""


class Period(Shape, frozen=True, kw_only=True):
    """First and last day, both inside; no last day is an open end."""

    first: date
    last: date | None = None


class Coverage(Shape, frozen=True, kw_only=True):
    """Whose law applies, where contributions fall away, when, and under which article."""

    covered_by: str
    exempt_in: str
    period: Period
    article: str = ""


class Worker(Shape, frozen=True, kw_only=True):
    """Enough to find a person; numbers by the country that gave them."""

    name: str
    born_on: str = ""
    numbers: dict[str, str] = {}


class ExceptionRequest(Content, frozen=True, kw_only=True, tag="A001"):
    """The request for an exception, with what the worker and the employer stated."""

    label: ClassVar[str] = "Request for an exception"
    says: ClassVar[str] = "asks the other agency to agree to an exception from the rules"

    control_number: str
    product: str
    agreement: str
    lane: str
    edition: str
    answers: dict[str, str]
    facts: dict[str, Any]
    proposed: Coverage
    reasons: str = ""


class ExceptionReply(Content, frozen=True, kw_only=True, tag="A002"):
    """Agreement or refusal."""

    label: ClassVar[str] = "Reply to a request for an exception"
    says: ClassVar[str] = "agrees to an exception or refuses it"
    answers_to: ClassVar[tuple[str, ...]] = ("A001",)

    agrees: bool
    reasons: str = ""
    decided_on: date


class Determined(Content, frozen=True, kw_only=True, tag="A003"):
    """A determination of the law that applies."""

    label: ClassVar[str] = "Determination"
    says: ClassVar[str] = "says whose law applies"

    worker: Worker
    coverage: Coverage
    reasons: str = ""


class DeterminedReply(Content, frozen=True, kw_only=True, tag="A004"):
    """What the other agency thinks of a determination."""

    label: ClassVar[str] = "Answer to a determination"
    says: ClassVar[str] = "accepts a determination or objects to it"
    answers_to: ClassVar[tuple[str, ...]] = ("A003", "A007")

    agrees: bool
    reasons: str = ""


class InformationRequest(Content, frozen=True, kw_only=True, tag="A005"):
    """A question."""

    label: ClassVar[str] = "Request for information"
    says: ClassVar[str] = "asks the other agency a question"

    text: str


class InformationReply(Content, frozen=True, kw_only=True, tag="A006"):
    """The answer to a question."""

    label: ClassVar[str] = "Information"
    says: ClassVar[str] = "answers a question"
    answers_to: ClassVar[tuple[str, ...]] = ("A005",)

    text: str


class Provisional(Content, frozen=True, kw_only=True, tag="A007"):
    """A determination that is not final yet."""

    label: ClassVar[str] = "Provisional determination"
    says: ClassVar[str] = "says whose law applies for the time being"

    worker: Worker
    coverage: Coverage
    reasons: str = ""


class Notification(Content, frozen=True, kw_only=True, tag="A008"):
    """News that asks for nothing; `withdrawn` ends the request for an exception of its conversation."""

    label: ClassVar[str] = "Notification"
    says: ClassVar[str] = "tells the other agency something"

    text: str
    withdrawn: bool = False


class CertificateCopy(Content, frozen=True, kw_only=True, tag="COPY"):
    """The copy of a certificate, or what became of one: its content word for word, without the signature."""

    label: ClassVar[str] = "Copy of a certificate"
    says: ClassVar[str] = (
        "tells the other agency of a certificate that was issued, changed or withdrawn"
    )

    happened: str
    """issued, corrected, replaced, ended, withdrawn."""
    number: str
    content: dict[str, Any]
    content_digest: str
    ended_on: date | None = None
    reason: str = ""


class Trial(Content, frozen=True, kw_only=True, tag="TEST"):
    """A message that does nothing."""

    label: ClassVar[str] = "Test"
    says: ClassVar[str] = "shows that the way is open"

    text: str


AnyContent: TypeAlias = (
    ExceptionRequest
    | ExceptionReply
    | Determined
    | DeterminedReply
    | InformationRequest
    | InformationReply
    | Provisional
    | Notification
    | CertificateCopy
    | Trial
)
CONTENTS: Final[tuple[type[Content], ...]] = (
    ExceptionRequest,
    ExceptionReply,
    Determined,
    DeterminedReply,
    InformationRequest,
    InformationReply,
    Provisional,
    Notification,
    CertificateCopy,
    Trial,
)
KINDS: Final = {str(one.__struct_config__.tag): one for one in CONTENTS}
"""The kinds by their code."""


class Message(Shape, frozen=True, kw_only=True):
    """One message. `sender` and `recipient` are countries (ISO 3166-1 alpha-2); `answers` is an identifier."""

    schema: str
    identifier: str
    conversation: str
    sender: str
    recipient: str
    written_at: datetime
    content: AnyContent
    answers: str = ""

    @property
    def kind(self) -> str:
        """The code of its kind."""
        return str(self.content.__struct_config__.tag)


class Fault(Shape, frozen=True, kw_only=True):
    """One thing for which a message was not taken."""

    path: str
    found: str
    expected: str
    remedy: str


class Receipt(Shape, frozen=True, kw_only=True):
    """The answer to a message, signed by the one who took it or refused it."""

    schema: str = RECEIPT
    identifier: str
    taken: bool
    at: datetime
    """When it was first taken in; the same at every repetition."""
    problems: tuple[Fault, ...] = ()
