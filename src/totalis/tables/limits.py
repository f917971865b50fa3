"""How large a file may be that is read at once; `reader.scan` reads larger ones by streaming."""

from __future__ import annotations

import msgspec

MEGABYTE = 1024 * 1024


class Bounds(msgspec.Struct, frozen=True):
    """The bounds of one reading; every refusal names the one that was met."""

    bytes: int = 200 * MEGABYTE
    """Of the file as it is handed in."""
    unpacked: int = 1024 * MEGABYTE
    """Of what an Excel or Parquet file unpacks to."""
    ratio: int = 200
    """How many times its own size an Excel file may unpack to, above `MEGABYTE`."""
    rows: int = 1_000_000
    columns: int = 128
    cell: int = 10_000
    """Characters in one cell."""
    grid: int = 20_000_000
    """Cells between the first and the last of a sheet, empty ones too."""


BOUNDS = Bounds()
