"""Questions that come as a register: taken in, asked, and their answers kept as one record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from totalis.gate.question import Question
from totalis.payroll.services.asking import asked
from totalis.payroll.services.lines import COLUMNS
from totalis.webbase.registers.kinds import Kind, register
from totalis.webbase.registers.selectors import mapped

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.registers.models import Register


def receive(handed_in: Register, actor: Actor, at: datetime) -> str:
    """Ask every question of a register; answers the address of the page that shows the answers."""
    rows = mapped(handed_in).rows
    questions = [
        Question(
            worker=str(row.values["worker"]),
            stream=str(row.values["stream"]),
            day=row.values["day"],  # type: ignore[arg-type] # a day, by its column
            charge=str(row.values["charge"] or ""),
        )
        for row in rows
    ]
    found = asked(actor=actor, questions=questions, at=at)
    number = found.record.pk if found.record is not None else 0
    return reverse("payroll:gate-record", args=[actor.organisation.slug, number])


register(
    Kind(
        key="gate_questions",
        label="Questions to the payroll gate",
        help="One line for each worker, stream and day. The answers are kept, and can be taken out as CSV.",
        columns=COLUMNS,
        receive=receive,
    )
)
