"""CSV in: encodings, delimiters, headers, lines without shape."""

from __future__ import annotations

import pytest

from totalis.kernel.errors import InputError
from totalis.tables.detecting import detect
from totalis.tables.limits import BOUNDS
from totalis.tables.reader import preview, read_table
from totalis.tables.reading import Reading, reading_of

FRENCH = "Libellé;Montant;Période\nContribution sociale généralisée déductible;1 234,56;février\nPrévoyance « cadre » à l\u2019étranger;7,00;août\nVieillesse déplafonnée;12,50;décembre\n"
GERMAN = "Bezeichnung;Betrag;Grund\nKrankenversicherung für Angehörige;12,50;Geschäftsführer\nPflegeversicherung über 23 Jahre, Zuschläge;7,00;Österreich\n"

JAPANESE = "項目,金額\n健康保険料,1200\n厚生年金保険料,3400\n"
GREEK = "Περιγραφή,Ποσό\nΕισφορά κλάδου σύνταξης,12\n"  # noqa: RUF001 - Greek


def read(data, name="a.csv", **answers):
    reading = detect(data, name=name).confirmed(**answers)
    return read_table(data, name=name, reading=reading)


def refusal(data, name="a.csv", reading=None):
    with pytest.raises(InputError) as caught:
        read_table(data, name=name, reading=reading)
    return caught.value


@pytest.mark.parametrize("text", [FRENCH, GERMAN], ids=["French", "German"])
@pytest.mark.parametrize(
    "encoding",
    [
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "cp1252",
        "iso8859-15",
        "mac-roman",
        "cp850",
    ],
)
def test_encodings_are_found_or_confirmed(text, encoding):
    text = text.replace("\u2019", "'") if encoding in ("iso8859-15", "cp850") else text
    data = text.encode(encoding)
    reading = detect(data, name="a.csv")
    sure = encoding in ("utf-8", "utf-8-sig", "utf-16")
    assert sure == (not any(doubt.about == "encoding" for doubt in reading.doubts))
    expected = text.splitlines()
    if encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"):
        table = read_table(data, name="a.csv", reading=reading)
    else:
        (doubt,) = [one for one in reading.doubts if one.about == "encoding"]
        assert encoding in doubt.choices
        table = read_table(data, name="a.csv", reading=reading.confirmed(encoding=encoding))
    assert list(table.columns) == expected[0].split(";")
    assert [";".join(row.values()) for _, row in table.rows()] == expected[1:]


def test_japanese_and_greek_are_found_and_confirmed():
    for text, encoding in ((JAPANESE, "cp932"), (GREEK, "cp1253")):
        data = text.encode(encoding)
        (doubt,) = [one for one in detect(data, name="a.csv").doubts if one.about == "encoding"]
        assert encoding in doubt.choices
        table = read(data, encoding=encoding)
        assert [",".join(row.values()) for _, row in table.rows()] == text.splitlines()[1:]


def test_a_confirmed_encoding_that_does_not_fit_is_refused():
    reading = Reading("csv", encoding="utf-8", delimiter=";")
    problem = refusal(FRENCH.encode("cp1252"), reading=reading).problems[0]
    assert "UTF-8 does not know" in problem.found


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(sign, end):
    rows = [
        ["label", "note", "amount"],
        ["CSG", f"a{sign}b", "1"],
        ['say "x"', "two\nlines", "2"],
        ["", "c", ""],
    ]
    quoted = [
        [
            '"' + cell.replace('"', '""') + '"'
            if any(one in cell for one in (sign, '"', "\n"))
            else cell
            for cell in row
        ]
        for row in rows
    ]
    data = end.join(sign.join(row) for row in quoted).encode()
    table = read(data)
    assert [list(row.values()) for _, row in table.rows()] == rows[1:]
    assert table.reading.delimiter == sign
    assert table.lines == (2, 3, 5)


def test_two_delimiters_that_cut_alike_are_a_doubt():
    reading = detect(b"a,b;c\n1,2;3\n4,5;6\n", name="a.csv")
    assert [(one.about, set(one.choices)) for one in reading.doubts] == [("delimiter", {",", ";"})]


