"""The cast, a stopped clock and the browser, as the desk's tests have them."""

from __future__ import annotations

from tests.desk.conftest import *  # noqa: F403
from tests.desk.conftest import _empty_cache, _stopped_clock  # noqa: F401
