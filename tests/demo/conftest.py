"""The demonstration, played once for all tests of a file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.urls import clear_url_caches, set_urlconf

import totalis.site.settings
from tests.web.conftest import (  # noqa: F401 - the browser's fixtures, for these tests too
    axe,
    axe_source,
    browser,
    narrow_page,
    page,
    shoot,
)
from totalis.site.demo.cast import Cast, make_cast
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


@pytest.fixture
def cast(db: None) -> Cast:  # noqa: ARG001 - it is needed for what it does
    """The people of the demonstration, without cases."""
    return make_cast(clock.now())


@pytest.fixture
def demonstration(settings):
    """The same site, with the setting that `totalis demo` sets."""
    settings.DEMO = True
    settings.ROOT_URLCONF = "tests.demo.urls"
    templates = Path(totalis.site.settings.__file__).parent / "demo/sign_in"
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [templates]}]
    clear_url_caches()
    yield
    clear_url_caches()
    set_urlconf(None)
