"""Excel in: sheets, days, formulas and merged headers as they are; what would harm is refused before it is unpacked."""

from __future__ import annotations

import time
import zipfile
from datetime import date
from io import BytesIO

import msgspec
import pytest

from tests.tables.books import Cell, Formula, book, packed, parts_of, sheet
from totalis.kernel.errors import InputError
from totalis.tables.columns import Column
from totalis.tables.detecting import detect
from totalis.tables.limits import BOUNDS
from totalis.tables.mapping import apply_mapping
from totalis.tables.reader import read_table

NAME = "register.xlsx"


def read(data, **answers):
    reading = detect(data, name=NAME).confirmed(**answers)
    return read_table(data, name=NAME, reading=reading)


def cells(table):
    return [list(row.values()) for _, row in table.rows()]


def refusal(data, bounds=BOUNDS):
    with pytest.raises(InputError) as caught:
        detect(data, name=NAME, bounds=bounds)
    return caught.value.diagnostics()


def test_values_are_read_as_excel_shows_them():
    table = read(
        book(
            {
                "Lines": [
                    ["label", "amount", "day", "yes", "sum"],
                    ["CSG", 0.1 + 0.2, date(2024, 1, 31), True, Formula("B2*2", 0.6)],
                    [None, None, None, None, None],
                    ["CRDS", 1200, date(2024, 2, 29), False, None],
                ]
            }
        )
    )
    assert cells(table) == [
        ["CSG", "0.3", "2024-01-31", "true", "0.6"],
        ["CRDS", "1200", "2024-02-29", "false", ""],
    ]
    assert table.lines == (2, 4)
    assert table.blank == 1


def test_a_number_is_never_taken_for_thousands():
    data = book({"Lines": [["label", "amount"], ["x", 1.234], ["y", "1 234,56"]]})
    column = Column("amount", "Amount", "", "money")
    for mark, amounts in (("point", ["1.2340"]), ("comma", ["1.2340", "1234.56"])):
        mapped = apply_mapping(read(data, decimal=mark), {"amount": "amount"}, (column,))
        assert [str(row.values["amount"]) for row in mapped.rows] == amounts


def test_several_sheets_are_a_choice():
    data = book(
        {"Notes": [["read", "me"], ["now", "or"]], "Lines": [["a", "b"], ["1", "2"]], "Empty": []}
    )
    reading = detect(data, name=NAME)
    assert [(one.about, one.choices) for one in reading.doubts] == [("sheet", ("Notes", "Lines"))]
    assert read(data, sheet="Lines").columns == ("a", "b")
    with pytest.raises(InputError, match="whole file"):
        read(data, sheet="None")


def test_a_merged_title_above_the_header_is_seen():
    rows: list[list[Cell]] = [
        ["Payslips 2024", None, None],
        ["label", "amount", "day"],
        ["x", 1, "2024-01-01"],
        ["y", 2, "2024-01-01"],
    ]
    data = book({"Lines": rows}, merged="A1:C1")
    reading = detect(data, name=NAME)
    assert reading.header_row == 2
    assert [one.about for one in reading.doubts] == ["header_row"]
    assert read(data).lines == (3, 4)


def test_a_merged_header_without_a_name_is_refused_with_its_column():
    inside: list[list[Cell]] = [["label", "amount", None, "day"], ["x", 1, 2, "2024-01-01"]]
    assert "column C, which has no name" in refusal(book({"Lines": inside}, merged="B1:C1"))
    at_the_end: list[list[Cell]] = [["label", "amount", None], ["x", 1, 2], ["y", 3, None]]
    table = read(book({"Lines": at_the_end}, merged="B1:C1"))
    assert [(one.line, one.found) for one in table.rejected] == [
        (2, "3 cells, \u201c2\u201d beyond the last")
    ]


@pytest.mark.parametrize("cell", [Formula("1+1", None), "#DIV/0!", "#N/A"])
def test_failed_formulas_and_those_without_values_are_a_doubt(cell):
    data = book({"Lines": [["a", "b"], ["x", cell], ["y", Formula("1+1", 2)]]})
    (doubt,) = detect(data, name=NAME).doubts
    assert doubt.about == "formulas"
    assert "stored value: 1." in doubt.says


def test_a_bomb_is_refused_before_it_is_read():
    parts = parts_of(book({"Lines": [["a"], ["1"]]}))
    parts["xl/worksheets/sheet1.xml"] = b"<worksheet>" + b"<v/>" * 60_000_000
    data = packed(parts)
    assert len(data) < 1_000_000
    started = time.process_time()
    assert "far more inside than its size shows" in refusal(data)
    assert time.process_time() - started < 20, "It must stop at the bound, not at the end"


