"""People and rights: the desk's cast, and a fresh memory of who tried to sign in how often."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache

from tests.desk.conftest import (  # noqa: F401 - the cast and the browser, for these tests too
    _stopped_clock,
    as_user,
    axe,
    axe_source,
    browser,
    cast,
    narrow_page,
    page,
    page_without_javascript,
    shoot,
    sign_in,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSWORD = "correct-horse-battery-staple"  # noqa: S105 - of people who do not exist


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()
