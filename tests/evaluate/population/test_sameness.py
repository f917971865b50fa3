"""Screening a table gives what determining each row alone gives, on every engine."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import example, given, settings

from tests.evaluate.population.oracle import ANSWERED, LAW, Row, alone
from tests.evaluate.population.tables import AS_OF, SEEDS, table_of
from totalis.evaluate.population import screen, screen_rows

KEY = "row"


def frame_of(table: list[Row]) -> pl.DataFrame:
    names = list(table[0])
    cells = [[row[name] for name in names] for row in table]
    frame = pl.DataFrame(cells, schema=dict.fromkeys(names, pl.String), orient="row")
    return frame.with_row_index(KEY).cast({KEY: pl.Int64})  # Spark has no unsigned numbers


def expected(table: list[Row], as_of: date) -> list[tuple[Any, ...]]:
    return [
        (number, *(alone(row, as_of)[name] for name in ANSWERED))
        for number, row in enumerate(table)
    ]


def test_random_tables_are_worth_screening():
    """Enough rows get far: assigned, past the limit, open, invalid."""
    found = [
        answer[1] for seed in range(12) for answer in expected(table_of(seed, 40), date(2026, 1, 1))
    ]
    often = {outcome for outcome in found if found.count(outcome) > 4}
    assert {"assigned", "undetermined", "invalid", "no_agreement", "not_dual", "split"} <= often


NO_LAST_DAY = 8423
"""On 1 June 1990 rules of this table count days, and none of them ever comes to an end."""


def in_order(rows) -> list[tuple[Any, ...]]:
    return sorted((tuple(row) for row in rows), key=lambda row: row[0])


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, as_of=AS_OF)
@example(seed=NO_LAST_DAY, as_of=date(1990, 6, 1))
def test_polars(seed, as_of):
    table = table_of(seed, 40)
    found = screen(frame_of(table), as_of=as_of, law=LAW)
    assert found.columns == [KEY, *ANSWERED]
    assert found.rows() == expected(table, as_of)


@settings(max_examples=6, deadline=None)
@given(seed=SEEDS, as_of=AS_OF)
@example(seed=NO_LAST_DAY, as_of=date(1990, 6, 1))
def test_duckdb(seed, as_of):
    table = table_of(seed, 60)
    connection = duckdb.connect()
    small = frame_of(table).to_arrow()
    connection.register("small", small)
    found = screen(connection.sql("SELECT * FROM small"), as_of=as_of, law=LAW)
    assert in_order(found.fetchall()) == expected(table, as_of)


@pytest.mark.slow
@settings(max_examples=4, deadline=None)
@given(seed=SEEDS, as_of=AS_OF)
def test_spark(spark, seed, as_of):
    table = table_of(seed, 60)
    found = screen(spark.createDataFrame(frame_of(table).to_arrow()), as_of=as_of, law=LAW)
    assert in_order(found.collect()) == expected(table, as_of)


@settings(max_examples=5, deadline=None)
@given(seed=SEEDS, as_of=AS_OF)
def test_rows_in_portions(seed, as_of):
    table = table_of(seed, 25)
    told: list[int] = []
    source = [{KEY: str(number), **row} for number, row in enumerate(table)]
    found = screen_rows(source, as_of=as_of, law=LAW, progress=told.append, at_once=7)
    assert [(int(row[KEY]), *(row[name] for name in ANSWERED)) for row in found] == expected(
        table, as_of
    )
    assert told[-1] == len(table)
