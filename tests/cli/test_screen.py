"""`totalis screen`: files in and out, what it says, and what it refuses without writing anything."""

from __future__ import annotations

import polars as pl
import pytest

from totalis.cli.main import main

HEADER = (
    "worker_id;department;citizenships;kind;category;work_country;start;end;employer_country;employer_american;"
    "sent_by_employer;employed_before_transfer;works_for;private_health_insurance;earlier_postings"
)
ROWS = (
    "W1;=1+1;US;employment;ordinary;FR;2026-01-01;2028-12-31;US;true;true;true;sending_employer;true;[]",
    "W2;Lab;US;employment;ordinary;FR;2026-01-01;2031-06-30;US;true;true;true;sending_employer;true;[]",
    "W3;Lab;;employment;ordinary;CN;2026-01-01;;;;;;;;",
    "W4;Lab;;employment;ordinary;FR;1.2.2026;;;;;;;;",
)
DAY = "2026-01-01"


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "staff.csv"
    path.write_text("\n".join([HEADER, *ROWS]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_register(table, tmp_path, capsys, engine, ending):
    out = tmp_path / f"out.{ending}"
    assert main(["screen", str(table), "-o", str(out), "--as-of", DAY, "--engine", engine]) == 0
    found = (pl.read_csv if ending == "csv" else pl.read_parquet)(out).sort("worker_id")
    assert found["outcome"].to_list() == [
        "assigned",
        "exception_required",
        "no_agreement",
        "invalid",
    ]
    assert found["covered_by"].to_list() == ["US", "FR", None, None]
    assert [str(day) for day in found["last_lawful_day"]][:2] == ["2030-12-31"] * 2
    assert "start: found '1.2.2026'" in found["error"][3]
    assert found["department"][0] == ("'=1+1" if ending == "csv" else "=1+1")
    assert "4 rows: 1 assigned" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["staff.csv", out.name])


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("missing.csv", None, "no such file"),
        ("empty.csv", b"", "an empty file"),
        ("other.txt", b"x", "the ending '.txt'"),
        ("a.csv", b"name,amount\nx,1\n", "no column that is a fact"),
        ("b.csv", b"work_country,start_date\nFR,2026-01-01\n", "nearly the fact 'start'"),
        ("c.csv", b"work_country,outcome\nFR,x\n", "screening writes itself"),
        ("d.csv", b"work_country,start\nFR,2026-01-01,7\n", "do not fit the header"),
        ("e.csv", b"start,start\n2026-01-01,\n", "start"),
        ("f.parquet", b"no parquet", "cannot be read"),
    ],
)
def test_what_is_refused(tmp_path, capsys, name, content, says):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    before = sorted(tmp_path.iterdir())
    assert main(["screen", str(path), "-o", str(tmp_path / "out.csv"), "--as-of", DAY]) == 2
    assert says in capsys.readouterr().err
    assert sorted(tmp_path.iterdir()) == before


def test_the_table_is_never_overwritten(table, capsys):
    before = table.read_bytes()
    assert main(["screen", str(table), "-o", str(table)]) == 2
    assert table.read_bytes() == before
    assert "another file than TABLE" in capsys.readouterr().err
