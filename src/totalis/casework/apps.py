"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """The case desk."""

    name = "totalis.casework"
    label = "casework"
