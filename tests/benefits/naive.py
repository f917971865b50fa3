"""A second, independent reading of the amount: plain decimals and fractions, written from the regulation, no shared code.

Only the figures are shared (read from the same file), and the record.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import yaml

from totalis.benefits.law import FOLDER

if TYPE_CHECKING:
    from totalis.benefits.record import Record

_FILE = yaml.load((FOLDER / "figures.yaml").read_text(), Loader=yaml.BaseLoader)["series"]  # noqa: S506  (text alone)
WAGE = {int(year): Fraction(text) for year, text in _FILE["average_wage_index"]["values"].items()}
BASE = {int(year): Fraction(text) for year, text in _FILE["benefit_base"]["values"].items()}
RAISE = {int(year): Fraction(text) for year, text in _FILE["cost_of_living"]["values"].items()}


def rounded(number: Fraction, step: str, mode: str) -> Fraction:
    """A number to a multiple of a step."""
    units = number / Fraction(step)
    whole = Decimal(units.numerator) / Decimal(units.denominator)
    exact = units.denominator == 1
    if mode == ROUND_HALF_UP:
        count = int(units + Fraction(1, 2))
    elif mode == ROUND_CEILING:
        count = units.numerator if exact else int(whole.to_integral_value(ROUND_CEILING))
    else:
        count = int(whole.to_integral_value(ROUND_FLOOR))
    return count * Fraction(step)


def naive(record: Record) -> dict[str, Any] | None:  # noqa: C901, PLR0915  (one page, read beside the regulation)
    """Every figure of the amount of the first month."""
    eve = record.birth.toordinal() - 1
    born = record.birth.fromordinal(eve).year
    entitled, month = record.claim // 12, record.claim % 12 + 1
    event = record.death or record.onset
    eligible = born + 62 if event is None else min(born + 62, event.year)
    last = record.death.year if record.death else entitled - 1
    if record.death:
        known = record.death.year - 2
    else:
        known = eligible - 2 if entitled <= eligible else entitled - 2
    counted = {y: q for y, q in record.quarters.items() if q and y <= last}
    if not counted:
        return None
    ratio = {}
    for year, quarters in counted.items():
        used = min(Fraction(record.earnings[year], 100), BASE[year] * Fraction(quarters, 4))
        ratio[year] = rounded(used / WAGE[min(year, known)], "0.0000001", ROUND_HALF_UP)
    position = rounded(
        4 * sum(ratio.values(), Fraction(0)) / sum(counted.values()), "0.0000001", ROUND_HALF_UP
    )
    theory = {}
    for year in range(1937, last + 1):
        in_span = born + 22 <= year < eligible
        dies = record.death is not None and year == record.death.year
        if not (in_span or year in counted or (dies and year == eligible)):
            continue
        attributed = position * WAGE[min(year, known)]
        if dies and record.death:
            attributed *= Fraction((record.death.month + 2) // 3, 4)
        theory[year] = min(rounded(attributed, "0.01", ROUND_HALF_UP), BASE[year])
    elapsed = max(eligible - 1 - max(born + 21, 1950), 2)
    drop = 5
    if record.kind.value == "disability" and (entitled, month) >= (1980, 7):
        drop = min(elapsed // 5, 5)
    years = max(elapsed - drop, 2)

    def pia(earnings: dict[int, Fraction]) -> tuple[Fraction, int, Fraction]:
        rows = []
        for year, own in earnings.items():
            if year < 1951 or year > last:
                continue
            if record.onset and year > record.onset.year:
                continue
            early = year < eligible - 2
            rows.append(
                rounded(own * WAGE[eligible - 2] / WAGE[year], "0.01", ROUND_HALF_UP)
                if early
                else own
            )
        total = sum(sorted(rows, reverse=True)[:years], Fraction(0))
        average = int(total / (12 * years))
        first, second = (
            int(bend * WAGE[eligible - 2] / WAGE[1977] + Fraction(1, 2)) for bend in (180, 1085)
        )
        amount = Fraction(9, 10) * min(average, first)
        amount += Fraction(32, 100) * max(min(average, second) - first, 0)
        amount += Fraction(15, 100) * max(average - second, 0)
        amount = rounded(amount, "0.1", ROUND_CEILING if eligible < 1983 else ROUND_FLOOR)
        for year in range(max(eligible, 1975), entitled + 1):
            when = 6 if year < 1983 else 12
            if (year, when) > (entitled, month):
                continue
            rate = RAISE[year]
            if year == 1999 and (entitled, month) < (2001, 7):
                rate = Fraction("2.4")
            up = (year, when) < (1982, 6)
            amount = rounded(amount * (1 + rate / 100), "0.1", ROUND_CEILING if up else ROUND_FLOOR)
        return total, average, amount

    total, average, theoretical = pia(theory)
    own = {year: Fraction(cents, 100) for year, cents in record.earnings.items()}
    own_total, _, regular = pia(own)
    share = theoretical * Fraction(sum(counted.values()), 4 * years)
    early = (entitled, month) < (1982, 6)
    share = rounded(share, "0.1", ROUND_CEILING if early else ROUND_FLOOR)
    return {
        "position": int(position * 10**7),
        "quarters": sum(counted.values()),
        "years": years,
        "earnings": {year: decimal(amount) for year, amount in theory.items()},
        "totals": (decimal(total), decimal(own_total)),
        "aime": average,
        "theoretical": decimal(theoretical),
        "pro_rata": decimal(share),
        "regular": decimal(regular),
    }


def decimal(number: Fraction) -> Decimal:
    return (Decimal(number.numerator) / Decimal(number.denominator)).quantize(Decimal("0.01"))
