"""The steps of an estimate in words: name, value, formula, citation, mark of certainty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.benefits.answer import Step
from totalis.benefits.days import month_text, quarter_text
from totalis.benefits.insured import SIX
from totalis.benefits.law import crediting_law, rules_law
from totalis.benefits.position import PLACES
from totalis.benefits.record import Kind
from totalis.benefits.rounding import dollars, scaled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalis.benefits.result import Paid, Result


def steps_of(result: Result) -> tuple[Step, ...]:
    """Every step, in the order of the computation."""
    return tuple(
        step for part in (_credits, _position, _theory, _share, _payment) for step in part(result)
    )


def _step(name: str, value: object, by_year: dict[int, object] | None = None) -> Step:
    rule = rules_law().steps[name]
    return Step(
        name=name,
        value=str(value),
        says=rule.says,
        citation=rule.citation,
        mark=rule.mark,
        sources=rule.source,
        by_year={str(year): str(one) for year, one in (by_year or {}).items()},
    )


def _credits(result: Result) -> Iterator[Step]:
    record, judged = result.record, result.verdict
    shown = judged.shown
    yield _step("us_quarters", judged.alone.us.quarters, dict(sorted(record.quarters.items())))
    if record.foreign:
        yield _step("six_quarters", f"{judged.alone.us.quarters} of {SIX}")
        law = crediting_law()
        for one in judged.countries:
            rule = law.rule(one.standing.country)
            count = len(one.standing.placed.foreign)
            unit = (
                f"{one.standing.country}: {count}, from {rule.per_quarter} {rule.unit}s a quarter"
            )
            yield _step("foreign_quarters", f"{unit} ({rule.citation})")
    yield _step("combined_quarters", shown.combined.quarters)
    yield _step("required_quarters", judged.required)
    if judged.test is not None:
        test = judged.test
        window = f"{quarter_text(test.first)} to {quarter_text(test.last)}"
        yield _step("recent_work", f"{shown.combined.recent} of {test.needed} in {window}")
    yield _step("eligible", f"{judged.benefit}: {judged.why}")


def _position(result: Result) -> Iterator[Step]:
    record, found = result.record, result.amount
    yield _step("eligibility_year", record.stop_year)
    if found is None:
        return
    best = found.best
    if best.last > record.last_year:
        yield _step("recomputation", f"with earnings through {best.last}")
    yield _step("wages_known", best.known)
    ratios = {year: scaled(ratio, PLACES) for year, ratio in best.position.ratios.items()}
    total = scaled(sum(best.position.ratios.values()), PLACES)
    yield _step("relative_earnings", f"sum {total}", dict(ratios))
    yield _step("relative_earnings_position", scaled(best.position.value, PLACES))


def _theory(result: Result) -> Iterator[Step]:
    found = result.amount
    if found is None:
        return
    best, years = found.best, found.years
    yield _step(
        "theoretical_earnings",
        f"{len(best.earnings)} years",
        {year: dollars(cents) for year, cents in best.earnings.items()},
    )
    counted = f"{years.counted} ({years.elapsed} elapsed, {years.dropped} dropped)"
    yield _step("computation_years", counted)
    chosen = {year: dollars(best.theory.indexed[year]) for year in best.theory.chosen}
    yield _step("indexed_total", dollars(best.theory.total), dict(chosen))
    yield _step("aime", best.theory.aime)
    yield _step("pia_at_eligibility", dollars(best.theory.at_eligibility))
    raised = {
        step.year: f"{scaled(step.thousandths, 1)} % from {month_text(step.month)}: {dollars(cents)}"
        for step, cents in zip(found.steps, best.theory.by_increase, strict=True)
    }
    yield _step("theoretical_pia", dollars(best.theory.amount), dict(raised))


def _share(result: Result) -> Iterator[Step]:
    found, pay = result.amount, result.paid
    if found is None or pay is None:
        return
    best = found.best
    yield _step("pro_rata_fraction", "{}/{}".format(*found.fraction))
    yield _step("pro_rata_before_cap", dollars(best.pro_rata))
    regular = f"{dollars(best.regular.amount)} (average {best.regular.aime})"
    yield _step("regular_pia", regular)
    yield _step("pro_rata_pia", dollars(pay.share))


def _payment(result: Result) -> Iterator[Step]:
    record, pay = result.record, result.paid
    if pay is None or not result.verdict.eligible:
        return
    if pay.conversion is not None:
        word = "regular" if pay.converted else "totalized, frozen"
        yield _step("conversion", f"{quarter_text(pay.conversion)}: {word}")
    if pay.windfall is not None:
        yield _step("windfall", pay.windfall.why)
        yield _step("pension_offset", "Not for foreign social security.")
    if record.kind is Kind.OLD_AGE:
        yield _step("retirement_factor", _factor(pay))
    if record.kind is not Kind.SURVIVORS:
        yield _step("monthly_benefit", dollars(pay.monthly))
    yield _step("family_maximum", dollars(pay.maximum.amount))
    if record.family:
        yield _step("family_benefits", f"{len(record.family)} beside the worker")
    if pay.lump is not None:
        yield _step("lump_sum", dollars(pay.lump))


def _factor(pay: Paid) -> str:
    when = f"{abs(pay.factor.months)} months {'early' if pay.factor.months < 0 else 'late'}"
    return f"{pay.factor.value} ({when})" if pay.factor.months else "1"
