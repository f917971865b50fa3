"""One world for a whole module: built once, each test's writes rolled back, everything gone at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from tests.desk.cast import NOW
from tests.desk.whole.world import World, make_world
from totalis.webbase import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.plugin import DjangoDbBlocker


@pytest.fixture(scope="module")
def built_world(
    django_db_setup: None,  # noqa: ARG001 - needed for what it does
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[World]:
    """The world of a module. It takes a second or two to build, so it is built once, in a transaction that never ends."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.stopped_at(NOW):
            made = make_world()
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def world(built_world: World, db: None) -> World:  # noqa: ARG001 - what a test writes is rolled back
    """The world, as it was built, for one test."""
    return built_world
