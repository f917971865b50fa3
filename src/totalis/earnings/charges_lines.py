"""A charge line as somebody printed it, what a person decided of it, and where it stands."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec

from totalis.lawbook.charges.model import Category


class ChargeLine(msgspec.Struct, frozen=True, kw_only=True):
    """One printed line. Amount and base are in `currency`; `rate` is a percentage (6.80)."""

    label: str
    code: str = ""
    code_system: str = ""
    """The table of the code (`dsn`, `ctp`); without it a code is no evidence."""
    payer: str = ""
    amount: Decimal | None = None
    currency: str = ""
    base: Decimal | None = None
    rate: Decimal | None = None
    period_start: date | None = None
    period_end: date | None = None
    worker_status: str = ""
    """`employee` or `self_employed`, where known."""


class Axes(msgspec.Struct, frozen=True):
    """The three axes, side by side, and what they rest on."""

    category: str
    certificate_effect: str
    credit: str
    branch: str
    basis: str
    citation: str
    charge: str = ""
    """The entry of the catalogue, or several joined by `+`; empty where none was found."""
    confidence: str = ""


class ClassifiedLine(msgspec.Struct, frozen=True, kw_only=True):
    """Where a line, or one part of a split bundle, stands.

    The amounts of the parts of a line add up to the amount of the line, to the last digit.
    """

    line: ChargeLine
    category: str
    certificate_effect: str
    credit: str
    branch: str
    basis: str
    citation: str
    why: str
    amount: Decimal | None
    part: str = ""
    charge: str = ""
    confidence: str = ""
    catalogue: str = ""
    """The digest of the catalogue that answered."""
    suggestions: tuple[str, ...] = ()
    """Labels of the catalogue that look alike: for a person to read, never used to decide."""


class Resolution(msgspec.Struct, frozen=True, kw_only=True):
    """A person's answer for one organisation: exactly this label, code, table and payer.

    `charge` may name the entry of the catalogue that the line is; its own axes are then shown.
    """

    label_key: str
    category: Category
    who: str
    when: date
    why: str
    code: str = ""
    code_system: str = ""
    payer: str = ""
    charge: str = ""
