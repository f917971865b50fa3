"""Whether whoever asks may ask, as far as sources say: an employee for herself, somebody for the requester."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from totalis.authority.services.assessing_points import Point
from totalis.procedure.casefile import Lane
from totalis.procedure.lanes import submitters_disagree, who_may_submit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NAME, WORKER, FOR_ANOTHER = "requester_name", "worker_full_name", "requester_is_representative"
YES = "yes"


def who_asks(country: str, lane: str, answers: Mapping[str, str]) -> Iterator[Point]:
    """What is open about who asks; an employer, and a self-employed person for herself, leave nothing open."""
    if answers.get(FOR_ANOTHER) == YES:
        yield from _may(country, lane, "representative", FOR_ANOTHER)
    elif lane == Lane.PERFORMER and _same(answers):
        yield from _may(country, lane, "worker", NAME)
    elif lane == Lane.EMPLOYER and _same(answers):
        yield from _may(country, lane, "employee", NAME)


def _same(answers: Mapping[str, str]) -> bool:
    """Whether the worker herself is named as the one who asks."""
    asking, worker = _folded(answers.get(NAME, "")), _folded(answers.get(WORKER, ""))
    return bool(asking) and asking == worker


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _may(country: str, lane: str, who: str, field: str) -> Iterator[Point]:
    """A point unless the statements that hold for the country agree that it is in order."""
    found = who_may_submit(country, Lane(lane))
    said = [item for item in found if item.who == who]
    own = [item for item in said if item.countries] or said
    if own and all(item.may == YES for item in own) and not submitters_disagree(found, who):
        return
    words = "; ".join(item.says for item in said) or "No source says whether that is in order."
    yield Point(key=f"who:{who}", says=f"The {who} asks. {words}", field=field)
