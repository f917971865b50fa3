"""What the engine misses for a case: which facts, in which order, and which sets of answers would settle it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from totalis.casework.selectors.answers import for_the_desk
from totalis.frontdoor.selectors.result import OUTCOMES, parts_of

if TYPE_CHECKING:
    from datetime import date

    from totalis.frontdoor.selectors.pages import Standing
    from totalis.frontdoor.selectors.result import ShownSettling, Tag


@dataclass(frozen=True, slots=True)
class OpenQuestions:
    """The open questions of the engagement that the case is about.

    `to_ask` comes first; `said_unknown` are those that somebody answered with "I do not know": they stay open.
    """

    to_ask: tuple[str, ...]
    said_unknown: tuple[str, ...]
    sentence: str
    tag: Tag
    settled_by: tuple[ShownSettling, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        """Every open question in the order in which to ask."""
        return (*self.to_ask, *self.said_unknown)


def open_questions(standing: Standing, today: date) -> OpenQuestions:
    """The questions that the newest facts leave open."""
    to_ask = tuple(item.path for item in standing.to_ask)
    engagement = standing.interview.engagement_id
    parts = parts_of(standing.interview.sheet, standing.determination, today)
    found = next(item for item in parts if item.id == engagement)
    part = for_the_desk(found, standing.interview.sheet, standing.answer)
    return OpenQuestions(
        to_ask=to_ask,
        said_unknown=tuple(path for path in standing.missing if path not in to_ask),
        sentence=part.sentence,
        tag=OUTCOMES[standing.answer.outcome],
        settled_by=part.settled_by,
    )
