"""Fields that several forms of the case desk share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

from totalis.facts.countries import COUNTRIES
from totalis.frontdoor.selectors.countries import country_names
from totalis.webbase.forms import DeskForm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.forms.boundfield import BoundField


Groups = tuple[tuple[str, tuple[str, ...]], ...]


class GroupedForm(DeskForm):
    """A form that `casework/parts/grouped.html` draws in groups with a legend each."""

    groups: ClassVar[Groups] = ()
    """Legends with the names of their fields; `number_*` is every field that begins so."""

    def grouped(self) -> Iterator[tuple[str, list[BoundField]]]:
        """The groups with their fields, in the order of the groups."""
        for legend, names in self.groups:
            fields = [
                self[name] for wanted in names for name in self.fields if _belongs(name, wanted)
            ]
            yield legend, fields


def _belongs(name: str, wanted: str) -> bool:
    return name == wanted or (wanted.endswith("*") and name.startswith(wanted[:-1]))


def country_choices(empty: str) -> list[tuple[str, str]]:
    """Every country by its English name, after a first line for none."""
    codes = {name: code for code, name in COUNTRIES.items()}
    return [("", empty), *((codes[name], name) for name in country_names())]


class CountryField(forms.ChoiceField):
    """One country, by its code; `empty` is the line for none."""

    def __init__(self, *, empty: str = "Choose a country", **kwargs: Any) -> None:  # noqa: ANN401 - the signature is Django's
        super().__init__(choices=country_choices(empty), **kwargs)
