"""Splitting a bundle where its own numbers prove the rule, and only there.

A split by base is proved when the printed rate (if any) is the rule's, the month is within the rule's
days, and amount = base x rate to the unit in which the amount is written, rounded as a whole or as the
sum of parts that were rounded one by one. Each part is its percentage
of the base (or of the amount, where the law divides the amount), rounded half up to the smallest unit;
the first part takes the rest, so the parts add up to the line exactly.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from totalis.earnings.charges_payers import bears
from totalis.earnings.charges_rates import HUNDRED, fits, rate_text

if TYPE_CHECKING:
    from totalis.earnings.charges_lines import ChargeLine
    from totalis.earnings.charges_match import Match
    from totalis.earnings.charges_rates import Period
    from totalis.lawbook.charges.model import Bundle, Part, Split


def proved_split(
    bundle: Bundle, match: Match, line: ChargeLine, period: Period | None, rate: Decimal | None
) -> tuple[Split | None, str]:
    """The one rule that the line proves; else None and the reason."""
    if not match.split or not bundle.splits:
        return None, "no rule splits this line: its detail has to be read"
    if period is None:
        return None, "without a month no split can be proved"
    rules = [rule for rule in bundle.splits if _open(rule, match, period)]
    left = [rule for rule in rules if rate in (None, rule.percent)]
    proved = [rule for rule in left if _proved(rule, line, rate)]
    if len({(rule.percent, rule.parts) for rule in proved}) == 1:
        return proved[0], _words(proved[0], line)
    return None, _why_not(rules, left, line, rate, several=bool(proved))


def _why_not(
    rules: list[Split], left: list[Split], line: ChargeLine, rate: Decimal | None, *, several: bool
) -> str:
    if not rules:
        return "no rule for a split is known for that month and payer"
    if several:
        return "the numbers fit more than one split"
    known = rate_text(sorted({rule.percent for rule in left or rules}))
    if not left:
        return f"the printed rate {rate} % is not that of a known split ({known})"
    if line.amount is None or line.base is None:
        return f"a split needs the line's base and amount (at {known})"
    return f"amount and base do not agree to the cent with {known}, so nothing is split"


def parts_of(split: Split, line: ChargeLine) -> list[Decimal | None]:
    """The amounts of the parts, in the order of the rule; they add up to the line's amount."""
    if line.amount is None:
        return [None] * len(split.parts)
    unit = min(Decimal(text) for text in split.rounded_to)
    whole = line.amount if split.by == "amount" or line.base is None else line.base
    sign = -1 if line.amount < 0 else 1
    others = [_share(part, whole, unit) * sign for part in split.parts[1:]]
    return [line.amount - sum(others, Decimal(0)), *others]


def _share(part: Part, whole: Decimal, unit: Decimal) -> Decimal:
    return (abs(whole) * part.percent / HUNDRED / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit


def _open(rule: Split, match: Match, period: Period) -> bool:
    borne = not rule.payers or any(bears(one, match.payer, match.status) for one in rule.payers)
    return borne and all(rule.meets(day, day) for day in period)


def _proved(rule: Split, line: ChargeLine, rate: Decimal | None) -> bool:
    if line.amount is not None and line.base is not None:
        amount, base = line.amount, line.base
        return bool(amount) and any(
            fits(amount, base, rule.percent, Decimal(unit)) or _summed(rule, amount, base, unit)
            for unit in rule.rounded_to
        )
    return len(rule.parts) == 1 and rate == rule.percent


def _summed(rule: Split, amount: Decimal, base: Decimal, unit: str) -> bool:
    """Whether the amount is the sum of the parts as a payroll rounds them one by one."""
    parts = (_share(part, base, Decimal(unit)) for part in rule.parts)
    return rule.by == "base" and abs(amount) == sum(parts, Decimal(0))


def _words(rule: Split, line: ChargeLine) -> str:
    which = f" ({rule.says})" if rule.says else ""
    if line.amount is None or line.base is None:
        return f"the printed rate {rule.percent} % is that of one charge alone{which}"
    shares = ", ".join(f"{'+'.join(part.leads_to)} {part.percent}" for part in rule.parts)
    of = "of the amount" if rule.by == "amount" else "of the base"
    return (
        f"{line.amount} is {rule.percent} % of {line.base} to the unit, which proves the split{which}: "
        f"{shares} % {of}, the first part takes what rounding leaves"
    )
