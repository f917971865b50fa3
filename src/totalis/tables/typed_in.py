"""Parquet and JSON Lines in: files whose values have types of their own."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NoReturn

from totalis.tables.encodings import texts
from totalis.tables.header import header_of
from totalis.tables.natives import text_of
from totalis.tables.refusing import refuse, shown
from totalis.tables.source import opened
from totalis.tables.table import Shaping
from totalis.tables.text_in import lines_of, pieces_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalis.tables.limits import Bounds
    from totalis.tables.reading import Reading
    from totalis.tables.source import Source
    from totalis.tables.table import Table

BATCH = 10_000
FIRST_LINES = 1_000
"""So many objects are looked at for their names before the first is taken."""


def read_parquet(
    source: Source, *, name: str, reading: Reading, bounds: Bounds, most: int | None
) -> Table:
    """Read a Parquet file; with `most`, only so many rows. Rows are counted from 1, the header being row 1.

    Raises:
        InputError: it cannot be read, or is larger than the bounds.
    """
    import pyarrow as pa  # type: ignore[import-untyped] # noqa: PLC0415 - a tenth of a second, for those who read Parquet
    import pyarrow.parquet as pq  # type: ignore[import-untyped] # noqa: PLC0415

    try:
        with opened(source) as stream, pq.ParquetFile(stream) as file:
            _refuse_large(file.metadata, name, bounds)
            _refuse_bytes(file.schema_arrow, name)
            header = header_of(name, 1, file.schema_arrow.names, bounds)
            shaping = Shaping(header, bounds)
            cut = False
            line = 1
            for batch in file.iter_batches(BATCH):
                for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    cut = most is not None and len(shaping.lines) >= most
                    if cut:
                        break
                    line += 1
                    shaping.add(line, [text_of(cell, reading.decimal) for cell in row])
                if cut:
                    break
    except (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError) as error:
        _broken(name, error)
    return shaping.table(reading, cut=cut)


def read_jsonl(
    source: Source, *, name: str, reading: Reading, bounds: Bounds, most: int | None
) -> Table:
    """Read JSON Lines, an object a line; with `most`, only so many rows.

    The names are those of the first lines; a line with another name is refused.

    Raises:
        InputError: it cannot be read, or is larger than the bounds.
    """
    encoding = reading.encoding or "utf-8"
    names: dict[str, None] = {}
    for _, found in _first(_lines(source, name, encoding)):
        names.update(dict.fromkeys(found if isinstance(found, dict) else ()))
        if len(names) > bounds.columns:
            break
    if not names:
        refuse(
            name,
            "no line that is a JSON object",
            'lines such as {"label": "CSG", "amount": "12.50"}',
            "Export it as JSON Lines: one object a line.",
        )
    shaping = Shaping(header_of(name, 1, list(names), bounds), bounds)
    cut = False
    for line, found in _lines(source, name, encoding):
        cut = most is not None and len(shaping.lines) >= most
        if cut:
            break
        if isinstance(found, str):
            shaping.reject(line, shown(found), "a JSON object with plain values", "Mend the line.")
        elif foreign := [key for key in found if key not in names]:
            shaping.reject(
                line,
                f"the name {shown(foreign[0])}",
                f"the names of the first {FIRST_LINES:,} lines",
                "Write every name into the first lines, with null where there is no value.",
            )
        else:
            shaping.add(line, [text_of(found.get(key), reading.decimal) for key in names])
    return shaping.table(reading, cut=cut)


def _lines(source: Source, name: str, encoding: str) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """Each line that holds something: its object, or its text where it is none."""
    text = lines_of(texts(pieces_of(source), encoding, name))
    for line, one in enumerate(text, start=1):
        if one.strip():
            yield line, _object(one)


def _first(
    lines: Iterator[tuple[int, dict[str, Any] | str]],
) -> Iterator[tuple[int, dict[str, Any] | str]]:
    for count, found in enumerate(lines):
        if count >= FIRST_LINES:
            return
        yield found


def _object(line: str) -> dict[str, Any] | str:
    """The object of a line with its numbers as they are written; the line itself where it is no such object."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) != len(pairs):
            raise ValueError
        return dict(pairs)

    def never(_name: str) -> NoReturn:
        raise ValueError

    try:
        found = json.loads(
            line,
            object_pairs_hook=once,
            parse_constant=never,
            parse_float=_number,
            parse_int=_number,
        )
        line.encode()
    except (ValueError, RecursionError, ArithmeticError):
        return line
    return found if isinstance(found, dict) else line


def _number(text: str) -> Any:  # noqa: ANN401 - a JSON value

    value = Decimal(text)
    if abs(value.adjusted()) > 40:  # noqa: PLR2004 - no amount; 1e999999 would fill the memory
        raise ValueError
    return value


def _refuse_large(metadata: Any, name: str, bounds: Bounds) -> None:  # noqa: ANN401 - pyarrow has no types
    if metadata.num_rows > bounds.rows:
        refuse(
            name,
            f"{metadata.num_rows:,} rows",
            f"at most {bounds.rows:,}",
            "Send it in parts, or use the command line, which reads files of any size.",
        )
    groups = range(metadata.num_row_groups)
    size = sum(metadata.row_group(number).total_byte_size for number in groups)
    if size > bounds.unpacked:
        refuse(name, f"{size:,} bytes unpacked", f"at most {bounds.unpacked:,}", "Send parts.")


def _refuse_bytes(schema: Any, name: str) -> None:  # noqa: ANN401 - as above
    import pyarrow as pa  # noqa: PLC0415 - as above

    for field in schema:
        if pa.types.is_binary(field.type) or pa.types.is_large_binary(field.type):
            refuse(
                name,
                f"bytes without letters in {shown(field.name)}",
                "text, numbers or days",
                "Write the column as text (UTF-8).",
                path="header",
            )


def _broken(name: str, error: Exception) -> NoReturn:
    says = " ".join(str(error).split())[:80]
    refuse(name, f"a Parquet file that cannot be read ({says})", "a whole file", "Write it again.")
