"""Small things that the tests of people share. Untyped on purpose: what is not there fails the test by itself."""

from __future__ import annotations

import re

from django.test import Client

from totalis.webbase.accounts.selectors import actor_for

PASSWORD = "correct-horse-battery-staple"  # noqa: S105 - of people who do not exist


def acting(user, slug, on):
    """The person as she acts there on that day, or None."""
    return actor_for(user, slug, on)


def visitor(**options):
    """A browser of its own that nobody is signed in with."""
    return Client(**options)


def found(pattern, text):
    """The first group of the first match."""
    return re.search(pattern, text)[1]  # type: ignore[index]
