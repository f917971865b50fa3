"""The same-earnings test for a register that somebody sent: CSV, Excel, JSON Lines, or Parquet of bounded size.

Interface::

    COLUMNS  # what the register may hold, with names that senders use
    found = exposure_of_table(table)  # tables.table.Table; columns found by their names
    found = exposure_of_table(table, mapping)  # {key: name in the file}, as a person confirmed it

Lines that the table itself could not read stand in `found.rejected` with the others; none is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from totalis.earnings.exposure import Counts, Exposure, exposure
from totalis.earnings.exposure_classified import classified
from totalis.earnings.exposure_lines import CATEGORIES
from totalis.tables.columns import Column
from totalis.tables.mapping import apply_mapping, suggest_mapping

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalis.tables.mapping import Mapped
    from totalis.tables.table import Table

COLUMNS = (
    Column(
        key="worker_id",
        label="Worker",
        help="The number by which both payrolls know the person.",
        required=True,
        aliases=("worker", "employee id", "employee number", "staff number", "matricule"),
    ),
    Column(
        key="stream_id",
        label="Stream of earnings",
        help="Which pay or activity this was charged on, by the same name in both countries. Empty is unknown.",
        aliases=("stream", "earning stream", "activity", "activité"),
    ),
    Column(
        key="country",
        label="Country",
        help="The country whose system took the contribution, not where the work was done.",
        kind="country",
        required=True,
        aliases=("country code", "pays"),
    ),
    Column(
        key="label",
        label="Charge",
        help="The name of the charge as the payslip prints it.",
        aliases=("charge", "contribution", "cotisation", "libellé", "description"),
    ),
    Column(
        key="period_start",
        label="First day",
        help="The first day of the period for which it was charged; a correction keeps the period it corrects.",
        kind="day",
        required=True,
        aliases=("start", "from", "period start", "début période", "date de début"),
    ),
    Column(
        key="period_end",
        label="Last day",
        help="The last day of that period.",
        kind="day",
        required=True,
        aliases=("end", "to", "until", "period end", "fin période", "date de fin"),
    ),
    Column(
        key="base",
        label="Base",
        help="The earnings on which it was computed.",
        kind="money",
        aliases=("wages", "taxable wages", "assiette"),
    ),
    Column(
        key="amount",
        label="Amount",
        help="What was charged; below nothing where a charge is taken back.",
        kind="money",
        required=True,
        aliases=("contribution amount", "montant"),
    ),
    Column(
        key="currency",
        label="Currency",
        help="The currency of amount and base. Amounts of two currencies are never added.",
        kind="currency",
        required=True,
        aliases=("currency code", "devise"),
    ),
    Column(
        key="payer",
        label="Who pays",
        help="Employee, employer or self-employed.",
        aliases=("paid by", "share", "part"),
    ),
    Column(
        key="category",
        label="Category",
        help="The word of `totalis classify`. Without this column the charges are classified by their names.",
        kind="choice",
        choices=CATEGORIES,
        aliases=("class", "catégorie"),
    ),
    Column(
        key="document",
        label="Document",
        help="The payslip or notice that the line comes from.",
        aliases=("source document", "reference", "payslip", "bulletin"),
    ),
)


def exposure_of_table(table: Table, mapping: Mapping[str, str] | None = None) -> Exposure:
    """Find the overlaps of a register.

    Raises:
        InputError: a required column is not in it, or the mapping does not fit.
    """
    chosen = suggest_mapping(table.columns, COLUMNS) if mapping is None else mapping
    mapped = apply_mapping(table, chosen, COLUMNS)
    return with_refused(exposure(classified(frame_of(mapped, chosen))), mapped)


def frame_of(mapped: Mapped, mapping: Mapping[str, str]) -> pl.DataFrame:
    """The rows that were taken, as the test wants them: exact texts, and the line of each."""
    keys = [column.key for column in COLUMNS if column.key in mapping]
    cells = {
        key: pl.Series(
            [None if (value := row.values[key]) is None else str(value) for row in mapped.rows],
            dtype=pl.String,
        )
        for key in keys
    }
    lines = pl.Series([row.line for row in mapped.rows], dtype=pl.Int64)
    return pl.DataFrame({"line": lines, **cells})


def with_refused(found: Exposure, mapped: Mapped) -> Exposure:
    """The same with the lines that the table could not read."""
    refused = pl.DataFrame(
        [(one.line, one.column, one.found, one.expected, one.remedy) for one in mapped.rejected],
        schema=found.rejected.schema,
        orient="row",
    )
    more = mapped.refused_lines
    counts = Counts(
        read=found.counts.read + more,
        used=found.counts.used,
        apart=found.counts.apart,
        rejected=found.counts.rejected + more,
    )
    rejected = pl.concat([found.rejected, refused]).sort("line", maintain_order=True)
    return Exposure(found.rows, rejected, found.apart, counts)