def test_a_bomb_that_lies_about_its_size_is_refused():
    parts = parts_of(book({"Lines": [["a"], ["1"]]}))
    parts["xl/worksheets/sheet1.xml"] = b"<worksheet>" + b" " * 50_000_000
    data = bytearray(packed(parts))
    size = (50_000_011).to_bytes(4, "little")
    while (at := data.find(size)) >= 0:
        data[at : at + 4] = (100).to_bytes(4, "little")
    assert "found:" in refusal(bytes(data))


def test_a_book_inside_a_book_is_only_a_part():
    inner = book({"Lines": [["a"], ["1"]]})
    assert "not an Excel workbook" in refusal(packed({"inner.xlsx": inner}))


def test_one_cell_in_the_last_corner():
    parts = parts_of(book({"Lines": [["a"], ["1"]]}))
    corner = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    parts["xl/worksheets/sheet1.xml"] = sheet([["a"], ["1"]]).replace("</sheetData>", corner)
    assert "reaches over 1,048,576 rows and 16,384 columns" in refusal(packed(parts))
    far = '<row r="999999999"><c r="ZZZZZ999999999"><v>1</v></c></row></sheetData>'
    parts["xl/worksheets/sheet1.xml"] = sheet([["a"], ["1"]]).replace("</sheetData>", far)
    assert "found:" in refusal(packed(parts))


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="XFD1048576"><v>1</v></c>',
        "<c\n  s='0'\n  r = 'XFD1048576'><v>1</v></c>",
        '<x:c xmlns:x="y" r="&#88;FD1048576"><v>1</v></x:c>',
        f'<c {" " * 2_000_000}r="XFD1048576"><v>1</v></c>',
        '<c r="BZZZZZZZ92"><v>1</v></c>',
        '<c r="A99999999999"><v>1</v></c>',
        '<c r="1A"><v>1</v></c>',
    ],
    ids=["plain", "spaced", "prefixed", "long", "no column", "no row", "no place"],
)
@pytest.mark.parametrize("where", ["xl/worksheets/sheet1.xml", "elsewhere/sheet.bin"])
def test_no_spelling_hides_a_cell_that_would_fill_the_memory(cell, where):
    """calamine ends the whole process over such cells, so none may reach it."""
    parts = parts_of(book({"Lines": [["a"], ["1"]]}))
    del parts["xl/worksheets/sheet1.xml"]
    row = f'<row r="2">{cell}</row></sheetData>'
    parts[where] = sheet([["a"], ["1"]]).replace("</sheetData>", row)
    relations = parts["xl/_rels/workbook.xml.rels"]
    assert isinstance(relations, bytes)
    target = where.encode() if where.startswith("xl") else b"/" + where.encode()
    parts["xl/_rels/workbook.xml.rels"] = relations.replace(
        b"worksheets/sheet1.xml", target.removeprefix(b"xl/")
    )
    bounds = msgspec.structs.replace(BOUNDS, ratio=1_000_000)
    said = refusal(packed(parts), bounds)
    assert "1,048,576 rows and 16,384 columns" in said or "a cell at" in said


def test_no_document_type():
    parts = parts_of(book({"Lines": [["a"], ["1"]]}))
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha">]>'
    parts["xl/worksheets/sheet1.xml"] = laughs + sheet([["a"], ["1"]]).encode()
    assert "a document type" in refusal(packed(parts))


def test_locked_old_broken_and_macro_books():
    assert "locked by a password" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    whole = book({"Lines": [["a"], ["1"]]})
    for cut in (40, len(whole) // 2, len(whole) - 30):
        assert "found:" in refusal(whole[:cut])
    locked = bytearray(whole)
    with zipfile.ZipFile(BytesIO(whole)) as file:
        names = [one.header_offset for one in file.infolist()]
    for offset in names:
        locked[offset + 6] |= 1
    at = -1
    while (at := locked.find(b"PK\x01\x02", at + 1)) >= 0:
        locked[at + 8] |= 1
    assert "password" in refusal(bytes(locked))


def test_bounds_hold():
    rows: list[list[Cell]] = [["x", number] for number in range(100)]
    data = book({"Lines": [["a", "b"], *rows]})
    assert "at most 50" in _whole(data, msgspec.structs.replace(BOUNDS, rows=50))
    assert "at most 100 cells" in refusal(data, msgspec.structs.replace(BOUNDS, grid=100))


def _whole(data, bounds):
    with pytest.raises(InputError) as caught:
        read_table(data, name=NAME, bounds=bounds)
    return caught.value.diagnostics()


def test_an_empty_sheet():
    assert "found:" in refusal(book({"Lines": []}))
    assert "a header and no row" in refusal(book({"Lines": [["a", "b"]]}))
