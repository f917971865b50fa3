"""The data checks of a request before it is sent: every check in one list, and the run over a case file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.procedure.checks_base import CheckEntry, DataCheck, Severity, Subject
from totalis.procedure.checks_dates import DATE_CHECKS
from totalis.procedure.checks_fields import FIELD_CHECKS
from totalis.procedure.checks_law import LAW_CHECKS
from totalis.procedure.checks_people import PEOPLE_CHECKS
from totalis.procedure.checks_records import RECORD_CHECKS
from totalis.procedure.checks_values import VALUE_CHECKS
from totalis.procedure.checks_work import WORK_CHECKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from totalis.procedure.casefile import CaseFile, CertificateRecord
    from totalis.procedure.forms import FormField

__all__ = ["CHECKS", "CheckEntry", "DataCheck", "Severity", "run_checks", "stops"]

_EVERY = (
    *LAW_CHECKS,
    *FIELD_CHECKS,
    *VALUE_CHECKS,
    *PEOPLE_CHECKS,
    *WORK_CHECKS,
    *DATE_CHECKS,
    *RECORD_CHECKS,
)
CHECKS: tuple[CheckEntry, ...] = tuple(item.entry for item in _EVERY)
"""What is looked for, in the order of the run: docs and pages list it."""
_ORDER = {Severity.STOP: 0, Severity.WARN: 1, Severity.NOTE: 2}


def run_checks(
    case: CaseFile,
    fields: Iterable[FormField],
    *,
    on: date,
    others: Sequence[CertificateRecord] = (),
) -> tuple[DataCheck, ...]:
    """Every finding on the request of a case, the stops first.

    `fields` are those of `forms.fields_for`, `others` certificates of the same worker in other cases, `on` the day
    on which the request is looked at.
    """
    subject = Subject(
        case=case,
        fields={field.key: field for field in fields},
        values={item.field: item for item in (case.request.fields if case.request else ())},
        on=on,
        others=tuple(others),
    )
    found = [finding for item in _EVERY for finding in item.look(subject)]
    return tuple(sorted(found, key=lambda finding: _ORDER[finding.severity]))


def stops(found: Iterable[DataCheck]) -> tuple[DataCheck, ...]:
    """The findings over which nothing is sent."""
    return tuple(item for item in found if item.severity is Severity.STOP)
