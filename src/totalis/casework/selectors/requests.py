"""The request of a case as its page and its services read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.casework.models import CertificateRequest, FactStatement, RecordRevision

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.casework.models import Case


def request_of(case: Case) -> CertificateRequest | None:
    """The request of a case, if one was begun."""
    return CertificateRequest.objects.filter(case=case).first()


def writers_of_fields(case: Case, until: datetime) -> dict[str, int]:
    """Who wrote the value that each field of the request had at a moment: field to the key of a user.

    A value that was saved again unchanged stays with whoever wrote it first.
    """
    writers: dict[str, int] = {}
    before: dict[str, tuple[str, str]] = {}
    revisions = RecordRevision.objects.filter(case=case, kind="request", made_at__lte=until)
    for revision in revisions.order_by("made_at", "pk"):
        now = {
            item["field"]: (item["value"], item.get("evidence", ""))
            for item in revision.content.get("fields", ())
        }
        changed = [name for name, given in now.items() if before.get(name) != given]
        if revision.made_by_id is not None:
            writers.update(dict.fromkeys(changed, revision.made_by_id))
        writers = {name: user for name, user in writers.items() if name in now}
        before = now
    return writers


def authors_of_fields(case: Case, until: datetime) -> set[int]:
    """The keys of the users who wrote what stood in the request's fields at a moment."""
    return set(writers_of_fields(case, until).values())


def authors_of_facts(case: Case, until: datetime) -> set[int]:
    """The keys of the users who stated what the facts were at a moment, the last for each fact."""
    rows = FactStatement.objects.filter(case=case, made_at__lte=until, made_by__isnull=False)
    last = dict(rows.order_by("made_at", "pk").values_list("place", "made_by"))
    return set(last.values())
