"""Periodic work: what was stored and serves nothing is let go: contents without a row, rows that no record names."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Exists, ManyToOneRel, OuterRef

from totalis.webbase.files.models import Blob
from totalis.webbase.files.store import store, stored_names
from totalis.webbase.notices.jobs import every

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

AFTER = timedelta(days=1)
UNUSED_AFTER = timedelta(days=7)
"""A file that somebody looked at, and a packet that is being drawn, find their record within a day."""


@every(hours=24)
def sweep(at: datetime) -> list[str]:
    """Remove contents and drafts older than a day that no row names; answers their names."""
    swept = []
    for name in stored_names():
        if store().get_modified_time(name) > at - AFTER:
            continue
        if not Blob.objects.filter(store_name=name).exists():
            store().delete(name)
            swept.append(name)
    return swept


@every(hours=24)
def let_go_unused(at: datetime) -> int:
    """Remove the rows that no record names: of files that were looked at and not taken, of packets that came to nothing.

    Their contents go with the next sweep. Answers how many.
    """
    gone = 0
    for blob in unused().filter(kept_at__lt=at - UNUSED_AFTER):
        try:
            with transaction.atomic():
                blob.delete()
        except IntegrityError:  # a record took it in this very moment
            continue
        gone += 1
    return gone


def unused() -> QuerySet[Blob]:
    """The rows that nothing in any app refers to."""
    rows = Blob.objects.all()
    for relation in Blob._meta.get_fields(include_hidden=True):  # noqa: SLF001 - Django's documented door
        if isinstance(relation, ManyToOneRel):
            named = relation.field.model._default_manager  # noqa: SLF001 - Django's documented door
            rows = rows.exclude(Exists(named.filter(**{relation.field.name: OuterRef("pk")})))
    return rows
