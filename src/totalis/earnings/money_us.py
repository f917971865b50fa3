"""What FICA and SECA cost: both shares, by year, with every step and its source.

Interface::

    cost = wages_cost(Decimal("200000"), year=2024)  # employee, employer
    cost = wages_cost(
        Decimal("5000"), year=2024, before=Decimal("165000")
    )  # the rest of the wage base
    cost = self_employment_cost(Decimal("100000"), year=2024, wages=Decimal("100000"))
    (
        cost.employee,
        cost.employer,
        cost.self_employed,
        cost.additional_medicare,
        cost.total,
        cost.steps,
    )

Dollars and cents, rounded half up tax by tax. The additional Medicare tax is shown apart and is no part of
`total`: nobody matches it, and what is withheld need not be what is owed. It is None where it depends on a
filing status that was not given. Wage bases are shared: wages use them up before self-employment.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from totalis.earnings.money_currency import rounded
from totalis.earnings.parameters import us_parameters
from totalis.kernel.errors import InputError, Problem

if TYPE_CHECKING:
    from totalis.earnings.parameters import Parameters, Year

NOTHING = Decimal(0)
DOLLAR = "USD"
PERCENT = Decimal(100)


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a calculation."""

    name: str
    value: Decimal
    unit: str
    """A currency, or `percent` or `factor`."""
    says: str
    source: tuple[str, ...]


class UsCost(msgspec.Struct, frozen=True, kw_only=True):
    """What one year, or a part of it, costs in the United States."""

    year: int
    employee: Decimal = NOTHING
    employer: Decimal = NOTHING
    self_employed: Decimal = NOTHING
    additional_medicare: Decimal | None = NOTHING
    steps: tuple[Step, ...] = ()
    currency: str = DOLLAR

    @property
    def total(self) -> Decimal:
        """Every share, without the additional Medicare tax."""
        return self.employee + self.employer + self.self_employed


def wages_cost(wages: Decimal, *, year: int, before: Decimal = NOTHING) -> UsCost:
    """FICA on wages.

    Args:
        wages: What is paid now, in dollars.
        year: The year in which it is paid.
        before: What the same employer paid earlier in that year; it has used up part of the wage base.

    Raises:
        NotFoundError: the year is not in the parameters.
        InputError: an amount is below nothing.
    """
    _not_negative(wages=wages, before=before)
    law = us_parameters()
    rates = law.year(year)
    oasdi_base, hi_base = Decimal(rates.oasdi_wage_base), rates.hi_limit
    oasdi = _under(before + wages, oasdi_base) - _under(before, oasdi_base)
    hi = _under(before + wages, hi_base) - _under(before, hi_base)
    shares = {}
    for payer, share, field in (
        ("employee", rates.employee, "employee"),
        ("employer", rates.employer, "employer"),
    ):
        shares[payer] = (
            _part(before + wages, before, share.paid, oasdi_base)
            + _part(before + wages, before, share.hi, hi_base),
            field,
        )
    more = _withheld(before + wages, law, year) - _withheld(before, law, year)
    steps = [
        *_base_steps(law, rates, oasdi, hi),
        _rate(
            f"employee OASDI {year}", rates.employee.paid, law.cite(_paid_field(rates, "employee"))
        ),
        _rate(f"employer OASDI {year}", rates.employer.oasdi, law.cite("employer")),
        _rate(f"HI {year}, each", rates.employee.hi, law.cite("employee")),
        *(
            _money(payer, amount, "OASDI and HI", law.cite(field))
            for payer, (amount, field) in shares.items()
        ),
        *_additional_step(law, year, more, "withheld above 200,000 dollars from one employer"),
    ]
    return UsCost(
        year=year,
        employee=shares["employee"][0],
        employer=shares["employer"][0],
        additional_medicare=more,
        steps=tuple(steps),
    )


