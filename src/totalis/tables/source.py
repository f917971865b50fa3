"""Where the bytes come from: a file on a disk, or bytes that are there already."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from totalis.tables.limits import BOUNDS, MEGABYTE
from totalis.tables.refusing import refuse

if TYPE_CHECKING:
    from totalis.tables.limits import Bounds

Source = Path | bytes
HEAD = 2 * MEGABYTE


def size_of(source: Source) -> int:
    """How many bytes there are."""
    return source.stat().st_size if isinstance(source, Path) else len(source)


def head_of(source: Source, most: int = HEAD) -> bytes:
    """The first bytes."""
    if isinstance(source, bytes):
        return source[:most]
    with source.open("rb") as file:
        return file.read(most)


def opened(source: Source) -> BinaryIO:
    """The bytes as a stream."""
    return BytesIO(source) if isinstance(source, bytes) else source.open("rb")


def bounded(source: Source, name: str, bounds: Bounds = BOUNDS) -> None:
    """Let a file pass that is there, holds something and is not too large.

    Raises:
        InputError: it is not there, empty, or larger than the bounds.
    """
    try:
        size = size_of(source)
        head_of(source, 1)
    except OSError as error:
        refuse(
            name,
            f"no file that can be read ({(error.strerror or 'unreadable').lower()})",
            "a file",
            "Check the name and whether you may read it.",
        )
    if not size:
        refuse(name, "an empty file", "a table with a header", "Export the table again.")
    if size > bounds.bytes:
        most = bounds.bytes // MEGABYTE
        refuse(
            name,
            f"{size / MEGABYTE:,.0f} MB",
            f"at most {most:,} MB",
            "Send it in parts, or use the command line, which reads files of any size.",
        )
