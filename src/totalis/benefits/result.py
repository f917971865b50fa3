"""What an estimate rests on, as whole numbers: between computing and showing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

from totalis.benefits.amount import Amount
from totalis.benefits.family import Maximum
from totalis.benefits.figures import Figures
from totalis.benefits.payment import Factor
from totalis.benefits.record import Record
from totalis.benefits.verdict import Verdict
from totalis.benefits.windfall import Windfall


class Paid(msgspec.Struct, frozen=True, kw_only=True):
    """The PIA that is paid on, and what follows from it; money in cents."""

    pia: int
    share: int
    """The pro rata PIA, capped where the cap is on."""
    regular: int
    """The regular PIA, reduced where the former windfall elimination reached it."""
    factor: Factor
    monthly: int
    maximum: Maximum
    conversion: int | None
    """The quarter from which US quarters alone suffice."""
    converted: bool
    """Whether the regular PIA is paid."""
    windfall: Windfall | None
    lump: int | None
    """The lump-sum death payment."""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """Everything computed for one record."""

    record: Record
    figures: Figures
    in_force: Mapping[str, date]
    verdict: Verdict
    amount: Amount | None
    paid: Paid | None
