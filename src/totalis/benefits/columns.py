"""Records as columns: a row each in, a row each out. The numbers of `many`, for tables.

    frame = pl.read_parquet("records.parquet")
    estimate_frame(frame).write_parquet("answers.parquet")

Columns of a record have the names of its fields; those with more than one value are numbered or carry their year::

    id, kind, birth_date, claim_month, us_earnings_1990, us_quarters_1975, foreign_1_country, foreign_1_start, …

A column that is none of them is refused: a name spelt wrongly would lose its earnings without a word. Families, pensions and
units by year do not fit in a row; they go one record at a time, or as JSON Lines over HTTP.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from totalis.benefits.many import Row, estimate_each
from totalis.benefits.reading import PERIOD, PROJECTION, read_record
from totalis.benefits.rounding import dollars
from totalis.kernel.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    import polars as pl

    from totalis.benefits.record import Record

ID = "id"
PLAIN = ("kind", "birth_date", "claim_month", "benefit_month", "onset_date", "death_date")
FLAGS = ("blind", "cap")
MONEY = ("theoretical_pia", "pro_rata_pia", "regular_pia", "monthly_benefit")
COUNTS = ("us_quarters", "combined_quarters", "required_quarters", "quarters_used", "out_of")
ANSWER = (*Row.__struct_fields__, "error")
MOST_PERIODS = 60
MOST_COLUMNS = 400
"""In a file of records: every year since 1937, and `MOST_PERIODS` with all four of their columns, fit; far more than in other tables."""
_YEARLY = re.compile(r"(us_earnings|us_quarters)_([0-9]{4})")
_FOREIGN = re.compile(rf"foreign_([1-9][0-9]?)_({'|'.join(PERIOD[:4])})")
_PERIOD_PATH = re.compile(r"foreign_coverage\[(\d+)\]\.?")
_TRUTHS = {"true": True, "false": False}


def estimate_frame(frame: pl.DataFrame, *, as_of: date | None = None) -> pl.DataFrame:
    """The answers to a table of records, in its order; `error` says why a row has none.

    Args:
        frame: A row a record, as text or as days and numbers.
        as_of: Today; births and deaths after it are refused. None does not ask.

    Raises:
        InputError: a column is none of a record's, or one that every record needs is missing.
    """
    import polars as pl  # noqa: PLC0415 - a tenth of a second, for those who read tables

    from totalis.tables.scanning import texts_of  # noqa: PLC0415 - as polars

    text = texts_of(frame.lazy()).collect()
    columns = Columns(tuple(text.columns))
    answers = answer_frame(estimate_each(columns.records(text.iter_rows(), as_of)))
    if ID not in text.columns:
        return answers
    return pl.concat([text.select(ID), answers], how="horizontal")


def answer_frame(found: Iterable[Row | InputError]) -> pl.DataFrame:
    """Answers as a frame; money as text with two decimals, exact."""
    import polars as pl  # noqa: PLC0415 - as above

    types = {name: pl.Int64 if name in COUNTS else pl.String for name in ANSWER}
    return pl.DataFrame([_answer(one) for one in found], schema=types)


def _answer(found: Row | InputError) -> dict[str, Any]:
    if isinstance(found, InputError):
        first = found.problems[0]
        words = f"{first.path}: {first.found}; expected {first.expected}. {first.remedy}"
        return {**dict.fromkeys(ANSWER), "error": words}
    row = msgspec.structs.asdict(found)
    for name in MONEY:
        row[name] = None if row[name] is None else f"{dollars(row[name]):f}"
    return {**row, "error": None}


class Columns:
    """What each column of a table of records is.

    Args:
        names: The names of the columns, in their order.

    Raises:
        InputError: with every name that is none of a record's, and every one that is missing.
    """

    def __init__(self, names: tuple[str, ...]) -> None:
        places = {name: _place_of(name) for name in names if name != ID}
        problems = [
            Problem(name, "a column of no record", "a field of a record", "Rename or remove it.")
            for name, place in places.items()
            if place is None
        ]
        problems += [
            Problem(name, "no such column", "a column that every record needs", "Add it.")
            for name in ("birth_date", "claim_month")
            if name not in names
        ]
        if problems:
            raise InputError(problems)
        self._places = [None if name == ID else places[name] for name in names]

    def records(
        self, rows: Iterable[tuple[str | None, ...]], as_of: date | None
    ) -> Iterator[Record | InputError]:
        """A record for each row, or its problems by column."""
        for row in rows:
            raw, numbers = self._raw(row)
            try:
                yield read_record(raw, "row", as_of=as_of)
            except InputError as error:
                yield InputError([_in_columns(one, numbers) for one in error.problems])

    def _raw(self, row: tuple[str | None, ...]) -> tuple[dict[str, Any], list[int]]:
        """A row as a record's plain values, and the number of each of its periods."""
        raw: dict[str, Any] = {}
        periods: dict[int, dict[str, str]] = {}
        for place, cell in zip(self._places, row, strict=True):
            if place is None or cell is None:
                continue
            field, key = place
            if field == "foreign":
                number, part = key
                periods.setdefault(number, {})[part] = cell
            elif key is None:
                raw[field] = _TRUTHS.get(cell, cell) if field in FLAGS else cell
            else:
                raw.setdefault(field, {})[key] = cell
        numbers = sorted(periods)
        if numbers:
            raw["foreign_coverage"] = [periods[number] for number in numbers]
        return raw, numbers


def _place_of(name: str) -> tuple[str, Any] | None:
    """The field of a record and the key in it that a column stands for."""
    if name in PLAIN or name in FLAGS:
        return name, None
    if name in PROJECTION:
        return "projection", name
    if match := _YEARLY.fullmatch(name):
        return match[1], match[2]
    match = _FOREIGN.fullmatch(name)
    if match is not None and int(match[1]) <= MOST_PERIODS:
        return "foreign", (int(match[1]), match[2])
    return None


def _in_columns(problem: Problem, numbers: list[int]) -> Problem:
    """A problem of a record, at the column it comes from."""
    match = _PERIOD_PATH.match(problem.path)
    if match is not None:
        rest = problem.path[match.end() :]
        path = f"foreign_{numbers[int(match[1])]}_{rest}".rstrip("_")
    else:
        head, _, rest = problem.path.partition(".")
        path = rest if head == "projection" else problem.path
        path = path.replace(".", "_") if head in ("us_earnings", "us_quarters") else path
    return msgspec.structs.replace(problem, path=path)
