"""What double payment of one stream comes to, month by month; currencies stand side by side and are never added."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from totalis.earnings.money_foreign import monthly_sums
from totalis.earnings.money_shapes import Contribution
from totalis.exposure.selectors.money import amount_of, said, units_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from totalis.earnings.money_foreign import MonthKey
    from totalis.exposure.models import Overlap


class TwiceMonth(NamedTuple):
    """A month with what each country charged for it."""

    year: int
    month: int
    us: tuple[str, ...]
    foreign: tuple[str, ...]

    @property
    def day(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)


def months_of_finding(rows: Iterable[Overlap]) -> list[TwiceMonth]:
    """The months of a finding; a longer period is shared out by days, without losing a coin."""
    listed = list(rows)
    us = monthly_sums(_once(listed, "us"))
    foreign = monthly_sums(_once(listed, "foreign"))
    months = sorted({key[0] for key in (*us, *foreign)})
    return [
        TwiceMonth(year, month, _in(us, (year, month)), _in(foreign, (year, month)))
        for year, month in months
    ]


def _once(rows: list[Overlap], side: str) -> list[Contribution]:
    """Each piece of days once for each currency of a side."""
    found: dict[tuple[object, str], Contribution] = {}
    for row in rows:
        amount = amount_of(getattr(row, f"{side}_amount"))
        currency = getattr(row, f"{side}_currency")
        if amount is not None and currency:
            found[row.period_start, currency] = Contribution(
                period_start=row.period_start,
                period_end=row.period_end,
                amount=amount,
                currency=currency,
            )
    return list(found.values())


def _in(sums: dict[MonthKey, Decimal], month: tuple[int, int]) -> tuple[str, ...]:
    return tuple(
        said(units_of(amount), currency)
        for (when, currency, _payer), amount in sorted(sums.items())
        if when == month
    )
