"""Every record of every model stays in its house: what it points at belongs to the same organisation."""

from __future__ import annotations

import pytest

from tests.desk.whole.belonging import NOBODYS, astray, ours
from totalis.webbase.accounts.models import Owned

pytestmark = pytest.mark.django_db


def test_every_model_has_an_owner():
    free = {model._meta.label for model in ours() if not issubclass(model, Owned)}
    assert free == set(NOBODYS)


def test_a_house_points_at_its_own_alone(world):
    assert set(world.houses) == {"borealis", "cobalt"}
    assert not astray()
