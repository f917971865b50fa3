"""Charge lines from a table that somebody sent, and their answers as rows of a table.

    COLUMNS                                   # what the file may hold, with names that senders use
    found = classify_table(table, agreement="FR")
    found, chunks = classify_chunks(table, agreement="FR")   # for registers of any size

Columns that are not known pass through. A split line gives one row a part, with the number of its line.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from totalis.earnings.charges import ChargeLine, Classifier, packaged
from totalis.kernel.errors import InputError, Problem
from totalis.tables.columns import Column
from totalis.tables.mapping import apply_mapping, plain_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from totalis.earnings.charges import ClassifiedLine, Resolution
    from totalis.tables.mapping import Row
    from totalis.tables.table import Rejected, Table
    from totalis.tables.values import Value

COLUMNS = (
    Column(
        "label",
        "Label",
        "The name of the charge as the payslip prints it; may be empty beside a code.",
        aliases=("libellé", "charge", "contribution", "cotisation", "description"),
    ),
    Column("code", "Code", "The code of the line in the table that the next column names."),
    Column(
        "code_system",
        "Table of the code",
        "dsn (S21.G00.81) or ctp (S21.G00.23); without it a code is no evidence.",
        aliases=("code table", "table"),
    ),
    Column(
        "payer",
        "Payer",
        "Who bears the line: employee, employer, self_employed or individual.",
        aliases=("borne by", "part"),
    ),
    Column("amount", "Amount", "The amount of the line.", kind="money", aliases=("montant",)),
    Column("currency", "Currency", "As EUR.", kind="currency", aliases=("devise",)),
    Column("base", "Base", "What the rate is applied to.", kind="money", aliases=("assiette",)),
    Column("rate", "Rate", "In percent, as 6.80.", kind="number", aliases=("taux", "rate %")),
    Column(
        "period_start",
        "First day",
        "The first day of the period.",
        kind="day",
        aliases=("start", "from", "début période", "date de début"),
    ),
    Column(
        "period_end",
        "Last day",
        "The last day of the period.",
        kind="day",
        aliases=("end", "to", "until", "fin période", "date de fin"),
    ),
    Column(
        "worker_status",
        "Worker",
        "employee or self_employed, where known.",
        aliases=("status", "statut"),
    ),
)
ANSWER = (
    "part",
    "category",
    "certificate_effect",
    "credit",
    "branch",
    "basis",
    "citation",
    "why",
    "charge",
    "confidence",
    "suggestions",
    "catalogue",
)


CHUNK = 20_000
"""So many lines are answered at a time, so that a large register is never held as rows."""
Rows = list[dict[str, object]]


@dataclass(slots=True)
class ClassifiedTable:
    """The answer so far: counts, sums by category and currency, lines that could not be read, rows if kept."""

    columns: tuple[str, ...]
    catalogue: str
    rejected: list[Rejected]
    lines: int = 0
    sums: dict[tuple[str, str], tuple[int, Decimal]] = field(default_factory=dict)
    rows: Rows = field(default_factory=list)
    """In the order of the file; empty where they are handed out in chunks."""

    def count(self, answer: ClassifiedLine) -> None:
        """Count one row of the answer."""
        place = (answer.category, answer.line.currency)
        count, total = self.sums.get(place, (0, Decimal(0)))
        self.sums[place] = (count + 1, total + (answer.amount or 0))


def names_in(columns: Iterable[str]) -> dict[str, str]:
    """The file's name of each known column: its key, its label or an alias, spelt in any case."""
    plain = {plain_name(name): name for name in reversed(list(columns))}
    found: dict[str, str] = {}
    for column in COLUMNS:
        names = (plain_name(name) for name in (column.key, column.label, *column.aliases))
        header = next((plain[name] for name in names if name in plain), None)
        if header is not None and header not in found.values():
            found[column.key] = header
    return found


