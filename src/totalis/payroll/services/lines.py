"""Many questions as a table: read strictly, answered line by line, no line dropped.

A line that cannot be read is answered with `hold` and the reason in `error`: doubt is hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from totalis.gate.question import Question
from totalis.gate.words import Word
from totalis.kernel.errors import InputError, Problem
from totalis.kernel.reading import show
from totalis.tables.columns import Column
from totalis.tables.mapping import apply_mapping, plain_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from totalis.gate.question import GateAnswer
    from totalis.tables.table import Rejected, Table

COLUMNS = (
    Column(
        key="worker",
        label="Worker",
        help="The staff number, exactly as in the worker's record.",
        required=True,
        aliases=("worker_id", "staff_number", "employee", "employee_id", "matricule"),
    ),
    Column(
        key="stream",
        label="Stream",
        help="The earning stream, exactly as it was linked to a case.",
        required=True,
        aliases=("stream_id", "earning_stream", "pay_element"),
    ),
    Column(
        key="day",
        label="Day",
        help="A day of the pay period.",
        kind="day",
        required=True,
        aliases=("date", "pay_date", "period_start", "jour"),
    ),
    Column(
        key="charge",
        label="Charge",
        help="One charge: its key or its label. Empty is the stream as a whole.",
        aliases=("charge_label", "cotisation"),
    ),
)
KEYS = tuple(column.key for column in COLUMNS)
_PERHAPS_A_CHARGE = (
    "Name it charge if it holds charges; if not, remove it, or add an empty column charge. Without one, a charge that "
    "stands under another name would be answered as the whole stream."
)
ANSWER_COLUMNS = (
    *("line", "worker", "stream", "day", "charge", "word", "reason", "changed", "valid_until"),
    *("case", "certificate", "certificate_number", "match", "accepted_by", "accepted_at"),
    *("released_by", "released_at", "covered_by", "exempt_in", "known_at", "error"),
)
"""Of the table that comes back, in this order."""


class Lines(NamedTuple):
    """The questions of a table with the lines that they stand on, and the lines that hold none."""

    numbers: list[int]
    questions: list[Question]
    rejected: tuple[Rejected, ...]


def questions_of(table: Table) -> Lines:
    """The questions of a table.

    Raises:
        InputError: a column that is needed is not there, two are the same, or one may be the charge by another name.
    """
    mapped = apply_mapping(table, _named(table.columns), COLUMNS)
    questions = [
        Question(
            **{
                key: value if key == "day" else str(value or "")
                for key, value in row.values.items()
            }  # type: ignore[arg-type] # `day` is one
        )
        for row in mapped.rows
    ]
    return Lines([row.line for row in mapped.rows], questions, mapped.rejected)


def _named(headers: Sequence[str]) -> dict[str, str]:
    """The file's name of each column, for its key. Nobody confirms them, so only names that are known count."""
    names = {
        plain_name(name): column.key
        for column in COLUMNS
        for name in (column.key, column.label, *column.aliases)
    }
    found: dict[str, str] = {}
    unknown, problems = [], []
    for header in headers:
        key = names.get(plain_name(header))
        if key is None:
            unknown.append(header)
        elif key in found:
            says = f"{show(found[key])} and {show(header)}, which both are {key}"
            problems.append(Problem("header", says, f"one column {key}", "Remove one of the two."))
        else:
            found[key] = header
    if "charge" not in found:
        problems += [
            Problem("header", show(header), f"one of {', '.join(KEYS)}", _PERHAPS_A_CHARGE)
            for header in unknown
        ]
    if problems:
        raise InputError(problems)
    return found


def answer_rows(lines: Lines, answers: Sequence[GateAnswer]) -> list[dict[str, object]]:
    """One row for each line of the table, in their order."""
    rows = [
        {"line": line, **answer_row(one)} for line, one in zip(lines.numbers, answers, strict=True)
    ]
    rows += _rejected(lines.rejected)
    rows.sort(key=lambda row: int(str(row["line"])))
    return rows


def answer_row(answer: GateAnswer) -> dict[str, object]:
    """An answer as one flat row of plain values; days and moments are ISO, what is not there is empty."""
    return {**dict(zip(ANSWER_COLUMNS[1:-1], answer_cells(answer), strict=True)), "error": ""}


def answer_cells(answer: GateAnswer) -> tuple[str | bool, ...]:
    """The same cells in the order of the columns, without the line and the error."""
    question, approval, until = answer.question, answer.approval, answer.valid_until
    return (
        question.worker,
        question.stream,
        question.day.isoformat(),
        question.charge,
        answer.word.value,
        answer.reason,
        answer.changed,
        until.isoformat() if until else "",
        answer.case,
        answer.certificate,
        answer.certificate_number,
        answer.match,
        approval.accepted_by if approval else "",
        approval.accepted_at.isoformat() if approval else "",
        approval.released_by if approval else "",
        approval.released_at.isoformat() if approval else "",
        answer.covered_by,
        answer.exempt_in,
        answer.known_at.isoformat(),
    )


def _rejected(rejected: Iterable[Rejected]) -> list[dict[str, object]]:
    problems: dict[int, list[str]] = {}
    for one in rejected:
        where = f"{one.column}: " if one.column else ""
        problems.setdefault(one.line, []).append(
            f"{where}found {one.found}, expected {one.expected}. {one.remedy}"
        )
    empty: dict[str, object] = dict.fromkeys(ANSWER_COLUMNS, "")
    return [
        {
            **empty,
            "line": line,
            "word": Word.HOLD.value,
            "reason": "The line cannot be read.",
            "changed": False,
            "error": " ".join(texts),
        }
        for line, texts in problems.items()
    ]
