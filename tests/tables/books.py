"""Excel workbooks as their parts: small ones that are right, and those that somebody made to do harm."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from totalis.tables.header import letters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
PART = "application/vnd.openxmlformats-officedocument.spreadsheetml"
ZERO = date(1899, 12, 30)


@dataclass(frozen=True)
class Formula:
    """A formula and the value that Excel stored with it, if any."""

    text: str
    value: float | None


Cell = str | float | int | bool | date | Formula | None


def book(sheets: Mapping[str, Sequence[Sequence[Cell]]], *, merged: str = "") -> bytes:
    """A workbook with these sheets; `merged` is a range in each."""
    parts = {
        "[Content_Types].xml": _types(len(sheets)),
        "_rels/.rels": _relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": _workbook(sheets),
        "xl/_rels/workbook.xml.rels": _relations(
            {
                f"rId{number}": ("worksheet", f"worksheets/sheet{number}.xml")
                for number in range(1, len(sheets) + 1)
            }
            | {"rId99": ("styles", "styles.xml")}
        ),
        "xl/styles.xml": (
            f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
            '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
            '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
        ),
    }
    for number, rows in enumerate(sheets.values(), start=1):
        parts[f"xl/worksheets/sheet{number}.xml"] = sheet(rows, merged=merged)
    return packed(parts)


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP of parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, str | bytes]:
    """The parts of a workbook, to change one."""
    with zipfile.ZipFile(BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def sheet(rows: Sequence[Sequence[Cell]], *, merged: str = "") -> str:
    """The XML of a sheet."""
    body = "".join(
        f'<row r="{line}">{"".join(_cell(cell, place, line) for place, cell in enumerate(row))}</row>'
        for line, row in enumerate(rows, start=1)
    )
    merge = f'<mergeCells count="1"><mergeCell ref="{merged}"/></mergeCells>' if merged else ""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData>{merge}</worksheet>'


def _cell(cell: Cell, place: int, line: int) -> str:  # noqa: PLR0911 - one for each type
    at = f'r="{letters(place)}{line}"'
    if cell is None:
        return ""
    if isinstance(cell, Formula):
        value = "" if cell.value is None else f"<v>{cell.value!r}</v>"
        return f"<c {at}><f>{escape(cell.text)}</f>{value}</c>"
    if isinstance(cell, bool):
        return f'<c {at} t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, date):
        return f'<c {at} s="1"><v>{(cell - ZERO).days}</v></c>'
    if isinstance(cell, int | float):
        return f"<c {at}><v>{cell!r}</v></c>"
    if cell.startswith("#"):
        return f'<c {at} t="e"><v>{cell}</v></c>'
    return f'<c {at} t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'


def _workbook(sheets: Mapping[str, object]) -> str:
    names = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(sheets, start=1)
    )
    return f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>'


def _relations(given: Mapping[str, tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for key, (kind, target) in given.items()
    )
    return f'<Relationships xmlns="{RELATIONS}">{rows}</Relationships>'


def _types(count: int) -> str:
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{PART}.worksheet+xml"/>'
        for number in range(1, count + 1)
    )
    return (
        f'<Types xmlns="{TYPES}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{PART}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{PART}.styles+xml"/>{sheets}</Types>'
    )
