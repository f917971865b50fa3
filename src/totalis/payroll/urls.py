"""The addresses of payroll, under `/desk/<organisation>/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

app_name = "payroll"
urlpatterns: list[URLPattern | URLResolver] = []
