"""`totalis classify`: files in, rows out, sums shown, wrong input named."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sys

import polars as pl
import pytest

from totalis.cli.main import main
from totalis.lawbook.book import PACKAGED

SLIP = """label;code;code_system;payer;amount;currency;base;rate;period_start;period_end;matricule
Sécurité sociale - maladie maternité invalidité décès;;;employer;520,00;EUR;4000,00;13,00;2025-07-01;2025-07-31;7
CSG/CRDS non déductible de l'impôt sur le revenu;;;employee;116,26;EUR;4008,88;2,90;2025-07-01;2025-07-31;7
French social taxes;;;employee;100,00;EUR;;;2025-07-01;2025-07-31;=7
;75;dsn;employer;10,00;EUR;;;2025-07-01;2025-07-31;8
Apec;;;employee;1,00;USD;;;2025-07-01;2025-07-31;8
"""


def rows_of(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


@pytest.fixture
def slip(tmp_path):
    path = tmp_path / "slip.csv"
    path.write_text(SLIP)
    return path


def test_rows_keep_their_columns_and_gain_the_answer(slip, tmp_path, capsys):
    out = tmp_path / "out.csv"
    assert main(["classify", str(slip), "--agreement", "FR", "-o", str(out)]) == 0
    rows = rows_of(out)
    assert [row["category"] for row in rows] == [
        "covered",
        "csg",
        "crds",
        "unclear",
        "covered",
        "not_covered",
    ]
    assert [row["line"] for row in rows] == ["2", "3", "3", "4", "5", "6"]
    assert [row["amount"] for row in rows] == [
        "520.00",
        "96.22",
        "20.04",
        "100.00",
        "10.00",
        "1.00",
    ]
    assert rows[0]["base"] == "4000.00"
    assert rows[3]["matricule"] == "'=7", "a formula is told to be text"
    assert rows[1]["certificate_effect"] == "domestic_falls_away"
    assert all(row["catalogue"].startswith("sha256:") and row["citation"] for row in rows)
    shown = capsys.readouterr().out
    assert "not_covered" in shown
    assert "USD" in shown
    assert "530.00 EUR" in shown
    assert "not covered is not creditable" in shown


def test_text_and_json_without_a_file(slip, capsys):
    assert main(["classify", str(slip), "--agreement", "fr"]) == 0
    text = capsys.readouterr().out
    assert "csg · certificate: domestic_falls_away · credit: not_challenged" in text
    assert main(["classify", str(slip), "--agreement", "FR", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["lines"] == 5
    assert len(answer["rows"]) == 6
    assert {one["category"] for one in answer["sums"]} == {
        "covered",
        "csg",
        "crds",
        "unclear",
        "not_covered",
    }


def test_parquet_both_ways(slip, tmp_path, capsys):
    source = tmp_path / "slip.parquet"
    pl.read_csv(slip, separator=";", infer_schema=False).with_columns(
        pl.col("amount").str.replace(",", "."),
        pl.col("base").str.replace(",", "."),
        pl.col("rate").str.replace(",", "."),
    ).write_parquet(source)
    out = tmp_path / "out.parquet"
    assert main(["classify", str(source), "--agreement", "FR", "-o", str(out)]) == 0
    assert pl.read_parquet(out)["category"].to_list()[0] == "covered"
    assert "written" in capsys.readouterr().out


def test_standard_input(slip, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(slip.read_bytes())))
    assert main(["classify", "-", "--agreement", "FR"]) == 0
    assert "5 lines" in capsys.readouterr().out


def test_columns_of_the_answer_that_the_file_has_already_pass_through(tmp_path):
    path, out = tmp_path / "x.csv", tmp_path / "out.csv"
    path.write_text("label,category,why\nCRDS,mine,because\nApec,hers,so\n")
    assert main(["classify", str(path), "--agreement", "FR", "-o", str(out)]) == 0
    first = rows_of(out)[0]
    assert (first["category"], first["category (file)"], first["why (file)"]) == (
        "crds",
        "mine",
        "because",
    )


def test_a_line_that_cannot_be_read_is_named_and_the_others_are_answered(tmp_path, capsys):
    path, out = tmp_path / "x.csv", tmp_path / "out.csv"
    path.write_text(
        "label,amount,period_start\nCRDS,abc,2025-07-01\nApec,1.00,2025-13-01\nFNAL,2.50,2025-07-01\n"
    )
    assert main(["classify", str(path), "--agreement", "FR", "-o", str(out)]) == 0
    assert [row["label"] for row in rows_of(out)] == ["FNAL"]
    lost = rows_of(tmp_path / "out.csv.rejected.csv")
    assert [(row["line"], row["column"]) for row in lost] == [
        ("2", "amount"),
        ("3", "period_start"),
    ]
    assert "rejected: line 2, amount" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "agreement", "named"),
    [
        ("name of it,amount\nCRDS,1\n", "FR", "label"),
        (SLIP, "ZZ", "agreement"),
    ],
)
def test_wrong_input_is_two_and_writes_nothing(tmp_path, capsys, text, agreement, named):
    path, out = tmp_path / "x.csv", tmp_path / "out.csv"
    path.write_text(text)
    assert main(["classify", str(path), "--agreement", agreement, "-o", str(out)]) == 2
    assert named in capsys.readouterr().err
    assert not out.exists()


def test_a_missing_file_and_a_wrong_ending_are_two(slip, tmp_path, capsys):
    assert main(["classify", str(tmp_path / "none.csv"), "--agreement", "FR"]) == 2
    assert main(["classify", str(slip), "--agreement", "FR", "-o", str(tmp_path / "x.pdf")]) == 2
    assert "no such file" in capsys.readouterr().err


def test_the_law_command_reads_and_shows_the_charges(capsys):
    assert main(["law", "check", "--only", "FR", "--json"]) == 0
    charges = json.loads(capsys.readouterr().out)["charges"]
    assert charges["catalogues"] == 1
    assert charges["charges"] > 60
    assert charges["digest"].startswith("sha256:")
    assert main(["law", "show", "FR"]) == 0
    shown = capsys.readouterr().out
    assert (
        "csg_deductible  csg · certificate domestic_falls_away · employee not_challenged" in shown
    )
    assert "general knowledge, not looked up (puma_csm)" in shown


def test_the_law_command_refuses_a_catalogue_that_is_ambiguous(tmp_path, capsys):
    book = tmp_path / "book"
    shutil.copytree(PACKAGED, book, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    path = book / "charges" / "fr.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("labels: [Apec, ", "labels: [Apec, CRDS, ", 1), encoding="utf-8")
    assert main(["law", "check", "--only", "FR", "--lawbook", str(book)]) == 2
    assert "the label 'crds' leads to apec, crds" in capsys.readouterr().err


def test_days_that_the_file_leaves_open_are_said_by_the_caller(tmp_path, capsys):
    path = tmp_path / "slip.csv"
    path.write_text(
        "Libellé;Part;Assiette;Taux;Montant;Devise;Date de début;Date de fin\n"
        "Sécurité Sociale Vieillesse plafonnée;salarié;3.925,00;6,90;270,83;EUR;01/07/2025;31/07/2025\n"
    )
    assert main(["classify", str(path), "--agreement", "FR"]) == 0
    assert "with --dates" in capsys.readouterr().out  # the first of July, or the seventh of January
    assert main(["classify", str(path), "--agreement", "FR", "--dates", "dmy"]) == 0
    said = capsys.readouterr().out
    assert "covered                 270.83 EUR" in said
    assert "rejected" not in said
