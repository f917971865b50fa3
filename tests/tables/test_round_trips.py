"""Whatever is written is read back; whatever comes in is a table or a refusal; no line is lost on the way."""

from __future__ import annotations

import csv
import json
from contextlib import suppress
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Literal

import polars as pl
from hypothesis import given, settings, strategies as st

from tests.tables.books import Cell, book
from totalis.kernel.errors import InputError
from totalis.tables.columns import Column
from totalis.tables.detecting import detect
from totalis.tables.mapping import apply_mapping, suggest_mapping
from totalis.tables.reader import read_table
from totalis.tables.reading import Reading
from totalis.tables.writing import write_table

WESTERN = st.characters(codec="cp1252", exclude_categories=["Cc"])
ANY = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])
NAMES = st.lists(
    st.text(
        st.one_of(
            st.characters(codec="ascii", categories=["Ll", "Lu", "Nd"]), st.sampled_from("*^$.")
        ),
        min_size=1,
        max_size=8,
    ),
    min_size=2,
    max_size=5,
    unique_by=str.casefold,
)


@st.composite
def tables(draw, letters=ANY, breaks="\n"):
    """Names, and rows of cells of which at least one holds something."""
    names = draw(NAMES)
    cell = st.text(st.one_of(letters, st.sampled_from(f"\"',;\t|=+-@{breaks}")), max_size=12)
    row = st.lists(cell, min_size=len(names), max_size=len(names)).filter(
        lambda cells: any(one.strip() for one in cells)
    )
    return names, draw(st.lists(row, min_size=1, max_size=6))


@given(
    tables(letters=WESTERN),
    st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]),
    st.sampled_from([",", ";", "\t", "|", "^", "~"]),
    st.sampled_from(['"', "'"]),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_csv_in_every_supported_dialect(table, encoding, delimiter, quote, end, every):
    names, rows = table
    out = StringIO()
    quoting: Literal[0, 1] = 1 if every else 0  # all, or where needed
    writer = csv.writer(
        out, delimiter=delimiter, quotechar=quote, lineterminator=end, quoting=quoting
    )
    writer.writerows([names, *rows])
    reading = Reading("csv", encoding=encoding, delimiter=delimiter, quote=quote, guarded=False)
    found = read_table(out.getvalue().encode(encoding), name="a.csv", reading=reading)
    assert list(found.columns) == names
    assert [list(row.values()) for _, row in found.rows()] == rows
    assert not found.rejected


@given(tables(letters=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"])))
def test_what_we_write_we_read(tmp_path_factory, table):
    names, rows = table
    path = tmp_path_factory.mktemp("t") / "a.csv"
    write_table([dict(zip(names, row, strict=True)) for row in rows], path, columns=names)
    reading = Reading("csv", encoding="utf-8", delimiter=",")
    found = read_table(path, name="a.csv", reading=reading)
    assert [list(row.values()) for _, row in found.rows()] == rows
    with path.open(encoding="utf-8", newline="") as file:
        for cells in csv.reader(file):
            for cell in cells[: len(names)] if cells != names else []:
                assert cell[:1] not in ("=", "@", "\t", "\r"), "A spreadsheet would run it"
                assert (
                    cell[:1] not in ("+", "-")
                    or cell[1:].replace(",", ".").replace(".", "", 1).isdecimal()
                )


@given(tables(breaks=""))
def test_parquet_and_json_lines(table):
    names, rows = table
    dicts = [dict(zip(names, row, strict=True)) for row in rows]
    parquet = BytesIO()
    pl.DataFrame(dicts, schema=dict.fromkeys(names, pl.String)).write_parquet(parquet)
    lines = "\n".join(json.dumps(one) for one in dicts).encode()
    for data, name in ((parquet.getvalue(), "a.parquet"), (lines, "a.jsonl")):
        found = read_table(data, name=name)
        assert list(found.columns) == names
        assert [row for _, row in found.rows()] == dicts


@settings(max_examples=40)
@given(tables(letters=WESTERN, breaks=""))
def test_excel(table):
    names, rows = table
    rows = [[cell if not cell.startswith("#") else "x" for cell in row] for row in rows]
    data = book({"Lines": [names, *rows]})
    reading = Reading("xlsx", sheet="Lines", sheets=("Lines",), quote="")
    found = read_table(data, name="a.xlsx", reading=reading)
    assert [list(row.values()) for _, row in found.rows()] == rows


MONEY = st.decimals(min_value=-(10**9), max_value=10**9, places=2)
DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 31))
COLUMNS = (Column("m", "M", "", "money"), Column("d", "D", "", "day"))


