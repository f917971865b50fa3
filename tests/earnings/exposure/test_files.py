"""Files in and out: passes change nothing, nothing is half-written, each line that fails is told."""

from __future__ import annotations

import json

import polars as pl
import pytest

from bench.exposure.seed import write
from totalis.cli.main import main
from totalis.earnings.exposure import ORDER, exposure
from totalis.earnings.exposure_classified import classified
from totalis.earnings.exposure_files import write_exposure
from totalis.kernel.errors import InputError

CSV = """\
matricule;stream;country code;libellé;début période;fin période;assiette;montant;devise;payer
W1;pay;US;OASDI;2025-01-01;2025-03-31;10000,00;620,00;USD;employee
W1;pay;FR;Vieillesse plafonnée;2025-01-01;2025-01-31;3000,00;207,00;EUR;employee
W1;pay;FR;Vieillesse plafonnée;2025-02-01;2025-02-31;3000,00;207,00;EUR;employee
"""


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    path = tmp_path_factory.mktemp("exposure") / "contributions.parquet"
    assert write(path, 20_000) >= 20_000
    return path


def test_passes_find_what_one_pass_finds(register, tmp_path):
    whole = exposure(classified(pl.read_parquet(register)))
    done = write_exposure(register, tmp_path / "rows.parquet", lines_a_pass=3_000)
    rows = pl.read_parquet(tmp_path / "rows.parquet")
    assert rows.height == whole.rows.height > 0
    assert rows.sort(ORDER).equals(whole.rows.sort(ORDER))
    assert done.counts == whole.counts
    assert set(done.findings) == {"same_earnings", "separate_streams", "unclear"}
    assert [path.name for path in tmp_path.iterdir()] == ["rows.parquet"]


def test_a_column_line_of_the_file_means_something_else(tmp_path):
    source = tmp_path / "lines.parquet"
    names = ["worker_id", "country", "period_start", "period_end", "amount", "currency"]
    lines = [("W", country, "2026-01-01", "2026-01-31", "1", "USD") for country in ("US", "FR")]
    frame = pl.DataFrame(lines, schema=names, orient="row")
    frame.with_columns(line=pl.lit("first")).write_parquet(source)
    done = write_exposure(source, tmp_path / "rows.parquet")
    (row,) = pl.read_parquet(tmp_path / "rows.parquet").to_dicts()
    assert done.counts.read == 2
    assert (row["us_lines"], row["foreign_lines"]) == ("1", "2")


def test_csv_and_parquet_hold_the_same(register, tmp_path):
    write_exposure(register, tmp_path / "rows.parquet")
    write_exposure(register, tmp_path / "rows.csv")
    rows = pl.read_parquet(tmp_path / "rows.parquet")
    text = pl.read_csv(tmp_path / "rows.csv", infer_schema=False)
    assert text["us_amount"].cast(pl.Decimal(38, 4)).equals(rows["us_amount"])
    assert text["period_start"].to_list() == [str(day) for day in rows["period_start"]]


def test_a_file_without_the_columns_leaves_nothing_behind(tmp_path):
    source = tmp_path / "wrong.parquet"
    pl.DataFrame({"worker_id": ["W"]}).write_parquet(source)
    with pytest.raises(InputError):
        write_exposure(source, tmp_path / "rows.parquet")
    assert [path.name for path in tmp_path.iterdir()] == ["wrong.parquet"]


def test_lines_that_fail_stand_in_a_file_beside(tmp_path):
    source = tmp_path / "some.parquet"
    names = ["worker_id", "country", "period_start", "period_end", "amount", "currency"]
    lines = [
        ("W", "US", "2026-01-01", "2026-01-31", "1", "USD"),
        ("W", "FR", "2026-01-01", "2026-01-31", "=1+1", "EUR"),
        ("", "FR", "2026-01-01", "2026-01-31", "1", "EUR"),
    ]
    pl.DataFrame(lines, schema=names, orient="row").write_parquet(source)
    done = write_exposure(source, tmp_path / "rows.csv", lines_a_pass=1)
    assert done.counts == (3, 1, 0, 2)
    listed = pl.read_csv(tmp_path / "rows.csv.rejected.csv", infer_schema=False)
    assert listed["line"].to_list() == ["2", "3"]
    assert listed["found"].to_list() == ["'=1+1", "nothing"]


def test_the_command_reads_a_french_register(tmp_path, capsys):
    source = tmp_path / "registre.csv"
    source.write_text(CSV, encoding="utf-8")
    assert main(["exposure", str(source), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["lines"] == {"read": 3, "used": 2, "apart": 0, "rejected": 1}
    assert told["rejected"][0]["line"] == 4
    (row,) = told["rows"]
    assert (row["us_amount"], row["foreign_amount"], row["finding"]) == (
        "213.56",
        "207.00",
        "same_earnings",
    )


def test_the_command_writes_or_leaves_the_target_alone(tmp_path, capsys):
    source, target = tmp_path / "registre.csv", tmp_path / "out.csv"
    source.write_text(CSV, encoding="utf-8")
    assert main(["exposure", str(source), "-o", str(target)]) == 0
    assert "same_earnings" in target.read_text(encoding="utf-8")
    assert (tmp_path / "out.csv.rejected.csv").is_file()
    assert "written" in capsys.readouterr().out
    target.write_text("kept", encoding="utf-8")
    source.write_text("a,b\n1,2\n", encoding="utf-8")
    assert main(["exposure", str(source), "-o", str(target)]) == 2
    assert target.read_text(encoding="utf-8") == "kept"
    assert main(["exposure", str(source), "-o", str(tmp_path / "out.txt")]) == 2
    assert main(["exposure", str(tmp_path / "none.parquet")]) == 2
    assert main(["exposure", str(tmp_path / "none.csv")]) == 2


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a workbook", b"\x00\x01\x02"])
def test_what_is_no_table_is_refused(content, tmp_path, capsys):
    source = tmp_path / "x.csv"
    source.write_bytes(content)
    assert main(["exposure", str(source), "-o", str(tmp_path / "o.csv")]) == 2
    assert "expected" in capsys.readouterr().err
    assert not (tmp_path / "o.csv").exists()
