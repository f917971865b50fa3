"""Proving a chain: a short one at once, a long one by the worker, part after part, so that nobody waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django_tasks import task

from totalis.webbase import clock
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.models import Organisation, User
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.proved import proving, read, written
from totalis.webbase.audit.selectors import begin_proof, go_on, length_of
from totalis.webbase.notices.services import notify

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.audit.selectors import Proof

AT_ONCE = 5_000
"""So many entries are proved while somebody waits: about a second."""
PART = 20_000
"""Entries in one task: some seconds, so that no other work of the worker waits long."""


def have_proved(*, actor: Actor, link: str, at: datetime) -> Proof:
    """Have the chain proved; where it is long, by the worker, once however often it is asked: the answer is not done then.

    Args:
        actor: Who asks, and of which organisation.
        link: The page of the history, for the notice at the end.
        at: The time.

    Raises:
        MissingRightError: the person may not see it.
    """
    require(actor, Right.VIEW)
    house = actor.organisation
    begun = begin_proof(house)
    if length_of(house) <= AT_ONCE:
        return go_on(house, begun)
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=house.pk)  # of two that ask, one begins
        going = proving(house, at)
        if going is None:
            asked_by = actor.user.pk if actor.user else None
            prove_on.enqueue(house.pk, asked_by, written(begun), link)
    return going or begun


@task()
def prove_on(
    organisation_id: int, user_id: int | None, said: dict[str, Any], link: str
) -> dict[str, Any]:
    """Prove the next part of a chain, and order the one after it; at the end whoever asked is told."""
    house = Organisation.objects.get(pk=organisation_id)
    proof = go_on(house, read(said), most=PART)
    with transaction.atomic():
        if not proof.done:
            prove_on.enqueue(organisation_id, user_id, written(proof), link)
        elif user_id is not None:
            _tell(house, User.objects.get(pk=user_id), proof, link, clock.now())
    return written(proof)


def _tell(house: Organisation, user: User, proof: Proof, link: str, at: datetime) -> None:
    broken = len(proof.problems)
    notify(
        user=user,
        organisation=house,
        key=f"chain/{at.isoformat()}",
        subject="The chain is broken" if broken else "The chain is whole",
        body=(
            f"{broken} of what was looked at is wrong. The history says what."
            if broken
            else f"{proof.number} entries, each follows on the one before."
        ),
        link=link,
        at=at,
    )