@given(
    st.lists(st.tuples(MONEY, DAYS), min_size=1, max_size=8),
    st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y-%m-%d"]),
    st.sampled_from(["point", "comma"]),
)
def test_no_guess_is_ever_wrong(rows, style, mark):
    """Read without anybody's word, a cell is what was meant, or refused; with it, everything is read."""
    written = [
        (
            f"{money:,.2f}" if mark == "point" else f"{money:.2f}".replace(".", ","),
            day.strftime(style),
        )
        for money, day in rows
    ]
    text = "m;d\n" + "".join(f"{money};{day}\n" for money, day in written)
    reading = detect(text.encode(), name="a.csv")
    dates = {"%m/%d/%Y": "mdy", "%Y-%m-%d": "iso"}.get(style, "dmy")
    for known in (reading, reading.confirmed(decimal=mark, dates=dates)):
        mapped = apply_mapping(
            read_table(text.encode(), name="a.csv", reading=known), {"m": "m", "d": "d"}, COLUMNS
        )
        for row in mapped.rows:
            assert (row.values["m"], row.values["d"]) == rows[row.line - 2]
        assert mapped.lines == len(rows)
    assert not mapped.rejected  # type: ignore[possibly-undefined]


@given(
    st.lists(
        st.lists(st.sampled_from(["1", "x", "", " ", "2024-01-31", "EUR", "1,5"]), max_size=4),
        max_size=12,
    )
)
def test_no_line_is_dropped_in_silence(rows):
    text = "a,b,c\n" + "".join(";".join(row).replace(";", "\t") + "\n" for row in rows)
    text = text.replace("a,b,c", "a\tb\tc")
    reading = Reading("csv", encoding="utf-8", delimiter="\t", decimal="comma")
    wanted = (Column("a", "A", "", "money", required=True), Column("b", "B", "", "day"))
    try:
        table = read_table(text.encode(), name="a.csv", reading=reading)
    except InputError:
        assert not any(cell.strip() for row in rows for cell in row)
        return
    mapped = apply_mapping(table, {"a": "a", "b": "b"}, wanted)
    assert len(mapped.rows) + mapped.refused_lines + mapped.blank == len(rows) == mapped.lines
    taken, refused = {row.line for row in mapped.rows}, {one.line for one in mapped.rejected}
    assert not taken & refused
    for one in mapped.rejected:
        assert one.found
        assert one.expected
        assert one.remedy


HEADS = st.sampled_from(
    [b"", b"PK\x03\x04", b"PAR1", b"{", b"a,b\n", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b"a;b\n1;"]
)
ENDINGS = st.sampled_from(["a.csv", "a.xlsx", "a.parquet", "a.jsonl", "a.txt", "a", "a.tsv"])


@settings(max_examples=300)
@given(HEADS, st.binary(max_size=400), ENDINGS)
def test_random_bytes_are_a_table_or_a_refusal(head, noise, name):
    with suppress(InputError):
        table = read_table(head + noise, name=name)
        for _ in table.rows():
            pass


@settings(max_examples=150)
@given(st.data())
def test_damaged_files_are_a_table_or_a_refusal(data):
    """A whole file of each kind with some bytes changed, and the wrong reading on top."""
    whole, name = data.draw(st.sampled_from(WHOLE))
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(0, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(len(damaged) // 2, len(damaged)))
    with suppress(InputError):
        read_table(bytes(damaged[:cut]), name=name)
    reading = data.draw(
        st.builds(
            Reading,
            st.sampled_from(["csv", "xlsx", "parquet", "jsonl"]),
            encoding=st.sampled_from(["", "utf-8", "utf-16", "cp932", "cp1252"]),
            delimiter=st.sampled_from([",", ";", "~"]),
            quote=st.sampled_from(["", '"', "'"]),
            header_row=st.integers(1, 9),
        )
    )
    with suppress(InputError):
        read_table(bytes(damaged[:cut]), name=name, reading=reading)


def _whole():
    rows = [{"label": f"line {number}", "amount": Decimal(number) / 4} for number in range(20)]
    parquet = BytesIO()
    pl.DataFrame(rows).write_parquet(parquet)
    lines = "\n".join(json.dumps(row, default=str) for row in rows).encode()
    text = "label;amount\n" + "".join(f'"{row["label"]}";{row["amount"]}\n' for row in rows)
    values: list[list[Cell]] = [[str(row["label"]), float(str(row["amount"]))] for row in rows]
    return [
        (text.encode(), "a.csv"),
        (text.encode("utf-16"), "a.csv"),
        (lines, "a.jsonl"),
        (parquet.getvalue(), "a.parquet"),
        (book({"Lines": [["label", "amount"], *values]}), "a.xlsx"),
    ]


WHOLE = _whole()


@given(NAMES)
def test_suggestions_use_no_header_twice(headers):
    columns = [Column(one, one, "", aliases=(one.lower(),)) for one in headers]
    found = suggest_mapping(headers, columns)
    assert len(set(found.values())) == len(found)
    assert set(found.values()) <= set(headers)
