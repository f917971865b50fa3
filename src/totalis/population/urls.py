"""The addresses of screening, under `/desk/<organisation>/screening/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from totalis.population import views

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

RUN = "<int:screening>/"

app_name = "population"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="screenings"),
    path(RUN, views.run, name="screening"),
    path(f"{RUN}again/", views.again, name="screening-again"),
    path(f"{RUN}cases/", views.open_them, name="screening-cases"),
    path(f"{RUN}decisions.csv", views.download, name="screening-csv"),
    path(f"{RUN}rows/<int:screened>/", views.row, name="screened-row"),
]
