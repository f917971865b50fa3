"""Columns with many values of which rules see few: job titles, employers' names, months of coverage.

Each distinct value is replaced by one that every rule sees alike; what the reader would refuse stays as it
is, so that the row is refused for what it says.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from totalis.evaluate.observe import occupation_code
from totalis.evaluate.population.cells import plain_value
from totalis.evaluate.population.columns import FACTS
from totalis.facts.reader import parse_value
from totalis.kernel.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from totalis.lawbook.book import Lawbook

    Reduction = Callable[[str], str]

_ANY = "x"
"""A valid text that no rule names."""


def reduction_of(column: str, law: Lawbook, kind: str = "text") -> Reduction | None:
    """How the values of a column are reduced; None where each value may matter."""
    makers: dict[str, Callable[[Lawbook], Callable[[Any], str]]] = {
        "employer_name": lambda _law: lambda _name: _ANY,
        "occupation": _occupations,
        "home_coverage_months_before": _months,
    }
    if column not in makers:
        return None
    shorten = makers[column](law)
    fact = FACTS[column]

    def reduce(text: str) -> str:
        if text == "":
            return text
        try:
            return shorten(parse_value(fact, plain_value(fact, text, kind)))
        except InputError:
            return text

    return reduce


def _occupations(law: Lawbook) -> Callable[[Any], str]:
    named = {code for agreement in law.agreements() for code in agreement.occupations}

    def shorten(text: str) -> str:
        code = occupation_code(text)
        return code if code in named else _ANY

    return shorten


def _months(law: Lawbook) -> Callable[[Any], str]:
    found = (agreement.home_coverage for agreement in law.agreements())
    marks = sorted({0, *(item.months for item in found if item is not None)})

    def shorten(months: int) -> str:
        return str(marks[bisect_right(marks, months) - 1])

    return shorten
