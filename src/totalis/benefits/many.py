"""Many records in one call: the same computation as one by one, without the steps, in columns.

`estimate_many(records)` gives one row a record, in their order. Records that differ only in what the amount does not look at
share nothing; what they share are the figures, the increases and the agreements, which are read once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from totalis.benefits.estimate import computed
from totalis.benefits.figures import Figures
from totalis.benefits.law import crediting_law
from totalis.benefits.verdict import BOTH, TOTALIZED
from totalis.kernel.errors import InputError
from totalis.lawbook.book import Lawbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from totalis.benefits.record import Record


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """What a table of records wants to know; money in cents, None where nothing can be computed."""

    us_quarters: int
    combined_quarters: int
    required_quarters: int
    benefit: str
    country: str | None
    """Whose periods were combined; None where none were needed, or none help."""
    theoretical_pia: int | None
    pro_rata_pia: int | None
    regular_pia: int | None
    monthly_benefit: int | None
    quarters_used: int
    out_of: int
    """Quarters over these are the fraction."""


def estimate_many(
    records: Iterable[Record], *, in_force: Mapping[str, date] | None = None
) -> Iterator[Row]:
    """A row for each record, in their order.

    Args:
        records: Of any kinds.
        in_force: When each agreement entered into force; the lawbook's days if left out.

    Raises:
        InputError: at the first record that needs a figure which is not published.
    """
    days = agreements() if in_force is None else in_force
    crediting_law()
    shared = Figures()
    for record in records:
        figures = shared if record.projection is None else Figures(record.projection)
        yield _row(record, figures, days)


def estimate_each(records: Iterable[Record | InputError]) -> Iterator[Row | InputError]:
    """A row for each record, and for each that cannot be its reason, in their order."""
    days = agreements()
    shared = Figures()
    for record in records:
        if isinstance(record, InputError):
            yield record
            continue
        figures = shared if record.projection is None else Figures(record.projection)
        try:
            yield _row(record, figures, days)
        except InputError as error:
            yield error


def agreements() -> dict[str, date]:
    """When each agreement entered into force."""
    law = Lawbook()
    return {country: law.agreement(country).in_force for country in law.countries}


def _row(record: Record, figures: Figures, days: Mapping[str, date]) -> Row:
    result = computed(record, in_force=days, figures=figures)
    judged, found, pay = result.verdict, result.amount, result.paid
    used, out_of = (0, 0) if found is None else found.fraction
    worker = pay is not None and judged.eligible and record.death is None
    return Row(
        us_quarters=judged.alone.us.quarters,
        combined_quarters=judged.shown.combined.quarters,
        required_quarters=judged.required,
        benefit=judged.benefit,
        country=judged.shown.country if judged.benefit in (TOTALIZED, BOTH) else None,
        theoretical_pia=None if found is None else found.best.theory.amount,
        pro_rata_pia=None if pay is None else pay.share,
        regular_pia=None if found is None else found.best.regular.amount,
        monthly_benefit=pay.monthly if pay is not None and worker else None,
        quarters_used=used,
        out_of=out_of,
    )
