"""What a certificate must say, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a certificate of the case must say; empty or None is not known."""

    product: str
    issuer_country: str
    issuer: str
    worker_names: tuple[str, ...]
    worker_numbers: tuple[str, ...]
    employers: tuple[str, ...]
    clients: tuple[str, ...]
    needs_employer: bool
    covered_by: str
    exempt_in: str
    start: date | None
    end: date | None
    last_lawful_day: date | None
    has_limit: bool
    article: str
