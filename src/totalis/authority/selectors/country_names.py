"""Countries in the reader's language: their names, their names inside sentences, and their codes by those names.

Names are those of `facts.countries` and `facts.country_names`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from django.utils.translation import get_language

from totalis.facts.countries import with_article
from totalis.facts.country_names import codes_in, names_in, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

ENGLISH = "en"
CASES_FILE = Path(__file__).resolve().parent.parent / "data/country_cases.yaml"
CASES = ("in", "of", "with", "to")


def language_now() -> str:
    """The reader's language, without its region."""
    return (get_language() or ENGLISH).split("-")[0]


def named(code: str) -> str:
    """A country's name; what is no code stays as it is."""
    return names_in(language_now()).get(code, code)


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
    return codes_in(language_now()).get(plain(text), "")


@cache
def _cases() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(
        CASES_FILE.read_text(encoding="utf-8")
    )
    return found
