"""`totalis classify`: charge lines in; category, effect of a certificate and credit out."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

from totalis.cli.tables_in import table_of

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Iterator

    from totalis.earnings.charges_table import ClassifiedTable, Rows

_SHOWN = 60
_WORDS = {
    "covered": "covered by the agreement",
    "csg": "CSG, outside the agreement",
    "crds": "CRDS, outside the agreement",
    "not_covered": "outside the agreement, which says nothing on a credit",
    "unclear": "a person must look",
    "relief": "no charge: it lowers other lines",
}


def run(options: Namespace) -> int:
    """Classify a file; write the rows, or show them with sums by category and currency."""
    from totalis.earnings.charges_table import classify_chunks
    from totalis.tables.writing import refuse_place

    target = Path(options.output) if options.output else None
    if target is not None:
        refuse_place(target)
    summary, chunks = classify_chunks(table_of(options.lines, options), agreement=options.agreement)
    written: list[str] = []
    rows: Rows = []
    if target is None:
        rows = [row for chunk in chunks for row in chunk]
    else:
        written = _write(target, summary, chunks)
    if options.json:
        print(json.dumps(_as_json(summary, rows, written), ensure_ascii=False))
    else:
        print("\n".join(_lines(summary, rows, written, options.agreement.upper())))
    return 0


def _write(target: Path, summary: ClassifiedTable, chunks: Iterable[Rows]) -> list[str]:
    """The rows, and beside them the lines that could not be read."""
    from totalis.earnings.charges_files import write_chunks
    from totalis.tables.writing import write_table

    write_chunks(chunks, target, summary.columns)
    if not summary.rejected:
        return [str(target)]
    beside = target.with_name(f"{target.name}.rejected.csv")
    names = ("line", "column", "found", "expected", "remedy")
    lost = [{name: getattr(one, name) for name in names} for one in summary.rejected]
    write_table(lost, beside, columns=names)
    return [str(target), str(beside)]


def _as_json(found: ClassifiedTable, rows: Rows, written: list[str]) -> dict[str, object]:
    return {
        "schema": "totalis/classify/1",
        "catalogue": found.catalogue,
        "lines": found.lines,
        "sums": [
            {"category": category, "currency": currency, "rows": count, "amount": f"{total:f}"}
            for (category, currency), (count, total) in found.sums.items()
        ],
        "rejected": [
            {"line": one.line, "column": one.column, "found": one.found, "expected": one.expected}
            for one in found.rejected
        ],
        "written": written,
        **({} if written else {"rows": rows}),
    }


def _lines(found: ClassifiedTable, rows: Rows, written: list[str], agreement: str) -> Iterator[str]:
    if not written:
        for row in rows[:_SHOWN]:
            yield from _row(row)
        if len(rows) > _SHOWN:
            yield f"… and {len(rows) - _SHOWN:,} more rows; -o FILE writes all of them."
        yield ""
    for (category, currency), (count, total) in found.sums.items():
        yield f"{category:<12}{total:>18,.2f} {currency:<4}{count:>9,} rows  {_WORDS[category]}"
    for one in found.rejected:
        yield (
            f"rejected: line {one.line}, {one.column or 'the whole line'}: found {one.found}; "
            f"expected {one.expected}. {one.remedy}"
        )
    yield from (f"written: {path}" for path in written)
    digest = found.catalogue.removeprefix("sha256:")[:12]
    yield f"\n{found.lines:,} lines · charges of {agreement} {digest} · not covered is not creditable"


def _row(row: dict[str, object]) -> Iterator[str]:
    part = f" · {row['part']}" if row["part"] else ""
    money = f"{row.get('amount', '')} {row.get('currency', '')}".strip()
    yield f"{row['line']:>5}  {row['label']}{part}  {money}".rstrip()
    yield (
        f"       {row['category']} · certificate: {row['certificate_effect']} · "
        f"credit: {row['credit']}"
    )
    yield _wrapped(f"why: {row['why']}")
    if row["suggestions"]:
        yield _wrapped(f"looks like: {row['suggestions']}")


def _wrapped(text: str) -> str:
    indent = " " * 7
    return fill(text, 100, initial_indent=indent, subsequent_indent=indent + "  ")
