"""People and rights: the desk's cast, and a fresh memory of who tried to sign in how often."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache

from tests.desk.conftest import (  # noqa: F401 - the cast, for these tests too
    _stopped_clock,
    as_user,
    cast,
    sign_in,
)
from tests.web.conftest import (  # noqa: F401 - the browser's fixtures, likewise
    axe,
    axe_source,
    browser,
    narrow_page,
    page,
    page_without_javascript,
    shoot,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()
