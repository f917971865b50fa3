"""Periodic work."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from totalis.webbase.accounts.rights import Right
from totalis.webbase.accounts.selectors import people_with
from totalis.webbase.notices.jobs import every
from totalis.webbase.notices.services import notify
from totalis.webbase.tokens.selectors import counting_on

if TYPE_CHECKING:
    from datetime import datetime

REMIND = timedelta(days=14)


@every(hours=24)
def remind_of_keys(at: datetime) -> None:
    """Tell administrators two weeks before a key ends, so that no payroll run finds out first."""
    ending = counting_on(at.date()).filter(ends__lte=at.date() + REMIND)
    for key in ending.select_related("organisation").order_by("pk"):
        for person in people_with(key.organisation, Right.ADMINISTER, at.date()):
            notify(
                user=person,
                organisation=key.organisation,
                key=f"key-ends/{key.pk}",
                subject=f"The key {key.name} ends on {key.last_day:%-d %B %Y}",
                body=(
                    f"The program that holds {key} is refused from the day after. Make a new key, give it to the "
                    "program, and revoke this one."
                ),
                link=f"/desk/{key.organisation.slug}/keys/",
                at=at,
            )
