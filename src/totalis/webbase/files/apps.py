"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Files by digest."""

    name = "totalis.webbase.files"
    label = "files"
