"""Cases with workers that payroll knows, and questions about them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tests.desk.cast import NOW
from tests.desk.proof.walk import fresh, released
from totalis.casework.selectors import records
from totalis.casework.services.people import update_worker
from totalis.gate.question import Question
from totalis.payroll.services import ask
from totalis.payroll.services.links import link_stream

if TYPE_CHECKING:
    from datetime import datetime

    from tests.desk.cast import Cast
    from totalis.casework.models import Case, Certificate, Worker
    from totalis.gate.question import GateAnswer

NUMBER, STREAM = "E-1001", "salary-us"
INSIDE = date(2027, 3, 14)
LATER = NOW + timedelta(hours=1)


def named(cast: Cast, worker: Worker, number: str = NUMBER, at: datetime = NOW) -> None:
    """Give a worker her staff number."""
    worker.refresh_from_db()
    update_worker(
        actor=cast.act("ada"),
        worker=worker,
        seen=worker.revision,
        given=records.worker(worker),
        at=at,
        staff_number=number,
    )


def payable(cast: Cast, **more: Any) -> tuple[Case, Certificate]:
    """A case that is released to payroll, whose worker has a number, and to which her stream is linked."""
    case, certificate = released(cast)
    named(cast, case.worker)
    link_stream(
        **{"actor": cast.act("cora"), "case": fresh(case), "stream": STREAM, "at": NOW, **more}
    )
    return fresh(case), certificate


def answer(cast: Cast, day: date = INSIDE, *, at: datetime = LATER, **more: Any) -> GateAnswer:
    """Cora asks."""
    asked: dict[str, Any] = {"worker": NUMBER, "stream": STREAM, "day": day, "charge": ""}
    known_at = more.pop("known_at", None)
    question = Question(**(asked | more))
    return ask(actor=cast.act("cora"), question=question, at=at, known_at=known_at)
