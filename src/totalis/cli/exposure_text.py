"""What `totalis exposure` tells: to a person and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    import polars as pl

    from totalis.earnings.exposure import Counts

_WORDS = {
    "same_earnings": "the same earnings charged in both systems",
    "separate_streams": "two streams on the same days; nothing charged twice",
    "unclear": "a person must look",
}


class Answer(NamedTuple):
    """Sums, the rows where no file was written, the lines that could not be used."""

    counts: Counts
    findings: dict[str, int]
    rows: pl.DataFrame
    apart: pl.DataFrame
    rejected: pl.DataFrame
    written: tuple[str, ...]


def as_json(answer: Answer) -> dict[str, object]:
    """All of it as plain data; rows only where no file was written."""
    return {
        "schema": "totalis/exposure/1",
        "lines": answer.counts._asdict(),
        "findings": answer.findings,
        "apart": _plain(answer.apart),
        "rejected": _plain(answer.rejected),
        "written": list(answer.written),
        **({} if answer.written else {"rows": _plain(answer.rows)}),
    }


def as_words(answer: Answer, *, shown: int) -> str:
    """Sums first, then the first rows, then what could not be used."""
    return "\n".join(_lines(answer, shown))


def _lines(answer: Answer, shown: int) -> Iterator[str]:
    counts = answer.counts
    yield (
        f"{counts.read:,} lines read: {counts.used:,} tested, {counts.apart:,} set apart, "
        f"{counts.rejected:,} rejected."
    )
    if not answer.findings:
        yield "No day on which the United States and another country charged the same worker."
    for finding, words in _WORDS.items():
        if finding in answer.findings:
            yield f"{answer.findings[finding]:>10,}  {finding}: {words}"
    for row in answer.apart.iter_rows(named=True):
        yield (
            f"  apart: {row['lines']:,} lines {row['category']} of {row['country']}, "
            f"{_money(row['amount'])} {row['currency']}; not counted as double payment"
        )
    yield from _rows(answer.rows, shown)
    yield from _rejected(answer.rejected, shown)
    for path in answer.written:
        yield f"written: {path}"


def _rows(rows: pl.DataFrame, shown: int) -> Iterator[str]:
    for row in rows.head(shown).iter_rows(named=True):
        stream = row["stream_id"] or "unknown stream"
        yield f"{row['worker_id']}  {stream}  {row['period_start']} to {row['period_end']}"
        if row["us_amount"] is not None:
            yield f"    {_side(row, 'us', 'US')}, {_side(row, 'foreign', row['foreign_country'])}"
        yield f"    {row['finding']}: {row['why']}"
    if rows.height > shown:
        yield f"… and {rows.height - shown:,} more rows; -o FILE writes all of them."


def _rejected(rejected: pl.DataFrame, shown: int) -> Iterator[str]:
    for row in rejected.head(shown).iter_rows(named=True):
        yield (
            f"rejected: line {row['line']}, {row['column']}: found {row['found']}; "
            f"expected {row['expected']}. {row['remedy']}"
        )
    if rejected.height > shown:
        yield f"… and {rejected.height - shown:,} more reasons; -o FILE writes all of them."


def _side(row: dict[str, Any], side: str, country: str) -> str:
    """What one side charged; what is not classified stands apart."""
    currency = row[f"{side}_currency"]
    said = f"{country} {_money(row[f'{side}_amount'])} {currency}"
    unclear = row[f"{side}_unclear_amount"]
    return f"{said} and {_money(unclear)} {currency} unclear" if unclear else said


def _money(amount: Decimal) -> str:
    """Two decimals, and more only where the amount has them."""
    whole, _, part = f"{amount:,f}".partition(".")
    return f"{whole}.{part.rstrip('0').ljust(2, '0')}"


def _plain(frame: pl.DataFrame) -> list[dict[str, object]]:
    """Rows as plain data: money and days as text."""
    from totalis.earnings.exposure_table import as_text

    if not frame.width:
        return []
    numbers = [name for name, kind in frame.schema.items() if kind.is_integer()]
    text = as_text(frame.lazy(), guard=False).collect()
    return text.with_columns(frame[name] for name in numbers).to_dicts()
