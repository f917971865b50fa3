"""What an entry says, as the plain data that its digest is taken of."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any

from totalis.kernel.digest import digest
from totalis.webbase.secrets.masking import without_numbers

if TYPE_CHECKING:
    from totalis.webbase.audit.models import AuditEntry

FORM = "totalis/audit/1"


def plain(value: object) -> Any:  # noqa: ANN401 - JSON can be anything
    """A value of details as JSON keeps it in every database; days become text, personal numbers are masked.

    Raises:
        TypeError: it is something that JSON does not keep exactly, such as a fraction in binary.
    """
    match value:
        case None | bool() | int():
            return value
        case dict():
            return {str(key): plain(part) for key, part in value.items()}
        case list() | tuple():
            return [plain(part) for part in value]
        case set() | frozenset():
            return sorted(plain(part) for part in value)
        case _:
            return without_numbers(_text(value).replace("\0", ""))


def _text(value: object) -> str:
    match value:
        case Enum():
            return str(value.value)
        case str() | Decimal():
            return str(value)
        case datetime():
            return moment(value)
        case date():
            return value.isoformat()
        case _:
            message = f"Details of an audit entry are plain data; {type(value).__name__} is not."
            raise TypeError(message)


def moment(at: datetime) -> str:
    """A moment in UTC, always with its microseconds, so that both databases give back the same text."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def genesis(organisation_id: int) -> str:
    """What the first entry of an organisation follows on."""
    return digest({"chain": FORM, "organisation": organisation_id})


def content(entry: AuditEntry) -> dict[str, Any]:
    """The whole entry but its digest."""
    return {
        "chain": FORM,
        "organisation": entry.organisation_id,
        "number": entry.number,
        "at": moment(entry.at),
        "user": entry.user_id,
        "who": entry.who,
        "verb": entry.verb,
        "subject": entry.subject,
        "case_reference": entry.case_reference,
        "details": entry.details,
        "previous": entry.previous,
    }


def digest_of(entry: AuditEntry) -> str:
    """The digest that the entry must carry."""
    return digest(content(entry))
