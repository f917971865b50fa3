"""Questions answered from the index, as known at a moment."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from totalis.gate.answering import answered
from totalis.gate.charges import Reach
from totalis.lawbook.charges.book import Charges
from totalis.payroll.selectors.leads import Key
from totalis.payroll.selectors.on_file import on_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from totalis.gate.question import GateAnswer, Question
    from totalis.payroll.selectors.behind import Behind
    from totalis.webbase.accounts.models import Organisation


@cache
def packaged() -> Reach:
    """The catalogues that come with Totalis."""
    return Reach(Charges())


def answers_to(
    organisation: Organisation,
    questions: Sequence[Question],
    known_at: datetime,
    behind: Behind,
) -> list[GateAnswer]:
    """The answers in the order of the questions; nothing is kept.

    Args:
        organisation: Whose records.
        questions: What payroll asks.
        known_at: The moment whose knowledge is meant.
        behind: Says which words of cases count: those that stand, for who asks and acts upon it; those of then, for
            answers that are worked out again.
    """
    reach = packaged()
    places: dict[Key, list[int]] = {}
    for place, one in enumerate(questions):
        places.setdefault(Key(one.worker, one.stream, one.day), []).append(place)
    answers: dict[int, GateAnswer] = {}
    for key, known in on_file(organisation, places, known_at, behind):
        for place in places[key]:
            answers[place] = answered(questions[place], known, reach=reach, known_at=known_at)
    return [answers[place] for place in range(len(questions))]
