"""Mapping by names in two languages, writing whole or not at all, and files too large to hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from totalis.kernel.errors import InputError
from totalis.tables.columns import Column
from totalis.tables.mapping import apply_mapping, check_mapping, plain_name, suggest_mapping
from totalis.tables.reader import read_table
from totalis.tables.reading import Reading
from totalis.tables.scanning import collecting, scan
from totalis.tables.writing import csv_bytes, write_table

COLUMNS = (
    Column(
        "worker_id",
        "Worker",
        "",
        required=True,
        aliases=("matricule", "employee number", "id salarié"),
    ),
    Column("label", "Label", "", required=True, aliases=("libellé", "intitulé", "description")),
    Column("amount", "Amount", "", "money", aliases=("montant", "montant salarial")),
    Column("period_start", "First day", "", "day", aliases=("début de période", "from", "start")),
    Column("period_end", "Last day", "", "day", aliases=("fin de période", "to", "end")),
)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (
            ["MATRICULE", "Libelle", "Montant", "Debut de periode", "Fin de période"],
            {
                "worker_id": "MATRICULE",
                "label": "Libelle",
                "amount": "Montant",
                "period_start": "Debut de periode",
                "period_end": "Fin de période",
            },
        ),
        (
            ["period-end", "Period Start", "Amounts", "worker.id"],
            {
                "worker_id": "worker.id",
                "amount": "Amounts",
                "period_start": "Period Start",
                "period_end": "period-end",
            },
        ),
        (["colour", "shape"], {}),
    ],
)
def test_suggestions(headers, expected):
    assert suggest_mapping(headers, COLUMNS) == expected


def test_names_are_compared_plainly():
    assert plain_name("  Début_de.Période ") == "debut de periode"


def test_a_mapping_that_does_not_fit():
    headers = ["a", "b"]
    with pytest.raises(InputError) as caught:
        check_mapping(
            headers, {"worker_id": "c", "label": "a", "amount": "a", "colour": "b"}, COLUMNS
        )
    assert [problem.path for problem in caught.value.problems] == ["worker_id", "amount", "colour"]
    with pytest.raises(InputError) as caught:
        check_mapping(headers, {"label": "a"}, COLUMNS)
    assert [problem.path for problem in caught.value.problems] == ["worker_id"]


def test_negative_huge_and_unknown():
    data = b"w,l,a,c\n1,x,-12.50,EUR\n2,y,99999999999999999999,EUR\n3,z,1,XYZ\n4,,1,USD\n"
    wanted = (*COLUMNS[:3], Column("currency", "Currency", "", "currency"))
    mapping = {"worker_id": "w", "label": "l", "amount": "a", "currency": "c"}
    mapped = apply_mapping(read_table(data, name="a.csv"), mapping, wanted)
    assert [row.values["amount"] for row in mapped.rows] == [Decimal("-12.50")]
    assert [(one.line, one.column, one.found) for one in mapped.rejected] == [
        (3, "a", "\u201c99999999999999999999\u201d"),
        (4, "c", "\u201cXYZ\u201d"),
        (5, "l", "nothing"),
    ]


# ── writing ──

ROWS: list[dict[str, Any]] = [
    {"label": "=HYPERLINK(1)", "amount": Decimal("-12.50"), "day": date(2024, 1, 31), "n": 1},
    {"label": "-5", "amount": None, "day": None, "n": 2},
    {"label": "@x", "amount": Decimal("0.10"), "day": date(2024, 2, 29), "n": 3},
]


def test_csv_is_safe_in_a_spreadsheet(tmp_path):
    path = tmp_path / "out.csv"
    assert write_table(ROWS, path) == 3
    assert path.read_text(encoding="utf-8").splitlines() == [
        "label,amount,day,n",
        "'=HYPERLINK(1),-12.50,2024-01-31,1",
        "-5,,,2",
        "'@x,0.10,2024-02-29,3",
    ]
    assert [row["label"] for _, row in read_table(path, name="out.csv").rows()] == [
        "=HYPERLINK(1)",
        "-5",
        "@x",
    ]


def test_parquet_keeps_its_types(tmp_path):
    path = tmp_path / "out.parquet"
    write_table(ROWS, path)
    frame = pl.read_parquet(path)
    assert frame.schema["amount"] == pl.Decimal(38, 2)
    assert frame.schema["day"] == pl.Date
    assert frame.schema["n"] == pl.Int64
    assert frame["label"].to_list() == [row["label"] for row in ROWS]


def test_frames_eager_and_lazy(tmp_path):
    frame = pl.DataFrame(ROWS)
    write_table(frame, tmp_path / "0.csv")
    write_table(frame.lazy(), tmp_path / "1.csv")
    assert (tmp_path / "0.csv").read_bytes() == (tmp_path / "1.csv").read_bytes()


def test_nothing_half_written(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("before")
    with pytest.raises(Exception, match="fault"):
        write_table(pl.LazyFrame({"a": [1]}).map_batches(_fault), path)
    with pytest.raises(TypeError):
        write_table([{"a": {"b": object()}}, {"a": 3}], path)
    assert path.read_text() == "before"
    assert [one.name for one in tmp_path.iterdir()] == ["out.csv"]


def _fault(_frame):
    message = "fault"
    raise RuntimeError(message)


@pytest.mark.parametrize("name", ["out.xlsx", "out", "nowhere/out.csv"])
def test_places_that_cannot_be_written(tmp_path, name):
    with pytest.raises(InputError):
        write_table(ROWS, tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_no_rows_have_names_all_the_same():
    assert csv_bytes([], ("a", "b")) == b"a,b\n"


# ── scanning ──


def frame_of(path, **given):
    reading = Reading("csv", encoding="utf-8", delimiter=";", **given)
    return scan(path, reading)


def test_a_scan_reads_what_the_reader_reads(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        'title\n a ;b;c\n1;"x;y";\'=1\n\n;;\n2;"two\nlines";\n"";"say ""z""";\'3\n',
        encoding="utf-8",
    )
    lazy = frame_of(path, header_row=2)
    eager = read_table(
        path, name="a.csv", reading=Reading("csv", encoding="utf-8", delimiter=";", header_row=2)
    )
    assert lazy.collect().equals(eager.frame())
    assert lazy.collect_schema() == dict.fromkeys(("a", "b", "c"), pl.String)


