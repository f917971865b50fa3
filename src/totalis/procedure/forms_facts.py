"""Which engagement of the fact sheet a case is about, and what was decided on it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from totalis.procedure.casefile import CaseFile

Json = dict[str, Any]
US = "US"


def worker_facts(case: CaseFile) -> Json:
    """The worker as the newest fact sheet has her; empty where nothing is known."""
    sheet = case.current_facts.sheet if case.current_facts else {}
    worker = sheet.get("worker")
    return worker if isinstance(worker, dict) else {}


def engagement(case: CaseFile) -> Json:
    """The engagement that the request is about; empty where no fact sheet names one.

    It is the one that was decided under the partner's agreement, else the one worked in the partner
    country, else the first.
    """
    sheet = case.current_facts.sheet if case.current_facts else {}
    listed: list[Json] = [item for item in sheet.get("engagements") or [] if isinstance(item, dict)]
    decided = {answer["id"] for answer in answers(case) if answer.get("agreement") == case.partner}
    for item in listed:
        if item.get("id") in decided:
            return item
    for item in listed:
        if case.partner and case.partner in work_countries(item):
            return item
    return listed[0] if listed else {}


def answers(case: CaseFile) -> list[Json]:
    """What the current determination says of every engagement."""
    made = case.current_determination
    found: list[Json] = made.document.get("engagements", []) if made else []
    return found


def answer(case: CaseFile) -> Json:
    """What the current determination says of the engagement of the request; empty where nothing is decided."""
    wanted = engagement(case).get("id")
    return next((item for item in answers(case) if item.get("id") == wanted), {})


def place(case: CaseFile, name: str) -> str:
    """The place of a fact of that engagement in the sheet: `engagements[e1].end`."""
    return f"engagements[{engagement(case).get('id', '')}].{name}"


def work_countries(item: Json) -> tuple[str, ...]:
    """The countries of work of an engagement."""
    value = item.get("work_country")
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list | tuple) else ()


def employer_facts(item: Json) -> Json:
    """The employer of an engagement."""
    value = item.get("employer")
    return value if isinstance(value, dict) else {}


def day(text: object) -> date | None:
    """A day written YYYY-MM-DD, or None."""
    if isinstance(text, date):
        return text
    try:
        return date.fromisoformat(str(text)) if len(str(text)) == len("2026-01-01") else None
    except ValueError:
        return None


def first_day(case: CaseFile) -> date | None:
    """The first day of the work, as the facts say."""
    return day(engagement(case).get("start"))


def last_day(case: CaseFile) -> date | None:
    """The last day of the work, as the facts say."""
    return day(engagement(case).get("end"))


def proof_of(case: CaseFile, place_in_sheet: str, value: str = "") -> str:
    """The document behind a fact: the one that its statement names, else one with such a reading.

    With `value`, only a reading of that value counts.
    """
    facts = case.current_facts
    known = {item.id for item in case.evidence}
    for statement in reversed(facts.statements if facts else ()):
        if statement.place == place_in_sheet and statement.evidence in known:
            return statement.evidence
    for item in case.evidence:
        for reading in item.readings:
            if reading.place == place_in_sheet and (not value or reading.value.strip() == value):
                return item.id
    return ""
