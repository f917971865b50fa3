"""Looking rows up in a small table with Polars, portion by portion: one number stands for the keys.

A join of twenty columns of text compares text in every row. Here the keys of a row become one number, and
each distinct number is looked up. Numbers and days are packed exactly. Text is hashed: as every row that is
looked up is a row of the table, different hashes within the table prove that no two rows are confused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from totalis.evaluate.population.columns import INTERNAL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_NUMBER = f"{INTERNAL}number"
_ROOMY = 4_000_000
_FULL = 4
"""How many places a table may have that is addressed by the number itself: so many, or times its rows."""
_TRIES = 8


def looked_up(keys: Sequence[str], table: pl.DataFrame) -> pl.Expr | None:
    """The other columns of a table as a struct, for each row with these keys.

    Args:
        keys: Columns of the rows and of the table. Where one can be unknown, or is neither whole number nor
            day, each row has to be in the table.
        table: Each combination of keys once.

    Returns:
        None where the numbers cannot stand for the keys, which then have to be joined themselves.
    """
    if not table.height:
        return None
    number = _packed(keys, table) if _countable(keys, table) else _hashed(keys, table)
    if number is None:
        return None
    new = table.drop(keys)
    numbers = table.select(number.alias(_NUMBER)).to_series()
    find = _by_place(numbers, new) or _by_join(numbers, new)
    return number.map_batches(find, return_dtype=pl.Struct(new.schema), is_elementwise=True)


class Made:
    """The last look-up by some keys, kept where the same table is joined to one portion after the other."""

    def __init__(self) -> None:
        self._last: dict[tuple[str, ...], tuple[pl.DataFrame, pl.Expr | None]] = {}

    def looked_up(self, keys: Sequence[str], table: pl.DataFrame) -> pl.Expr | None:
        """As the function of this name, made once for a table."""
        last = self._last.get(tuple(keys))
        if last is None or last[0] is not table:
            last = self._last[tuple(keys)] = table, looked_up(keys, table)
        return last[1]


def _countable(keys: Sequence[str], table: pl.DataFrame) -> bool:
    """Whether the keys are whole numbers and days that are all known: then a row may be missing."""
    return all(
        table.schema[name] in (pl.Int64, pl.Date) and not table[name].null_count() for name in keys
    )


def _packed(keys: Sequence[str], table: pl.DataFrame) -> pl.Expr | None:
    """Whole numbers and days as one whole number; null where one is not among the table's."""
    packed, room = pl.lit(0, dtype=pl.Int64), 1
    for name in keys:
        days = table[name].to_physical().cast(pl.Int64)
        least, most = days.min(), days.max()
        if not isinstance(least, int) or not isinstance(most, int):
            return None
        digit = pl.col(name).to_physical().cast(pl.Int64)
        within = pl.when(digit.is_between(least, most)).then(digit - least)
        packed = packed * (most - least + 1) + within
        room *= most - least + 1
    return packed if room < 1 << 62 else None


def _hashed(keys: Sequence[str], table: pl.DataFrame) -> pl.Expr | None:
    """A hash that tells every row of the table from every other."""
    for seed in range(_TRIES):
        parts = [pl.col(name).hash(seed * len(keys) + place) for place, name in enumerate(keys)]
        number = pl.sum_horizontal(parts) if len(parts) > 1 else parts[0]
        if table.select(number.alias(_NUMBER)).to_series().n_unique() == table.height:
            return number
    return None


def _by_place(numbers: pl.Series, new: pl.DataFrame) -> Callable[[pl.Series], Any] | None:
    """Where numbers are dense, each is the place of its row; the last place is no row's."""
    if numbers.dtype != pl.Int64 or numbers.null_count():
        return None
    most = numbers.max()
    if not isinstance(most, int) or most > max(_ROOMY, _FULL * len(numbers)):
        return None
    nowhere = pl.Series([new.height], dtype=pl.UInt32)
    rows = pl.int_range(new.height, dtype=pl.UInt32, eager=True)
    places = nowhere.new_from_index(0, most + 2).scatter(numbers, rows)
    nothing = pl.DataFrame({name: [None] for name in new.columns}, schema=new.schema)
    found = pl.concat([new, nothing], rechunk=True).to_struct()

    def find(portion: pl.Series) -> pl.Series:
        return found.gather(places.gather(portion.fill_null(most + 1).clip(upper_bound=most + 1)))

    return find


def _by_join(numbers: pl.Series, new: pl.DataFrame) -> Callable[[pl.Series], Any]:
    known = new.with_columns(numbers.alias(_NUMBER))
    names = new.columns

    def find(portion: pl.Series) -> pl.Series:
        rows = portion.alias(_NUMBER).to_frame()
        found = rows.join(known, on=_NUMBER, how="left", maintain_order="left")
        return found.select(pl.struct(names)).to_series()

    return find
