"""The addresses of registers, under `/desk/<organisation>/registers/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from totalis.webbase.registers import views

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

app_name = "registers"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.registers, name="registers"),
    path("new/", views.upload, name="register-upload"),
    path("<int:register>/", views.register, name="register"),
    path("<int:register>/reading/", views.reading, name="register-reading"),
    path("<int:register>/columns/", views.columns, name="register-columns"),
    path("<int:register>/take/", views.take_rows, name="register-take"),
    path("<int:register>/withdraw/", views.withdraw_file, name="register-withdraw"),
    path("<int:register>/refused.csv", views.refused_lines, name="register-refused"),
]
