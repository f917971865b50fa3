"""Countries in the reader's language: their names, their names inside sentences, and their codes by those names.

English names are those of `facts.countries`. The others come from CLDR; `scripts/country_names.py` wrote them down.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from django.utils.translation import get_language

from totalis.facts.countries import COUNTRIES, name_of, with_article

if TYPE_CHECKING:
    from collections.abc import Mapping

ENGLISH = "en"
DATA = Path(__file__).resolve().parent.parent / "data"
CASES = ("in", "of", "with", "to")


def language_now() -> str:
    """The reader's language, without its region."""
    return (get_language() or ENGLISH).split("-")[0]


def named(code: str) -> str:
    """A country's name; what is no code stays as it is."""
    return _names(language_now()).get(code, code)


def in_text(role: str, code: str) -> dict[str, str]:
    """A country for the placeholders of one role: `{host}`, and `{in_host}`, `{of_host}`, `{with_host}`, `{to_host}`."""
    language = language_now()
    if language == ENGLISH:
        name = with_article(code)
        cases = {case: f"{case} {name}" for case in CASES}
    else:
        name = named(code)
        every = _cases().get(language, {})
        patterns = every.get(code) or every.get("default") or {}
        cases = {case: patterns.get(case, "{name}").format(name=name) for case in CASES}
    return {role: name} | {f"{case}_{role}": words for case, words in cases.items()}


def code_of(text: str) -> str:
    """The code of a country by its name in the reader's language, with or without accents; empty where it is none."""
    return _codes(language_now()).get(plain(text), "")


def plain(text: str) -> str:
    """A name without accents, capitals and blanks around it, as it is compared and sorted."""
    apart = unicodedata.normalize("NFKD", text.strip().replace("\u2019", "'").casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@cache
def _names(language: str) -> Mapping[str, str]:
    path = DATA / f"countries.{language}.yaml"
    if not path.is_file():
        return {code: name_of(code) for code in COUNTRIES}
    names: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return names


@cache
def _codes(language: str) -> Mapping[str, str]:
    return {plain(name): code for code, name in _names(language).items()}


@cache
def _cases() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(
        (DATA / "country_cases.yaml").read_text(encoding="utf-8")
    )
    return found
