"""The queue as it is shown, whole, for a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.authority.selectors.queue import line_of
from totalis.tables.writing import guarded_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.db.models import QuerySet

    from totalis.authority.models import CoverageRequest
    from totalis.webbase.accounts.actor import Actor

HEAD = (
    "control number",
    "agreement",
    "form",
    "asked for",
    "channel",
    "state",
    "outcome",
    "proposed",
    "clear",
    "priority",
    "reason of priority",
    "received",
    "due",
    "completed",
    "examiner",
)
BATCH = 500


def csv_lines(actor: Actor, rows: QuerySet[CoverageRequest], today: date) -> Iterator[str]:
    """The requests as CSV, line by line; a cell that a spreadsheet would take for a formula begins with an apostrophe."""
    yield "\ufeff" + guarded_line(HEAD)
    for row in rows.iterator(chunk_size=BATCH):
        line = line_of(actor, row, today)
        cells = (
            row.control_number,
            line.country,
            line.lane,
            line.product,
            row.get_channel_display(),
            row.get_state_display(),
            row.get_outcome_display() if row.outcome else "",
            line.proposal,
            "yes" if line.is_clear else "no",
            line.priority,
            row.priority_reason,
            row.received_at.date(),
            row.due_on or "",
            row.completed_at.date() if row.completed_at else "",
            row.assigned_to.name if row.assigned_to else "",
        )
        yield guarded_line(cells)
