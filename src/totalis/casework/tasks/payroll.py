"""Payroll's index of cases from before there was one, or from before it was made as it is now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.casework.models import Case
from totalis.casework.services.payroll_index import fill
from totalis.gate.spans import EDITION
from totalis.webbase.notices.jobs import every

if TYPE_CHECKING:
    from datetime import datetime

A_RUN = 20_000
"""Cases in one run: some minutes, well within the time that a job may take."""


@every(hours=1)
def fill_the_index(at: datetime) -> None:
    """Work out what the oldest cases say to payroll whose index is missing or of an earlier edition.

    Each case is a transaction of its own.
    """
    behind = Case.objects.exclude(payroll_edition=EDITION).order_by("pk")
    for pk in list(behind.values_list("pk", flat=True)[:A_RUN]):
        fill(pk, at)
