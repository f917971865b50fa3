"""Money at risk as the calculator shows it: months, sums, steps with their sources."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from django.http import Http404

from totalis.earnings.contribution_law import contribution_law
from totalis.earnings.money import money_at_risk
from totalis.earnings.money_shapes import Contribution, Pay
from totalis.earnings.parameters import us_parameters
from totalis.exposure.selectors.money import amount_of, said, units_of
from totalis.exposure.selectors.pay import both_ways
from totalis.exposure.selectors.runs import runs_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from totalis.earnings.money_shapes import MoneyAtRisk, Month
    from totalis.earnings.money_us import Step
    from totalis.exposure.models import ChargeRun
    from totalis.lawbook.model import Source
    from totalis.webbase.accounts.actor import Actor

DOLLAR = "USD"
FACTOR_PLACES = 6
LOCAL = "local"
"""The pay is given in the currency of the other country."""
WORDS = {
    "employee": "employee",
    "employer": "employer",
    "self_employed": "self-employed",
    "": "payer not said",
}
BASES = {
    "rates": "computed from rates",
    "contributions": "as the payslips charged it",
    "law": "computed from the law",
    "unknown": "unknown",
}


class RiskMonth(NamedTuple):
    """A month with what each side takes."""

    first: date
    last: date
    us: tuple[str, ...]
    more: str
    foreign: tuple[str, ...]
    basis: str


class RiskTotal(NamedTuple):
    """What one side takes from one payer."""

    country: str
    payer: str
    amount: str


class RiskStep(NamedTuple):
    """A line of the calculation with its sources."""

    name: str
    value: str
    says: str
    sources: tuple[Source, ...]


class Risk(NamedTuple):
    """Everything that the page shows."""

    months: list[RiskMonth]
    totals: list[RiskTotal]
    steps: list[RiskStep]
    foreign_steps: list[RiskStep]
    """Rates and ceilings of the other country that were used."""
    missing: list[str]
    """Charges that are not in the other side though the agreement reaches them."""
    unknown: list[str]


def classified_runs(actor: Actor) -> list[ChargeRun]:
    """Runs that may be the other side."""
    return list(runs_of(actor).filter(current__isnull=False)[:100])


def staff_numbers(run: ChargeRun) -> list[str]:
    """Whose lines a run holds, as far as it says so; at most two, which is enough to know that one must be named."""
    rows = run.charge_lines.values_list("staff_number", flat=True).order_by("staff_number")
    return list(rows.distinct()[:2])


def covered_of(run: ChargeRun, staff_number: str) -> list[Contribution]:
    """The covered lines of a run as contributions; what has no period or amount is left out."""
    if run.current is None:
        raise Http404
    rows = run.current.answers.filter(
        category="covered",
        amount__isnull=False,
        line__period_start__isnull=False,
        line__period_end__isnull=False,
    ).exclude(currency="")
    if staff_number:
        rows = rows.filter(line__staff_number=staff_number)
    return [
        Contribution(
            period_start=row.line.period_start,
            period_end=row.line.period_end,
            amount=amount_of(row.amount) or Decimal(0),
            currency=row.currency,
            payer=row.line.payer,
        )
        for row in rows.select_related("line")
        if row.line.period_start is not None and row.line.period_end is not None
    ]


def risk_of(given: Mapping[str, object], contributions: Iterable[Contribution]) -> Risk:
    """What the calculator answers. Raises as `money_at_risk`."""
    country = str(given["country"])
    law = contribution_law(country)
    local = law.currency if law is not None else ""
    pay = Pay(
        amount=Decimal(str(given["pay"])),
        currency=local if given["currency"] == LOCAL else DOLLAR,
        self_employed=bool(given["self_employed"]),
    )
    rate = given["per_dollar"]
    found = money_at_risk(
        country=country,
        start=given["first"],  # type: ignore[arg-type] # a day of the form
        end=given["last"],  # type: ignore[arg-type] # a day of the form
        pay=pay,
        contributions=list(contributions),
        exchange=both_ways(Decimal(str(rate)), local, str(given["rate_source"]))
        if rate and local
        else (),
    )
    return drawn(found)


def drawn(found: MoneyAtRisk) -> Risk:
    """A calculation in words."""
    totals = [
        RiskTotal(
            one.country, WORDS.get(one.payer, one.payer), said(units_of(one.amount), one.currency)
        )
        for one in found.totals
    ]
    months = [_month(one) for one in found.months]
    known = [one for one in found.months if one.foreign is not None]
    missing = dict.fromkeys(text for one in known for text in one.foreign_missing)
    return Risk(
        months,
        totals,
        [_step(one) for one in found.steps],
        _foreign_steps(found),
        list(missing),
        list(found.unknown),
    )


def _foreign_steps(found: MoneyAtRisk) -> list[RiskStep]:
    """Each rate of the other country once, with the ceiling that it had and where both stand."""
    law = contribution_law(found.country)
    if law is None:
        return []
    steps = (
        RiskStep(
            f"{one.name}, {WORDS.get(one.payer, one.payer)}",
            f"{one.percent:f} %",
            ", ".join(one.limits) or "of the whole pay",
            tuple(law.sources[key] for key in one.source),
        )
        for month in found.months
        for one in month.foreign_lines
    )
    return list({(step.name, step.value, step.says): step for step in steps}.values())


def _month(one: Month) -> RiskMonth:
    return RiskMonth(
        one.first,
        one.last,
        _amounts(one.us, DOLLAR),
        said(units_of(one.us_additional_medicare), DOLLAR) if one.us_additional_medicare else "",
        _amounts(one.foreign, one.foreign_currency),
        BASES[one.foreign_basis],
    )


def _amounts(amounts: Mapping[str, Decimal] | None, currency: str) -> tuple[str, ...]:
    return tuple(
        f"{WORDS.get(payer, payer)} {said(units_of(amount), currency)}"
        for payer, amount in (amounts or {}).items()
    )


def _step(one: Step) -> RiskStep:
    sources = us_parameters().sources
    value = f"{one.value:f} %" if one.unit == "percent" else f"{one.value:f}"
    if one.unit == "factor" and one.value != round(one.value, FACTOR_PLACES):
        value = f"about {one.value:.{FACTOR_PLACES}f}"
    if one.unit == DOLLAR:
        value = said(units_of(one.value), DOLLAR)
    known = tuple(sources[key] for key in one.source if key in sources)
    # A rate of exchange is not of the lawbook: who gave it said where it stands.
    says = one.says if known else f"{one.says}: {', '.join(one.source)}"
    return RiskStep(one.name, value, says, known)
