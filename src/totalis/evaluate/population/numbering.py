"""Distinct rows of small numbers: the digits of a row become one number, and each number has its place.

A row's digits are multiplied and added, which is exact, so nothing is hashed that could be confused. Where the
digits of all columns do not fit one number, the place of the first columns stands for them in the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from totalis.evaluate.population.columns import INTERNAL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from polars._typing import PolarsDataType

NUMBER, PLACE = f"{INTERNAL}number", f"{INTERNAL}place"
_ROW = f"{INTERNAL}row"
_MOST = 1 << 62
_ROOM = 1 << 31
"""How many places the earlier columns may have, where the next number begins with them."""
_WIDTHS: tuple[tuple[int, PolarsDataType], ...] = (
    (1 << 8, pl.UInt8),
    (1 << 16, pl.UInt16),
    (1 << 32, pl.UInt32),
    (_MOST, pl.Int64),
)


def one_number(columns: Sequence[tuple[pl.Expr, int]]) -> pl.Expr:
    """One number for digits, each with how many it can be: neighbours in pairs, each pair as narrow as it fits."""
    terms = list(columns)
    while len(terms) > 1:
        pairs = zip(terms[::2], terms[1::2], strict=False)
        terms = [*(_pair(*pair) for pair in pairs), *(terms[-1:] if len(terms) % 2 else ())]
    return terms[0][0].cast(pl.Int64)


def _as(digits: pl.Expr, width: PolarsDataType) -> pl.Expr:
    """Digits in a width that holds them, as their sizes say: no row is asked whether it fits."""
    return digits.cast(width, wrap_numerical=True)


def _pair(first: tuple[pl.Expr, int], second: tuple[pl.Expr, int]) -> tuple[pl.Expr, int]:
    room = first[1] * second[1]
    width = next(dtype for most, dtype in _WIDTHS if room <= most and second[1] < most)
    factor = pl.lit(second[1], dtype=width)
    return _as(first[0], width) * factor + _as(second[0], width), room


class Numbering:
    """The distinct rows that were seen, each with its place in the order of their first appearance."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self.height = 0
        self._sizes = dict.fromkeys(self.names, 0)
        self._rows: list[pl.DataFrame] = []
        self._stages: list[_Stage] = []

    def places(
        self, digits: pl.DataFrame, sizes: Mapping[str, int]
    ) -> tuple[pl.Series, pl.DataFrame]:
        """The place of each row, and the rows that were never seen before, in the order of their places.

        Args:
            digits: A column of whole numbers from 0 for each name, none unknown.
            sizes: How many numbers each column can have so far; it may grow.
        """
        if any(sizes[name] > self._sizes[name] for name in self.names):
            self._widen(sizes)
        places, first = self._found(digits)
        new = digits[first].cast(pl.UInt32)
        if new.height:
            self._rows.append(new)
            self.height += new.height
        return places, new

    def _found(self, digits: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
        frame, first = digits, pl.Series(dtype=pl.UInt32)
        places = pl.Series(dtype=pl.Int64)
        for stage in self._stages:
            places, first = stage.places(frame.select(stage.number).to_series())
            frame = frame.with_columns(places.alias(PLACE))
        return places, first

    def _widen(self, sizes: Mapping[str, int]) -> None:
        """Numbers anew with more room; rows keep their places."""
        self._sizes = {name: 1 << sizes[name].bit_length() for name in self.names}
        self._stages, room = [], 1
        part: list[tuple[pl.Expr, int]] = []
        for name, size in self._sizes.items():
            if room * size > _MOST:
                self._stages.append(_Stage(one_number(part)))
                part, room = [(pl.col(PLACE), _ROOM)], _ROOM
            part.append((pl.col(name), size))
            room *= size
        self._stages.append(_Stage(one_number(part)))
        if self._rows:
            self._rows = [pl.concat(self._rows)]
            self._found(self._rows[0])


class _Stage:
    """Numbers with their places."""

    def __init__(self, number: pl.Expr) -> None:
        self.number = number.alias(NUMBER)
        self.known = pl.DataFrame(schema={NUMBER: pl.Int64, PLACE: pl.Int64})

    def places(self, numbers: pl.Series) -> tuple[pl.Series, pl.Series]:
        """The place of each number, and which rows hold new ones first."""
        unknown: pl.Series | bool = True
        if self.known.height:
            found = self._looked_up(numbers)
            if not found.null_count():
                return found, pl.Series(dtype=pl.UInt32)
            unknown = found.is_null()
        new = (
            numbers.to_frame()
            .with_row_index(_ROW)
            .filter(unknown)
            .unique(NUMBER, keep="first", maintain_order=True)
        )
        place = pl.int_range(self.known.height, self.known.height + new.height, dtype=pl.Int64)
        fresh = new.select(NUMBER, place.alias(PLACE))
        self.known = pl.concat([self.known, fresh], rechunk=True)
        return self._looked_up(numbers), new[_ROW]

    def _looked_up(self, numbers: pl.Series) -> pl.Series:
        rows = numbers.to_frame()
        both = rows.join(self.known, on=NUMBER, how="left", maintain_order="left")
        return both[PLACE]
