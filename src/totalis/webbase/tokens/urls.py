"""The addresses of tokens, under `/desk/<organisation>/keys/`."""

from __future__ import annotations

from django.urls import path

from totalis.webbase.tokens import views

app_name = "tokens"
urlpatterns = [
    path("", views.keys, name="keys"),
    path("new/", views.new_key, name="key_new"),
    path("<int:machine>/revoke/", views.revoke, name="key_revoke"),
]
