"""Contribution lines with the category that the charge catalogues give them, before the same-earnings test.

Interface::

    frame = classified(
        frame
    )  # DataFrame of contribution lines; gains `category`, a split bundle its parts

Foreign lines are classified by the catalogue of their country (`earnings.charges.classify`), United States lines by
the labels of `lawbook/parameters/us.yaml`. What is in neither is `unclear`. A bundle that its own base and rate
split becomes one row a part; the parts add up to the line and keep its number.

A frame that has a `category` column is returned as it is: somebody has classified it. So is one without a
`label` column: there is nothing to classify by, and every line counts.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from totalis.earnings.charges import ChargeLine, packaged
from totalis.earnings.parameters import us_parameters
from totalis.kernel.errors import NotFoundError
from totalis.tables.mapping import plain_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalis.earnings.charges import Classifier

_MARK = "__row"
_SHAPE = ("country", "label", "payer", "currency", "period_start", "period_end", "base", "amount")


def classified(frame: pl.DataFrame) -> pl.DataFrame:
    """Classify every distinct line once and join the answer back."""
    if "category" in frame.columns or "label" not in frame.columns:
        return frame
    if "line" not in frame.columns:
        frame = frame.with_row_index("line", offset=1)
    shape = [name for name in _SHAPE if name in frame.columns]
    lines = frame.with_columns(pl.struct(shape).rank("dense").alias(_MARK))
    distinct = lines.unique(_MARK)
    parts = _parts(distinct)
    return (
        lines.join(parts, on=_MARK, how="left", maintain_order="left")
        .with_columns(
            pl.coalesce("part_amount", pl.col("amount").cast(pl.String)).alias("amount"),
        )
        .drop(_MARK, "part_amount")
    )


def _parts(distinct: pl.DataFrame) -> pl.DataFrame:
    """For each distinct line its category, or one row a part with the part's amount."""
    marks: list[int] = []
    categories: list[str | None] = []
    amounts: list[str | None] = []
    for row in distinct.iter_rows(named=True):
        for category, amount in _answers(row):
            marks.append(row[_MARK])
            categories.append(category)
            amounts.append(amount)
    return pl.DataFrame(
        {_MARK: marks, "category": categories, "part_amount": amounts},
        schema={_MARK: distinct.schema[_MARK], "category": pl.String, "part_amount": pl.String},
    )


def _answers(row: dict[str, object]) -> Iterator[tuple[str | None, str | None]]:
    """The category, and the amount where it is that of a part."""
    country = _text(row.get("country")).upper()
    if country == "US":
        yield _us_labels().get(plain_name(_text(row.get("label"))), "unclear"), None
        return
    judge = _classifier(country)
    if judge is None:
        yield "unclear", None
        return
    parts = judge.line(_line(row))
    if len(parts) == 1:
        yield parts[0].category, None
        return
    for part in parts:
        yield part.category, None if part.amount is None else str(part.amount)


def _line(row: dict[str, object]) -> ChargeLine:
    return ChargeLine(
        label=_text(row.get("label")),
        payer=_text(row.get("payer")).lower(),
        amount=_decimal(row.get("amount")),
        currency=_text(row.get("currency")).upper(),
        base=_decimal(row.get("base")),
        period_start=_day(row.get("period_start")),
        period_end=_day(row.get("period_end")),
    )


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _decimal(value: object) -> Decimal | None:
    """A number as it is written; what is none is refused later, with its line."""
    try:
        read = Decimal(_text(value))
    except InvalidOperation:
        return None
    return read if read.is_finite() else None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(_text(value)[:10])
    except ValueError:
        return None


@cache
def _classifier(country: str) -> Classifier | None:
    """The catalogue of a country at work; None where there is none."""
    try:
        return packaged(country)
    except NotFoundError:
        return None


@cache
def _us_labels() -> dict[str, str]:
    """How United States payrolls print what, by plain name."""
    return {
        plain_name(label): group.category
        for group in us_parameters().charges
        for label in group.labels
    }
