"""By when the agency means to decide: business days, as the case desk counts them."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from totalis.procedure.waiting import business_days_after, is_business_day

if TYPE_CHECKING:
    from datetime import date


def due_day(received_on: date, business_days: int) -> date:
    """The last day of the service time: so many business days after the day of receipt, which does not count."""
    if not business_days:
        return received_on
    return next(islice(business_days_after(received_on), business_days - 1, None))


def business_days_between(first: date, last: date) -> int:
    """How many business days passed after `first`, up to and with `last`."""
    days = range(first.toordinal() + 1, last.toordinal() + 1)
    return sum(is_business_day(first.fromordinal(day)) for day in days)
