"""`totalis benefits`: text for people, JSON, errors with the field and exit code 2."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from totalis.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

RECORD: dict[str, Any] = {
    "birth_date": "1960-05-02",
    "claim_month": "2026-03",
    "us_earnings": {
        "2010": "1200",
        "2011": "1200",
        "2012": "1200",
        "2013": "1200",
        "2014": "1300",
        "2015": "1300",
    },
    "foreign_coverage": [{"country": "FR", "start": "1985-01-01", "end": "2000-12-31"}],
}
CONTRACT = {
    "us_quarters",
    "combined_quarters",
    "required_quarters",
    "eligible",
    "theoretical_pia",
    "pro_rata_fraction",
    "pro_rata_pia",
    "steps",
}


def written(folder: Path, **changes: Any) -> str:
    path = folder / "record.json"
    path.write_text(json.dumps(RECORD | changes), encoding="utf-8")
    return str(path)


def test_json_has_the_fields_of_the_contract(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["benefits", written(tmp_path, cap=False), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert set(answer) >= CONTRACT
    # The figures of SSA's calculator: vector own_b_six_qcs_minimum.
    assert answer["theoretical_pia"] == "544.50"
    assert answer["pro_rata_fraction"] == "6/140"
    assert answer["pro_rata_pia"] == "23.30"
    assert answer["monthly_benefit"] == "21.00"
    assert answer["eligible"] is True
    assert set(answer["steps"][0]) >= {"name", "value", "citation"}


def test_the_limit_of_the_regulation_is_on_and_says_where_the_calculator_differs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["benefits", written(tmp_path), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["pro_rata_pia"] == answer["regular_pia"] == "22.20"
    (cap,) = [item for item in answer["assumptions"] if item["name"] == "cap"]
    assert (cap["value"], cap["other_value"]) == ("22.20", "23.30")


def test_text_says_that_it_is_an_estimate(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["benefits", written(tmp_path)]) == 0
    text = capsys.readouterr().out
    assert text.startswith("A totalized benefit: about $20.00 a month")
    assert "This is an estimate" in text
    assert "20 CFR 404.1918(a)(4)" in text


def test_a_wrong_record_is_told_with_its_field(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["benefits", written(tmp_path, us_earnings={"1990": "60000"}), "--json"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    (problem,) = json.loads(captured.err)["problems"]
    assert problem["path"] == "us_earnings.1990"
    assert "51,300.00" in problem["expected"]


def test_a_figure_that_is_missing_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["benefits", written(tmp_path, claim_month="2031-01")]) == 2
    assert "figures.cost_of_living.2027" in capsys.readouterr().err


def test_what_would_change_in_text_and_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    posting = ["--posting", "FR", "2018-04-01", "2021-03-31", "80000"]
    assert main(["benefits", written(tmp_path), "--what-if", *posting]) == 0
    text = capsys.readouterr().out
    assert "A claim twelve months later." in text
    assert "The posting under FR" in text
    assert "is not known here" in text
    assert main(["benefits", written(tmp_path), "--what-if", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["schema"] == "totalis/benefits-what-if/1"
    assert answer["posting"] is None
    assert len(answer["changes"]) == 3


def test_a_posting_that_cannot_be_names_its_field(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    posting = ["--posting", "FR", "1990-01-01", "1991-12-31", "80000"]
    assert main(["benefits", written(tmp_path), *posting]) == 2
    assert "--posting.start" in capsys.readouterr().err
