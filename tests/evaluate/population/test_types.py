"""Typed columns, as Parquet holds them, are read as the same cells in text; headers that are refused."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import duckdb
import polars as pl
import pytest

from tests.evaluate.population.oracle import LAW
from totalis.evaluate.population import ANSWERS, screen
from totalis.kernel.errors import InputError

DAY = date(2026, 1, 1)
START = datetime(2026, 1, 1)  # noqa: DTZ001  (a Parquet moment without a zone)
TYPED = pl.DataFrame(
    {
        "row": [0, 1, 2],
        "kind": pl.Series(["employment"] * 3, dtype=pl.Categorical),
        "category": pl.Series(["ordinary"] * 3, dtype=pl.Enum(["ordinary"])),
        "work_country": pl.Series(["FR", "JP", "US"]),
        "citizenships": pl.Series([["US", "FR"], [], None], dtype=pl.List(pl.String)),
        "start": [START, START.replace(hour=9), None],
        "end": [date(2028, 12, 31), date(2028, 12, 31), date(1800, 1, 1)],
        "employer_country": ["US", "US", None],
        "employer_american": [True, True, None],
        "sent_by_employer": [True, False, None],
        "employed_before_transfer": [True, True, None],
        "works_for": ["sending_employer", None, None],
        "private_health_insurance": [True, None, None],
        "home_coverage_months_before": [24.0, 6.5, None],
        "earlier_postings": [
            [{"start": date(2020, 1, 1), "end": date(2021, 6, 30)}],
            [],
            None,
        ],
        "covered_at_home": [{"US": True, "FR": None}, None, {"US": None, "FR": None}],
    }
)
TEXT = pl.DataFrame(
    {
        "row": [0, 1, 2],
        "kind": ["employment"] * 3,
        "category": ["ordinary"] * 3,
        "work_country": ["FR", "JP", "US"],
        "citizenships": ["US|FR", "[]", ""],
        "start": ["2026-01-01", "x", ""],
        "end": ["2028-12-31", "2028-12-31", "1800-01-01"],
        "employer_country": ["US", "US", ""],
        "employer_american": ["true", "true", ""],
        "sent_by_employer": ["true", "false", ""],
        "employed_before_transfer": ["true", "true", ""],
        "works_for": ["sending_employer", "", ""],
        "private_health_insurance": ["true", "", ""],
        "home_coverage_months_before": ["24", "6.5", ""],
        "earlier_postings": ['[{"start": "2020-01-01", "end": "2021-06-30"}]', "[]", ""],
        "covered_at_home": ['{"US": true}', "", "{}"],
    }
)


def comparable(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The answers; of errors only which columns they name, since the cells differ."""
    found = []
    for row in sorted(rows, key=lambda row: row["row"]):
        errors = [part.split(":")[0] for part in (row["error"] or "").split(" || ")]
        found.append({**{name: row[name] for name in ANSWERS}, "error": errors})
    return found


def test_typed_on_polars():
    expected = screen(TEXT, as_of=DAY, law=LAW).to_dicts()
    assert [row["outcome"] for row in expected] == ["assigned", "invalid", "invalid"]
    assert comparable(screen(TYPED, as_of=DAY, law=LAW).to_dicts()) == comparable(expected)


def test_typed_on_duckdb():
    connection = duckdb.connect()
    connection.register("given", TYPED.to_arrow())
    relation = connection.sql("SELECT * FROM given")
    found = screen(relation, as_of=DAY, law=LAW).pl().to_dicts()
    assert comparable(found) == comparable(screen(TEXT, as_of=DAY, law=LAW).to_dicts())


def test_a_table_without_rows_keeps_its_columns():
    found = screen(TEXT.clear(), as_of=DAY, law=LAW)
    assert found.columns == ["row", *ANSWERS]
    assert found.height == 0


def test_the_same_kind_of_frame_comes_back():
    assert isinstance(screen(TEXT, as_of=DAY, law=LAW), pl.DataFrame)
    assert isinstance(screen(TEXT.lazy(), as_of=DAY, law=LAW), pl.LazyFrame)
    with pytest.raises(TypeError, match="list"):
        screen([], as_of=DAY, law=LAW)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Start", "start"),
        ("worker_citizenships", "citizenships"),
        ("end_date", "end"),
        ("employer country", "employer_country"),
        ("outcome", "screening writes"),
    ],
)
def test_a_column_that_is_refused(name, says):
    frame = pl.DataFrame({"kind": ["employment"], name: ["x"]})
    with pytest.raises(InputError) as caught:
        screen(frame, as_of=DAY, law=LAW)
    assert name in caught.value.diagnostics()
    assert says in caught.value.diagnostics()


def test_many_patterns_are_joined_all_at_once():
    """More shapes than are looked up portion by portion: the other join, the same answers."""
    from totalis.evaluate.population import engines  # noqa: PLC0415

    expected = screen(TEXT, as_of=DAY, law=LAW)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "FEW", 0)
        assert screen(TEXT, as_of=DAY, law=LAW).equals(expected)
