"""A table as it was read: text in every cell, the line that each row stands on, and the rows that have no shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from totalis.tables.refusing import refuse, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import polars as pl

    from totalis.tables.header import Header
    from totalis.tables.limits import Bounds
    from totalis.tables.reading import Reading

CHUNK = 20_000
GUARDED = r"^'+[=+\-@\t\r]"


class Rejected(msgspec.Struct, frozen=True):
    """One reason why a line was not taken. A line may have several; it is left out once."""

    line: int
    column: str
    """The file's own name of the column; empty where the whole line is meant."""
    found: str
    expected: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file under one reading. Rows + lines of `rejected` + `blank` = lines below the header."""

    columns: tuple[str, ...]
    lines: tuple[int, ...]
    """The line of each row: in Excel and Parquet the row, counted from 1 with the header."""
    reading: Reading
    rejected: tuple[Rejected, ...]
    blank: int
    """How many lines hold nothing at all."""
    text: pl.DataFrame
    cut: bool = False
    """Whether the file goes on: only a part was asked for."""

    def frame(self) -> pl.DataFrame:
        """The cells as a frame of text columns; an empty cell is null."""
        return self.text

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Each row with its line; an empty cell is ""."""
        for line, cells in zip(self.lines, self.text.iter_rows(), strict=True):
            yield line, {name: cell or "" for name, cell in zip(self.columns, cells, strict=True)}

    def __len__(self) -> int:
        return self.text.height


class Shaping:
    """Collects rows into columns, a chunk at a time, and keeps those that do not fit the header."""

    def __init__(self, header: Header, bounds: Bounds, *, guarded: bool = False) -> None:
        self.header = header
        self.bounds = bounds
        self.guarded = guarded
        """Whether an apostrophe before a formula is a guard, and taken off."""
        self.lines: list[int] = []
        self.rejected: list[Rejected] = []
        self.blank = 0
        self._cells: list[list[str]] = []
        self._chunks: list[pl.DataFrame] = []

    def add(self, line: int, cells: list[str]) -> None:
        """Take one row, or say why not.

        Raises:
            InputError: a column without a name holds something, or there are too many rows.
        """
        text = "".join(cells)
        if not text or text.isspace():
            self.blank += 1
        elif self._fits(line, cells, text):
            self.lines.append(line)
            self._cells.append(cells)
            if len(self._cells) >= CHUNK:
                self._flush()
        if len(self.lines) + len(self.rejected) + self.blank > self.bounds.rows:
            refuse(
                self.header.name,
                f"more than {self.bounds.rows:,} rows",
                f"at most {self.bounds.rows:,}",
                "Send it in parts, or use the command line, which reads files of any size.",
            )

    def reject(self, line: int, found: str, expected: str, remedy: str, column: str = "") -> None:
        """Keep a line out, with the reason."""
        self.rejected.append(Rejected(line, column, found, expected, remedy))

    def table(self, reading: Reading, *, cut: bool = False) -> Table:
        """Everything that was collected.

        Raises:
            InputError: there is nothing below the header.
        """
        import polars as pl  # noqa: PLC0415 - a tenth of a second, for those who read tables

        if not self.lines and not self.rejected:
            refuse(
                self.header.name,
                "a header and no row",
                "at least one row below the header",
                "Export the table again, or send nothing if there is nothing to send.",
            )
        self._flush()
        empty = pl.DataFrame(schema=dict.fromkeys(self.header.columns, pl.String))
        text = pl.concat(self._chunks) if self._chunks else empty
        return Table(
            columns=self.header.columns,
            lines=tuple(self.lines),
            reading=reading,
            rejected=tuple(self.rejected),
            blank=self.blank,
            text=text,
            cut=cut,
        )

    def _fits(self, line: int, cells: list[str], text: str) -> bool:
        width = self.header.width
        if len(cells) != width:
            beyond = [cell for cell in cells[width:] if cell.strip()]
            if len(cells) < width or beyond:
                self.reject(
                    line,
                    f"{len(cells)} cells"
                    + (f", {shown(beyond[0])} beyond the last" if beyond else ""),
                    f"{width} cells, as the header has",
                    "Mend the line: a delimiter is missing, or stands in a cell without quotation marks; "
                    "or give every column a name.",
                )
                return False
        if "\0" in text:
            self.reject(line, "a NUL byte", "text", "Export the table again; the line is damaged.")
            return False
        if self.header.nameless:
            self.header.refuse_nameless(line, cells)
        return len(text) <= self.bounds.cell or self._short(line, cells)

    def _short(self, line: int, cells: list[str]) -> bool:
        for place, name in zip(self.header.places, self.header.columns, strict=True):
            if len(cells[place]) > self.bounds.cell:
                self.reject(
                    line,
                    f"{len(cells[place]):,} characters",
                    f"at most {self.bounds.cell:,}",
                    "Look for a quotation mark that is not closed, or shorten the cell.",
                    name,
                )
                return False
        return True

    def _flush(self) -> None:
        import polars as pl  # noqa: PLC0415 - as above

        if not self._cells:
            return
        columns = list(zip(*self._cells, strict=False))
        chunk = pl.DataFrame(
            {
                name: pl.Series(name, columns[place], dtype=pl.String)
                for name, place in zip(self.header.columns, self.header.places, strict=True)
            }
        )
        self._chunks.append(chunk.select(cells_of(chunk.columns, guarded=self.guarded)))
        self._cells = []


def cells_of(names: Iterable[str], *, guarded: bool) -> list[pl.Expr]:
    """Text columns with null for empty cells and, where they are guarded, without the apostrophe before a formula."""
    import polars as pl  # noqa: PLC0415 - as above

    cells = []
    for place, name in enumerate(names):
        cell = pl.nth(place)  # by its place: polars takes a column's name such as * for a pattern
        bare = pl.when(cell.str.contains(GUARDED)).then(cell.str.slice(1)).otherwise(cell)
        cells.append(pl.when(cell != "").then(bare if guarded else cell).alias(name))
    return cells
