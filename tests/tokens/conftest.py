"""Keys of machines: the desk's cast, and somebody of Borealis who administers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests.desk.cast import NOW
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
    shoot,
)
from totalis.webbase.tokens.scopes import Scope
from totalis.webbase.tokens.services import MadeKey, make_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.desk.cast import Cast

LAST_DAY = date(2027, 11, 22)


@pytest.fixture
def made(cast: Cast) -> Callable[..., MadeKey]:  # noqa: F811 - the fixture
    """`made()` is a key of Borealis that may ask; keywords change it."""

    def make(who: str = "eve", **more: Any) -> MadeKey:
        given = {"name": "Payroll run", "scopes": frozenset({Scope.GATE_ASK})} | more
        return make_key(**{"actor": cast.act(who), "last_day": LAST_DAY, "at": NOW, **given})

    return make
