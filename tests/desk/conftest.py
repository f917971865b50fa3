"""What every test of the desk has: the cast, a stopped clock, people signed in with and without a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from tests.desk.cast import NOW, Cast, make_cast
from tests.web.conftest import (  # noqa: F401 - the browser's fixtures, for these tests too
    axe,
    axe_source,
    browser,
    narrow_page,
    page,
    page_without_javascript,
    shoot,
)
from totalis.webbase import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer


@pytest.fixture(autouse=True)
def _stopped_clock() -> Iterator[None]:
    with clock.stopped_at(NOW):
        yield


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """Counts are kept by the numbers of rows, which come again in the next test."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def cast(db: None) -> Cast:  # noqa: ARG001 - it is needed for what it does
    """Everybody of `tests.desk.cast`."""
    return make_cast()


@pytest.fixture
def as_user(cast: Cast) -> Callable[[str], Client]:
    """`as_user("ada")` is a client that is signed in as Ada."""

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(cast.people[name], backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return signed_in


@pytest.fixture
def sign_in(
    as_user: Callable[[str], Client], live_server: LiveServer
) -> Callable[[Page, str], None]:
    """`sign_in(page, "ada")` gives a browser page Ada's session."""

    def with_session(browser_page: Page, name: str) -> None:
        cookie = as_user(name).cookies[settings.SESSION_COOKIE_NAME]
        browser_page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )

    return with_session
