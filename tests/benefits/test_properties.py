"""What must hold for every record: more US quarters never harm, periods abroad never pay, order means nothing."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import product
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given, settings, strategies as st

from tests.benefits.naive import naive
from totalis.benefits.amount import amount
from totalis.benefits.days import month_text
from totalis.benefits.estimate import computed, estimate
from totalis.benefits.figures import Figures
from totalis.benefits.payment import first_claim
from totalis.benefits.reading import read_record
from totalis.benefits.rounding import dollars
from totalis.kernel.errors import InputError
from totalis.lawbook.book import Lawbook

FIGURES = Figures()
COUNTRIES = ("FR", "DE", "IT", "CA", "GR", "NL", "GB", "JP", "BR", "CH", "AR")
IN_FORCE = {
    country: Lawbook().agreement(country).in_force for country in COUNTRIES if country != "AR"
}


@st.composite
def periods(draw: st.DrawFn, birth: date, end: date) -> list[dict[str, Any]]:
    """Up to five periods that do not overlap: anywhere in a life, or close together in one country."""
    start = birth + timedelta(days=365 * 15)
    countries = draw(st.sampled_from((COUNTRIES, ("DE",), ("CH",), ("IT",))))
    if len(countries) == 1:
        end = min(end, start + timedelta(days=900))
    cuts = draw(st.lists(st.integers(0, (end - start).days), min_size=0, max_size=10, unique=True))
    days = [start + timedelta(days=cut) for cut in sorted(cuts)]
    return [
        {
            "country": draw(st.sampled_from(countries)),
            "start": first,
            "end": last - timedelta(days=1),
        }
        for first, last in zip(days[::2], days[1::2], strict=False)
    ]


@st.composite
def family(draw: st.DrawFn, claim: int, *, alive: bool, birth: date) -> list[dict[str, Any]]:
    """Up to three members: a spouse of any age, with a child in care where under 62."""
    kinds = ("spouse", "child") if alive else ("widow", "child", "mother_father")
    members: list[dict[str, Any]] = []
    for kind in draw(st.lists(st.sampled_from(kinds), max_size=3)):
        member: dict[str, Any] = {"relation": kind}
        if kind == "spouse":
            member["birth_date"] = birth + timedelta(days=draw(st.integers(-3000, 9000)))
            member["child_in_care"] = claim < first_claim(member["birth_date"])
        members.append(member)
    return members


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    birth = draw(st.dates(date(1925, 1, 1), date(1962, 12, 31)))
    kind = draw(st.sampled_from(("old_age", "disability", "survivors")))
    result: dict[str, Any] = {"birth_date": birth, "kind": kind, "cap": draw(st.booleans())}
    if kind == "old_age":
        claim = first_claim(birth) + draw(st.integers(0, 100))
        last = claim // 12
    else:
        event = birth + timedelta(days=365 * draw(st.integers(24, 61)) + draw(st.integers(0, 364)))
        assume(event.year >= 1979)
        result["death_date" if kind == "survivors" else "onset_date"] = event
        claim = 12 * event.year + event.month - 1 + (6 if kind == "disability" else 0)
        last = event.year
    claim = min(claim, 12 * 2026 + 10)
    assume(kind != "old_age" or claim >= first_claim(birth))
    assume(last <= 2026)
    result["claim_month"] = month_text(claim)
    result["benefit_month"] = month_text(min(claim + draw(st.integers(0, 60)), 12 * 2026 + 10))
    years = draw(st.lists(st.integers(birth.year + 16, last), max_size=16, unique=True))
    earnings, quarters = {}, {}
    for year in years:
        share = draw(st.integers(1, 1000))
        cents = FIGURES.base(year) * share // 1000
        earnings[str(year)] = str(dollars(cents))
        if year < 1978:
            quarters[str(year)] = draw(st.integers(0, 4))
    result |= {"us_earnings": earnings, "us_quarters": quarters}
    result["foreign_coverage"] = draw(periods(birth, date(last, 1, 1)))
    result["family"] = draw(family(claim, alive=kind != "survivors", birth=birth))
    return result


@given(raw=records(), data=st.data())
@settings(max_examples=200, deadline=None)
def test_another_us_quarter_never_lowers_eligibility(raw: dict[str, Any], data: st.DataObject):
    record = read_record(raw)
    short = [year for year in sorted(record.earnings) if record.quarters[year] < 4]
    last = record.death.year if record.death else record.claim // 12
    years = short or [
        year for year in range(record.birth.year + 16, last) if year not in record.earnings
    ]
    assume(years)
    year = data.draw(st.sampled_from(years))
    more = {**record.quarters, year: record.quarters.get(year, 0) + 1}
    before = computed(record, in_force=IN_FORCE).verdict
    after = computed(msgspec.structs.replace(record, quarters=more), in_force=IN_FORCE).verdict
    assert after.eligible >= before.eligible
    assert after.alone.us.quarters >= before.alone.us.quarters
    assert after.shown.combined.quarters >= before.alone.us.quarters


@pytest.mark.parametrize("country", ["FR", "DE", "IT", "CA", "GR", "NL", "KR", "CH"])
def test_at_the_line_another_us_quarter_never_lowers_eligibility(country: str):
    """Every number of US quarters, with as many abroad as are just missing, two fewer to two more, after or beside them."""
    turned = 0
    for us, beside, overlap in product(range(6, 40), range(-2, 3), (0, 3, 4)):
        if us % 4 == 0:
            continue
        years = dict.fromkeys(range(1980, 1980 + us // 4), 4) | {1980 + us // 4: us % 4}
        start = 4 * (1981 + us // 4) - overlap
        end = start + max(40 - us + beside, 1) - 1
        record = read_record(
            {
                "birth_date": "1958-05-02",
                "claim_month": "2024-06",
                "us_earnings": {str(year): str(dollars(FIGURES.base(year))) for year in years},
                "us_quarters": {str(year): count for year, count in years.items()},
                "foreign_coverage": [
                    {
                        "country": country,
                        "start": date(start // 4, start % 4 * 3 + 1, 1),
                        "end": date(end // 4, end % 4 * 3 + 3, 28),
                    }
                ],
            }
        )
        more = {**record.quarters, max(years): us % 4 + 1}
        before = computed(record).verdict
        after = computed(msgspec.structs.replace(record, quarters=more)).verdict
        assert after.eligible >= before.eligible, (us, beside, overlap)
        assert after.shown.combined.quarters >= before.shown.combined.quarters
        turned += after.eligible > before.eligible
    assert turned > 0


@given(raw=records(), data=st.data())
@settings(max_examples=100, deadline=None)
def test_periods_abroad_never_change_the_amount(raw: dict[str, Any], data: st.DataObject):
    first = amount(read_record(raw), FIGURES)
    other = raw | {"foreign_coverage": data.draw(periods(raw["birth_date"], date(1985, 1, 1)))}
    try:
        second = amount(read_record(other), FIGURES)
    except InputError:  # a period after a death
        return
    assert first == second


@given(raw=records(), seed=st.integers())
@settings(max_examples=100, deadline=None)
def test_the_order_of_what_is_handed_in_means_nothing(raw: dict[str, Any], seed: int):
    shuffler = random.Random(seed)  # noqa: S311  (no secret)
    other = dict(raw)
    for name in ("us_earnings", "us_quarters"):
        pairs = list(raw[name].items())
        shuffler.shuffle(pairs)
        other[name] = dict(pairs)
    other["foreign_coverage"] = shuffler.sample(
        raw["foreign_coverage"], len(raw["foreign_coverage"])
    )
    assert estimate(read_record(raw), in_force=IN_FORCE) == estimate(
        read_record(other), in_force=IN_FORCE
    )


@given(raw=records())
@settings(max_examples=200, deadline=None)
def test_bounds(raw: dict[str, Any]):
    record = read_record(raw)
    answer = estimate(record, in_force=IN_FORCE)
    assert answer.us_quarters <= answer.combined_quarters
    years = {quarter.quarter[:4] for quarter in answer.quarters}
    assert all(sum(one.quarter[:4] == year for one in answer.quarters) <= 4 for year in years)
    assert 6 <= answer.required_quarters <= 40
    if answer.benefit == "totalized":
        assert answer.us_quarters >= 6
        assert answer.country in IN_FORCE
    if answer.pro_rata_pia is not None and answer.regular_pia is not None:
        assert answer.pro_rata_before_cap is not None
        assert answer.pro_rata_pia <= answer.pro_rata_before_cap
        assert not record.cap or answer.pro_rata_pia <= answer.regular_pia
    assert all(0 <= one.payable <= one.after_maximum <= one.full for one in answer.family)
    assert {step.mark for step in answer.steps} <= {"text", "calculator", "recalled"}
    assert all(step.citation and step.says and step.value for step in answer.steps)


@given(raw=records())
@settings(max_examples=300, deadline=None)
def test_a_second_reading_of_the_amount_agrees(raw: dict[str, Any]):
    record = read_record(raw | {"benefit_month": raw["claim_month"]})
    found = amount(record, FIGURES)
    second = naive(record)
    if found is None:
        assert second is None
        return
    assert second is not None
    best = found.first
    assert second == {
        "position": best.position.value,
        "quarters": best.position.quarters,
        "years": found.years.counted,
        "earnings": {year: dollars(cents) for year, cents in best.earnings.items()},
        "totals": (dollars(best.theory.total), dollars(best.regular.total)),
        "aime": best.theory.aime,
        "theoretical": dollars(best.theory.amount),
        "pro_rata": dollars(best.pro_rata),
        "regular": dollars(best.regular.amount),
    }
