"""Addresses below `/api/`: version 1, the OpenAPI document, a page to try it, and JSON for what is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import RedirectView

from totalis.api.application import api
from totalis.api.everywhere import each, naming_methods
from totalis.api.problems import response
from totalis.kernel.errors import Problem

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@csrf_exempt
def nothing_here(request: HttpRequest) -> HttpResponse:
    """Answer an address that does not exist in the form of every other refusal."""
    expected = "an address that /api/openapi.json names"
    problem = Problem("address", request.path[:100], expected, "See /api/docs.")
    return response(404, [problem])


_patterns, _app, _namespace = api.urls
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="api:openapi-view")),
    path("", (each(_patterns, naming_methods), _app, _namespace)),
    re_path("", nothing_here),
]
