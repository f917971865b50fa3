"""What each document says of a place, and what the case itself says of it: fact sheet, request, worker, decision."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from totalis.facts.countries import COUNTRIES, name_of
from totalis.kernel.dates import days_written_out
from totalis.procedure.casefile import PeriodLane
from totalis.procedure.findings_values import canonical, path_of, text_of
from totalis.procedure.standing_decision import US, main_answer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from totalis.procedure.casefile import CaseFile

_ENGAGEMENT = re.compile(r"^engagements\[([^\]]*)\]\.")
_OWN = re.compile(r"^charges?\b|.*\btax_year$")
"""Places that speak of their own document only: its charge lines, its year."""
_SECRET = ("worker.ssn", "worker.foreign_number")
_SHOWN = 4
REQUEST_PATHS = {
    "begin_date": "engagement.start",
    "end_date": "engagement.end",
    "worker_full_name": "worker.name",
    "worker_ssn": "worker.ssn",
    "date_of_birth": "worker.birth_date",
    "place_of_birth": "worker.birth_place",
    "citizenship": "worker.citizenships",
    "foreign_social_insurance_number": "worker.foreign_number",
}
"""Fields of a request, and the place that they fill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a contradiction: where it stands, what it says. `document` is empty for the case itself."""

    title: str
    document: str
    page: str
    value: Any
    engagement: str
    day: date | None = None
    """The day of the document."""
    secret: bool = False

    @property
    def said(self) -> str:
        """The value in one spelling."""
        return canonical(self.value)

    @property
    def origin(self) -> str:
        """Where it stands, without the version of the fact sheet: part of the key."""
        return self.document or self.title.partition(",")[0]

    @property
    def shown(self) -> str:
        """The value as people read it; of numbers of people only the last four signs."""
        text = text_of(self.value)
        if self.secret:
            return f"a number that ends in {text[-_SHOWN:]}" if text else "no number"
        words = [name_of(part) if part in COUNTRIES else part for part in text.split(", ")]
        return days_written_out(", ".join(words).replace("_", " ")) or "nothing"

    @property
    def says(self) -> str:
        """Who says what, as part of a sentence."""
        page = f" (page {self.page})" if self.page else ""
        return f"“{self.title}”{page} says {self.shown}"


def readings_by_path(file: CaseFile) -> dict[str, list[Side]]:
    """What documents say, by the path of the place."""
    found: dict[str, list[Side]] = defaultdict(list)
    for item in file.evidence:
        for reading in item.readings:
            path = path_of(reading.place)
            if not reading.value.strip() or _OWN.match(path) is not None:
                continue
            side = Side(
                title=item.title or item.file_name,
                document=item.id,
                page=reading.page,
                value=reading.value,
                engagement=_engagement(reading.place),
                day=item.document_date,
                secret=path in _SECRET,
            )
            found[path].append(side)
    return found


def file_sides(file: CaseFile) -> dict[str, list[Side]]:
    """What the case says: the newest fact sheet, the worker's record, the request."""
    found: dict[str, list[Side]] = defaultdict(list)
    for path, side in (*_of_sheet(file), *_of_worker(file), *_of_request(file)):
        if side.value not in (None, "", ()):
            found[path].append(side)
    return found


def decision_sides(file: CaseFile) -> dict[str, list[Side]]:
    """What the decision means for the treatment of the work: which country collects."""
    answer = main_answer(file)
    if answer is None or not answer.covered_by:
        return {}
    side = Side(
        title="The decision",
        document="",
        page="",
        value=answer.covered_by,
        engagement=answer.id,
    )
    found = {"contributions.country": [side]}
    if answer.exempt_in == US:
        found["return.self_employment_tax"] = [
            Side(title="The decision", document="", page="", value="no", engagement=answer.id)
        ]
    return found


def told_by_timeline(file: CaseFile, path: str, sides: tuple[Side, ...]) -> bool:
    """Whether the timeline explains that documents of different days say different things of a place."""
    lane = _LANES.get(path)
    return lane is not None and all(
        side.day is not None
        and any(
            item.lane is lane
            and item.start <= side.day
            and (item.end is None or side.day <= item.end)
            and item.country == side.said
            for item in file.periods
        )
        for side in sides
    )


_LANES = {
    "contributions.country": PeriodLane.CONTRIBUTIONS,
    "worker.residence": PeriodLane.RESIDENCE,
    "engagement.work_country": PeriodLane.WORK,
}


def decision_speaks(file: CaseFile, side: Side) -> bool:
    """Whether the decision says something of the day of a document; one without a day is taken to be of now."""
    answer = main_answer(file)
    return answer is not None and (side.day is None or answer.holds_on(side.day))


def _engagement(place: str) -> str:
    found = _ENGAGEMENT.match(place)
    return found[1] if found is not None else ""


def _of_sheet(file: CaseFile) -> Iterator[tuple[str, Side]]:
    facts = file.current_facts
    if facts is None:
        return
    title = f"Fact sheet, version {facts.number}"
    proofs = {item.place: item.evidence for item in facts.statements if item.evidence}
    for field, value in (facts.sheet.get("worker") or {}).items():
        place = f"worker.{field}"
        yield place, _side(title, proofs.get(place, ""), value)
    for engagement in facts.sheet.get("engagements", ()):
        name = engagement.get("id", "")
        for field, value in _flat(engagement):
            place = f"engagements[{name}].{field}"
            yield f"engagement.{field}", _side(title, proofs.get(place, ""), value, name)


def _flat(engagement: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for field, value in engagement.items():
        if isinstance(value, dict):
            yield from ((f"{field}.{name}", below) for name, below in value.items())
        elif not (isinstance(value, list) and value and isinstance(value[0], dict)):
            yield field, value


def _of_worker(file: CaseFile) -> Iterator[tuple[str, Side]]:
    worker, title = file.worker, "The worker's record"
    name = f"{worker.given_names} {worker.family_names}".strip()
    born = worker.birth_date.isoformat() if worker.birth_date is not None else ""
    yield "worker.name", _side(title, "", name)
    yield "worker.birth_date", _side(title, "", born)
    yield "worker.birth_place", _side(title, "", worker.birth_place)
    yield "worker.citizenships", _side(title, "", worker.citizenships)
    yield "worker.ssn", _side(title, "", worker.ssn, secret=True)
    number = worker.foreign_numbers.get(file.partner, "")
    yield "worker.foreign_number", _side(title, "", number, secret=True)


def _of_request(file: CaseFile) -> Iterator[tuple[str, Side]]:
    for item in file.request.fields if file.request is not None else ():
        path = REQUEST_PATHS.get(item.field)
        if path is not None:
            title = f"Request, field {item.field.replace('_', ' ')}"
            yield path, _side(title, item.evidence, item.value, secret=path in _SECRET)


def _side(
    title: str, document: str, value: object, engagement: str = "", *, secret: bool = False
) -> Side:
    return Side(
        title=title, document=document, page="", value=value, engagement=engagement, secret=secret
    )
