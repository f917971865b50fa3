"""Columns as Parquet holds them: codes of a dictionary, and only the dictionary is read as text.

A column's codes become digits: 0 where unknown, else the number of the text that rules see. So twenty columns
of text cost a row twenty small numbers, and no text is made or compared but once for each value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]

from totalis.evaluate.population.cells import text_of

if TYPE_CHECKING:
    from totalis.evaluate.population.reducing import Reduction

_CODED = pa.int32()
_TRUTH = pa.array([False, True])


class Coded:
    """One column: the values of its dictionary so far, and the digit of each."""

    def __init__(self, reduction: Reduction | None = None) -> None:
        self.reduction = reduction
        self.texts = [""]
        """What each digit says; 0 is unknown."""
        self._digits: dict[str, int] = {"": 0}
        self._values: Any = None
        self._of_code: list[int] = []

    def digits(self, column: Any) -> pl.Series:
        """The digits of the next rows, which may bring new values."""
        codes, values = self._coded(column)
        for value in values[len(self._of_code) :].to_pylist():
            self._of_code.append(self._digit(text_of(value)))
        return self._digits_of(codes)

    def _digit(self, text: str) -> int:
        seen = self.reduction(text) if self.reduction else text
        if seen not in self._digits:
            self._digits[seen] = len(self.texts)
            self.texts.append(seen)
        return self._digits[seen]

    def _coded(self, column: Any) -> tuple[pl.Series, Any]:
        """Codes that mean the same in every portion, and their values."""
        if pa.types.is_boolean(column.type):
            return _series(column).cast(pl.Int8), _TRUTH
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        if self._values is None:
            self._values = pa.array([], column.type.value_type)
        wanted = pa.dictionary(_CODED, self._values.type)
        column = column if column.type == wanted else column.cast(wanted)
        seed = pa.DictionaryArray.from_arrays(pa.array([], _CODED), self._values)
        chunks = pa.chunked_array([seed, *column.chunks], wanted).unify_dictionaries().chunks
        self._values = chunks[-1].dictionary
        codes = pa.chunked_array([chunk.indices for chunk in chunks], _CODED)
        return _series(codes), self._values

    def _digits_of(self, codes: pl.Series) -> pl.Series:
        """Without a look-up for each row where the digits are the codes, or all the same."""
        width = _narrow(len(self.texts))
        if self._of_code == list(range(1, len(self._of_code) + 1)):
            return (codes.cast(width, wrap_numerical=True) + 1).fill_null(0)
        if len(set(self._of_code)) == 1:
            same = pl.Series(self._of_code[:1], dtype=width).new_from_index(0, len(codes))
            return same if not codes.null_count() else same * codes.is_not_null()
        table = pl.Series([*self._of_code, 0], dtype=width)
        return table.gather(codes.fill_null(len(self._of_code)).cast(pl.UInt32))


def _narrow(size: int) -> Any:
    return pl.UInt8 if size < 1 << 8 else pl.UInt16 if size < 1 << 16 else pl.UInt32


def _series(column: Any) -> pl.Series:
    found = pl.from_arrow(column)
    if not isinstance(found, pl.Series):  # pragma: no cover - a column is one
        raise TypeError
    return found
