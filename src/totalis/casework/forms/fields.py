"""Fields that several forms of the case desk share."""

from __future__ import annotations

from typing import Any

from django import forms

from totalis.facts.countries import COUNTRIES
from totalis.frontdoor.selectors.countries import country_names


def country_choices(empty: str) -> list[tuple[str, str]]:
    """Every country by its English name, after a first line for none."""
    codes = {name: code for code, name in COUNTRIES.items()}
    return [("", empty), *((codes[name], name) for name in country_names())]


class CountryField(forms.ChoiceField):
    """One country, by its code; `empty` is the line for none."""

    def __init__(self, *, empty: str = "Choose a country", **kwargs: Any) -> None:  # noqa: ANN401 - the signature is Django's
        super().__init__(choices=country_choices(empty), **kwargs)


class CountriesField(forms.MultipleChoiceField):
    """Any number of countries, by their codes."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - the signature is Django's
        super().__init__(choices=country_choices("")[1:], **kwargs)