def test_ragged_lines_refuse_a_scan_by_their_numbers(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a;b\n1;2\n\n3\n4;5;6\n7;8\n")
    with pytest.raises(InputError) as caught:
        frame_of(path)
    assert [problem.line for problem in caught.value.problems] == [None, 4, 5]
    assert "2 lines that do not fit" in caught.value.problems[0].found


def test_a_scan_of_parquet_is_text(tmp_path):
    path = tmp_path / "a.parquet"
    pl.DataFrame(
        {
            "citizenships": [["US", "FR"], [], None],
            "start": [date(2024, 1, 31), None, date(2024, 2, 29)],
            "amount": [Decimal("1.50"), Decimal("-2.00"), None],
            "sent": [True, None, False],
            "label": ["x", "", " "],
        }
    ).write_parquet(path)
    assert scan(path, Reading("parquet")).collect().rows() == [
        ("US|FR", "2024-01-31", "1.50", "true", "x"),
        ("[]", None, "-2.00", None, None),
        (None, "2024-02-29", None, "false", " "),
    ]


def test_other_encodings_are_read_at_once(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("libellé;b\nà;1\n".encode("cp1252"))
    reading = Reading("csv", encoding="cp1252", delimiter=";")
    assert scan(path, reading).collect().rows() == [("à", "1")]


@pytest.mark.parametrize("data", [b'a;b\n1;"2\n', b"a;b\n\xff;1\n", b"a;a\n1;2\n", b"", b"PAR1"])
def test_what_cannot_be_scanned_is_refused(tmp_path, data):
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    with pytest.raises(InputError), collecting("a.csv"):
        frame_of(path).collect()
    other = tmp_path / "a.parquet"
    other.write_bytes(data)
    with pytest.raises(InputError), collecting("a.parquet"):
        scan(other, Reading("parquet")).collect()


@pytest.mark.parametrize(
    "names", [("*", "a"), ("^a.*$", "ab"), ("a", "A b", "^.*$"), ("literal", "len")]
)
def test_names_that_polars_takes_for_patterns(tmp_path, names):
    row = {name: f"={place}" for place, name in enumerate(names)}
    for path in (tmp_path / "a.csv", tmp_path / "a.parquet"):
        write_table([row], path)
        found = read_table(path, name=path.name)
        assert [one for _, one in found.rows()] == [row]
        assert scan(path, found.reading).collect().to_dicts() == [row]
