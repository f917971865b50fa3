"""What can be asked for today: agreements, and the forms of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from totalis.authority.selectors import requests_words as words
from totalis.facts.country_names import plain
from totalis.lawbook.forms.book import edition_for, forms
from totalis.lawbook.forms.model import US

if TYPE_CHECKING:
    from datetime import date

    from totalis.authority.models import Agency
    from totalis.lawbook.forms.model import FormEdition


@dataclass(frozen=True, slots=True)
class Country:
    """An agreement country."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A form that can be begun."""

    edition: FormEdition
    product: str
    product_says: str
    lane: str
    lane_says: str


def issuer_of(agency: Agency, agreement: str) -> str:
    """Whose certificates the agency issues under an agreement: its own country's."""
    return US if agency.country == US else agreement


def other_side(agency: Agency, agreement: str) -> str:
    """The country of an agreement that is not the agency's own."""
    return agreement if agency.country == US else US


def countries(agency: Agency) -> tuple[Country, ...]:
    """The agreements under which this agency certifies, by name."""
    codes = forms().agreements if agency.country == US else (agency.country,)
    found = (
        Country(code, words.country(other_side(agency, code)))
        for code in codes
        if code in forms().agreements
    )
    return tuple(sorted(found, key=lambda one: plain(one.name)))


def offers(agency: Agency, agreement: str, today: date) -> tuple[Offer, ...]:
    """The forms of an agreement that hold today: by product, then by lane."""
    catalogue = forms().catalogue
    found = []
    for product in catalogue.products:
        for lane in catalogue.lanes:
            edition = current(agency, agreement=agreement, lane=lane, product=product, today=today)
            if edition is not None:
                found.append(_offer(edition))
    return tuple(found)


def current(
    agency: Agency, *, agreement: str, lane: str, product: str, today: date
) -> FormEdition | None:
    """The form that holds today; None where there is none."""
    if agreement not in {one.code for one in countries(agency)}:
        return None
    return edition_for(
        agreement=agreement,
        lane=lane,
        product=product,
        day=today,
        issuer=issuer_of(agency, agreement),
    )


def _offer(edition: FormEdition) -> Offer:
    return Offer(
        edition=edition,
        product=words.product_label(edition.product),
        product_says=words.product_says(edition.product),
        lane=words.lane_label(edition.lane),
        lane_says=words.lane_says(edition.lane),
    )
