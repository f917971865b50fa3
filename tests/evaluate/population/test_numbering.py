"""Rows that become numbers: the same place for the same row, another for any other, whatever the sizes."""

from __future__ import annotations

from random import Random

import polars as pl
import pytest

from totalis.evaluate.population.numbering import Numbering, one_number


def rows_of(chance: Random, sizes: list[int], rows: int) -> list[tuple[int, ...]]:
    """Some rows, drawn from fewer patterns so that rows come again; the greatest digits among them."""
    patterns = [tuple(chance.randrange(size) for size in sizes) for _ in range(rows // 3)]
    patterns.append(tuple(size - 1 for size in sizes))
    return [chance.choice(patterns) for _ in range(rows)]


@pytest.mark.parametrize(
    "sizes",
    [[1], [2, 3], [256, 2], [200, 3, 70_000, 2], [3] * 30, [1 << 30] * 5, [70_000] * 40],
)
def test_places_are_those_of_a_dictionary(sizes):
    """Also where many columns need several numbers, and while columns grow."""
    chance = Random(5)  # noqa: S311  (rows, not secrets)
    names = [f"c{place}" for place in range(len(sizes))]
    numbering, known = Numbering(names), dict[tuple[int, ...], int]()
    for share in (4, 2, 1):
        smaller = [max(1, size // share) for size in sizes]
        rows = rows_of(chance, smaller, 300)
        before = len(known)
        wanted = [known.setdefault(row, len(known)) for row in rows]
        frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.UInt32), orient="row")
        places, new = numbering.places(frame, dict(zip(names, smaller, strict=True)))
        assert places.to_list() == wanted
        assert new.rows() == list(known)[before:]
        assert numbering.height == len(known)


def test_narrow_columns_do_not_run_over():
    """Digits of a byte, multiplied beyond it."""
    chance = Random(6)  # noqa: S311  (rows, not secrets)
    sizes = [200, 256, 3, 2, 100, 7]
    rows = rows_of(chance, sizes, 500)
    frame = pl.DataFrame(rows, schema=[f"c{i}" for i in range(6)], orient="row").cast(pl.UInt8)
    number = one_number([(pl.col(f"c{i}"), size) for i, size in enumerate(sizes)])
    found = frame.select(number).to_series().to_list()
    assert len(set(zip(found, rows, strict=True))) == len(set(rows))
    assert len(set(found)) == len(set(rows))
    assert max(found) < 200 * 256 * 3 * 2 * 100 * 7
