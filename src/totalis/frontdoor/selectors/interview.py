"""The interview: what is known so far, what to ask next, how far it has come.

The order of the questions is the engine's: the first fact it misses that was not answered with "I do not know".
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from totalis.documents.words import label_of, path_of
from totalis.evaluate import determine
from totalis.facts.reader import read_sheet
from totalis.facts.sheet import Engagement, FactSheet, Worker
from totalis.facts.vocabulary import by_path
from totalis.frontdoor.selectors.law import lawbook
from totalis.frontdoor.selectors.words import place_of, value_words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from totalis.evaluate import Determination, EngagementAnswer
    from totalis.evaluate.determination import Missing

FIRST = "e1"

TOGETHER: dict[tuple[str, ...], str] = {
    ("engagement.start", "engagement.end"): "When does the work there begin and end?",
}
"""Facts that are asked on one page, since people know them together, and the title of that page."""

TOPICS: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("who", "Who", frozenset(path for path in by_path() if path.startswith("worker."))),
    (
        "sending",
        "Sending",
        frozenset(
            f"engagement.{name}"
            for name in (
                "sent_by_employer",
                "sent_from",
                "insured_at_home_en_route",
                "employed_before_transfer",
                "works_for",
                "affiliate_3121l",
                "hired_in",
                "same_activity_transferred",
            )
        ),
    ),
    (
        "dates",
        "Dates",
        frozenset(
            f"engagement.{name}"
            for name in (
                "start",
                "end",
                "open_ended",
                "earlier_postings",
                "home_coverage_months_before",
            )
        ),
    ),
)
WORK = ("work", "Work")
TOPIC_ORDER = ("work", "who", "sending", "dates")


@dataclass(frozen=True, slots=True)
class Interview:
    """The sheet so far, the engagement that is asked about, the day whose law applies, what is not known."""

    sheet: FactSheet
    engagement_id: str
    as_of: date
    not_known: tuple[str, ...] = ()

    @property
    def engagement(self) -> Engagement:
        """The engagement that is asked about."""
        return next(item for item in self.sheet.engagements if item.id == self.engagement_id)

    def value(self, path: str) -> Any:  # noqa: ANN401 - one method for every type of fact
        """The value of a fact; None is unknown."""
        return self.sheet.value(self.engagement, path)

    def place(self, path: str) -> str:
        """The place of a fact in this sheet."""
        return place_of(path, self.engagement_id)

    def with_answers(self, values: Mapping[str, Any], unknown: Collection[str]) -> Interview:
        """The interview after some answers; `unknown` are the paths answered "I do not know".

        Raises:
            InputError: the answers contradict each other or what the sheet already says.
        """
        sheet = self.sheet
        for path, value in values.items():
            sheet = sheet.with_value(self.engagement_id, path, value)
        answered = {self.place(path) for path in values}
        kept = [place for place in self.not_known if place not in answered]
        kept.extend(self.place(path) for path in unknown)
        return replace(self, sheet=read_sheet(sheet.as_dict()), not_known=tuple(kept))

    def sheet_json(self) -> str:
        """The sheet as it travels in a form."""
        return json.dumps(self.sheet.as_dict(), ensure_ascii=False, separators=(",", ":"))

    def not_known_json(self) -> str:
        """The places answered with "I do not know", as they travel in a form."""
        return json.dumps(list(self.not_known), ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer in the list beside the question."""

    path: str
    label: str
    value: str
    known: bool


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic of the progress line; `state`: done, current, open, later."""

    key: str
    label: str
    state: str
    answered: int
    to_ask: int


def empty(as_of: date) -> Interview:
    """An interview in which nothing is known yet."""
    return Interview(FactSheet(Worker(), (Engagement(id=FIRST),)), FIRST, as_of)


def begun_with(sheet: FactSheet, as_of: date) -> Interview:
    """An interview that goes on from a sheet."""
    return Interview(sheet, sheet.engagements[0].id, as_of)


def decided(interview: Interview) -> Determination:
    """The determination of the sheet as it is now."""
    return determine(interview.sheet, as_of=interview.as_of, law=lawbook())


def answer_about(interview: Interview, determination: Determination) -> EngagementAnswer:
    """The answer for the engagement that is asked about."""
    return next(item for item in determination.engagements if item.id == interview.engagement_id)


def still_to_ask(interview: Interview, answer: EngagementAnswer) -> list[Missing]:
    """What is missing and was not answered with "I do not know", first to ask first."""
    return [item for item in answer.missing if item.fact not in interview.not_known]


def asked_together(path: str) -> tuple[str, ...]:
    """The facts that stand on one page with this one."""
    return next((group for group in TOGETHER if path in group), (path,))


def missing_if_unknown(interview: Interview, path: str) -> Missing | None:
    """What a fact leads to while it is unknown: for a question whose answer is being changed."""
    sheet = interview.sheet.with_value(interview.engagement_id, path, None)
    without = replace(interview, sheet=sheet)
    answer = answer_about(without, decided(without))
    return next((item for item in answer.missing if item.path == path), None)


def answers_given(interview: Interview) -> list[GivenAnswer]:
    """Everything that was answered, in the order of the questions, with what is not known."""
    unknown = {path_of(place) for place in interview.not_known if _concerns(interview, place)}
    result = []
    for path, fact in by_path().items():
        value = interview.value(path)
        if path == "engagement.open_ended" and value is False:
            continue  # said already by the last day
        if value is not None or path in unknown:
            known = value is not None
            result.append(GivenAnswer(path, label_of(path), value_words(fact, value), known))
    return result


def _concerns(interview: Interview, place: str) -> bool:
    return place == interview.place(path_of(place))


def topic_of(path: str) -> str:
    """The topic that a fact belongs to."""
    return next((key for key, _label, paths in TOPICS if path in paths), WORK[0])


def progress(interview: Interview, to_ask: Sequence[Missing], current: str | None) -> list[Topic]:
    """The progress line: for each topic what is answered and what is still to ask."""
    labels = {WORK[0]: WORK[1], **{key: label for key, label, _paths in TOPICS}}
    answered = [topic_of(item.path) for item in answers_given(interview)]
    asking = [topic_of(item.path) for item in to_ask]
    now = topic_of(current) if current is not None else None
    return [
        Topic(
            key=key,
            label=labels[key],
            state=_state(key, now, answered, asking),
            answered=answered.count(key),
            to_ask=asking.count(key),
        )
        for key in TOPIC_ORDER
    ]


def _state(key: str, now: str | None, answered: list[str], asking: list[str]) -> str:
    if key == now:
        return "current"
    if key in asking:
        return "open"
    return "done" if key in answered else "later"
