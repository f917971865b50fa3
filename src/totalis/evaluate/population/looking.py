"""Looking rows up in a small table with Polars, portion by portion: one number stands for the keys.

A join of twenty columns of text compares text in every row. Here the keys of a row become one number, and
each distinct number is looked up. Numbers and days are packed exactly. Text is hashed: as every row that is
looked up is a row of the table, different hashes within the table prove that no two rows are confused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

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
    new = table.drop(keys)
    packed = _packed(keys, table) if _countable(keys, table) else None
    if packed is not None and packed.room <= max(_ROOMY, _FULL * table.height):
        number, find = _by_place(packed, table, new)
    else:
        found = packed.number if packed is not None else _hashed(keys, table)
        if found is None:
            return None
        number, find = found, _by_join(found, table, new)
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


class _Packed(NamedTuple):
    """Keys as one whole number below `room`; null where one is unknown or not among the table's."""

    number: pl.Expr
    room: int


def _packed(keys: Sequence[str], table: pl.DataFrame) -> _Packed | None:
    ranges, room = [], 1
    for name in keys:
        days = table[name].to_physical()
        least, most = days.min(), days.max()
        if not isinstance(least, int) or not isinstance(most, int):
            return None
        ranges.append((pl.col(name).to_physical(), least, most))
        room *= most - least + 1
    if room >= 1 << 62:
        return None
    width = pl.Int32 if room < 1 << 31 else pl.Int64
    number = pl.lit(0, dtype=width)
    for value, least, most in ranges:
        digit = (value - least).cast(width, wrap_numerical=True)
        number = number * pl.lit(most - least + 1, dtype=width) + digit
    within = pl.all_horizontal([value.is_between(least, most) for value, least, most in ranges])
    return _Packed(pl.when(within).then(number), room)


def _hashed(keys: Sequence[str], table: pl.DataFrame) -> pl.Expr | None:
    """A hash that tells every row of the table from every other."""
    for seed in range(_TRIES):
        parts = [pl.col(name).hash(seed * len(keys) + place) for place, name in enumerate(keys)]
        number = pl.sum_horizontal(parts) if len(parts) > 1 else parts[0]
        if table.select(number.alias(_NUMBER)).to_series().n_unique() == table.height:
            return number
    return None


def _by_place(
    packed: _Packed, table: pl.DataFrame, new: pl.DataFrame
) -> tuple[pl.Expr, Callable[[pl.Series], Any]]:
    """Where there is room, each number is the place of its row; the last place is no row's."""
    numbers = table.select(packed.number.alias(_NUMBER)).to_series()
    rows = pl.int_range(new.height, dtype=pl.UInt32, eager=True)
    nowhere = pl.Series([new.height], dtype=pl.UInt32).new_from_index(0, packed.room + 1)
    places = nowhere.scatter(numbers, rows)
    nothing = pl.DataFrame({name: [None] for name in new.columns}, schema=new.schema)
    found = pl.concat([new, nothing], rechunk=True).to_struct()
    number = packed.number.fill_null(packed.room)
    if packed.room * new.width > _ROOMY:
        return number, lambda portion: found.gather(places.gather(portion))
    at_once = found.gather(places)
    return number, at_once.gather


def _by_join(number: pl.Expr, table: pl.DataFrame, new: pl.DataFrame) -> Callable[[pl.Series], Any]:
    known = new.with_columns(table.select(number.alias(_NUMBER)).to_series())
    names = new.columns

    def find(portion: pl.Series) -> pl.Series:
        rows = portion.alias(_NUMBER).to_frame()
        found = rows.join(known, on=_NUMBER, how="left", maintain_order="left")
        return found.select(pl.struct(names)).to_series()

    return find
