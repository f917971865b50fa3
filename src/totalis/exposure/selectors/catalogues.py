"""The catalogues of charges, read once in a process."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from totalis.facts.countries import name_of
from totalis.lawbook.charges.book import Charges

if TYPE_CHECKING:
    from totalis.lawbook.charges.model import Catalogue


@cache
def charges() -> Charges:
    """The catalogues of the packaged law."""
    return Charges()


def catalogue_of(agreement: str) -> Catalogue:
    """One catalogue. Raises `NotFoundError` where there is none."""
    return charges().catalogue(agreement)


def country_name(code: str) -> str:
    """The country of a catalogue, as people say it."""
    return "Quebec" if code == "CA-QC" else name_of(code)


def country_choices() -> list[tuple[str, str]]:
    """Countries with a catalogue, by name."""
    return sorted(
        ((code, country_name(code)) for code in charges().countries), key=lambda one: one[1]
    )
