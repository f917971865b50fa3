"""Where a case stands, written into its row after every change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.casework.selectors.casefile import case_file
from totalis.casework.selectors.cases import search_text_of, sort_name_of
from totalis.casework.services.payroll_index import keep
from totalis.gate.spans import EDITION
from totalis.procedure.deadlines import deadlines
from totalis.procedure.standing import standing_of

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.casework.models import Case
    from totalis.procedure.casefile import CaseFile

LONGEST_ACTION = 300
LONGEST_NAME = 120


def refresh(*, case: Case, at: datetime) -> None:
    """Work out stage, payroll state, next action and dates from the case file, and write them, and payroll's index.

    Call inside the transaction of the change, with the case locked. `since` moves only when the stage does.
    """
    case.changed_at = at
    file = _stand(case, at)
    case.payroll_edition = EDITION
    case.save()
    keep(case=case, file=file, at=at)


def follow_the_day(*, case: Case, at: datetime) -> bool:
    """Write where a case stands where only the day has changed; whether anything moved.

    The case itself did not change, so `changed_at` stays. Call inside a transaction, with the case locked.
    """
    before = _columns(case)
    _stand(case, at)
    moved = _columns(case) != before
    if moved:
        case.save(update_fields=list(before))
    return moved


def _stand(case: Case, at: datetime) -> CaseFile:
    file = case_file(case)
    standing = standing_of(file, at.date())
    case.dates = [
        {
            "uid": one.uid,
            "kind": one.kind,
            "day": one.day.isoformat(),
            "says": one.says,
            "right": one.right,
            "must": one.must,
        }
        for one in deadlines(file, at.date())
    ]
    case.search_text = search_text_of(case)
    case.sort_name = sort_name_of(case)
    if standing.stage != case.stage:
        case.since = at
    case.stage = standing.stage
    case.payroll = standing.payroll
    case.outcome = standing.outcome
    case.covered_by = standing.covered_by
    case.next_action = standing.next_action[:LONGEST_ACTION]
    case.next_right = standing.next_right
    case.waits_for = standing.waits_for[:LONGEST_NAME]
    case.next_due = standing.next_due
    case.holds = len(standing.holds)
    case.flags = len(standing.flags)
    case.expires_on = standing.expires_on
    return file


_DERIVED = (
    "stage",
    "payroll",
    "outcome",
    "covered_by",
    "next_action",
    "next_right",
    "waits_for",
    "next_due",
    "holds",
    "flags",
    "expires_on",
    "since",
    "dates",
    "search_text",
    "sort_name",
)


def _columns(case: Case) -> dict[str, object]:
    return {name: getattr(case, name) for name in _DERIVED}
