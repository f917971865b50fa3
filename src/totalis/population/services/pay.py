"""What a row of a register says of pay, as the pay of a full month; why it says none, where something is open.

Nothing is supplied: without a currency, or per week or hour, the pay of a month is not known.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, NamedTuple

from totalis.casework.services.pay import StatedPay
from totalis.earnings.money_currency import rounded
from totalis.population.services.columns import CURRENCY, PAY, PER
from totalis.population.services.risk import CENTS, MONTHS, MOST
from totalis.tables.codes import CURRENCIES
from totalis.tables.mapping import plain_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalis.population.models import ScreenedRow

MONTH, YEAR = "month", "year"
_PERIODS = dict.fromkeys(
    (
        "month",
        "months",
        "monthly",
        "per month",
        "a month",
        "mois",
        "mensuel",
        "mensuelle",
        "par mois",
    ),
    MONTH,
) | dict.fromkeys(
    (
        *("year", "years", "yearly", "annual", "annually", "per year", "a year", "per annum"),
        *("an", "annee", "annuel", "annuelle", "par an"),
    ),
    YEAR,
)
"""Capitals, accents and signs do not matter."""


class RowPay(NamedTuple):
    """What a row says of pay: `stated` where a month's pay is known, else why it is not; neither where it says none."""

    said: str
    """As it stands in the register, in words."""
    stated: StatedPay | None
    why_not: str


def cells_of(values: Mapping[str, object], *, has_period: bool) -> dict[str, str]:
    """The cells of pay of a row, to be kept as they came.

    Args:
        values: The row.
        has_period: Whether the register has a column that says what the pay is for; without one it is for a month.
    """
    amount = values.get(PAY)
    if not isinstance(amount, Decimal):
        return {}
    period = str(values.get(PER) or "") if has_period else MONTH
    return {PAY: f"{amount:f}", CURRENCY: str(values.get(CURRENCY) or ""), PER: period}


def of_month(cells: Mapping[str, str]) -> Decimal | None:
    """The pay of a month, exact, in whatever currency it is; None where there is none or it is per something else."""
    try:
        amount = Decimal(cells[PAY])
    except (KeyError, InvalidOperation):
        return None
    period = _PERIODS.get(plain_name(cells.get(PER, "")))
    if period == YEAR:
        return amount / MONTHS
    return amount if period == MONTH else None


def pay_of(row: ScreenedRow) -> RowPay:
    """What a row says of pay, with the register and the line as its source."""
    cells = _kept(row)
    if PAY not in cells:
        return RowPay("", None, "")
    currency, period = cells[CURRENCY], cells[PER]
    said = f"{cells[PAY]} {currency or '(no currency)'}, per {period or '(nothing said)'}"
    month = of_month(cells)
    why_not = _why_not(month, currency, period)
    if why_not or month is None:
        return RowPay(said, None, why_not)
    source = f"{row.run.title} (register {row.run.register_id}), line {row.line}"
    if _PERIODS[plain_name(period)] == YEAR:
        source += ": one twelfth of the pay of a year"
    return RowPay(said, StatedPay(rounded(month, currency), currency, source), "")


def _kept(row: ScreenedRow) -> dict[str, str]:
    """The cells of pay; those of a row from before they were kept, from its amount in cents."""
    cells = {name: str(row.person[name]) for name in (PAY, CURRENCY, PER) if name in row.person}
    if PAY in cells or row.pay is None:
        return cells
    return {PAY: f"{Decimal(row.pay) / CENTS:f}", CURRENCY: row.currency, PER: MONTH}


def _why_not(month: Decimal | None, currency: str, period: str) -> str:
    if month is None:
        return f"The pay is per “{period}”; only that of a month or a year says what a month pays."
    if not 0 < month < MOST:
        return "The pay is not above nothing, or too large to be one."
    if not currency:
        return "The register names no currency for it."
    if currency not in CURRENCIES:
        return f"“{currency}” is no currency on file (ISO 4217)."
    return "" if rounded(month, currency) > 0 else "The pay is less than the smallest coin."
