"""The desk's cast and browsers, and an empty memory of what the sample kind was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.desk.conftest import (  # noqa: F401 - the desk's fixtures, for these tests too
    _empty_cache,
    _stopped_clock,
    as_user,
    cast,
    sign_in,
)
from tests.registers import samples
from tests.web.conftest import (  # noqa: F401 - as above
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
def _nothing_received() -> Iterator[None]:
    samples.received.clear()
    samples.withdrawn.clear()
    yield
    samples.received.clear()
    samples.withdrawn.clear()
