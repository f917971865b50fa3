"""What every test of the certificate service has: the office, a stopped clock, people signed in with and without a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from tests.authority.cast import NOW, Office, make_office
from tests.web.conftest import (  # noqa: F401 - the browser's fixtures, for these tests too
    axe,
    axe_source,
    browser,
    narrow_page,
    page,
    page_without_javascript,
    shoot,
)
from totalis.authority.keys import new_trial_keys
from totalis.webbase import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from totalis.authority.models import Agency


@pytest.fixture(autouse=True)
def _stopped_clock() -> Iterator[None]:
    with clock.stopped_at(NOW):
        yield


@pytest.fixture(autouse=True, scope="session")
def _signing_keys() -> None:
    """Trial keys in the data folder of this process, so that certificates can be issued."""
    new_trial_keys(name="Office of Certificates", country="US", at=NOW)


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """Limits and counts are kept in the cache; the next test must not find them."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def office(db: None) -> Office:  # noqa: ARG001 - it is needed for what it does
    """The agency with everybody of `tests.authority.cast`."""
    return make_office()


@pytest.fixture
def agency(office: Office) -> Agency:
    """The row of the agency."""
    return office.agency


@pytest.fixture
def as_person(office: Office) -> Callable[[str], Client]:
    """`as_person("nora")` is a client that is signed in as Nora."""

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(office.people[name], backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return signed_in


@pytest.fixture
def sign_in(
    as_person: Callable[[str], Client], live_server: LiveServer
) -> Callable[[Page, str], None]:
    """`sign_in(page, "nora")` gives a browser page Nora's session."""

    def with_session(browser_page: Page, name: str) -> None:
        cookie = as_person(name).cookies[settings.SESSION_COOKIE_NAME]
        browser_page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )

    return with_session