def test_a_wrong_delimiter_is_named():
    problem = refusal(b"a;b\n1;2\n", reading=Reading("csv", delimiter=",")).problems[0]
    assert (problem.path, problem.line) == ("header", 1)
    assert "a semicolon inside" in problem.found
    assert "Choose semicolon" in problem.remedy


def test_one_column_is_a_table():
    assert [row for _, row in read(b"label\nCSG\nCRDS\n").rows()] == [
        {"label": "CSG"},
        {"label": "CRDS"},
    ]


@pytest.mark.parametrize(
    ("data", "name", "found"),
    [
        (b"", "a.csv", "an empty file"),
        (b"\n\n", "a.csv", "a header without names"),
        (b"a,b\n", "a.csv", "a header and no row"),
        (b"a,b\n\n,\n", "a.csv", "a header and no row"),
        (b"a,b,A\n1,2,3\n", "a.csv", "\u201cA\u201d in columns A and C"),
        (b"a,,c\n1,2,3\n", "a.csv", "column B, which has no name"),
        ((",".join(f"c{number}" for number in range(200)) + "\n").encode(), "a.csv", "200 columns"),
        (b"a,b\n1,\x002\n", "a.csv", "a NUL byte"),
        (b"%PDF-1.7\n", "a.csv", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "a.csv", "a PNG picture"),
        (b"\x1f\x8b\x08", "a.csv", "gzip"),
        (b"<html><table>", "a.csv", "a web page"),
        (b"a,b\n1,2\n", "a.xlsx", "\u201c.xlsx\u201d, but the content is text"),
        (b"a,b\n1,2\n", "a.parquet", "but the content is text"),
        (b"PAR1", "a.csv", "but the content is a Parquet table"),
        (b"a,b\n1,2\n", "a.xls", "\u201c.xls\u201d"),
        (bytes(range(1, 256)) * 40, "a.csv", "no text"),
        (b'a,b\n"1,2\n3,4\n', "a.csv", "cannot be cut"),
    ],
)
def test_bad_input_is_answered(data, name, found):
    error = refusal(data, name)
    assert found in error.diagnostics()
    for problem in error.problems:
        assert problem.expected
        assert problem.remedy
        assert problem.file == name


def test_lines_without_shape_are_listed_and_nothing_is_dropped():
    table = read(b"a,b,c\n1,2,3\n4,5\n\n6,7,8,9\n,,\n10,11,12,\n13,14,15\n")
    assert table.lines == (2, 7, 8)
    assert [(one.line, one.found) for one in table.rejected] == [
        (3, "2 cells"),
        (5, "4 cells, \u201c9\u201d beyond the last"),
    ]
    assert table.blank == 2
    assert len(table) + len(table.rejected) + table.blank == 7


def test_titles_above_the_header_are_left_out_by_confirmation():
    data = (
        b"Payslip 2024,,\nprinted by X,,\nlabel,amount,day\nCSG,1,2024-01-01\nCRDS,2,2024-01-01\n"
    )
    reading = detect(data, name="a.csv")
    assert reading.header_row == 3
    assert [one.about for one in reading.doubts] == ["header_row"]
    assert read(data).columns == ("label", "amount", "day")


def test_a_preview_says_that_the_file_goes_on():
    data = b"a,b\n" + b"1,2\n" * 30
    assert (len(preview(data, name="a.csv", rows=5)), preview(data, name="a.csv", rows=5).cut) == (
        5,
        True,
    )
    assert not preview(data, name="a.csv", rows=30).cut


def test_a_reading_is_stored_as_json():
    reading = detect(FRENCH.encode("cp1252"), name="a.csv")
    assert reading_of(reading.as_json()) == reading
    assert not reading.confirmed(dates="dmy").doubts


def test_a_path_that_is_not_there(tmp_path):
    assert "no such file" in refusal(tmp_path / "a.csv").diagnostics()
    assert refusal(tmp_path, "folder.csv").problems


def test_bounds_of_bytes():
    assert BOUNDS.columns < 200
