"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Sign-up, members, mandates and settings of organisations."""

    name = "totalis.webbase.members"
    label = "members"
