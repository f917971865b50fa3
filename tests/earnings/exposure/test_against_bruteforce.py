"""An overlap is found by looking at every day, and nothing else is."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
from hypothesis import given, settings, strategies as st

from tests.earnings.exposure import bruteforce
from tests.earnings.exposure.bruteforce import Line
from totalis.earnings.exposure import exposure

FIRST = date(2025, 1, 1)
MONEY = st.sampled_from(
    [Decimal(text) for text in ("100", "33.33", "0.01", "7.5", "0", "-20", "2.0001")]
)


@st.composite
def lines(draw):
    """Lines of few workers, streams and periods, so that they meet; some taken back, exactly or in one sum."""
    found = []
    for _ in range(draw(st.integers(1, 9))):
        start = FIRST + timedelta(days=draw(st.sampled_from([0, 3, 7, 14, 31])))
        country = draw(st.sampled_from(["US", "US", "FR", "FR", "DE"]))
        line = Line(
            worker=draw(st.sampled_from(["A", "A", "B"])),
            stream=draw(st.sampled_from(["pay", "pay", "fee", ""])),
            country=country,
            currency=draw(st.sampled_from(["USD", "EUR"] if country != "US" else ["USD"])),
            start=start,
            end=start + timedelta(days=draw(st.sampled_from([0, 6, 13, 30]))),
            amount=draw(MONEY),
            category=draw(st.sampled_from(["covered", "covered", "csg", "unclear", "", "relief"])),
        )
        found.append(line)
    reversed_ones = draw(st.lists(st.sampled_from(found), max_size=4))
    found.extend(line._replace(amount=-line.amount) for line in reversed_ones)
    whole = draw(st.sampled_from([None, *found]))
    if whole is not None:
        alike = [
            line for line in found if line[:4] == whole[:4] and line.category == whole.category
        ]
        total = sum((line.amount for line in alike), Decimal(0))
        start, end = min(line.start for line in alike), max(line.end for line in alike)
        found.append(whole._replace(start=start, end=end, amount=-total))
    return draw(st.permutations(found))


def frame(found: list[Line]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "worker_id": [line.worker for line in found],
            "stream_id": [line.stream for line in found],
            "country": [line.country for line in found],
            "currency": [line.currency for line in found],
            "period_start": [line.start.isoformat() for line in found],
            "period_end": [line.end.isoformat() for line in found],
            "amount": [str(line.amount) for line in found],
            "category": [line.category for line in found],
        }
    )


@settings(max_examples=150, deadline=None)
@given(lines())
def test_the_same_days_pairs_and_amounts(found):
    rows = exposure(frame(found)).rows.to_dicts()
    standing = bruteforce.charges(found)
    kept = [row for row in rows if row["finding"] != "separate_streams"]
    covered: dict[bruteforce.Key, str] = {}
    for row in kept:
        for day in bruteforce.days(row["period_start"], row["period_end"]):
            key = (
                *(row["worker_id"], row["stream_id"], row["foreign_stream_id"], row["us_currency"]),
                *(row["foreign_country"], row["foreign_currency"], day),
            )
            assert key not in covered, "a day stands in two rows of one pair"
            covered[key] = row["finding"]
            if row["finding"] == "same_earnings":
                assert row["us_amount"] > 0
                assert row["foreign_amount"] > 0
    wanted = bruteforce.pairs_of_days(standing)
    assert covered.keys() == wanted.keys()
    for key, word in wanted.items():
        if word == "unclear":
            assert covered[key] == "unclear"
    apart = {
        (row["worker_id"], row["stream_id"], row["foreign_stream_id"], row["foreign_country"]): (
            row["period_start"],
            row["period_end"],
        )
        for row in rows
        if row["finding"] == "separate_streams"
    }
    assert apart == bruteforce.separate(standing)


@settings(max_examples=100, deadline=None)
@given(lines())
def test_the_parts_of_a_charge_add_up_to_it(found):
    """Where every day of a charge meets the other side, its parts are the whole of it, to the last digit."""
    standing = bruteforce.charges(found)
    wanted = bruteforce.pairs_of_days(standing)
    rows = exposure(frame(found)).rows.filter(pl.col("finding") != "separate_streams").to_dicts()
    met: dict[bruteforce.Key, set[date]] = defaultdict(set)
    for *pair, day in wanted:
        met[tuple(pair)].add(day)
    for (worker, stream, other, us_currency, country, currency), days in met.items():
        ours = {k: v for k, v in standing.items() if k[:4] == (worker, stream, "US", us_currency)}
        if not all(set(bruteforce.days(key[5], key[6])) <= days for key in ours):
            continue
        parts = [
            row["us_amount"] + row["us_unclear_amount"]
            for row in rows
            if (row["stream_id"], row["foreign_stream_id"], row["worker_id"])
            == (stream, other, worker)
            and (row["us_currency"], row["foreign_country"], row["foreign_currency"])
            == (us_currency, country, currency)
        ]
        assert sum(parts) == sum(ours.values())


@settings(max_examples=40, deadline=None)
@given(lines(), st.randoms(use_true_random=False))
def test_the_order_of_the_lines_does_not_matter(found, random):
    shuffled = list(found)
    random.shuffle(shuffled)
    columns = ["us_lines", "foreign_lines"]
    assert (
        exposure(frame(found))
        .rows.drop(columns)
        .equals(exposure(frame(shuffled)).rows.drop(columns))
    )
