"""Payroll's index of cases from before there was one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from totalis.casework.models import Case, PayrollSpan
from totalis.casework.services.payroll_index import fill
from totalis.webbase.notices.jobs import every

if TYPE_CHECKING:
    from datetime import datetime

A_RUN = 20_000
"""Cases in one run: some minutes, well within the time that a job may take."""


@every(hours=1)
def fill_the_index(at: datetime) -> None:
    """Work out what the oldest cases without an index say to payroll. Each case is a transaction of its own."""
    del at  # what is written was known since each case changed last
    written = PayrollSpan.objects.filter(case=OuterRef("pk"))
    missing = Case.objects.filter(~Exists(written)).order_by("pk")
    for pk in list(missing.values_list("pk", flat=True)[:A_RUN]):
        fill(pk)
