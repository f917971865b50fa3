"""Whoever decides and whoever acts in the register lock in one order: none waits for the other in a circle.

In threads with connections of their own. Only PostgreSQL (`--database postgresql`) can show a circle, and ends it by refusing one
of the two; on SQLite they follow each other.
"""

from __future__ import annotations

import time
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from tests.authority.cast import NOW, assessed, sent
from tests.authority.public.test_following import CORRECTION, REPLACEMENT, at_once, issue, mend
from totalis.authority.models import FreePlace, IssuedCertificate, Standing
from totalis.authority.services.deciding import Given, confirm, decide
from totalis.authority.services.registering import copy_handed_out
from totalis.authority.services.registering_steps import in_force, note
from totalis.authority.services.status_lists import place_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.authority.cast import Office
    from totalis.authority.models import CoverageRequest, Decision

pytestmark = pytest.mark.django_db(transaction=True)
GIVEN = Given(kind="issue", override_reason="A slip of the pen.")


def in_the_middle(
    first: Callable[[], Any], last: Callable[[], Any], other: Callable[[], Any]
) -> Any:
    """What comes of another act that begins between the first and the last part of a transaction."""
    begun = Event()

    def slow() -> None:
        with transaction.atomic():
            first()
            begun.set()
            time.sleep(0.5)
            last()

    def after() -> Any:
        begun.wait(timeout=60)
        return other()

    return at_once(slow, after)[1]


def decided(office: Office, row: CoverageRequest) -> Decision:
    """Nora decides that it is issued."""
    nora = office.act("nora")
    return decide(actor=nora, request=row, assessment=assessed(row), given=GIVEN, at=NOW)


@pytest.mark.parametrize("form", [CORRECTION, REPLACEMENT])
def test_a_second_person_and_the_register_do_not_wait_for_each_other(
    office: Office, form: str
) -> None:
    earlier = issue(office, sent(office))
    former = IssuedCertificate.objects.get()
    row = mend(office, earlier, form)
    made, petra, nora = decided(office, row), office.act("petra"), office.act("nora")
    assert made.needs_second
    copy: dict[str, Any] = {"actor": nora, "certificate": former, "to": "The worker", "at": NOW}
    found = in_the_middle(
        lambda: in_force(nora, former),
        lambda: copy_handed_out(**copy),
        lambda: confirm(actor=petra, decision=made, at=NOW),
    )
    assert found == made
    former.refresh_from_db()
    assert former.standing == Standing.REPLACED
    assert IssuedCertificate.objects.get(request=row).replaces == former
    assert former.entries.filter(kind="copied", reason="The worker").exists()


def test_places_that_are_drawn_are_drawn_before_the_chain_is_held(office: Office) -> None:
    earlier = issue(office, sent(office))
    former, nora = IssuedCertificate.objects.get(), office.act("nora")
    row = sent(office, answers={"worker_ssn": "536-90-4398", "worker_full_name": "Bea Long"})
    FreePlace.objects.all().delete()
    found = in_the_middle(
        lambda: place_for(organisation=office.organisation, at=NOW),
        lambda: note(nora, former, "took certificate", NOW, {}),
        lambda: decide(
            actor=nora, request=row, assessment=assessed(row), given=Given(kind="issue"), at=NOW
        ),
    )
    assert found.kind == "issue"
    assert IssuedCertificate.objects.filter(request=row).exists()
    assert earlier.state == "completed"
