"""The strict reader of charge catalogues, with every problem at once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from totalis.facts.countries import COUNTRIES
from totalis.kernel.digest import digest_bytes
from totalis.kernel.errors import InputError, LawError
from totalis.kernel.reading import read_text, show
from totalis.lawbook.charges.checks import ChargeChecks
from totalis.lawbook.charges.model import Catalogue
from totalis.lawbook.structure import StructureReader

SCHEMA = "totalis/law/charges/1"
PARTS = {"CA-QC": "CA"}
"""Parts of a country with an understanding of their own."""


def read_catalogue(data: bytes | str, name: str) -> Catalogue:
    """Read one catalogue.

    Raises:
        LawError: with every problem of the file.
    """
    try:
        document = read_text(data, name)
    except InputError as error:
        raise LawError(error.problems) from None
    reader = StructureReader(document, {})
    reader.hooks[Decimal] = lambda value, path: _decimal(reader, value, path)
    top = dict(document.value) if isinstance(document.value, dict) else {}
    found = top.pop("schema", None)
    if found != SCHEMA:
        reader.problem("schema", str(found), SCHEMA, f"Write `schema: {SCHEMA}`.")
    country = str(top.get("country", ""))
    if PARTS.get(country, country) not in COUNTRIES:
        reader.problem("country", country or "nothing", "a country code", "Name whose charges.")
    raw = data.encode() if isinstance(data, str) else data
    catalogue = reader.read(Catalogue, top, "", digest=digest_bytes(raw))
    if catalogue is not None:
        ChargeChecks(reader, catalogue).run()
    if reader.problems or catalogue is None:
        raise LawError(reader.problems)
    return catalogue


def _decimal(reader: StructureReader, value: Any, path: str) -> Decimal | None:  # noqa: ANN401
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value)
    reader.problem(path, show(value), "a number such as 6.80", "Write the number alone.")
    return None
