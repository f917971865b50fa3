"""How contributions come back: the shape of `lawbook/parameters/refunds.yaml` and its strict reader.

Interface: `refunds()`; `refunds().of(country, payer)` gives the routes, first choice first; none is unknown law.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from totalis.earnings.parameters import FOLDER
from totalis.kernel.dates import Duration
from totalis.lawbook.model import Model, Remark, Source
from totalis.lawbook.parameters_reading import read_law
from totalis.tables.codes import COUNTRIES

if TYPE_CHECKING:
    from totalis.lawbook.structure import StructureReader

SCHEMA = "totalis/law/refunds/1"


class Event(StrEnum):
    """From which day a time runs."""

    PAYMENT = "payment"
    END_OF_PAYMENT_YEAR = "end_of_payment_year"
    END_OF_PERIOD_YEAR = "end_of_period_year"
    END_OF_UK_TAX_YEAR = "end_of_uk_tax_year"
    KNOWLEDGE = "knowledge"
    US_EMPLOYMENT_RETURN = "us_employment_return"
    US_INCOME_RETURN = "us_income_return"


class Combine(StrEnum):
    """Which of several last days counts."""

    LATEST = "latest"
    EARLIEST = "earliest"


class Payer(StrEnum):
    """Who bore a contribution."""

    EMPLOYEE = "employee"
    EMPLOYER = "employer"
    SELF_EMPLOYED = "self_employed"


class Running(Model, frozen=True, kw_only=True):
    """One time that runs: from which event, how long."""

    runs_from: Event
    limit: str
    says: str
    source: tuple[str, ...]


class Limitation(Model, frozen=True, kw_only=True):
    """Until when a refund can be asked for."""

    combine: Combine
    terms: tuple[Running, ...]


class Route(Model, frozen=True, kw_only=True):
    """One way in which contributions come back."""

    id: str
    country: str
    payers: tuple[Payer, ...]
    asks: str
    form: str
    says: str
    source: tuple[str, ...]
    limitation: Limitation | None = None
    second: bool = False
    """Only where the first way fails."""
    minds: tuple[Remark, ...] = ()


class Refunds(Model, frozen=True, kw_only=True):
    """The whole file."""

    key: str
    says: str
    sources: dict[str, Source]
    routes: tuple[Route, ...]
    unknown: tuple[str, ...]

    def of(self, country: str, payer: str) -> tuple[Route, ...]:
        """The routes for what a payer paid in a country; an unknown payer gets each of them."""
        known = {one.value for one in Payer}
        fit = [
            route
            for route in self.routes
            if route.country == country and (payer not in known or Payer(payer) in route.payers)
        ]
        return tuple(sorted(fit, key=lambda route: route.second))


@cache
def refunds() -> Refunds:
    """The routes of every country that was read.

    Raises:
        LawError: the file does not read.
    """
    return read_refunds((FOLDER / "refunds.yaml").read_bytes(), "refunds.yaml")


def read_refunds(data: bytes | str, name: str) -> Refunds:
    """Read a file of refund routes.

    Raises:
        LawError: with every problem of the file.
    """
    return read_law(data, name, Refunds, SCHEMA, _checks)


def _checks(reader: StructureReader, read: Refunds) -> None:
    """Each route once, in a country that exists; each limit a duration."""
    seen: set[str] = set()
    for place, route in enumerate(read.routes):
        path = f"routes[{place}]"
        if route.id in seen:
            reader.problem(f"{path}.id", route.id, "each id once", "Give it another.")
        seen.add(route.id)
        if route.country not in COUNTRIES:
            reader.problem(f"{path}.country", route.country, "a country code", "Correct it.")
        for index, term in enumerate(route.limitation.terms if route.limitation else ()):
            _duration(reader, term.limit, f"{path}.limitation.terms[{index}].limit")


def _duration(reader: StructureReader, text: str, path: str) -> None:
    try:
        Duration.parse(text)
    except ValueError:
        reader.problem(path, text, "a duration such as P3Y", "Write it in whole years or months.")
