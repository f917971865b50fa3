"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """Registers of many rows that people hand in."""

    name = "totalis.webbase.registers"
    label = "registers"
