"""Pay that is stated where a case is opened, handed to the app that keeps pay; the case desk itself knows none."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from decimal import Decimal

    from totalis.casework.models import Case
    from totalis.webbase.accounts.actor import Actor


class StatedPay(NamedTuple):
    """What a worker earns in a full month, and where that stands."""

    amount: Decimal
    currency: str
    known_by: str


on_pay: list[Callable[[Actor, Case, StatedPay, datetime], object]] = []
"""Called inside the transaction that opened the case; whoever keeps pay puts its function here when it starts."""


def hand_over(actor: Actor, case: Case, pay: StatedPay, at: datetime) -> None:
    """Give a case its stated pay.

    Raises:
        InputError: whoever keeps pay does not take it, so that the case is not opened half.
    """
    for keep in on_pay:
        keep(actor, case, pay, at)
