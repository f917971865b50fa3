"""Records as columns give what each gives alone; every problem has the column it comes from."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from bench.benefits.seed import records
from totalis.benefits.columns import ANSWER, MOST_COLUMNS, MOST_PERIODS, Columns, estimate_frame
from totalis.benefits.estimate import estimate
from totalis.benefits.reading import read_record
from totalis.cli.main import main
from totalis.kernel.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 22)
ROW: dict[str, Any] = {
    "birth_date": "1960-05-02",
    "claim_month": "2026-03",
    "us_earnings_1990": "21000",
    "us_earnings_1991": "22000.50",
    "foreign_1_country": "FR",
    "foreign_1_start": "1993-01-01",
    "foreign_1_end": "2010-06-30",
}


def row_of(raw: dict[str, Any]) -> dict[str, Any]:
    """A record of the bench as a row, written here by hand."""
    row = {"birth_date": raw["birth_date"], "claim_month": raw["claim_month"]}
    row |= {f"us_earnings_{year}": amount for year, amount in raw["us_earnings"].items()}
    for number, period in enumerate(raw["foreign_coverage"], start=1):
        row |= {f"foreign_{number}_{name}": value for name, value in period.items()}
    return row


def frame_of(raws: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame([row_of(raw) for raw in raws], infer_schema_length=None)


def test_each_row_is_the_estimate_of_its_record():
    raws = list(records(60))
    answers = estimate_frame(frame_of(raws)).to_dicts()
    assert {row["benefit"] for row in answers} >= {"totalized", "regular"}
    for raw, row in zip(raws, answers, strict=True):
        one = estimate(read_record(raw))
        assert row["error"] is None
        assert row["us_quarters"] == one.us_quarters
        assert row["combined_quarters"] == one.combined_quarters
        assert (row["benefit"], row["pro_rata_pia"]) == (one.benefit, str(one.pro_rata_pia))
        monthly = None if one.monthly_benefit is None else str(one.monthly_benefit)
        assert row["monthly_benefit"] == monthly


def test_days_numbers_and_truths_of_a_typed_frame_read_as_their_text():
    text = ROW | {"id": "a", "cap": "false", "foreign_1_units": "70"}
    del text["foreign_1_end"], text["foreign_1_units"]
    text |= {"foreign_1_end": "1993-12-31", "foreign_1_units": "3"}
    typed = text | {
        "birth_date": date(1960, 5, 2),
        "us_earnings_1990": 21000,
        "us_earnings_1991": 22000.5,
        "foreign_1_start": date(1993, 1, 1),
        "foreign_1_end": date(1993, 12, 31),
        "foreign_1_units": 3,
        "cap": False,
    }
    one, other = estimate_frame(pl.DataFrame([text])), estimate_frame(pl.DataFrame([typed]))
    assert one.to_dicts() == other.to_dicts()
    assert one["id"].to_list() == ["a"]
    assert one["combined_quarters"].to_list() == [11]


@pytest.mark.parametrize(
    ("column", "value", "path"),
    [
        ("us_earnings_1990", "60000", "us_earnings_1990"),
        ("us_earnings_1991", "1,000", "us_earnings_1991"),
        ("us_quarters_1990", "5", "us_quarters_1990"),
        ("foreign_1_start", "1950-01-01", "foreign_1_start"),
        ("foreign_1_country", "US", "foreign_1_country"),
        ("birth_date", "2030-01-01", "birth_date"),
        ("claim_month", "2031-01", "figures.cost_of_living"),
        ("wage_growth", "x", "wage_growth"),
        ("cap", "perhaps", "cap"),
    ],
)
def test_a_problem_names_its_column_and_the_other_rows_stand(column: str, value: str, path: str):
    frame = pl.DataFrame([ROW, ROW | {column: value}, ROW], infer_schema_length=None)
    errors = estimate_frame(frame, as_of=TODAY)["error"].to_list()
    assert errors[0] is None
    assert errors[2] is None
    assert errors[1].startswith(path), errors[1]


def test_periods_keep_their_numbers_where_some_are_blank():
    row = ROW | {"foreign_7_country": "DE", "foreign_7_start": "1980-01-01", "foreign_7_end": "x"}
    (error,) = estimate_frame(pl.DataFrame([row]))["error"].to_list()
    assert error.startswith("foreign_7_end")


@pytest.mark.parametrize(
    "name", ["us_earning_1990", "earnings_1990", "foreign_0_country", "foreign_1_city", "family"]
)
def test_a_column_of_no_record_is_refused(name: str):
    with pytest.raises(InputError) as caught:
        Columns((*ROW, name))
    assert [problem.path for problem in caught.value.problems] == [name]


def test_a_column_that_every_record_needs():
    with pytest.raises(InputError) as caught:
        Columns(("id", "claim_month"))
    assert [problem.path for problem in caught.value.problems] == ["birth_date"]


def test_no_rows_give_no_rows():
    frame = pl.DataFrame(schema=dict.fromkeys(ROW, pl.String))
    assert estimate_frame(frame).columns == list(ANSWER)


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_tables_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ending: str
):
    table, out = tmp_path / f"records{ending}", tmp_path / f"answers{ending}"
    frame = pl.DataFrame([{"id": "1", **ROW}, {"id": "2", **ROW, "us_earnings_1990": "99999"}])
    frame.write_csv(table) if ending == ".csv" else frame.write_parquet(table)
    assert main(["benefits", str(table), "-o", str(out)]) == 0
    assert "2 records, 1 of them with an error" in capsys.readouterr().err
    answers = pl.read_csv(out) if ending == ".csv" else pl.read_parquet(out)
    assert answers["benefit"].to_list() == ["totalized", None]
    assert answers["error"].to_list()[1].startswith("us_earnings_1990")


EARLY = {"us_earnings_1977": "1000", "us_quarters_1977": "1"}


def wide() -> list[dict[str, Any]]:
    """Two workers in a table with a column for each year and for every period that a record may have in one."""
    years = {f"us_earnings_{year}": None for year in range(1937, date(2026, 1, 1).year)}
    quarters = {f"us_quarters_{year}": None for year in range(1937, 1978)}
    parts = ("country", "start", "end", "units")
    periods = {
        f"foreign_{number}_{part}": None for number in range(1, MOST_PERIODS + 1) for part in parts
    }
    months: dict[str, Any] = {}
    for number in range(1, MOST_PERIODS + 1):
        year, month = 1992 + (number - 1) // 12, (number - 1) % 12 + 1
        first = date(year, month, 1)
        values = ("FR", first.isoformat(), first.replace(day=28).isoformat(), None)
        months |= {
            f"foreign_{number}_{part}": value for part, value in zip(parts, values, strict=True)
        }
    whole = {"id": "1"} | years | quarters | periods
    return [whole | ROW, whole | ROW | {"id": "2", **EARLY} | months]


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_a_file_has_room_for_all_years_and_all_periods(tmp_path: Path, ending: str):
    table, out = tmp_path / f"records{ending}", tmp_path / "answers.parquet"
    frame = pl.DataFrame(wide(), infer_schema_length=None)
    assert 3 * 128 > frame.width > 2 * 128
    frame.write_csv(table) if ending == ".csv" else frame.write_parquet(table)
    assert main(["benefits", str(table), "-o", str(out)]) == 0
    answers = pl.read_parquet(out)
    assert answers["error"].to_list() == [None, None]
    assert answers["us_quarters"].to_list() == [8, 9]
    assert answers["combined_quarters"].to_list()[1] == 9 + 20, "each quarter of five years"


def test_a_file_with_more_columns_than_any_record_needs_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    table = tmp_path / "records.csv"
    pl.DataFrame([{f"column_{number}": "1" for number in range(MOST_COLUMNS + 1)}]).write_csv(table)
    assert main(["benefits", str(table), "-o", str(tmp_path / "answers.csv")]) == 2
    assert f"at most {MOST_COLUMNS}" in capsys.readouterr().err


def test_a_table_without_a_place_for_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    table = tmp_path / "records.csv"
    pl.DataFrame([ROW]).write_csv(table)
    assert main(["benefits", str(table)]) == 2
    assert "--output" in capsys.readouterr().err
    assert main(["benefits", str(table), "-o", str(table)]) == 2
    assert pl.read_csv(table).height == 1
