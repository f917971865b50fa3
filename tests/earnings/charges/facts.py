"""The reference's own table of French charges, and helpers to ask the classifier."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from totalis.earnings.charges import ChargeLine, classify

REFERENCE = yaml.safe_load((Path(__file__).parent / "fr_reference.yaml").read_text())
WORDS = {"not_covered_other": "not_covered"}
REMARK = re.compile(
    r" \((vendor|0,10 %|until|agriculture|facultative|the 1\.4|old norm|medium|low)[^)]*\)"
)
MACHINE = re.compile(r"^\(.*machine translation: '(.*)'\)$")
READ_DETAIL = {
    "COTISATIONS STATUTAIRES OU PREVUES PAR LA CONVENTION COLLECTIVE",
    "Statutory or collective agreement contributions",
}
"""The reference lists them and says: the line can hold anything, read the detail or answer unclear."""
ENDED = {"assurance veuvage": "2003-05", "ASF": "1999-05", "solidarité": "2015-05"}
YEARS = {"Assurance veuvage": "2003-05", "ASF": "1999-05"}


def plain(label: str) -> str:
    """A label of the reference without the remark that stands behind it."""
    found = MACHINE.match(label)
    return found.group(1) if found else REMARK.sub("", label)


def word(text: str) -> str:
    """The class of the reference in the words of the contract."""
    first = text.split(maxsplit=1)[0].strip(",")
    return WORDS.get(first, first)


@cache
def trapped() -> frozenset[str]:
    """Every text that the reference itself calls unclear until something decides."""
    texts = [trap["abbr"] for trap in REFERENCE["abbreviation_traps"]]
    for words in REFERENCE["translation_traps"]:
        texts += [words, *words.split(" / ")]
    texts += REFERENCE["generic"]
    for bundle in REFERENCE["bundles"].values():
        texts += bundle["labels"]
    return frozenset(text.casefold() for text in texts)


def line(label: str = "", month: str = "", **given: Any) -> ChargeLine:
    for name in ("amount", "base", "rate"):
        if given.get(name) is not None:
            given[name] = Decimal(str(given[name]))
    if month:
        year, number = map(int, month.split("-"))
        given |= {"period_start": date(year, number, 1), "period_end": date(year, number, 28)}
    return ChargeLine(label=label, **given)


def ask(label: str = "", month: str = "", **given: object):
    return classify([line(label, month, **given)], agreement="FR")


def one(label: str = "", month: str = "", **given: object):
    (found,) = ask(label, month, **given)
    return found