def classify_table(
    table: Table,
    *,
    agreement: str,
    mapping: Mapping[str, str] | None = None,
    resolutions: Sequence[Resolution] = (),
) -> ClassifiedTable:
    """Classify every line of a table under the agreement with a country, at once.

    Raises:
        NotFoundError: there is no catalogue for the country.
        InputError: the column `label` is missing.
    """
    summary, chunks = classify_chunks(
        table, agreement=agreement, mapping=mapping, resolutions=resolutions
    )
    summary.rows.extend(row for rows in chunks for row in rows)
    return summary


def classify_chunks(
    table: Table,
    *,
    agreement: str,
    mapping: Mapping[str, str] | None = None,
    resolutions: Sequence[Resolution] = (),
) -> tuple[ClassifiedTable, Iterator[Rows]]:
    """The same chunk by chunk; the summary is whole once the chunks are used up.

    Raises:
        NotFoundError: there is no catalogue for the country.
        InputError: the column `label` is missing.
    """
    classifier = packaged(agreement.strip().upper())
    if resolutions:
        classifier = Classifier(classifier.law, resolutions)
    mapping = names_in(table.columns) if mapping is None else mapping
    if "label" not in mapping:
        raise _no_label(table)
    known = {header: key for key, header in mapping.items()}
    names = {header: known.get(header) or _free(header) for header in table.columns}
    added = () if "amount" in mapping else ("amount",)
    columns = ("line", *names.values(), *added, *ANSWER)
    summary = ClassifiedTable(columns, classifier.law.digest, list(table.rejected))
    return summary, _chunks(table, classifier, mapping, names, summary)


def _chunks(
    table: Table,
    classifier: Classifier,
    mapping: Mapping[str, str],
    names: Mapping[str, str],
    summary: ClassifiedTable,
) -> Iterator[Rows]:
    for start in range(0, len(table), CHUNK):
        part = replace(
            table,
            text=table.text.slice(start, CHUNK),
            lines=table.lines[start : start + CHUNK],
            rejected=(),
            blank=0,
        )
        mapped = apply_mapping(part, mapping, COLUMNS)
        summary.rejected.extend(mapped.rejected)
        summary.lines += len(mapped.rows)
        cells = dict(part.rows())
        rows: Rows = []
        for row in mapped.rows:
            given = {names[header]: text for header, text in cells[row.line].items()}
            given |= {key: _text(value) for key, value in row.values.items() if key in mapping}
            for answer in classifier.line(line_of(row)):
                rows.append(_row(row.line, given, answer))
                summary.count(answer)
        yield rows
    summary.rejected.sort(key=lambda one: one.line)
    summary.sums = dict(sorted(summary.sums.items()))


def line_of(row: Row) -> ChargeLine:
    """A row of typed cells as a charge line."""
    given = {key: value for key, value in row.values.items() if value is not None}
    return ChargeLine(**{"label": "", **given})  # type: ignore[arg-type]  # the columns hold what their kinds say


def _row(number: int, given: dict[str, str], answer: ClassifiedLine) -> dict[str, object]:
    row: dict[str, object] = {"line": number, **given}
    for name in ANSWER:
        row[name] = getattr(answer, name)
    row["suggestions"] = " | ".join(answer.suggestions)
    if answer.part or "amount" not in given:
        row["amount"] = _text(answer.amount)
    return row


def _text(value: Value) -> str:
    """Numbers with a point, days as 2026-01-31, whatever the file wrote."""
    if value is None:
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _no_label(table: Table) -> InputError:
    problem = Problem(
        path="label",
        found=f"the columns {', '.join(table.columns[:10])}",
        expected="a column `label` with the name of each charge as printed",
        remedy="Name that column `label` in the first line of the file.",
    )
    return InputError([problem])


def _free(header: str) -> str:
    """A column that passes through, under a name that no column of ours has."""
    taken = {"line", *ANSWER, *(column.key for column in COLUMNS)}
    return f"{header} (file)" if header in taken else header
