"""Two organisations, a person in each, and what they act as."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import connection

from tests import databases
from totalis.webbase.accounts.actor import Actor
from totalis.webbase.accounts.models import Organisation, User

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def an_actor(slug: str, name: str) -> Actor:
    organisation = Organisation.objects.create(
        slug=slug, name=slug.title(), kind="employer", created_at=AT
    )
    user = User.objects.create_user(email=f"{name}@{slug}.example", name=name.title())
    return Actor(user=user, organisation=organisation, roles=frozenset(), rights=frozenset())


@pytest.fixture
def actor() -> Actor:
    """Ann, who acts in North."""
    return an_actor("north", "ann")


@pytest.fixture
def other() -> Actor:
    """Bob, who acts in South."""
    return an_actor("south", "bob")


@pytest.fixture
def environment() -> dict[str, str]:
    """The environment of a program that a test starts: the same database, keys and folders."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "totalis.site.settings",
        "TOTALIS_DATABASE_URL": databases.address(),
        "TOTALIS_DATA_DIR": str(settings.DATA_DIR),
        "TOTALIS_ENCRYPTION_KEYS": ",".join(settings.ENCRYPTION_KEYS),
    }


def at_once(calls: Iterable[Callable[[], Any]]) -> list[Any]:
    """What the calls answer, each made in a thread and on a connection of its own."""

    def closing(call: Callable[[], Any]) -> Any:
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=16) as pool:
        return list(pool.map(closing, calls))
