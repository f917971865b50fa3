"""A worker's record: what the computation looks at. Money in cents, months and quarters as numbers of `days`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

import msgspec

from totalis.benefits.days import MONTHS, QUARTERS, eve, quarter_of, quarter_of_month
from totalis.benefits.figures import Projection

AGE_62 = 62
AGE_70 = 70
PLACED_FROM = 1978
"""From this year quarters come from the year's amount and belong to no calendar quarter."""
MOST = 4


class Kind(StrEnum):
    """What is claimed on the record."""

    OLD_AGE = "old_age"
    DISABILITY = "disability"
    SURVIVORS = "survivors"


class Period(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """Days of coverage in another system, both ends included."""

    country: str
    start: date
    end: date
    units: Decimal | None = None
    """What the foreign agency certified for the whole period, in that country's unit."""
    units_by_year: dict[int, Decimal] = {}
    """The same year by year, for agencies that certify so."""


class Relation(StrEnum):
    """Who else is paid on the record."""

    SPOUSE = "spouse"
    CHILD = "child"
    WIDOW = "widow"
    MOTHER_FATHER = "mother_father"


class Relative(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """A member of the family with a claim."""

    relation: Relation
    birth: date | None = None
    claim: int | None = None
    """The first month of the benefit; the worker's where it was left out."""
    child_in_care: bool = False
    """A spouse with the worker's child under 16 or disabled in care: at any age, and without reduction for age."""


class Pension(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """A pension from work that US social security did not cover."""

    country: str
    monthly: int
    """In US cents at the first month of both."""
    first_month: int
    due_only_by_agreement: bool = False
    rests_on_residence: bool = False


class Record(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One worker, one claim. What follows from the facts alone is worked out once."""

    kind: Kind
    birth: date
    claim: int
    """First month of the benefit."""
    benefit: int
    """The month whose amount is asked for."""
    earnings: dict[int, int]
    """Covered US earnings a year, in cents."""
    quarters: dict[int, int]
    """US quarters of coverage a year."""
    placed: frozenset[int] = frozenset()
    """Calendar quarters before 1978 that are known to be US quarters."""
    foreign: tuple[Period, ...] = ()
    onset: date | None = None
    death: date | None = None
    blind: bool = False
    family: tuple[Relative, ...] = ()
    pensions: tuple[Pension, ...] = ()
    cap: bool = True
    """Whether 20 CFR 404.1918(a)(4) brings a higher pro rata amount down."""
    projection: Projection | None = None

    @cached_property
    def birth_year(self) -> int:
        """The year of birth as ages count: of the day before."""
        return eve(self.birth).year

    @cached_property
    def stop_year(self) -> int:
        """Year of first eligibility: of age 62, or of death or onset if earlier."""
        stops = [self.birth_year + AGE_62]
        stops += [day.year for day in (self.onset, self.death) if day is not None]
        return min(stops)

    @property
    def claim_year(self) -> int:
        """The year of the first benefit."""
        return self.claim // MONTHS

    @property
    def last_year(self) -> int:
        """The last year whose earnings count at first: of death, else the one before the claim."""
        return self.claim_year - 1 if self.death is None else self.death.year

    @property
    def wages_known(self) -> int:
        """The latest year whose wage index is available at first."""
        if self.death is not None:
            return self.death.year - 2
        return max(self.stop_year, self.claim_year) - 2

    @cached_property
    def cutoff(self) -> int:
        """The last calendar quarter that counts for insured status."""
        if self.onset is not None:
            return quarter_of(self.onset)
        return quarter_of_month(self.claim) if self.death is None else quarter_of(self.death)

    @property
    def turned_21(self) -> int:
        """The quarter in which age 21 was attained."""
        day = eve(self.birth)
        return QUARTERS * (day.year + 21) + (day.month - 1) // 3
