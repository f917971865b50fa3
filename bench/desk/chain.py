"""The audit chain of an organisation: real entries in the order of time, each with the digest of the one before."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import connection

from totalis.kernel.digest import digest
from totalis.webbase.audit.entry import FORM, genesis, moment
from totalis.webbase.audit.models import AuditEntry, ChainHead

if TYPE_CHECKING:
    from bench.desk.clones import Clone
    from bench.desk.people import House
    from totalis.casework.models import Case

COLUMNS = (
    *("organisation_id", "number", "at", "user_id", "who", "verb", "subject"),
    *("case_reference", "details", "previous", "digest"),
)


Entries = Mapping[int, Sequence[AuditEntry]]
"""The entries of each template, in their order."""


def make_chain(
    house: House, clones: Sequence[Clone], lived: Entries, roles: Mapping[int, str]
) -> int:
    """Write the entries of all cases of an organisation; answers their number.

    Args:
        house: The organisation.
        clones: Its cases.
        lived: What `entries_of` found.
        roles: For each user of a template, the role of the person who stands for her.
    """
    names = {user.pk: user.name for users in house.staff.values() for user in users}
    due = [
        (entry.at + clone.shift, clone.n, place)
        for clone in clones
        for place, entry in enumerate(lived[clone.template.pk])
    ]
    due.sort()
    by_number = {clone.n: clone for clone in clones}
    previous = genesis(house.row.pk)
    into = f"COPY audit_auditentry ({', '.join(COLUMNS)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        for number, (at, n, place) in enumerate(due, start=1):
            clone = by_number[n]
            entry = lived[clone.template.pk][place]
            user = clone.staff[roles[entry.user_id]] if entry.user_id else None
            row: dict[str, Any] = {
                "chain": FORM,
                "organisation": house.row.pk,
                "number": number,
                "at": moment(at),
                "user": user,
                "who": names[user] if user else entry.who,
                "verb": entry.verb,
                "subject": entry.subject.replace(clone.template.reference, clone.reference),
                "case_reference": clone.reference,
                "details": entry.details,
                "previous": previous,
            }
            previous = digest(row)
            row["details"] = json.dumps(entry.details)
            copy.write_row([*list(row.values())[1:], previous])
    ChainHead.objects.create(organisation=house.row, number=len(due), digest=previous)
    return len(due)


def entries_of(templates: Sequence[Case]) -> Entries:
    """What the chains say of the templates; call before any copy is made."""
    keys = {(case.organisation_id, case.reference): case.pk for case in templates}
    found: dict[int, list[AuditEntry]] = defaultdict(list)
    for entry in AuditEntry.objects.order_by("number"):
        key = keys.get((entry.organisation_id, entry.case_reference))
        if key is not None:
            found[key].append(entry)
    return found
