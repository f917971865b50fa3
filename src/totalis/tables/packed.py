"""What an Excel file unpacks to, looked at before anything believes its own word about its size."""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import TYPE_CHECKING, NoReturn
from xml.parsers import expat

from totalis.tables.limits import MEGABYTE
from totalis.tables.refusing import refuse, shown
from totalis.tables.source import opened, size_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalis.tables.limits import Bounds
    from totalis.tables.source import Source

MOST_PARTS = 2_000
CHUNK = MEGABYTE
_LOCKED = 0x1
_MARKS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe", b"\xfe\xff")
"""How a part begins that may be XML. A workbook can call any part a sheet, whatever its name, so all are looked at."""
_PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_ROW = re.compile(r"[0-9]{1,7}")


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
        scan = None
        for number, piece in enumerate(_pieces(packed, part)):
            unpacked += len(piece)
            if unpacked > most:
                refuse(
                    name,
                    "far more inside than its size shows",
                    f"at most {most // MEGABYTE:,} MB unpacked",
                    "Save the sheet alone as XLSX or CSV; a file like this can fill a machine.",
                )
            if number == 0 and piece.lstrip().startswith(_MARKS):
                scan = Scan(name, part.filename, bounds)
            if scan:
                scan.look(piece)
        if scan:
            scan.look(b"", last=True)
            uncounted += scan.uncounted
    return uncounted


def _pieces(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with packed.open(part) as stream:
        while piece := stream.read(CHUNK):
            yield piece


class Scan:
    """How far a sheet's cells reach, by an XML parser that keeps nothing.

    A reader makes room for the whole grid between the first cell and the last: one cell in a corner that does not exist
    asks for more memory than there is, and ends the process.
    """

    def __init__(self, name: str, part: str, bounds: Bounds) -> None:
        self.name = name
        self.part = part
        self.bounds = bounds
        self.columns = self.rows = 1
        self.uncounted = 0
        self._row = self._column = 0
        self._formula = self._value = False
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._doctype

    def look(self, piece: bytes, *, last: bool = False) -> None:
        """Look at the next piece of a part.

        Raises:
            InputError: its cells reach further than the bounds, or it is not well-formed.
        """
        try:
            self._parser.Parse(piece, last)
        except expat.ExpatError:
            if not self.part.lower().endswith(
                ".vml"
            ):  # old pictures of notes, which Excel itself writes carelessly
                self._refuse("XML that is not well-formed")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind == "row":
            self._row, self._column = self._row + 1, 0
            if "r" in attributes:
                self._row = self._whole(attributes["r"])
        elif kind == "c":
            self._cell(attributes)
        elif kind == "f":
            self._formula = True
        elif kind in ("v", "is"):
            self._value = True

    def _cell(self, attributes: dict[str, str]) -> None:
        self._column += 1
        row = self._row
        if "r" in attributes:
            found = _PLACE.fullmatch(attributes["r"])
            if found is None:
                self._refuse(f"a cell at {shown(attributes['r'])}")
            self._column, row = _number(found[1]), int(found[2])
        self.columns, self.rows = max(self.columns, self._column), max(self.rows, row)
        self._formula = self._value = False
        self.uncounted += attributes.get("t") == "e"
        if self.columns * self.rows > self.bounds.grid:
            self._refuse(
                f"a sheet that reaches over {self.rows:,} rows and {self.columns:,} columns"
            )

    def _end(self, name: str) -> None:
        if name.rpartition(":")[2] == "c":
            self.uncounted += self._formula and not self._value
            self._formula = self._value = False

    def _whole(self, text: str) -> int:
        if not _ROW.fullmatch(text):
            self._refuse(f"a row {shown(text)}")
        return int(text)

    def _doctype(self, *_given: object) -> None:
        self._refuse("a document type, which no spreadsheet program writes")

    def _refuse(self, found: str) -> NoReturn:
        refuse(
            self.name,
            found,
            f"at most {self.bounds.grid:,} cells, as spreadsheet programs write them",
            "Delete the empty rows and columns behind the table and save it again as XLSX, or as CSV.",
            path=self.part,
        )


def _number(column: str) -> int:
    number = 0
    for sign in column.upper():
        number = number * 26 + ord(sign) - 64
    return number
