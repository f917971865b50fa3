"""Every law vector that is one engagement, through the fourth door: the same answer as through Python."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl
import pytest

from tests.evaluate.population.oracle import ANSWERED, LAW, Row, alone
from tests.vectors.loading import Vector, all_vectors
from totalis.evaluate import determine
from totalis.evaluate.population import FACTS, screen, screen_parquet
from totalis.facts.reader import read_sheet

if TYPE_CHECKING:
    from collections.abc import Callable

VECTORS = [vector for vector in all_vectors() if len(vector.facts["engagements"]) == 1]
MAPS = ("earlier_postings", "fixed_base_days", "presence_days", "covered_at_home")


def text_of(column: str, value: Any) -> str | None:
    """A sheet's value as a table writes it."""
    if value is None:
        return None
    if column in MAPS:
        return json.dumps(value, default=str)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "|".join(value) or "[]"
    return value.isoformat() if isinstance(value, date) else str(value)


def row_of(facts: dict[str, Any]) -> Row:
    """A sheet of one engagement as a row."""
    engagement = dict(facts["engagements"][0])
    employer = engagement.pop("employer", None) or {}
    engagement.pop("id")
    flat = {**(facts.get("worker") or {}), **engagement}
    flat |= {f"employer_{name}": value for name, value in employer.items()}
    assert not flat.keys() - FACTS.keys()
    return {column: text_of(column, flat.get(column)) for column in FACTS}


def frames() -> dict[date, tuple[list[Vector], pl.DataFrame]]:
    """The vectors of each day as one table."""
    by_day: dict[date, list[Vector]] = defaultdict(list)
    for vector in VECTORS:
        by_day[vector.as_of].append(vector)
    result = {}
    for day, vectors in by_day.items():
        rows = [{"id": vector.id, **row_of(vector.facts)} for vector in vectors]
        schema = dict.fromkeys(["id", *FACTS], pl.String)
        result[day] = (vectors, pl.DataFrame(rows, schema=schema))
    return result


def compare(screened: Callable[[pl.DataFrame, date], list[dict[str, Any]]], least: int = 0) -> None:
    """Each vector's expectation, and every column as one by one."""
    for day, (vectors, frame) in frames().items():
        if frame.height < least:
            continue
        found = {row["id"]: row for row in screened(frame, day)}
        assert len(found) == len(vectors)
        for vector in vectors:
            row = found[vector.id]
            assert {name: row[name] for name in ANSWERED} == alone(row_of(vector.facts), day), (
                vector
            )
            for key, wanted in vector.expect.items():
                if key == "missing":
                    columns = {path.split(".", 1)[1].replace(".", "_") for path in wanted}
                    assert columns <= set(row["missing"].split("|")), vector.id
                elif key in ANSWERED:
                    assert row[key] == wanted, (vector.id, key)


def test_most_vectors_are_one_engagement():
    assert len(VECTORS) > 900
    assert len(VECTORS) > 0.9 * len(all_vectors())


@pytest.mark.vectors
def test_on_polars():
    compare(lambda frame, day: screen(frame, as_of=day, law=LAW).to_dicts())


@pytest.mark.vectors
def test_by_code(tmp_path):
    def screened(frame: pl.DataFrame, day: date) -> list[dict[str, Any]]:
        frame.write_parquet(tmp_path / "in.parquet")
        screen_parquet([tmp_path / "in.parquet"], tmp_path / "out.parquet", as_of=day, law=LAW)
        return pl.read_parquet(tmp_path / "out.parquet").to_dicts()

    compare(screened)


@pytest.mark.vectors
def test_the_day_and_sheet_of_a_row_are_those_of_the_vector():
    for vector in VECTORS:
        expected = determine(read_sheet(vector.facts), as_of=vector.as_of, law=LAW)
        assert (
            alone(row_of(vector.facts), vector.as_of)["outcome"] == expected.engagements[0].outcome
        )


@pytest.mark.vectors
@pytest.mark.slow
def test_on_duckdb():
    def screened(frame: pl.DataFrame, day: date) -> list[dict[str, Any]]:
        connection = duckdb.connect()
        connection.register("small", frame.to_arrow())
        answered = screen(connection.sql("SELECT * FROM small"), as_of=day, law=LAW)
        rows: list[dict[str, Any]] = answered.pl().to_dicts()
        return rows

    compare(screened)


@pytest.mark.vectors
@pytest.mark.slow
def test_on_spark(spark):
    def screened(frame: pl.DataFrame, day: date) -> list[dict[str, Any]]:
        answered = screen(spark.createDataFrame(frame.to_arrow()), as_of=day, law=LAW)
        return [row.asDict() for row in answered.collect()]

    compare(screened, least=50)
