"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, organisations, roles and rights."""

    name = "totalis.webbase.accounts"
    label = "accounts"
