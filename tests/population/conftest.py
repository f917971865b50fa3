"""The desk's cast and browsers, for the pages of screening."""

from __future__ import annotations

from tests.desk.conftest import (  # noqa: F401 - the desk's fixtures, for these tests too
    _empty_cache,
    _stopped_clock,
    as_user,
    cast,
    sign_in,
)
from tests.web.conftest import (  # noqa: F401 - as above
    axe,
    axe_source,
    browser,
    narrow_page,
    page,
    page_without_javascript,
    shoot,
)
