"""Payroll's index of cases from before there was one, or from before it was made as it is now."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from totalis.casework.models import Case
from totalis.casework.services.payroll_index import fill
from totalis.gate.spans import EDITION
from totalis.webbase.notices.jobs import every

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

log = logging.getLogger(__name__)

A_RUN = 20_000
"""Cases in one run: some minutes, well within the time that a job may take."""
NAMED = 10
"""Cases that the worker names where some could not be worked out."""


def behind() -> QuerySet[Case]:
    """The cases whose index is missing or of an earlier edition; found by an index, of which they are one end."""
    return Case.objects.filter(payroll_edition__lt=EDITION)


@every(hours=1)
def fill_the_index(at: datetime) -> None:
    """Work out what the oldest cases say to payroll whose index is missing or of an earlier edition.

    Each case is a transaction of its own; one that cannot be worked out leaves no other with what it said before.

    Raises:
        RuntimeError: some could not be worked out; the log says why.
    """
    failed = []
    for pk in list(behind().order_by("pk").values_list("pk", flat=True)[:A_RUN]):
        try:
            fill(pk, at)
        except Exception:
            log.exception("What case %s says to payroll could not be worked out", pk)
            failed.append(pk)
    if failed:
        named = ", ".join(map(str, failed[:NAMED]))
        message = f"{len(failed)} case(s) still say to payroll what they said before: {named}"
        raise RuntimeError(message)
