"""Countries by their names in other languages than English (CLDR; `scripts/country_names.py` wrote them down)."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from totalis.facts.countries import COUNTRIES

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).parent / "names"


@cache
def names_in(language: str) -> Mapping[str, str]:
    """Every country's name by its code; English where the language is not written down."""
    path = FOLDER / f"countries.{language}.yaml"
    if not path.is_file():
        return COUNTRIES
    names: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return names


@cache
def codes_in(language: str) -> Mapping[str, str]:
    """Every country's code by its name as `plain` writes it."""
    return {plain(name): code for code, name in names_in(language).items()}


def code_in_any(text: str) -> str:
    """The code of a country by its name in one of the languages; empty where it is none."""
    word = plain(text)
    found = (codes_in(language).get(word, "") for language in languages())
    return next(filter(None, found), "")


@cache
def languages() -> tuple[str, ...]:
    """The languages that are written down."""
    return tuple(sorted(path.suffixes[0][1:] for path in FOLDER.glob("countries.*.yaml")))


def plain(text: str) -> str:
    """A name without accents, capitals and blanks around it, as it is compared and sorted."""
    apart = unicodedata.normalize("NFKD", text.strip().replace("\u2019", "'").casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
