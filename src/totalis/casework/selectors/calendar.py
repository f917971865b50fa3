"""A person's calendar: the dates of the cases that she owns or acts in, in every organisation that lets her see them.

The feed has a secret address and no sign-in, so it names cases by reference and country, never a person or a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from icalendar import Calendar, Event

from totalis.casework.models import CalendarFeed, Case
from totalis.casework.selectors.frames import OWNERS_TURN
from totalis.facts.countries import COUNTRIES, name_of
from totalis.kernel.dates import read_day
from totalis.kernel.digest import digest_bytes
from totalis.procedure.casefile import Stage
from totalis.webbase.accounts.rights import Right
from totalis.webbase.accounts.selectors import memberships_on, rights_through

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from totalis.webbase.accounts.models import Organisation, User

MOST_CASES = 1000
"""Of each organisation; those whose next date is nearest."""
KEPT_PAST = timedelta(days=60)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One date of one case."""

    uid: str
    day: date
    summary: str
    description: str
    slug: str
    reference: str
    changed: datetime


def digest_of_secret(secret: str) -> str:
    """What is kept of a feed's secret."""
    return digest_bytes(secret.encode())


def feed_of(secret: str) -> CalendarFeed | None:
    """The standing feed behind a secret, of a person who is not switched off."""
    return (
        CalendarFeed.objects.select_related("user")
        .filter(secret_digest=digest_of_secret(secret), revoked_at=None, user__is_active=True)
        .first()
    )


def standing_feeds(user: User) -> list[CalendarFeed]:
    """The feeds of a person that are not revoked, the newest first."""
    return list(
        CalendarFeed.objects.filter(user=user, revoked_at=None).order_by("-created_at", "-pk")
    )


def entries_of(user: User, today: date) -> list[Entry]:
    """Every date in a person's calendar, the earliest first; one query for each organisation."""
    found: list[Entry] = []
    memberships = memberships_on(today).filter(user=user)
    for one in memberships.select_related("organisation", "mandate").order_by("pk"):
        rights = {right.value for right in rights_through(one)}
        if Right.VIEW.value in rights:
            found.extend(_of_organisation(user, one.organisation, rights, today))
    return sorted(found, key=lambda entry: (entry.day, entry.uid))


def _of_organisation(
    user: User, organisation: Organisation, rights: set[str], today: date
) -> Iterator[Entry]:
    shared = sorted(rights.difference(OWNERS_TURN))
    rows = (
        Case.objects.of(organisation)
        .filter(Q(owner=user) | Q(next_right__in=shared))
        .exclude(stage=Stage.CLOSED)
        .only("reference", "partner", "dates", "changed_at", "owner")
        .order_by("next_due", "pk")[:MOST_CASES]
    )
    for case in rows:
        for given in case.dates:
            day = read_day(given["day"])
            concerns = case.owner_id == user.pk or given["right"] in shared
            if concerns and day >= today - KEPT_PAST:
                yield _entry(organisation, case, given, day)


def _entry(organisation: Organisation, case: Case, given: dict[str, Any], day: date) -> Entry:
    country = f", {name_of(case.partner)}" if case.partner in COUNTRIES else ""
    return Entry(
        uid=f"{organisation.slug}:{given['uid']}@totalis",
        day=day,
        summary=f"{case.reference}{country}: {given['says']}",
        description=organisation.name,
        slug=organisation.slug,
        reference=case.reference,
        changed=case.changed_at,
    )


def calendar_of(user: User, today: date, address: Callable[[str, str], str]) -> bytes:
    """The feed as iCalendar; the same bytes as long as nothing in it changes.

    Args:
        user: Whose feed.
        today: The day on which it is read.
        address: The address of a case's page, from organisation and reference.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Totalis//Case desk//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Totalis")
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for entry in entries_of(user, today):
        event = Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", entry.changed.astimezone(UTC))
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + ONE_DAY)
        event.add("summary", entry.summary)
        event.add("description", entry.description)
        event.add("url", address(entry.slug, entry.reference))
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
