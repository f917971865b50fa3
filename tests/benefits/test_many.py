"""Many at once give what each gives alone."""

from __future__ import annotations

from bench.benefits.seed import records
from totalis.benefits.estimate import estimate
from totalis.benefits.many import estimate_many
from totalis.benefits.reading import read_record
from totalis.benefits.rounding import dollars


def test_many_are_as_one_by_one():
    read = [read_record(one) for one in records(200)]
    rows = list(estimate_many(read))
    assert {row.benefit for row in rows} >= {"totalized", "regular"}
    for record, row in zip(read, rows, strict=True):
        one = estimate(record)
        assert (row.us_quarters, row.combined_quarters) == (one.us_quarters, one.combined_quarters)
        assert row.country == one.country
        assert (row.benefit, row.required_quarters) == (one.benefit, one.required_quarters)
        assert row.pro_rata_pia is not None
        assert row.theoretical_pia is not None
        assert row.regular_pia is not None
        assert dollars(row.theoretical_pia) == one.theoretical_pia
        assert dollars(row.regular_pia) == one.regular_pia
        assert dollars(row.pro_rata_pia) == one.pro_rata_pia
        assert f"{row.quarters_used}/{row.out_of}" == one.pro_rata_fraction
        monthly = None if row.monthly_benefit is None else dollars(row.monthly_benefit)
        assert monthly == one.monthly_benefit
