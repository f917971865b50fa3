"""The columns of a table of engagements: keys, facts with dots as underscores, answers.

Other columns are the table's own and pass through untouched. A name that is nearly a fact's is refused:
the fact would silently stay unknown.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from totalis.facts.vocabulary import VOCABULARY, Fact
from totalis.kernel.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

KEYS = ("worker_id", "engagement_id")
ANSWERS = (
    "outcome",
    "covered_by",
    "exempt_in",
    "agreement",
    "rule",
    "missing",
    "issuer",
    "last_lawful_day",
    "error",
)
INTERNAL = "totalis__"
"""What the columns of the plan itself begin with; none of them comes out."""
POSTINGS = "earlier_postings"
START, END = "start", "end"
INVALID = "invalid"
_NEAR = 0.85
_BEFORE = ("worker_", "engagement_", "employee_")
_AFTER = ("_date", "_day")


@lru_cache(maxsize=1_024)
def column_of(path: str) -> str:
    """`engagement.employer.country` is the column `employer_country`."""
    return path.split(".", 1)[1].replace(".", "_")


FACTS: dict[str, Fact] = {column_of(fact.path): fact for fact in VOCABULARY}


class Header(msgspec.Struct, frozen=True):
    """The columns of one table: the facts that it holds, and what passes through, each in its order."""

    facts: tuple[str, ...]
    kept: tuple[str, ...]


def read_header(names: Sequence[str]) -> Header:
    """Tell the facts of a table from its other columns.

    Raises:
        InputError: no fact, a near miss of one, a column twice, or one that screening itself writes.
    """
    facts = tuple(name for name in names if name in FACTS)
    kept = tuple(name for name in names if name not in FACTS)
    problems = [*_doubled(names), *_taken(kept), *_near_misses(kept, facts)]
    if not facts and not problems:
        problems.append(
            Problem(
                path="(header)",
                found=f"no column that is a fact, but {', '.join(names[:8]) or 'no column at all'}",
                expected="columns such as kind, category, work_country, start, end, employer_country",
                remedy="Name the columns after the facts, with dots as underscores; docs/facts.md lists them.",
            )
        )
    if problems:
        raise InputError(problems)
    return Header(facts, kept)


def _doubled(names: Sequence[str]) -> Iterable[Problem]:
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield Problem(
                path=f"column {name}",
                found=f"{names.count(name)} columns of this name",
                expected="each name once",
                remedy="Rename or remove all but one.",
            )


def _taken(kept: Sequence[str]) -> Iterable[Problem]:
    for name in kept:
        if name in ANSWERS or name.startswith(INTERNAL):
            yield Problem(
                path=f"column {name}",
                found="a column that screening writes itself",
                expected="facts, keys and columns of your own",
                remedy="Remove or rename it; a table that was screened before holds such columns.",
            )


def _near_misses(kept: Sequence[str], facts: Sequence[str]) -> Iterable[Problem]:
    free = [name for name in FACTS if name not in facts]
    for name in kept:
        meant = _meant(name, free)
        if name not in KEYS and meant:
            yield Problem(
                path=f"column {name}",
                found=f"'{name}', which is nearly the fact '{meant}'",
                expected="the name of a fact to the letter, or another name",
                remedy=f"Did you mean '{meant}'? Rename the column to that, or to something else if not.",
            )


def _meant(name: str, free: Sequence[str]) -> str:
    plain = "_".join(name.lower().replace(".", " ").replace("-", " ").replace("_", " ").split())
    tries = [plain]
    tries += [plain.removeprefix(word) for word in _BEFORE if plain.startswith(word)]
    tries += [item.removesuffix(word) for item in tuple(tries) for word in _AFTER]
    exact = [item for item in tries if item in free]
    close = exact or get_close_matches(plain, free, n=1, cutoff=_NEAR)
    return close[0] if close else ""
