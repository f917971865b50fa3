"""The file of rows that a command was given, read as it proves itself or as its caller says."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from totalis.kernel.errors import InputError, Problem

if TYPE_CHECKING:
    from argparse import Namespace

    from totalis.tables.table import Table

STDIN = "-"


def table_of(path: str, options: Namespace) -> Table:
    """The table in a file or on standard input.

    Raises:
        InputError: there is no such file, or it is no table.
    """
    from totalis.tables.detecting import detect
    from totalis.tables.reader import read_table

    source: bytes | Path
    if path == STDIN:
        source, name = sys.stdin.buffer.read(), "standard input.csv"
    else:
        source, name = Path(path), Path(path).name
        if not source.is_file():
            remedy = "Name a CSV, XLSX or Parquet file, or - for CSV on standard input."
            raise InputError([Problem(path, "no such file", "a file that can be read", remedy)])
    said = {"dates": options.dates, "decimal": options.decimal}
    answers = {name: word for name, word in said.items() if word}
    if not answers:
        return read_table(source, name=name)
    reading = msgspec.structs.replace(detect(source, name=name), **answers)
    return read_table(source, name=name, reading=reading)
