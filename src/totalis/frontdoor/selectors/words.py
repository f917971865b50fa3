"""Words as a page says them to the worker: the choices as the questions word them, each with a capital letter.

What pages and documents say alike is in `documents.words`.
"""

from __future__ import annotations

import re
from typing import Any

from totalis.documents import words
from totalis.documents.words import capital
from totalis.facts.vocabulary import Fact, by_path

UNKNOWN = "I do not know"
_PLACE = re.compile(r"engagements\[(.*)\]\.", re.DOTALL)


def answer_words(path: str, answer: str) -> str:
    """One answer to a fact, as the engine labels it."""
    return capital(words.answer_words(by_path().get(path), answer, to_worker=True))


def value_words(fact: Fact, value: Any) -> str:  # noqa: ANN401 - one function for every type of fact
    """The value of a fact; None is unknown."""
    return UNKNOWN if value is None else capital(words.value_words(fact, value, to_worker=True))


def place_of(path: str, engagement_id: str) -> str:
    """`engagement.end` becomes `engagements[e1].end`; worker facts keep their path."""
    return path.replace("engagement.", f"engagements[{engagement_id}].", 1)


def engagement_of(place: str) -> str | None:
    """The engagement that a place in a sheet names; None for facts of the worker."""
    match = _PLACE.match(place)
    return match[1] if match else None
