"""The addresses of the case desk: one list for each slice, under `/desk/`."""

from __future__ import annotations

from django.urls import include, path

from totalis.casework.urls import file, proof, request, shell

app_name = "desk"
urlpatterns = [
    path("<slug:organisation>/", include("totalis.webbase.members.urls")),
    *shell.urlpatterns,
    *file.urlpatterns,
    *request.urlpatterns,
    *proof.urlpatterns,
]
