"""Which copies sources say that a partner agency gets, and what an administrator set instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from totalis.authority.models import Agency
from totalis.authority.selectors.partners import US
from totalis.facts.countries import name_of
from totalis.frontdoor.selectors.law import lawbook
from totalis.lawbook.model import Sends

if TYPE_CHECKING:
    from totalis.lawbook.model import Agreement, CertificateSide, Source
    from totalis.webbase.accounts.models import Organisation

STATED, EACH, EXCEPTIONS = "stated", "each", "exceptions"
WORDS = {
    Sends.EACH: "a copy of each",
    Sends.COPY_OR_DATA: "a copy or the data; the source leaves open which",
    Sends.AT_TIMES: "a copy at times",
    Sends.NONE: "no copy",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a source, and where it stands."""

    says: str
    article: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class StatedCopies:
    """What sources state of copies of our certificates for the agency of a country; `words` is short, for a list."""

    country: str
    name: str
    words: str
    said: tuple[Said, ...]
    """The statement, then what speaks against relying on it."""
    each: bool
    """Whether it gets a copy of each unless an administrator sets otherwise: stated so, and not by weak sources alone."""


def stated_copies(organisation: Organisation, country: str) -> StatedCopies:
    """What sources state of copies that our house sends the agency of a country."""
    ours = Agency.objects.values_list("country", flat=True).get(organisation=organisation)
    agreement_with = country if ours == US else ours
    book = lawbook()
    if US not in (ours, country) or not book.has(agreement_with):
        return StatedCopies(country, name_of(country), "nothing stated", (), each=False)
    agreement = book.agreement(agreement_with)
    side = agreement.certificate_us if ours == US else agreement.certificate_partner
    return _stated(country, agreement, side)


def all_stated(organisation: Organisation) -> list[StatedCopies]:
    """What sources state for each agency that may become a partner; those of which they state nothing are left out."""
    ours = Agency.objects.values_list("country", flat=True).get(organisation=organisation)
    others = [key.upper() for key in lawbook().files] if ours == US else [US]
    found = [stated_copies(organisation, country) for country in others]
    return sorted((one for one in found if one.said), key=lambda one: one.name)


def _stated(country: str, agreement: Agreement, side: CertificateSide) -> StatedCopies:
    copy = side.copy_to_partner
    if copy is None:
        return StatedCopies(country, name_of(country), "nothing stated", (), each=False)
    sources = tuple(agreement.source_of(key) for key in copy.source)
    against = [
        Said(one.says, one.article, tuple(agreement.source_of(key) for key in one.source))
        for one in copy.mind
    ]
    return StatedCopies(
        country,
        name_of(country),
        WORDS[copy.sends],
        (Said(copy.says, copy.article, sources), *against),
        each=copy.sends is Sends.EACH and not all(one.kind.weak for one in sources),
    )
