"""What takes long is drawn while nobody waits for it: outside every transaction."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.desk.cast import NOW, case_address
from tests.desk.proof.walk import released
from tests.desk.request import walk as request_walk
from totalis.casework.models import Export, Packet
from totalis.documents import packet, story
from totalis.webbase import clock
from totalis.webbase.audit.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def drawn(monkeypatch):
    """Whether a transaction was open, for each document that was set."""
    found = []

    def watched(module):
        typeset = module.typeset

        def watching(*args, **kwargs):
            found.append(connection.in_atomic_block)
            return typeset(*args, **kwargs)

        monkeypatch.setattr(module, "typeset", watching)

    watched(packet)
    watched(story)
    return found


def test_a_packet_is_drawn_before_anything_is_locked(cast, as_user, drawn):
    case = request_walk.ready(cast)
    with clock.stopped_at(NOW):
        answer = as_user("ada").post(case_address(case, "request/build"), {})
    assert answer.status_code == 302
    assert Packet.objects.count() == 1
    assert drawn == [False]


def test_a_proof_is_drawn_before_anything_is_locked(cast, as_user, drawn):
    case, _certificate = released(cast)
    drawn.clear()
    day = str(clock.today())
    address = case_address(case, "export/make")
    answer = as_user("ada").post(address, {"day": day, "known": "now"})
    assert answer.status_code == 302
    assert Export.objects.count() == AuditEntry.objects.filter(verb="exported proof").count() == 1
    assert drawn == [False]
