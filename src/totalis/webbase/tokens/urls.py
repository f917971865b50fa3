"""The addresses of tokens, under `/desk/<organisation>/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

app_name = "tokens"
urlpatterns: list[URLPattern | URLResolver] = []
