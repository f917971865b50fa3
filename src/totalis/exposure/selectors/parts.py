"""What exposure puts on the pages of a case: the money, on its first page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.casework.selectors.casefile import case_file
from totalis.casework.selectors.parts import Part
from totalis.exposure.selectors.case_money import case_money
from totalis.webbase import clock

if TYPE_CHECKING:
    from totalis.casework.models import Case
    from totalis.procedure.casefile import CaseFile
    from totalis.webbase.accounts.actor import Actor


def part_of(actor: Actor, case: Case, place: str, file: CaseFile | None) -> Part | None:
    """The part for a place; None for every place but the first page."""
    if place != "overview":
        return None
    today = clock.today()
    money = case_money(actor, case, file or case_file(case), today)
    return Part("exposure/case/part.html", {"money": money, "today": today})
