"""Cells of registers as texts that are kept: without the numbers of persons, and never cut off silently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.kernel.errors import InputError, Problem
from totalis.webbase.secrets.masking import without_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping


def text_of(values: Mapping[str, object], name: str, most: int, line: int) -> str:
    """The text of a cell; empty where there is none.

    Raises:
        InputError: it is longer than is kept.
    """
    value = values.get(name)
    text = "" if value is None else without_numbers(str(value).strip())
    if len(text) > most:
        path = f"line {line}, {name}"
        found = f"{len(text)} characters"
        remedy = "Shorten the cell, or map another column."
        raise InputError([Problem(path, found, f"at most {most}", remedy)])
    return text
