"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class PayrollConfig(AppConfig):
    """The payroll gate as people and machines ask it."""

    name = "totalis.payroll"
    label = "payroll"

    def ready(self) -> None:
        """Be told of every case whose word changes, which the case desk does without knowing by whom."""
        from totalis.casework.services.payroll_index import (  # noqa: PLC0415 - models first
            on_change,
            on_staff_number,
        )
        from totalis.payroll.services import receiving  # noqa: F401, PLC0415 - it names its kind of register
        from totalis.payroll.services.changes import tell, tell_of_number  # noqa: PLC0415

        on_change.append(tell)
        on_staff_number.append(tell_of_number)
