"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class LimitsConfig(AppConfig):
    """Counts of tries, and proofs that were used up."""

    name = "totalis.webbase.limits"
    label = "limits"
