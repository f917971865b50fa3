"""A page of the interview: one question, or the few that people answer together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from totalis.documents.words import path_of, result_words
from totalis.facts.vocabulary import FactType, by_path
from totalis.frontdoor.forms.answers import (
    Answer,
    AnswerError,
    country_code,
    read_answer,
    typed_from,
)
from totalis.frontdoor.forms.fields import END, NO_END, Field, draw
from totalis.frontdoor.selectors.interview import Interview, asked_together, missing_if_unknown
from totalis.frontdoor.selectors.law import lawbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from totalis.evaluate.determination import Missing
    from totalis.frontdoor.forms.answers import Typed
    from totalis.kernel.errors import Problem


@dataclass(frozen=True, slots=True)
class Read:
    """What a page of questions said: values, what is not known, and what is wrong by path."""

    values: dict[str, Any]
    unknown: tuple[str, ...]
    errors: dict[str, str]


def read_page(paths: Iterable[str], typed: Typed, *, blank_is_unknown: bool) -> Read:
    """Read the answers of one page."""
    values: dict[str, Any] = {}
    unknown: list[str] = []
    errors: dict[str, str] = {}
    for path in paths:
        answer = _read_one(path, typed, blank_is_unknown=blank_is_unknown)
        values[path] = answer.value
        if path == END:
            values[NO_END] = _no_end(answer, typed)
        if answer.error:
            errors[path] = answer.error
        elif answer.value is None and not values.get(NO_END):
            unknown.append(path)
    return Read(values, tuple(unknown), errors)


def with_room(paths: Iterable[str], typed: Typed) -> tuple[Typed, dict[str, str]]:
    """What was typed with room for one more: a country written beside the choices becomes a choice."""
    grown = typed.copy()
    errors: dict[str, str] = {}
    for path in paths:
        other = (typed.get(f"{path}.other") or "").strip()
        if by_path()[path].type is not FactType.COUNTRIES or not other:
            continue
        try:
            grown.appendlist(path, country_code(other))
            grown[f"{path}.other"] = ""
        except AnswerError as error:
            errors[path] = str(error)
    return grown, errors


def _read_one(path: str, typed: Typed, *, blank_is_unknown: bool) -> Answer:
    if path != END or typed.get(NO_END) != "true":
        return read_answer(by_path()[path], typed, blank_is_unknown=blank_is_unknown)
    if (typed.get(END) or "").strip():
        return Answer(error="You gave a last day and also said that no end is intended. Keep one.")
    return Answer()


def _no_end(answer: Answer, typed: Typed) -> bool | None:
    """Whether no end is intended: a last day says no; without one only the person can say."""
    if answer.value is not None:
        return False
    return True if typed.get(NO_END) == "true" and not answer.error else None


def draw_page(
    paths: Sequence[str],
    interview: Interview,
    missing: Mapping[str, Missing],
    partner: str | None,
    *,
    typed: Typed | None = None,
    errors: Mapping[str, str] | None = None,
    spare_rows: int = 0,
) -> list[Field]:
    """Draw the questions of one page, with what was typed or else with what the sheet says."""
    if typed is None:
        typed = _standing(paths, interview)
    return [
        draw(
            path,
            typed,
            partner=partner,
            leads_to=_leads_to(path, interview, missing),
            error=(errors or {}).get(path, ""),
            occupations=_occupations(partner),
            spare_rows=spare_rows,
            place=interview.place(path),
        )
        for path in paths
    ]


def _standing(paths: Sequence[str], interview: Interview) -> Typed:
    """What stands in the fields before anybody types."""
    named = [*paths, NO_END] if END in paths else list(paths)
    facts = {path: by_path()[path] for path in named}
    values = {path: interview.value(path) for path in named}
    unknown = {path_of(place) for place in interview.not_known}
    return typed_from(values, facts, unknown)


def _leads_to(path: str, interview: Interview, missing: Mapping[str, Missing]) -> Mapping[str, str]:
    entry = missing.get(path)
    if entry is None and interview.value(path) is not None:
        entry = missing_if_unknown(interview, path)
    if entry is None:
        return {}
    outcomes = entry.leads_to_outcome
    return {
        answer: result_words(result, outcomes.get(answer, ""))
        for answer, result in entry.leads_to.items()
    }


def _occupations(partner: str | None) -> tuple[str, ...]:
    law = lawbook()
    return law.agreement(partner).occupations if partner and law.has(partner) else ()


def paths_of_page(text: str) -> tuple[str, ...]:
    """The facts that a page asked, as its form names them; what names no fact is left aside."""
    return tuple(path for path in text.split() if path in by_path())


def page_about(path: str) -> tuple[str, ...]:
    """The facts of the page on which a fact is asked."""
    return asked_together(END if path == NO_END else path)


def placed(problems: Iterable[Problem], paths: Sequence[str]) -> dict[str, str]:
    """Problems of the whole sheet, each at the question it concerns, else at the first."""
    errors: dict[str, str] = {}
    for problem in problems:
        ends = [path for path in paths if problem.path.endswith(path.split(".", 1)[1])]
        path = ends[0] if ends else paths[0]
        text = f"We found {problem.found} and need {problem.expected}. {problem.remedy}"
        errors[path] = f"{errors[path]} {text}" if path in errors else text
    return errors
