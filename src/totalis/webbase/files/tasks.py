"""Periodic work: what was stored, but never got its row, is let go after a day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from totalis.webbase.files.models import Blob
from totalis.webbase.files.store import store, stored_names
from totalis.webbase.notices.jobs import every

if TYPE_CHECKING:
    from datetime import datetime

AFTER = timedelta(days=1)


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
