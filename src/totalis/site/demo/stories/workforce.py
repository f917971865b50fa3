"""Payroll asks the gate about Maya Rivera, and the whole workforce of Borealis is screened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.casework.models import Case
from totalis.gate.question import Question
from totalis.payroll.services.asking import asked
from totalis.payroll.services.links import link_stream
from totalis.site.demo.cast import BOREALIS
from totalis.site.demo.stories.borealis import MAYA, NORA
from totalis.site.demo.stories.earnings import csv_of, taken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalis.site.demo.desk import Desk, Story

SALARY = "salary"
HEAD = (
    "employee id,first name,last name,nationality,residence,us_status,employment type,category,country of work,"
    "start date,end date,employer,country of employer,employer_american,hired_in,posted,sent_from,"
    "employed_before_transfer,works_for,affiliate_3121l,private_health_insurance,earlier_postings,monthly pay,currency"
)
HOME = "Borealis Robotics,US,yes,US,yes,US,yes"
GERMAN = "Nordlicht Antriebe,DE,no,DE,yes,DE,yes"


def workforce(desk: Desk) -> Story:
    """Cora links the salary to its case and asks; Ada hands in a register of assignments."""
    yield desk.ago(20, 9)
    case = Case.objects.get(worker__staff_number=MAYA)
    cora = desk.who("cora", BOREALIS)
    link_stream(
        actor=cora,
        case=case,
        stream=SALARY,
        at=desk.now,
        why="Payroll's own list of streams",
    )
    yield desk.ago(19, 14)
    for worker, stream, charge in (
        (MAYA, SALARY, ""),
        (MAYA, SALARY, "CRDS"),
        (NORA, SALARY, ""),
    ):
        question = Question(worker=worker, stream=stream, day=desk.now.date(), charge=charge)
        asked(actor=desk.who("cora", BOREALIS), questions=[question], at=desk.now)
    yield desk.ago(2, 10)
    ada = desk.who("ada", BOREALIS)
    taken(desk, ada, "engagements", csv_of(HEAD, _assignments(desk)), "assignments.csv")


def _assignments(desk: Desk) -> Iterator[tuple[object, ...]]:
    """A small workforce: what is decided, what is open, what cannot be read."""
    start, end = desk.first_of_month(-3), desk.first_of_month(20)
    late = desk.first_of_month(70)
    plain = "employment,ordinary"
    for place in range(6):
        number = f"B-31{place:02d}"
        country = ("FR", "DE", "GB", "JP", "CA", "AU")[place]
        yield (
            *(number, "Worker", f"Number {place + 1}", "US", "US", "citizen", plain, country),
            *(start, end, HOME, "sending_employer", "", "yes", "[]", 8200 + 100 * place, "USD"),
        )
    for place in range(3):
        yield (
            *(f"B-32{place:02d}", "Gast", f"Nummer {place + 1}", "DE", "DE", "", plain, "US"),
            *(start, end, GERMAN, "sending_employer", "", "", "[]", 7400, "USD"),
        )
    yield (
        *("B-3300", "Worker", "Affiliate", "US", "US", "citizen", plain, "FR"),
        *(start, end, HOME, "affiliate", "", "yes", "[]", 9100, "USD"),
    )
    yield (
        *("B-3301", "Worker", "Long", "US", "US", "citizen", plain, "IT"),
        *(start, late, HOME, "sending_employer", "", "", "[]", 8800, "USD"),
    )
    yield (
        *("B-3302", "Worker", "Elsewhere", "US", "US", "citizen", plain, "SG"),
        *(start, end, HOME, "sending_employer", "", "", "[]", 8800, "USD"),
    )
    yield (
        *("B-3303", "Worker", "Unreadable", "USA", "US", "citizen", plain, "FR"),
        *(start, end, HOME, "sending_employer", "", "", "[]", 8800, "USD"),
    )
