"""What an Excel file unpacks to, looked at before anything believes its own word about its size."""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from totalis.tables.limits import MEGABYTE
from totalis.tables.refusing import refuse
from totalis.tables.source import opened, size_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalis.tables.limits import Bounds
    from totalis.tables.source import Source

MOST_PARTS = 2_000
CHUNK = MEGABYTE
OVERLAP = 4_096
"""No cell's opening tag is longer; pieces overlap by so much, so that none is cut in two."""
LARGEST_PLACE = 1 << 40
_LOCKED = 0x1
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_PLACE = re.compile(rb"<(?:\w+:)?c\s[^<>]*?\br=[\"']([A-Za-z]{1,7})(\d{1,12})[\"']")
_ROW = re.compile(rb"<(?:\w+:)?row\s[^<>]*?\br=[\"'](\d{1,12})[\"']")
_UNCOUNTED = re.compile(rb"<(?:\w+:)?f\b[^<]*(?:</(?:\w+:)?f>|(?<=/)>)\s*</(?:\w+:)?c>")
_FAILED = re.compile(rb"<(?:\w+:)?c\s[^<>]*?\bt=[\"']e[\"']")


def look_inside(source: Source, name: str, bounds: Bounds) -> int:
    """Let a workbook pass whose parts unpack to bearable sizes; answers how many formulas have no value, or an error as their value.

    Raises:
        InputError: no workbook, locked, broken, or far more inside than a register needs.
    """
    try:
        with opened(source) as stream, zipfile.ZipFile(stream) as packed:
            return _look(packed, size_of(source), name, bounds)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        OSError,
        KeyError,
        OverflowError,
    ):
        refuse(name, "parts that cannot be unpacked", "a whole workbook", "Save it again as XLSX.")


def _look(packed: zipfile.ZipFile, size: int, name: str, bounds: Bounds) -> int:
    parts = packed.infolist()
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        what = "a workbook of the binary kind (XLSB)" if "xl/workbook.bin" in names else "a ZIP"
        refuse(name, f"{what}, not an Excel workbook", "an XLSX", "Save the table as XLSX or CSV.")
    if len(parts) > MOST_PARTS:
        refuse(name, f"{len(parts):,} parts", f"at most {MOST_PARTS:,}", "Save it again as XLSX.")
    if any(part.flag_bits & _LOCKED for part in parts):
        refuse(name, "parts locked by a password", "no password", "Save it without a password.")
    most = min(bounds.unpacked, max(MEGABYTE, size * bounds.ratio))
    unpacked = uncounted = 0
    for part in parts:
        scan = Scan(name, part.filename, bounds) if _SHEET.fullmatch(part.filename) else None
        for piece in _pieces(packed, part):
            unpacked += len(piece)
            if unpacked > most:
                refuse(
                    name,
                    "far more inside than its size shows",
                    f"at most {most // MEGABYTE:,} MB unpacked",
                    "Save the sheet alone as XLSX or CSV; a file like this can fill a machine.",
                )
            if scan:
                scan.look(piece)
        uncounted += scan.uncounted if scan else 0
    return uncounted


def _pieces(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with packed.open(part) as stream:
        while piece := stream.read(CHUNK):
            yield piece


class Scan:
    """How far a sheet's cells reach. One cell in the last corner would make a reader fill the whole grid."""

    def __init__(self, name: str, part: str, bounds: Bounds) -> None:
        self.name = name
        self.part = part
        self.bounds = bounds
        self.columns = self.rows = 1
        self.uncounted = 0
        self._rest = b""

    def look(self, piece: bytes) -> None:
        """Look at the next piece of the sheet.

        Raises:
            InputError: its cells reach further than the bounds.
        """
        text = self._rest + piece
        for column, row in _PLACE.findall(text):
            self.columns = max(self.columns, _number(column))
            self.rows = max(self.rows, int(row))
        for row in _ROW.findall(text):
            self.rows = max(self.rows, int(row))
        known = len(self._rest)
        for pattern in (_UNCOUNTED, _FAILED):
            self.uncounted += sum(found.end() > known for found in pattern.finditer(text))
        self._rest = text[-OVERLAP:]
        if self.columns * self.rows > self.bounds.grid:
            refuse(
                self.name,
                f"a sheet that reaches over {self.rows:,} rows and {self.columns:,} columns",
                f"at most {self.bounds.grid:,} cells",
                "Delete the empty rows and columns behind the table, or save it as CSV.",
                path=self.part,
            )


def _number(column: bytes) -> int:
    number = 0
    for sign in column.upper():
        number = number * 26 + sign - 64
    return number
