"""The chain: numbered without gaps, and whole."""

from __future__ import annotations

import pytest

from totalis.webbase import clock
from totalis.webbase.accounts.actor import Actor
from totalis.webbase.accounts.models import Organisation
from totalis.webbase.audit.selectors import entries_of, verify_chain
from totalis.webbase.audit.services import record

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor():
    organisation = Organisation.objects.create(
        slug="north", name="North", kind="employer", created_at=clock.now()
    )
    return Actor(user=None, organisation=organisation, roles=frozenset(), rights=frozenset())


def test_entries_are_numbered_and_chained(actor):
    for number in range(3):
        record(actor=actor, verb="noted", subject=f"thing {number}", at=clock.now())
    assert [entry.number for entry in entries_of(actor.organisation)] == [1, 2, 3]
    assert verify_chain(actor.organisation) == []


@pytest.mark.django_db(transaction=True)
def test_transactional(actor):
    record(actor=actor, verb="noted", subject="thing", at=clock.now())
    assert verify_chain(actor.organisation) == []
