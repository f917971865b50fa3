"""The forms of a lawbook folder: catalogue and editions, read when first asked for."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from totalis.kernel.digest import digest
from totalis.kernel.errors import NotFoundError, Problem
from totalis.lawbook.book import Lawbook
from totalis.lawbook.forms.model import US, Asks
from totalis.lawbook.forms.reader import (
    ExampleBook,
    read_catalogue,
    read_editions,
    read_examples,
    read_sources,
    read_wordings,
)
from totalis.lawbook.forms.resolved import Resolver, key_of

if TYPE_CHECKING:
    import os
    from datetime import date

    from totalis.lawbook.forms.model import (
        AgreementForms,
        Catalogue,
        EditionEntry,
        FormEdition,
        Wording,
    )
    from totalis.lawbook.model import Source

PACKAGED = Path(__file__).parent
LETTER = "letter_of_exemption"


class Forms:
    """Editions by agreement: `forms/editions/xx.yaml`.

    `folder` is a lawbook folder, the packaged law by default; `law` the agreements that the editions cite.
    """

    def __init__(
        self, folder: str | os.PathLike[str] | None = None, law: Lawbook | None = None
    ) -> None:
        self.place = PACKAGED if folder is None else Path(folder) / "forms"
        self.law = law or (Lawbook() if folder is None else Lawbook(folder))
        self.files = {
            path.stem.upper(): path.read_bytes()
            for path in sorted((self.place / "editions").glob("*.yaml"))
        }
        self._read: dict[str, AgreementForms] = {}
        self._made: dict[tuple[str, Asks], FormEdition] = {}

    @property
    def agreements(self) -> tuple[str, ...]:
        """The partner countries that have forms."""
        return tuple(self.files)

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The sources of the forms, by key."""
        return read_sources(self._bytes("sources"))

    @cached_property
    def catalogue(self) -> Catalogue:
        """Fields, steps, conditions, products, lanes."""
        return read_catalogue(self._bytes("catalogue"), self.sources)

    @cached_property
    def wordings(self) -> tuple[Wording, ...]:
        """What the words of the agreements' own lists mean."""
        return read_wordings(self._bytes("wordings"), self.catalogue)

    @cached_property
    def examples(self) -> ExampleBook:
        """Invented examples by country and by kind of number."""
        return read_examples(self._bytes("examples"))

    @cached_property
    def digest(self) -> str:
        """One name for the catalogue and every edition together."""
        names = ("sources", "catalogue", "wordings", "examples")
        every = {name: self._bytes(name) for name in names} | self.files
        return digest({name: hashlib.sha256(data).hexdigest() for name, data in every.items()})

    def file(self, agreement: str) -> AgreementForms | None:
        """What the file of an agreement says; None where there is none.

        Raises:
            LawError: the file does not read.
        """
        code = agreement.upper()
        if code not in self.files:
            return None
        if code not in self._read:
            self._read[code] = read_editions(
                self.files[code],
                f"{code.lower()}.yaml",
                catalogue=self.catalogue,
                sources=self.sources,
                agreement=self.law.agreement(code),
            )
        return self._read[code]

    def entry_for(
        self, *, agreement: str, asks: Asks, lane: str, day: date | None = None
    ) -> EditionEntry | None:
        """The entry of the file that holds on a day, whatever the product; None where there is none.

        Without a day the newest one.
        """
        found = self.file(agreement)
        every = [
            entry
            for entry in (found.editions if found else ())
            if entry.asks is asks and entry.lane == lane and (day is None or _holds(entry, day))
        ]
        return max(every, key=lambda entry: entry.valid_from, default=None)

    def made(self, agreement: str, entry: EditionEntry, product: str) -> FormEdition:
        """The edition of one product of an entry."""
        key = key_of(entry, product, agreement.upper()), entry.asks
        if key not in self._made:
            law = self.law.agreement(agreement)
            resolver = Resolver(law, self.catalogue, self.sources, self.examples)
            self._made[key] = resolver.edition(entry, product, self._until(agreement, entry))
        return self._made[key]

    def edition_for(
        self, *, agreement: str, lane: str, product: str, day: date, issuer: str = US
    ) -> FormEdition | None:
        """The form that holds on a day; None where there is none.

        `issuer` is `US`, or the partner's code for the partner's own certificates.
        """
        entry = self.entry_for(
            agreement=agreement, asks=asks_of(product, issuer), lane=lane, day=day
        )
        if entry is None or product not in entry.products:
            return None
        return self.made(agreement, entry, product)

    def edition(self, key: str) -> FormEdition:
        """An edition by its key.

        Raises:
            NotFoundError: there is none.
        """
        for agreement in _named_in(key):
            for entry, product in self._entries(agreement):
                if key_of(entry, product, agreement.upper()) == key:
                    return self.made(agreement, entry, product)
        raise NotFoundError(
            [
                Problem(
                    path="edition",
                    found=key or "nothing",
                    expected="the key of an edition, such as us-fr-employer-certificate-2026-11",
                    remedy="Take the key from the form, or ask for the newest edition.",
                )
            ]
        )

    def editions(self) -> tuple[FormEdition, ...]:
        """Every edition of every agreement, lane and product."""
        return tuple(
            self.made(agreement, entry, product)
            for agreement in self.agreements
            for entry, product in self._entries(agreement)
        )

    def _entries(self, agreement: str) -> list[tuple[EditionEntry, str]]:
        found = self.file(agreement)
        every = found.editions if found else ()
        return [(entry, product) for entry in every for product in entry.products]

    def _until(self, agreement: str, entry: EditionEntry) -> date | None:
        """The last day of an entry: its own, or the day before the next one begins."""
        if entry.valid_until is not None:
            return entry.valid_until
        found = self.file(agreement)
        later = [
            other.valid_from
            for other in (found.editions if found else ())
            if other.asks is entry.asks
            and other.lane is entry.lane
            and other.valid_from > entry.valid_from
        ]
        return min(later) - timedelta(days=1) if later else None

    def _bytes(self, name: str) -> bytes:
        return (self.place / f"{name}.yaml").read_bytes()


@cache
def forms() -> Forms:
    """The packaged forms."""
    return Forms()


def edition_for(
    *, agreement: str, lane: str, product: str, day: date, issuer: str = US
) -> FormEdition | None:
    """The packaged form that holds on a day; None where there is none."""
    return forms().edition_for(
        agreement=agreement, lane=lane, product=product, day=day, issuer=issuer
    )


def edition(key: str) -> FormEdition:
    """A packaged edition by its key.

    Raises:
        NotFoundError: there is none.
    """
    return forms().edition(key)


def editions() -> tuple[FormEdition, ...]:
    """Every packaged edition."""
    return forms().editions()


def asks_of(product: str, issuer: str) -> Asks:
    """Which proof a product of an issuer is."""
    if issuer != US:
        return Asks.FOREIGN_CERTIFICATE
    return Asks.LETTER_OF_EXEMPTION if product == LETTER else Asks.US_CERTIFICATE


def _holds(entry: EditionEntry, day: date) -> bool:
    return entry.valid_from <= day and (entry.valid_until is None or day <= entry.valid_until)


def _named_in(key: str) -> list[str]:
    """The agreements that a key can be of: the country beside the United States."""
    return [part.upper() for part in key.split("-")[:2] if part.upper() != US]
