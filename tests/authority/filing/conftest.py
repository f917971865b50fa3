"""Two desks that may file with the office, and one that may not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.authority.cast import FR_ANSWERS, NOW, fr_facts
from tests.authority.filing.signing import Desk
from totalis.authority.services.clients import add_client

if TYPE_CHECKING:
    from tests.authority.cast import Office


def known_to(office: Office, name: str) -> Desk:
    """A desk that the administrator has let in."""
    desk = Desk()
    add_client(actor=office.act("silas"), name=name, key=desk.public, at=NOW)
    return desk


@pytest.fixture
def borealis(office: Office) -> Desk:
    """A desk that may file."""
    return known_to(office, "Borealis Instruments")


@pytest.fixture
def cobalt(office: Office) -> Desk:
    """Another one."""
    return known_to(office, "Cobalt Software")


def filing(**more: Any) -> dict[str, Any]:
    """A body that is taken."""
    said = {
        "client_reference": "borealis:TC-2026-0001:1",
        "edition": "us-fr-employer-certificate-2026-11",
        "answers": dict(FR_ANSWERS),
        "facts": fr_facts(),
    }
    return said | more
