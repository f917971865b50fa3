"""Who gets how many papers of a certificate, as far as sources say."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from totalis.kernel.reading import read_text
from totalis.lawbook.model import Sends

if TYPE_CHECKING:
    from totalis.lawbook.model import CertificateSide

FILE = Path(__file__).with_suffix(".yaml")


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Countries of which sources say the same."""

    countries: tuple[str, ...]
    source: tuple[str, ...]
    says: str = ""


class General(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is said of every agreement."""

    papers: int
    says: str
    source: tuple[str, ...]


class CopyBook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file."""

    schema: str
    checked_on: date
    general: dict[str, General]
    original_and_copy: Group
    two_and_one: Group
    two_to_employer: Group
    partner: dict[Sends, str]
    """What it says of a copy for the agency of the other country."""


class Copy(msgspec.Struct, frozen=True):
    """Papers for one receiver."""

    to: str
    """`requester`, `employer`, `self_employed` or `partner_agency`."""
    papers: int | None
    """None: no source says."""
    basis: str
    """`agreement`: said of this agreement; `general`: said of all; `not_stated`."""
    says: str = ""


@cache
def copy_book() -> CopyBook:
    """The file, read strictly."""
    document = read_text(FILE.read_text(encoding="utf-8"), FILE.name)
    return msgspec.convert(document.value, CopyBook)


def copies_for(country: str, side: CertificateSide, *, self_employed: bool) -> tuple[Copy, ...]:
    """Who gets papers of a certificate under the agreement with a country, the requester first; `side` issues it."""
    book = copy_book()
    first = _to_requester(country, book, self_employed=self_employed)
    stated = side.copy_to_partner
    if stated is None or stated.sends not in book.partner:
        return (first,)
    papers = 1 if stated.sends is Sends.EACH else None
    return first, Copy("partner_agency", papers, "agreement", book.partner[stated.sends])


def _to_requester(country: str, book: CopyBook, *, self_employed: bool) -> Copy:
    to = "self_employed" if self_employed else "employer"
    if country in book.original_and_copy.countries:
        return Copy("requester", 2, "agreement", "Original and one copy to whoever asked.")
    if country in book.two_and_one.countries:
        says = "One to the self-employed person." if self_employed else "Two to the employer."
        return Copy(to, 1 if self_employed else 2, "agreement", says)
    if self_employed:
        return Copy(to, None, "not_stated")
    if country in book.two_to_employer.countries:
        return Copy(to, 2, "agreement", "Two to the employer that asked.")
    general = book.general["employer"]
    return Copy(to, general.papers, "general", general.says)
