"""What the pages of the interview are drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from totalis.frontdoor.selectors.interview import (
    answer_about,
    answers_given,
    decided,
    progress,
    still_to_ask,
)
from totalis.frontdoor.selectors.result import parts_of

if TYPE_CHECKING:
    from datetime import date

    from totalis.evaluate import Determination, EngagementAnswer
    from totalis.evaluate.determination import Missing
    from totalis.frontdoor.selectors.interview import GivenAnswer, Interview, Topic
    from totalis.frontdoor.selectors.result import Part


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an interview stands: the determination, the answer in question, what is still to ask."""

    interview: Interview
    determination: Determination
    answer: EngagementAnswer
    to_ask: tuple[Missing, ...]

    @property
    def missing(self) -> dict[str, Missing]:
        """What is missing, by path."""
        return {item.path: item for item in self.answer.missing}

    @property
    def next_path(self) -> str | None:
        """The fact to ask next; None where nothing is left to ask."""
        return self.to_ask[0].path if self.to_ask else None

    @property
    def given(self) -> list[GivenAnswer]:
        """The list of answers beside the question."""
        return answers_given(self.interview)

    def topics(self, current: str | None) -> list[Topic]:
        """The progress line while a fact is asked."""
        return progress(self.interview, self.to_ask, current)

    def parts(self, today: date) -> list[Part]:
        """Every engagement of the sheet with its answer."""
        return parts_of(self.interview.sheet, self.determination, today)


def standing_of(interview: Interview) -> Standing:
    """Decide the sheet as it is and see what is still to ask."""
    determination = decided(interview)
    answer = answer_about(interview, determination)
    return Standing(interview, determination, answer, tuple(still_to_ask(interview, answer)))
