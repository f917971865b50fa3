"""What `totalis law` tells of the catalogues of charge lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.lawbook.charges.book import Charges

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalis.lawbook.charges.model import Catalogue, Charge


def check_charges(folder: str | None, only: list[str] | None = None) -> dict[str, object]:
    """Read every catalogue strictly; counts, and the digest that answers name.

    Raises:
        LawError: one does not read, cites what is not there, or has a label that leads to two places.
    """
    book = Charges(folder)
    named = {country.upper() for country in only or ()}
    wanted = [country for country in book.countries if not named or country in named]
    laws = [book.catalogue(country) for country in wanted]
    return {
        "catalogues": len(laws),
        "charges": sum(len(law.charges) for law in laws),
        "bundles": sum(len(law.bundles) for law in laws),
        "labels": sum(len(entry.names) for law in laws for entry in law.entries.values()),
        "codes": sum(len(table.codes) for law in laws for table in law.code_systems.values()),
        "digest": book.digest,
    }


def checked_text(found: dict[str, object]) -> str:
    """The counts as one sentence."""
    return (
        f"Charge lines: {found['catalogues']} catalogues, {found['charges']} charges, {found['bundles']} bundles, "
        f"{found['labels']:,} labels, {found['codes']} codes:\nevery one cited, no two intervals of a rate "
        "overlap, and no label leads to two places without saying what decides.\n"
    )


def charge_lines(folder: str | None, country: str) -> Iterator[str]:
    """The charges of a country, one on a line; nothing where there is no catalogue."""
    book = Charges(folder)
    if country not in book.countries:
        return
    law = book.catalogue(country)
    yield f"\n== charges ({law.digest.removeprefix('sha256:')[:12]}, checked {law.checked_on})"
    for charge in law.charges:
        yield _charge(charge)
    for bundle in law.bundles:
        splits = f", {len(bundle.splits)} splits" if bundle.splits else ""
        yield f"{bundle.id}  bundle of {', '.join(bundle.parts) or 'several'}{splits}: {bundle.says}"
    yield from _rest(law)


def _charge(charge: Charge) -> str:
    payers = ", ".join(dict.fromkeys(f"{one.payer} {one.credit}" for one in charge.shares))
    years = f" · {charge.valid_from or ''} to {charge.valid_until or ''}"
    dated = years if charge.valid_from or charge.valid_until else ""
    return (
        f"{charge.id}  {charge.category} · certificate {charge.certificate_effect} · {payers or 'no charge'}"
        f"{dated} · confidence {charge.confidence} · {', '.join(charge.source)}"
    )


def _rest(law: Catalogue) -> Iterator[str]:
    for trap in law.traps:
        yield f"trap {', '.join(trap.labels)}: {trap.says}"
    for charge in law.charges:
        for fact in charge.general_knowledge:
            yield f"general knowledge, not looked up ({charge.id}): {fact}"
    for item in law.unknown:
        yield f"not known: {item}"
