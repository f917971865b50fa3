"""Excel in: one sheet, by python-calamine, after `packed` has looked at it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

from totalis.tables.header import header_of
from totalis.tables.natives import text_of
from totalis.tables.packed import look_inside
from totalis.tables.refusing import refuse, shown
from totalis.tables.source import opened
from totalis.tables.table import Shaping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalis.tables.limits import Bounds
    from totalis.tables.reading import Reading
    from totalis.tables.source import Source
    from totalis.tables.table import Table


class Book:
    """The sheets of a workbook."""

    def __init__(self, source: Source, name: str, bounds: Bounds) -> None:
        from python_calamine import CalamineWorkbook  # noqa: PLC0415 - only for Excel

        self.name = name
        self.uncounted = look_inside(source, name, bounds)
        with _faults_told(name), opened(source) as stream:
            self._book = CalamineWorkbook.from_filelike(stream)
            kinds = self._book.sheets_metadata
        self.sheets = tuple(
            one.name
            for one in kinds
            if str(one.typ).endswith("WorkSheet") and str(one.visible).endswith("Visible")
        )
        if not self.sheets:
            refuse(name, "no sheet that is shown", "a sheet with a table", "Show the sheet.")

    def rows(self, sheet: str) -> list[list[Any]]:
        """The cells of a sheet from its first row on; empty rows above the first cell too.

        Raises:
            InputError: there is no such sheet, or it cannot be read.
        """
        if sheet not in self.sheets:
            names = ", ".join(shown(one) for one in self.sheets[:10])
            refuse(self.name, f"no sheet {shown(sheet)}", names, "Choose one of these.")
        with _faults_told(self.name):
            return self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def read_sheet(
    source: Source, *, name: str, reading: Reading, bounds: Bounds, most: int | None
) -> Table:
    """Read one sheet of a workbook; with `most`, only so many rows.

    Raises:
        InputError: it cannot be read, or is larger than the bounds.
    """
    book = Book(source, name, bounds)
    rows = book.rows(reading.sheet or book.sheets[0])
    if len(rows) < reading.header_row:
        refuse(
            name,
            "an empty sheet" if not rows else f"{len(rows)} rows",
            f"a header in row {reading.header_row}",
            "Choose the sheet that holds the table.",
        )
    at = reading.header_row
    header = header_of(name, at, [text_of(cell, "") for cell in rows[at - 1]], bounds)
    shaping = Shaping(header, bounds)
    cut = False
    for line, row in enumerate(rows[at:], start=at + 1):
        if most is not None and len(shaping.lines) >= most:
            cut = True
            break
        shaping.add(line, [text_of(cell, reading.decimal) for cell in row])
    return shaping.table(reading, cut=cut)


@contextmanager
def _faults_told(name: str) -> Iterator[None]:
    """What calamine finds wrong is a refusal; so is a panic of its own code over a file that somebody bent.

    Raises:
        InputError: the workbook cannot be read.
    """
    from python_calamine import CalamineError, PasswordError  # noqa: PLC0415 - only for Excel

    try:
        yield
    except PasswordError:
        refuse(name, "a password", "no password", "Save it without a password.")
    except (CalamineError, ValueError, OSError, OverflowError, MemoryError) as error:
        _broken(name, error)
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # it has no name that could be imported
            raise
        _broken(name, error)


def _broken(name: str, error: BaseException) -> NoReturn:
    says = " ".join(str(error).split())[:80]
    refuse(name, f"a workbook that cannot be read ({says})", "a whole workbook", "Save it as XLSX.")
