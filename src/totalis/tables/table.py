"""A table as it was read: text in every cell, the line that each row stands on, and the rows that have no shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from totalis.tables.refusing import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

    from totalis.tables.header import Header
    from totalis.tables.reading import Reading

CHUNK = 20_000


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

    def __init__(self, header: Header, longest: int) -> None:
        self.header = header
        self.columns = header.columns
        self.longest = longest
        self.lines: list[int] = []
        self.rejected: list[Rejected] = []
        self.blank = 0
        self._cells: list[list[str | None]] = []
        self._chunks: list[pl.DataFrame] = []

    def add(self, line: int, cells: list[str]) -> bool:
        """Take one row; answers whether it was taken."""
        if not any(cell and not cell.isspace() for cell in cells):
            self.blank += 1
            return False
        if not self._fits(line, cells):
            return False
        self.lines.append(line)
        self._cells.append([cells[place] or None for place in self.header.places])
        if len(self._cells) >= CHUNK:
            self._flush()
        return True

    def reject(self, line: int, found: str, expected: str, remedy: str, column: str = "") -> None:
        """Keep a line out, with the reason."""
        self.rejected.append(Rejected(line, column, found, expected, remedy))

    def table(self, reading: Reading, *, cut: bool = False) -> Table:
        """Everything that was collected."""
        import polars as pl  # noqa: PLC0415 - a tenth of a second, for those who read tables

        self._flush()
        empty = pl.DataFrame(schema=dict.fromkeys(self.columns, pl.String))
        text = pl.concat(self._chunks) if self._chunks else empty
        return Table(
            columns=self.columns,
            lines=tuple(self.lines),
            reading=reading,
            rejected=tuple(self.rejected),
            blank=self.blank,
            text=text,
            cut=cut,
        )

    def _fits(self, line: int, cells: list[str]) -> bool:
        width = self.header.width
        beyond = [cell for cell in cells[width:] if cell.strip()]
        if len(cells) < width or beyond:
            self.reject(
                line,
                f"{len(cells)} cells" + (f", {shown(beyond[0])} beyond the last" if beyond else ""),
                f"{width} cells, as the header has",
                "Mend the line: a delimiter is missing, or stands in a cell without quotation marks; "
                "or give every column a name.",
            )
            return False
        if "\0" in "".join(cells):
            self.reject(line, "a NUL byte", "text", "Export the table again; the line is damaged.")
            return False
        self.header.refuse_nameless(line, cells)
        for place, name in zip(self.header.places, self.columns, strict=True):
            if len(cells[place]) > self.longest:
                self.reject(
                    line,
                    f"{len(cells[place]):,} characters",
                    f"at most {self.longest:,}",
                    "Look for a quotation mark that is not closed, or shorten the cell.",
                    name,
                )
                return False
        return True

    def _flush(self) -> None:
        import polars as pl  # noqa: PLC0415 - as above

        if self._cells:
            schema = dict.fromkeys(self.columns, pl.String)
            self._chunks.append(pl.DataFrame(self._cells, schema=schema, orient="row"))
            self._cells = []
