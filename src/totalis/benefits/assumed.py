"""What no text settles, named where it could change this record, with the value of the other reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.benefits.answer import Assumption
from totalis.benefits.credits import Reading
from totalis.benefits.law import crediting_law, rules_law
from totalis.benefits.pia import CORRECTED_FROM, CORRECTED_YEAR
from totalis.benefits.placing import unplaced
from totalis.benefits.record import Kind, Relation
from totalis.benefits.rounding import dollars
from totalis.benefits.verdict import NONE, REGULAR, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalis.benefits.result import Result


def assumptions(result: Result) -> tuple[Assumption, ...]:
    """Every assumption that could matter here."""
    return tuple(
        item for part in (_of_credits, _of_amount, _of_claim, _of_figures) for item in part(result)
    )


def _named(
    name: str, concerns: str, value: object = "", other: object = "", says: str = ""
) -> Assumption:
    rule = rules_law().assumptions[name]
    return Assumption(
        name=name,
        says=f"{rule.says} {says}".strip(),
        concerns=concerns,
        value=str(value),
        other_value=str(other),
        citation=rule.citation,
        mark=rule.mark,
    )


def _of_credits(result: Result) -> Iterator[Assumption]:
    record, law = result.record, crediting_law()
    value = result.verdict.shown.combined.quarters
    for one in result.verdict.countries:
        country = one.standing.country
        if one.in_force is not None and not law.known(country):
            yield _named("crediting_unread", "combined_quarters", value, "", f"Country: {country}.")
    silent = [
        one.standing.country
        for one in result.verdict.countries
        if law.rule(one.standing.country).remainder == "silent"
        or not law.known(one.standing.country)
    ]
    if silent:
        other = _read_otherwise(result, Reading(remainder=False))
        countries = ", ".join(silent)
        yield _named(
            "remainder_silent", "combined_quarters", value, other, f"Country: {countries}."
        )
    if any(period.units is None and not period.units_by_year for period in record.foreign):
        other = _read_otherwise(result, Reading(touched=False))
        yield _named("units_from_days", "combined_quarters", value, other)
    years = [year for year in unplaced(record) if _shared(result, year)]
    if years:
        words = ", ".join(map(str, years))
        yield _named("quarters_unplaced", "combined_quarters", value, "", f"Years: {words}.")


def _shared(result: Result, year: int) -> bool:
    """Whether a year has foreign coverage beside its US quarters, or lies in a test of recent work."""
    return result.verdict.test is not None or any(
        period.start.year <= year <= period.end.year for period in result.record.foreign
    )


def _read_otherwise(result: Result, reading: Reading) -> str:
    other = verdict(result.record, crediting_law(), result.in_force, reading)
    words = "" if other.eligible == result.verdict.eligible else ", which is not enough"
    return f"{other.shown.combined.quarters}{words}"


def _of_amount(result: Result) -> Iterator[Assumption]:
    record, found, pay = result.record, result.amount, result.paid
    if found is None or pay is None:
        return
    best = found.best
    if record.benefit > record.claim and pay.share != found.other_order:
        yield _named(
            "later_increases", "pro_rata_pia", dollars(pay.share), dollars(found.other_order)
        )
    if best.capped < best.pro_rata:
        name = "cap" if record.cap else "cap_off"
        pair = (best.capped, best.pro_rata) if record.cap else (best.pro_rata, best.capped)
        yield _named(name, "pro_rata_pia", dollars(pair[0]), dollars(pair[1]))
    if best.last > record.last_year:
        yield _named("latest_wages", "pro_rata_pia", dollars(pay.share))
    if record.stop_year <= CORRECTED_YEAR and record.benefit >= CORRECTED_FROM:
        yield _named("corrected_1999", "theoretical_pia", dollars(best.theory.amount))


def _of_claim(result: Result) -> Iterator[Assumption]:
    record, pay = result.record, result.paid
    if _under_a_dollar(result):
        yield _named("under_one_dollar", "monthly_benefit")
    if record.kind is Kind.DISABILITY and result.verdict.benefit != NONE:
        yield _named("waiting_period", "claim_month")
        yield _named("non_freeze", "theoretical_pia")
    if record.family:
        yield _named("family_entitled", "family")
    if any(member.relation is Relation.WIDOW for member in record.family):
        yield _named("family_unreduced", "family")
    if pay is None or pay.windfall is None:
        return
    french = any(pension.country == "FR" for pension in record.pensions)
    if pay.windfall.applies and french and result.verdict.benefit == REGULAR:
        yield _named("windfall_france", "windfall")


def _under_a_dollar(result: Result) -> bool:
    """Whether the worker is due something, and less than a dollar of it a month."""
    pay, judged = result.paid, result.verdict
    if pay is None or not judged.eligible or result.record.death is not None:
        return False
    return pay.pia > 0 and pay.monthly == 0


def _of_figures(result: Result) -> Iterator[Assumption]:
    projected = sorted(result.figures.projected)
    if projected:
        yield _named("projected", "theoretical_pia", ", ".join(projected))
    weak = sorted(result.figures.weak - result.figures.projected)
    if weak:
        yield _named("single_source", "theoretical_pia", ", ".join(weak))
