"""The list of countries that people choose from."""

from __future__ import annotations

import unicodedata
from functools import cache

from totalis.facts.countries import COUNTRIES


@cache
def country_names() -> tuple[str, ...]:
    """Every country by its English name, in the order of the alphabet."""
    return tuple(sorted(COUNTRIES.values(), key=_plain))


def _plain(name: str) -> str:
    """The name without accents, so that Åland stands among the As."""
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
