"""Rows found by one number for their keys are the rows that a join finds."""

from __future__ import annotations

from datetime import date
from random import Random

import polars as pl
import pytest

from totalis.evaluate.population import looking
from totalis.evaluate.population.looking import looked_up

TEXTS = pl.DataFrame(
    {
        "a": ["US", "FR", None, "", "US"],
        "b": ["FR", "US", "US", None, None],
        "c": [True, True, None, False, True],
        "found": [0, 1, 2, 3, 4],
    }
)
DAYS = pl.DataFrame(
    {
        "n": [1, 1, 3],
        "day": [date(2026, 1, 1), date(2026, 1, 3), date(2026, 1, 1)],
        "found": ["x", "y", "z"],
    }
)


def found(rows: pl.DataFrame, table: pl.DataFrame, keys: list[str]) -> list[object]:
    """What is found for each row, after a comparison with a join."""
    struct = looked_up(keys, table)
    assert struct is not None
    result = rows.select(struct.struct.field("found")).to_series()
    joined = rows.join(table, on=keys, how="left", nulls_equal=True, maintain_order="left")
    assert result.to_list() == joined["found"].to_list()
    return result.to_list()


def test_text_that_trades_places_is_told_apart():
    chance = Random(3)  # noqa: S311  (rows, not secrets)
    order = [chance.randrange(5) for _ in range(500)]
    assert found(TEXTS[order].drop("found"), TEXTS, ["a", "b", "c"]) == order


@pytest.mark.parametrize("places", [looking._ROOMY, -1])
def test_a_day_that_no_row_has_finds_nothing(monkeypatch, places):
    """By place, and by a join where places would be too many."""
    monkeypatch.setattr(looking, "_ROOMY", places)
    monkeypatch.setattr(looking, "_FULL", places)
    days = [date(2026, 1, day) for day in (1, 2, 3, 4)] + [date(2025, 12, 31), None]
    numbers = (0, 1, 2, 3, 4, None)
    rows = pl.DataFrame(
        {"n": [n for n in numbers for _ in days], "day": days * len(numbers)},
        schema_overrides={"n": pl.Int64},
    )
    assert {"x", "y", "z", None} == set(found(rows, DAYS, ["n", "day"]))


def test_an_unknown_number_is_a_key_of_its_own():
    table = pl.DataFrame({"n": [6, None], "found": ["six", "unknown"]})
    assert found(pl.DataFrame({"n": [None, 6, None]}), table, ["n"]) == [
        "unknown",
        "six",
        "unknown",
    ]


def test_where_no_hash_tells_rows_apart_they_are_left_to_a_join():
    twice = pl.concat([TEXTS, TEXTS])
    assert looked_up(["a", "b", "c"], twice) is None
