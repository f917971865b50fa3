"""Who gets how many papers of a certificate, as far as sources say."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import msgspec

from totalis.kernel.reading import read_text

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
    to_partner: Group
    to_partner_or_data: Group


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


def copies_for(country: str, *, self_employed: bool) -> tuple[Copy, ...]:
    """Who gets papers of a certificate under the agreement with a country, the requester first."""
    book = copy_book()
    first = _to_requester(country, book, self_employed=self_employed)
    if country in book.to_partner.countries:
        return first, Copy("partner_agency", 1, "agreement", book.to_partner.says)
    if country in book.to_partner_or_data.countries:
        return first, Copy("partner_agency", None, "agreement", book.to_partner_or_data.says)
    return (first,)


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
