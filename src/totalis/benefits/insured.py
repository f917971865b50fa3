"""Insured status: how many quarters are needed and whether they are there, on US quarters and on combined ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from totalis.benefits.credits import Chunk, Reading, chunks
from totalis.benefits.days import QUARTERS
from totalis.benefits.pia import ELAPSED_FROM
from totalis.benefits.placing import Placed, place, us_counts
from totalis.benefits.record import Kind

if TYPE_CHECKING:
    from totalis.benefits.law import CreditingLaw
    from totalis.benefits.record import Record

SIX = 6
LEAST, MOST_REQUIRED = 6, 40
RECENT, RECENT_OF = 20, 40
CURRENT, CURRENT_OF = 6, 13
YOUNG_OF = 12
AGE_31 = 31
_USUAL = Reading()


class Recency(msgspec.Struct, frozen=True):
    """A test of recent work: so many of the quarters that end with the last one."""

    name: str
    needed: int
    first: int
    last: int

    @property
    def out_of(self) -> int:
        """How many quarters the window has."""
        return self.last - self.first + 1


class Tested(msgspec.Struct, frozen=True):
    """Quarters of one system, or of both, against what is needed."""

    quarters: int
    recent: int
    fully: bool
    recently: bool


class Standing(msgspec.Struct, frozen=True):
    """Insured status with one foreign country, or with none."""

    country: str
    us: Tested
    combined: Tested
    placed: Placed
    chunks: tuple[Chunk, ...] = ()

    @property
    def without(self) -> Standing:
        """The same on US quarters alone."""
        return Standing("", self.us, self.us, Placed(self.placed.us, frozenset()))


def required(record: Record) -> int:
    """Quarters for fully insured status: one for each year after 21 (or 1950) before 62, death or onset."""
    years = record.stop_year - 1 - max(record.birth_year + 21, ELAPSED_FROM)
    return min(max(years, LEAST), MOST_REQUIRED)


def recency(record: Record) -> Recency | None:
    """The test of recent work of a claim, if it has one.

    Disability 20 of 40, or half of the quarters since 21 under 31, unless blind; survivors 6 of 13.
    """
    last = record.cutoff
    if record.kind is Kind.SURVIVORS:
        return Recency("currently_insured", CURRENT, last - CURRENT_OF + 1, last)
    if record.kind is Kind.OLD_AGE or record.blind:
        return None
    if last >= record.turned_21 + QUARTERS * (AGE_31 - 21):
        return Recency("20_of_40", RECENT, last - RECENT_OF + 1, last)
    since = last - record.turned_21
    if since < YOUNG_OF:
        return Recency("under_31", SIX, last - YOUNG_OF + 1, last)
    return Recency("under_31", max(since // 2, SIX), last - since + 1, last)


def standing(
    record: Record,
    law: CreditingLaw,
    country: str = "",
    reading: Reading | None = None,
    *,
    through: int | None = None,
) -> Standing:
    """Insured status, with the periods of one country or of none.

    Args:
        record: The worker.
        law: Crediting by country.
        country: Whose periods are added; none where empty.
        reading: How open points are read.
        through: The last quarter that counts; that of the claim, onset or death if left out.
    """
    last = record.cutoff if through is None else through
    rule = law.rule(country)
    read = reading or _USUAL
    periods = [period for period in record.foreign if period.country == country]
    found = chunks(periods, rule, read, first_year=max(law.first_year, rule.first_year))
    placed = place(record, found, through=last)
    test = recency(record)
    us = sum(us_counts(record, through=last).values())
    need = required(record)
    alone = _recent(record, (), test)
    both = _recent(record, found, test)
    return Standing(
        country,
        Tested(us, alone, us >= need, test is None or alone >= test.needed),
        Tested(len(placed.all), both, len(placed.all) >= need, test is None or both >= test.needed),
        placed,
        found,
    )


def _recent(record: Record, found: tuple[Chunk, ...], test: Recency | None) -> int:
    """The most quarters that a window can hold: foreign ones from the front, or from the back."""
    if test is None:
        return 0
    counts = []
    for backward in (False, True):
        placed = place(record, found, backward=backward, through=test.last, window=test.first)
        counts.append(placed.count(test.first, test.last))
    return max(counts)
