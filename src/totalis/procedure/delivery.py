"""Who must have a certificate, when, and what proof of receipt to keep (F4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from totalis.procedure.casefile import CaseFile, CertificateRecord


@dataclass(frozen=True, slots=True)
class Outstanding:
    """Somebody who has not confirmed a certificate, and what to do about it."""

    recipient: str
    name: str
    action: str
    due: date | None


def outstanding(
    file: CaseFile, certificate: CertificateRecord, today: date
) -> tuple[Outstanding, ...]:
    """Who must have the certificate and has not confirmed it."""
    del today
    return tuple(
        Outstanding(
            item.recipient,
            item.recipient_name,
            f"Get {item.recipient_name}'s confirmation of receipt.",
            None,
        )
        for item in file.deliveries
        if item.certificate == certificate.id and item.receipt_on is None
    )
