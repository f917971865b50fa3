"""A small workforce, and a register of it handed in as a person does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.desk.cast import NOW
from tests.exposure_web.samples import taken
from totalis.population.models import ScreeningRun

if TYPE_CHECKING:
    from totalis.webbase.accounts.actor import Actor

HEADER = (
    "Employee ID,First name,Last name,Nationality,employment type,category,country of work,start date,end date,"
    "employer,country of employer,employer_american,hired_in,posted,sent_from,employed_before_transfer,works_for,"
    "monthly pay,currency,residence,earlier_postings,department\n"
)
POSTED = "E-1,Ann,Ames,US,employment,ordinary,FR,2026-01-01,2027-12-31,Acme,US,yes,US,yes,US,yes,sending_employer,9000,USD,US,,Sales\n"
LOCAL = "E-2,Bo,Bell,DE,employment,ordinary,US,2026-01-01,2027-12-31,Werk,DE,no,DE,yes,DE,yes,sending_employer,8000.00,USD,DE,[],Plant\n"
OPEN = "E-3,Cy,Cole,,employment,ordinary,FR,2026-01-01,,Acme,US,,,,,,,7000,USD,,,Sales\n"
WRONG = "E-4,Di,Dow,XX,employment,ordinary,FR,2026-01-01,2026-06-30,Acme,US,,,,,,,,,,,Sales\n"
NAMELESS = (
    "E-5,,,US,employment,ordinary,CN,2026-01-01,2026-06-30,Acme,US,yes,US,yes,US,yes,,,,,,Sales\n"
)
ROWS = POSTED + LOCAL + OPEN + WRONG + NAMELESS


def screened(
    actor: Actor,
    text: str = ROWS,
    name: str = "staff.csv",
    header: str = HEADER,
    mapping: dict[str, str] | None = None,
) -> ScreeningRun:
    """A register of engagements, screened; `mapping` is what a person chose beyond what was proposed."""
    register = taken(actor, "engagements", header + text, name, NOW, mapping)
    return ScreeningRun.objects.get(register=register)


def numbers_of(actor: Actor) -> dict[str, int]:
    """A screening and one of its rows, for the tests that walk every address."""
    run = screened(actor, POSTED)
    return {"screening": run.pk, "screened": run.screened.get().pk}
