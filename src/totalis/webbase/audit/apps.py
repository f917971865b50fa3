"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The append-only chain."""

    name = "totalis.webbase.audit"
    label = "audit"
