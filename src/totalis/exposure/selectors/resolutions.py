"""What an organisation resolved, standing and withdrawn, and what a person may choose from when she resolves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count
from django.http import Http404

from totalis.exposure.models import ChargeResolution
from totalis.exposure.selectors.catalogues import catalogue_of, country_name
from totalis.exposure.selectors.words import CATEGORIES, category

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from totalis.exposure.selectors.words import Word
    from totalis.webbase.accounts.actor import Actor

SHOWN = 200


class Said(NamedTuple):
    """A resolution in the list."""

    row: ChargeResolution
    word: Word
    country: str
    lines: int


def resolutions_of(actor: Actor) -> QuerySet[ChargeResolution]:
    """The resolutions of the organisation, the newest first."""
    rows = ChargeResolution.objects.of(actor.organisation).select_related("organisation")
    return rows.order_by("-made_at", "-pk")


def resolution_of(actor: Actor, number: int) -> ChargeResolution:
    """One resolution.

    Raises:
        Http404: the organisation has none of that number.
    """
    row = resolutions_of(actor).filter(pk=number).first()
    if row is None:
        raise Http404
    return row


def listed(actor: Actor) -> tuple[list[Said], list[Said]]:
    """What stands and what was withdrawn, with how many lines each reaches today."""
    rows = resolutions_of(actor).annotate(reached=Count("answers"))[:SHOWN]
    found = [said_of(row, row.reached) for row in rows]
    return (
        [one for one in found if one.row.withdrawn_at is None],
        [one for one in found if one.row.withdrawn_at is not None],
    )


def said_of(row: ChargeResolution, lines: int) -> Said:
    """A resolution as pages show it."""
    return Said(row, category(row.category), country_name(row.agreement), lines)


def category_choices() -> list[tuple[str, str]]:
    """What a person may say that a line is."""
    return [
        (word.key, f"{word.label}: {word.says}")
        for word in CATEGORIES.values()
        if word.key != "unclear"
    ]


def charge_choices(agreement: str) -> list[tuple[str, str]]:
    """The entries of a country's catalogue, after a first line for none."""
    entries = [
        (one.id, f"{one.names[0] if one.names else one.id} ({category(one.category).label})")
        for one in catalogue_of(agreement).charges
        if one.category != "unclear"
    ]
    return [("", "None of them, or not known"), *sorted(entries, key=lambda one: one[1].casefold())]
