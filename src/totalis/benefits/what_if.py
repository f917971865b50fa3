"""What would change an estimate: a year more in either system, a claim a year later, a posting under one system or the other.

Pure, like the estimate: each answer is the same computation on a changed record. What a foreign system pays is not known here and never guessed.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal  # noqa: TC003 - msgspec reads it when it makes the schema
from itertools import chain
from typing import TYPE_CHECKING, Any

import msgspec

from totalis.benefits.answer import Part, schema_of
from totalis.benefits.days import MONTHS
from totalis.benefits.estimate import estimate
from totalis.benefits.figures import Figures
from totalis.benefits.law import rules_law
from totalis.benefits.outcome import BenefitOutcome, difference, outcome_of
from totalis.benefits.record import MOST, PLACED_FROM, Kind, Period
from totalis.benefits.rounding import dollars
from totalis.benefits.what_if_posting import PostingAnswer, compare
from totalis.facts.countries import with_article
from totalis.kernel.dates import day_words
from totalis.kernel.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from totalis.benefits.record import Record
    from totalis.benefits.what_if_posting import Posting

SCHEMA = "totalis/benefits-what-if/1"
WORKING_AGE = 16


class Change(Part, frozen=True, kw_only=True):
    """One change of the record, and what it does."""

    name: str
    """`us_year`, `foreign_year` or `claim_later`."""
    says: str
    before: BenefitOutcome | None
    """What it is compared with: the record as it is, in the same month."""
    after: BenefitOutcome | None
    pia_change: Decimal | None
    monthly_change: Decimal | None
    problem: str
    """Why it cannot be computed; empty where it was."""


class WhatIf(Part, frozen=True, kw_only=True):
    """What would change an estimate."""

    schema: str = SCHEMA
    now: BenefitOutcome
    changes: tuple[Change, ...]
    posting: PostingAnswer | None
    statement: str


def what_if(
    record: Record,
    *,
    posting: Posting | None = None,
    in_force: Mapping[str, date] | None = None,
) -> WhatIf:
    """What a year more, a later claim and a posting under either system would change.

    Args:
        record: The worker and the claim.
        posting: A stay abroad that is not in the record.
        in_force: When each country's agreement entered into force; the lawbook's days if left out.

    Raises:
        InputError: the record needs a figure that is not published, or the posting cannot be.
    """
    now = outcome_of(estimate(record, in_force=in_force))
    changed = chain(_us_year(record), _foreign_year(record, now), _claim_later(record))
    return WhatIf(
        now=now,
        changes=tuple(_done(*one, in_force) for one in changed),
        posting=None if posting is None else compare(record, posting, in_force),
        statement=rules_law().statement,
    )


def _done(
    name: str, says: str, before: Record, after: Record, in_force: Mapping[str, date] | None
) -> Change:
    """One change worked out; a figure that is not published is its problem and nobody else's."""
    try:
        old = outcome_of(estimate(before, in_force=in_force))
        new = outcome_of(estimate(after, in_force=in_force))
    except InputError as error:
        missing = ", ".join(problem.path for problem in error.problems)
        return Change(
            name=name,
            says=says,
            before=None,
            after=None,
            pia_change=None,
            monthly_change=None,
            problem=f"Not published: {missing}. Suppose it with `projection`.",
        )
    return Change(
        name=name,
        says=says,
        before=old,
        after=new,
        pia_change=difference(old.pia, new.pia),
        monthly_change=difference(old.monthly_benefit, new.monthly_benefit),
        problem="",
    )


Changed = tuple[str, str, "Record", "Record"]


def _years(record: Record) -> Iterator[int]:
    """Years in which somebody of working age could have worked before the claim, the latest first."""
    first = max(record.birth_year + WORKING_AGE, PLACED_FROM)
    return iter(range(min(record.last_year, record.claim_year - 1), first - 1, -1))


def _us_year(record: Record) -> Iterator[Changed]:
    """The latest year with fewer than four US quarters, filled with the least that gives four."""
    for year in _years(record):
        if record.quarters.get(year, 0) < MOST:
            figures = Figures(record.projection)
            least = max(record.earnings.get(year, 0), MOST * figures.quarter(year))
            earnings = {**record.earnings, year: least}
            quarters = {**record.quarters, year: MOST}
            more = msgspec.structs.replace(record, earnings=earnings, quarters=quarters)
            says = (
                f"US earnings of ${dollars(least):,} in {year}, the least that gives four quarters."
            )
            yield "us_year", says, record, more
            return


def _foreign_year(record: Record, now: BenefitOutcome) -> Iterator[Changed]:
    """A whole year more in the foreign country, in the latest year that has neither coverage; else beside US quarters."""
    names = [period.country for period in record.foreign]
    if not names:
        return
    country = now.country or names[0]
    taken = {
        year
        for period in record.foreign
        if period.country == country
        for year in range(period.start.year, period.end.year + 1)
    }
    free = [year for year in _years(record) if year not in taken]
    empty = [year for year in free if not record.quarters.get(year)]
    if not free:
        return
    year = (empty or free)[0]
    if record.death is not None and date(year, 12, 31) > record.death:
        return
    more = Period(country=country, start=date(year, 1, 1), end=date(year, 12, 31))
    changed = msgspec.structs.replace(record, foreign=(*record.foreign, more))
    says = f"Coverage in {with_article(country)} from {day_words(more.start)} to {day_words(more.end)}."
    yield "foreign_year", says, record, changed


def _claim_later(record: Record) -> Iterator[Changed]:
    """The same record claimed a year later, both seen in the first month of the later claim."""
    if record.kind is not Kind.OLD_AGE:
        return
    month = max(record.claim + MONTHS, record.benefit)
    before = msgspec.structs.replace(record, benefit=month)
    after = msgspec.structs.replace(record, claim=record.claim + MONTHS, benefit=month)
    yield "claim_later", "A claim twelve months later.", before, after


def what_if_schema() -> dict[str, Any]:
    """The JSON Schema of `totalis/benefits-what-if/1`."""
    return schema_of(WhatIf, SCHEMA, "What would change an estimate")