def self_employment_cost(
    profit: Decimal, *, year: int, wages: Decimal = NOTHING, filing_status: str = ""
) -> UsCost:
    """SECA on a year's profit.

    Args:
        profit: Net profit of the year, in dollars, before the factor of 0.9235.
        year: The taxable year.
        wages: Wages under FICA in the same year; they use up the wage base first.
        filing_status: `single`, `head_of_household`, `surviving_spouse`, `joint`, `separate`; unknown if empty.

    Raises:
        NotFoundError: the year is not in the parameters.
        InputError: an amount is below nothing, or there is no such filing status.
    """
    _not_negative(profit=profit, wages=wages)
    law = us_parameters()
    rates = law.year(year)
    share = rates.self_employed
    factor = share.net_earnings_factor or Decimal(1)
    net = rounded(profit * factor, DOLLAR)
    steps = [
        Step(
            name="factor",
            value=factor,
            unit="factor",
            says="the part of the profit that is net earnings",
            source=law.cite("net_earnings_factor"),
        ),
        _money("net earnings", net, "profit times the factor", law.cite("net_earnings_factor")),
    ]
    floor = law.self_employment_floor
    if profit * factor < floor.amount:
        steps.append(_money("floor", Decimal(floor.amount), floor.says, floor.source))
        return UsCost(year=year, steps=tuple(steps))
    oasdi = _under(net, _left(Decimal(rates.oasdi_wage_base), wages))
    hi = _under(net, _left(rates.hi_limit, wages))
    credit = rounded(oasdi * (share.credit or NOTHING) / PERCENT, DOLLAR)
    tax = rounded(oasdi * share.paid / PERCENT, DOLLAR) + rounded(hi * share.hi / PERCENT, DOLLAR)
    more = _owed(net, wages, law, year, filing_status)
    steps += [
        *_base_steps(law, rates, oasdi, hi),
        _rate(
            f"self-employed OASDI {year}", share.paid, law.cite(_paid_field(rates, "self_employed"))
        ),
        _rate(f"self-employed HI {year}", share.hi, law.cite("self_employed")),
        *([_money("credit", credit, "taken off the tax", law.cite("credit"))] if credit else []),
        _money("self-employed", tax - credit, "OASDI and HI", law.cite("self_employed")),
        *_additional_step(law, year, more, "above the threshold of the filing status"),
    ]
    return UsCost(
        year=year, self_employed=tax - credit, additional_medicare=more, steps=tuple(steps)
    )


def _under(amount: Decimal, limit: Decimal | None) -> Decimal:
    """The part of an amount that lies under a limit."""
    return amount if limit is None else min(amount, max(limit, NOTHING))


def _left(limit: Decimal | None, used: Decimal) -> Decimal | None:
    return None if limit is None else max(limit - used, NOTHING)


def _part(total: Decimal, before: Decimal, rate: Decimal, limit: Decimal | None) -> Decimal:
    """The tax of the last part of a year's pay: the parts of a year add up to its tax, to the cent."""

    def tax(amount: Decimal) -> Decimal:
        return rounded(_under(amount, limit) * rate / PERCENT, DOLLAR)

    return tax(total) - tax(before)


def _withheld(wages: Decimal, law: Parameters, year: int) -> Decimal:
    more = law.additional_medicare
    if year < more.first_year:
        return NOTHING
    above = max(wages - more.withholding_threshold, NOTHING)
    return rounded(above * more.rate / PERCENT, DOLLAR)


def _owed(
    net: Decimal, wages: Decimal, law: Parameters, year: int, filing_status: str
) -> Decimal | None:
    """The additional Medicare tax on self-employment; None where the filing status would decide."""
    more = law.additional_medicare
    if year < more.first_year:
        return NOTHING
    thresholds = {
        name: getattr(more.thresholds, name) for name in more.thresholds.__struct_fields__
    }
    if filing_status and filing_status not in thresholds:
        raise InputError(
            [
                Problem(
                    "filing_status",
                    filing_status,
                    f"one of {', '.join(thresholds)}",
                    "Leave it out where it is unknown.",
                )
            ]
        )

    def tax(threshold: int) -> Decimal:
        above = max(net - max(Decimal(threshold) - wages, NOTHING), NOTHING)
        return rounded(above * more.rate / PERCENT, DOLLAR)

    if filing_status:
        return tax(thresholds[filing_status])
    answers = {tax(threshold) for threshold in thresholds.values()}
    return answers.pop() if len(answers) == 1 else None


def _paid_field(rates: Year, payer: str) -> str:
    """The field that says what was paid in that year."""
    share = getattr(rates, payer)
    if share.oasdi_paid is None:
        return payer
    return f"oasdi_paid_{rates.year}"


def _base_steps(law: Parameters, rates: Year, oasdi: Decimal, hi: Decimal) -> list[Step]:
    limit = f"up to {rates.oasdi_wage_base:,} dollars in {rates.year}"
    hi_limit = "no limit" if rates.hi_limit is None else f"up to {rates.hi_limit:,} dollars"
    return [
        _money("OASDI base", oasdi, limit, law.cite("oasdi_wage_base")),
        _money("HI base", hi, hi_limit, law.cite("hi_wage_base")),
    ]


def _additional_step(law: Parameters, year: int, amount: Decimal | None, says: str) -> list[Step]:
    more = law.additional_medicare
    if year < more.first_year or not amount:
        return []
    return [
        _money(
            "additional Medicare", amount, f"{more.rate} percent {says}; shown apart", more.source
        )
    ]


def _rate(name: str, value: Decimal, source: tuple[str, ...]) -> Step:
    return Step(name=name, value=value, unit="percent", says="rate", source=source)


def _money(name: str, value: Decimal, says: str, source: tuple[str, ...]) -> Step:
    return Step(name=name, value=value, unit=DOLLAR, says=says, source=source)


def _not_negative(**amounts: Decimal) -> None:
    wrong = [
        Problem(name, str(amount), "an amount of at least 0", "Give the amount of the period.")
        for name, amount in amounts.items()
        if not amount.is_finite() or amount < 0
    ]
    if wrong:
        raise InputError(wrong)
