"""The demonstration, with every case of every house: nothing points astray, and every chain is whole."""

from __future__ import annotations

import pytest

from tests.desk.cast import NOW
from tests.desk.whole.belonging import astray
from totalis.casework.models import Case
from totalis.site.demo.load import load
from totalis.webbase.accounts.models import Organisation
from totalis.webbase.audit.selectors import verify_chain


@pytest.mark.django_db
def test_the_demonstration_points_at_its_own_alone():
    assert load(NOW) == Case.objects.count()
    assert Case.objects.values("organisation").distinct().count() > 1
    assert not astray()
    assert {house.slug: verify_chain(house) for house in Organisation.objects.all()} == {
        house.slug: [] for house in Organisation.objects.all()
    }
