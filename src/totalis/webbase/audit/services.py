"""One service: add an entry to the end of an organisation's chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from totalis.webbase.audit.entry import digest_of, genesis, plain
from totalis.webbase.audit.models import AuditEntry, ChainHead
from totalis.webbase.secrets.masking import without_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from totalis.webbase.accounts.actor import Actor

SUBJECT_LENGTH = 200
WHO_LENGTH = 320


def record(
    *,
    actor: Actor,
    verb: str,
    subject: str,
    at: datetime,
    case_reference: str = "",
    details: Mapping[str, object] | None = None,
) -> AuditEntry:
    """Say in the chain who did what; call it in the transaction that does it, so that both stand or neither.

    `details` is plain data and never holds a personal number or a day of birth. Entries of one organisation wait for
    each other from here to the end of the transaction, so call it late.
    """
    organisation = actor.organisation
    with transaction.atomic():
        head, _ = ChainHead.objects.select_for_update().get_or_create(
            organisation=organisation, defaults={"digest": genesis(organisation.pk)}
        )
        entry = AuditEntry(
            organisation=organisation,
            number=head.number + 1,
            at=at,
            user=actor.user,
            who=actor.label[:WHO_LENGTH],
            verb=verb,
            subject=without_numbers(subject)[:SUBJECT_LENGTH],
            case_reference=case_reference,
            details=plain(dict(details or {})),
            previous=head.digest,
        )
        entry.digest = digest_of(entry)
        entry.save(force_insert=True)
        head.number, head.digest = entry.number, entry.digest
        head.save(update_fields=["number", "digest"])
    return entry
