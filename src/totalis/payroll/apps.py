"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class PayrollConfig(AppConfig):
    """The payroll gate as people and machines ask it."""

    name = "totalis.payroll"
    label = "payroll"

    def ready(self) -> None:
        """Be told of every case whose word changes, which the case desk does without knowing by whom."""
        from totalis.casework.services.disposing import staying  # noqa: PLC0415 - models first
        from totalis.casework.services.payroll_index import (  # noqa: PLC0415 - models first
            on_change,
            on_staff_number,
        )
        from totalis.payroll.models import GateRecord, StreamLink  # noqa: PLC0415
        from totalis.payroll.services import receiving  # noqa: F401, PLC0415 - it names its kind of register
        from totalis.payroll.services.changes import tell, tell_of_number  # noqa: PLC0415

        # What payroll was told can be replayed when the case is gone: its answers rest on these.
        staying.update({StreamLink: {"why": "", "removed_reason": ""}, GateRecord: {}})
        on_change.append(tell)
        on_staff_number.append(tell_of_number)
