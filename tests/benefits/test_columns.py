"""Records as columns give what each gives alone; every problem has the column it comes from."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from bench.benefits.seed import records
from totalis.benefits.columns import ANSWER, Columns, estimate_frame
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


def test_a_table_without_a_place_for_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    table = tmp_path / "records.csv"
    pl.DataFrame([ROW]).write_csv(table)
    assert main(["benefits", str(table)]) == 2
    assert "--output" in capsys.readouterr().err
    assert main(["benefits", str(table), "-o", str(table)]) == 2
    assert pl.read_csv(table).height == 1
