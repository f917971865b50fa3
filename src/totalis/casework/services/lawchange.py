"""A changed lawbook re-runs every open decision; the ones that answer otherwise are reopened (B8, G2)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import msgspec

from totalis.casework.models import Case, CaseDetermination
from totalis.casework.services.decisions import decide, newest_determination
from totalis.casework.services.editing import changing
from totalis.casework.services.reopening import reopen_if_changed
from totalis.casework.services.voiding import void_packets
from totalis.evaluate import determine
from totalis.facts.reader import read_sheet
from totalis.frontdoor.selectors.law import lawbook
from totalis.kernel.errors import InputError
from totalis.webbase.accounts.actor import system_actor
from totalis.webbase.accounts.rights import Right

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.casework.models import Reopening

log = logging.getLogger(__name__)


def follow_changed_law(*, at: datetime) -> list[Reopening]:
    """Decide every open case again that was decided under another lawbook, and reopen where the answer changed.

    The day whose law applies stays the same; what is known of that law has changed. A case whose answer stays keeps
    its determination: it is shown as it was, with the lawbook under which it was made.
    """
    rows = Case.objects.filter(closed_at=None, casedetermination__isnull=False).distinct()
    found = []
    for key in rows.order_by("pk").values_list("pk", flat=True):
        case = Case.objects.select_related("organisation").get(pk=key)
        if _stands_as_it_is(newest_determination(case)):
            continue
        try:
            reopening = _reopened(case, at)
        except InputError as error:  # closed in this very moment
            log.warning("%s was not decided again: %s", case.reference, error)
            continue
        if reopening is not None:
            found.append(reopening)
    return found


def _stands_as_it_is(before: CaseDetermination | None) -> bool:
    return before is None or before.law == lawbook().digest or _says_the_same(before)


def _says_the_same(before: CaseDetermination) -> bool:
    """Whether the facts lead to the very same answers under the lawbook as it is now."""
    answer = determine(read_sheet(before.fact_version.sheet), as_of=before.as_of, law=lawbook())
    return bool(msgspec.to_builtins(answer.engagements) == before.document["engagements"])


def _reopened(case: Case, at: datetime) -> Reopening | None:
    actor = system_actor(case.organisation)
    with changing(actor=actor, case=case, right=Right.PREPARE, at=at) as locked:
        before = newest_determination(locked)
        if before is None or _stands_as_it_is(before):  # somebody decided it again meanwhile
            return None
        after = decide(actor=actor, case=locked, as_of=before.as_of, at=at)
        reopening = reopen_if_changed(
            actor=actor, case=locked, before=before, after=after, cause="law", at=at
        )
        if reopening is not None:
            void_packets(actor=actor, case=locked, reason="The law changed the answer.", at=at)
    return reopening
