"""The demonstration, played once for all tests of a file."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from totalis.site.demo.load import load
from totalis.webbase import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.plugin import DjangoDbBlocker

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
"""A Sunday."""


@pytest.fixture(scope="module")
def played(
    django_db_setup: None,  # noqa: ARG001 - it makes the database
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[int]:
    """The whole demonstration in the test database, taken back at the end; answers the number of cases."""
    with django_db_blocker.unblock(), clock.stopped_at(NOW), transaction.atomic():
        yield load(NOW)
        transaction.set_rollback(True)
