"""Disposal of partners' messages that hang on no request of the house: copies of certificates, determinations, questions."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import transaction

from totalis.authority.models import ExchangeMessage
from totalis.authority.selectors.retention import first_day_kept, policy_of
from totalis.authority.selectors.retention_messages import (
    conversation_of,
    cover_until,
    old_messages,
)
from totalis.webbase.accounts.actor import Actor
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.authority.models import RetentionPolicy
    from totalis.webbase.accounts.models import Organisation

log = logging.getLogger(__name__)
MACHINE = "Retention policy"
BATCH = 200
BLANK = {"text": "", "proof": {}, "last_error": ""}
"""What stands afterwards in place of what a message said and of what proved it."""


def dispose_messages(*, policy: RetentionPolicy, at: datetime, most: int) -> int:
    """Dispose of conversations with partners that the policy reaches, so many messages at most; answers of how many.

    What still covers a day that is not older than the policy stays. Each conversation is a transaction of its own.
    """
    house, count, last = policy.organisation, 0, 0
    while count < most and policy_of(house) == policy:
        rows = old_messages(house, policy.years, at.date()).filter(pk__gt=last)
        batch = list(rows.only("pk", "partner", "conversation")[:BATCH])
        if not batch:
            break
        for row in batch:
            last = row.pk
            try:
                count += dispose_conversation(row=row, policy=policy, at=at)
            except Exception:
                log.exception("Message %s was not disposed of; the next night tries again", row.pk)
    return count


def dispose_conversation(*, row: ExchangeMessage, policy: RetentionPolicy, at: datetime) -> int:
    """Dispose of a message and what belongs to its conversation, if the policy still reaches it; answers of how many messages."""
    house = policy.organisation
    with transaction.atomic():
        held = list(conversation_of(row).select_for_update(of=("self",)))
        reached = old_messages(house, policy.years, at.date()).filter(pk=row.pk).exists()
        until = cover_until(held)
        kept = until is not None and until >= first_day_kept(at.date(), policy.years)
        if not reached or kept or policy_of(house) != policy:
            return 0
        ExchangeMessage.objects.filter(pk__in=[one.pk for one in held]).update(**BLANK)
        record(
            actor=the_policy(house),
            verb="disposed of partner's messages",
            subject=row.conversation or row.identifier,
            at=at,
            details={"policy": policy.pk, "messages": len(held), "partner": row.partner.country},
        )
    return len(held)


def the_policy(house: Organisation) -> Actor:
    """The policy as it acts: no user, no rights."""
    return Actor(
        user=None,
        organisation=house,
        roles=frozenset(),
        rights=frozenset(),
        machine=MACHINE,
    )
