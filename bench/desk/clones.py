"""Which cases there are: for each, the template that it is a copy of, its people, its name, and where it stands."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bench.desk.people import WORKERS_A_CASE, make_workers
from totalis.casework.models import CaseParty, Lodgement
from totalis.casework.selectors.cases import folded
from totalis.procedure.casefile import Stage
from totalis.webbase.accounts.rights import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from bench.desk.people import House
    from totalis.casework.models import Case, Worker

SHARES = {
    Stage.FACTS: 5,
    Stage.REVIEW: 5,
    Stage.EVIDENCE: 7,
    Stage.APPROVAL: 3,
    Stage.LODGING: 2,
    Stage.WAITING: 12,
    Stage.RECEIVING: 2,
    Stage.MATCHING: 4,
    Stage.DELIVERY: 5,
    Stage.IN_FORCE: 35,
    Stage.CLOSED: 20,
}
"""How many in a hundred stand where. Assumed: nobody publishes such figures."""
YEARS = 5
LONGEST_SEARCH_TEXT = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Clone:
    """One case to be made."""

    n: int
    template: Case
    house: House
    worker: Worker
    staff: Mapping[str, int]
    """The user by role who stands for those of the template."""
    reference: str
    shift: timedelta
    """How much earlier everything of it happened."""
    title: str
    search_text: str
    standing: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Words:
    """What of a template's records goes into the text that a search reads."""

    controls: Sequence[str]
    employers: Sequence[int]


def make_clones(houses: Sequence[House], templates: Sequence[Case], now: datetime) -> list[Clone]:
    """All cases, with their workers written."""
    chosen = random.Random(2026)  # noqa: S311 - nothing secret
    by_stage: dict[str, list[Case]] = defaultdict(list)
    for case in templates:
        by_stage[case.stage].append(case)
    stages = [stage for stage in SHARES if by_stage[stage]]
    shares = [SHARES[stage] for stage in stages]
    words = {case.pk: _words(case) for case in templates}
    found: list[Clone] = []
    for house in houses:
        picked = [
            chosen.choice(by_stage[stage])
            for stage in chosen.choices(stages, shares, k=house.cases)
        ]
        workers = int(house.cases * WORKERS_A_CASE)
        first = 1000 + len(found)
        people = make_workers(house, [case.worker for case in picked[:workers]], first, now)
        found.extend(_clones_of(house, picked, people, len(found), words, chosen))
    return found


def _clones_of(
    house: House,
    picked: Sequence[Case],
    people: Sequence[Worker],
    before: int,
    words: Mapping[int, _Words],
    chosen: random.Random,
) -> Iterator[Clone]:
    for place, template in enumerate(picked):
        worker = people[place % len(people)]
        reference = f"TC-{template.opened_at.year - place % YEARS}-{place + 1:04}"
        title = template.title.replace(template.worker.family_names, worker.family_names)
        n = before + place + 1
        yield Clone(
            n=n,
            template=template,
            house=house,
            worker=worker,
            staff={role.value: chosen.choice(users).pk for role, users in house.staff.items()},
            reference=reference,
            shift=timedelta(minutes=-chosen.randrange(20 * 60)),
            title=title,
            search_text=_search_text(house, worker, reference, title, words[template.pk], n),
            standing=_standing(template, chosen),
        )


def _standing(template: Case, chosen: random.Random) -> dict[str, Any]:
    """Dates of its row, spread around the template's; what they follow from is the template's."""
    later, ends = timedelta(days=chosen.randrange(-20, 120)), timedelta(days=chosen.randrange(900))
    ago = timedelta(minutes=chosen.randrange(300 * 24 * 60))
    return {
        "next_due": _moved(template.next_due, later),
        "expires_on": _moved(template.expires_on, ends),
        "opened_at": template.opened_at - ago,
        "since": template.since - ago,
        "changed_at": template.changed_at - ago,
        "dates": [
            {
                **one,
                "day": _moved(
                    datetime.fromisoformat(one["day"]).replace(tzinfo=UTC).date(), later
                ).isoformat(),
            }
            for one in template.dates
        ],
    }


def _moved(day: date | None, by: timedelta) -> Any:
    return day + by if day is not None else None


def _words(case: Case) -> _Words:
    lodged = Lodgement.objects.filter(case=case).exclude(control_number="")
    parties = CaseParty.objects.filter(case=case, removed_at=None)
    return _Words(
        list(lodged.values_list("control_number", flat=True)),
        list(parties.values_list("employer_id", flat=True)),
    )


def _search_text(
    house: House, worker: Worker, reference: str, title: str, words: _Words, n: int
) -> str:
    """As `selectors.cases.search_text_of` makes it of the records."""
    parts = (
        *(reference, worker.given_names, worker.family_names, worker.staff_number, title),
        *(f"{number}-{n}" for number in words.controls),
        *(house.employers[key].name for key in words.employers),
    )
    return folded(" ".join(parts))[:LONGEST_SEARCH_TEXT]


ROLE_OF = {
    "ada": Role.PREPARER,
    "finn": Role.PREPARER,
    "gia": Role.PREPARER,
    "ben": Role.APPROVER,
    "hana": Role.APPROVER,
    "cora": Role.PAYROLL,
    "dev": Role.AUDITOR,
    "eve": Role.ADMINISTRATOR,
}
"""Who in an organisation stands for whom of the demonstration."""
