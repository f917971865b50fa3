"""What tests of the languages share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.authority.cast import NOW

if TYPE_CHECKING:
    from datetime import date


@pytest.fixture
def noon() -> date:
    """The day of the stopped clock."""
    return NOW.date()
