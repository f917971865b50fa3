"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class PayrollConfig(AppConfig):
    """The payroll gate as people and machines ask it."""

    name = "totalis.payroll"
    label = "payroll"
