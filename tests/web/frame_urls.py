"""A small site that only shows the page frame, so that its tests need no page of another room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Never

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

SAMPLE = """{% extends "webbase/base.html" %}
{% block title %}A page{% endblock %}
{% block main %}<h1>A page</h1><p>Its words.</p>
<form method="post" action="/form/">{% csrf_token %}<button class="usa-button">Send</button></form>{% endblock %}"""


def sample(request: HttpRequest) -> HttpResponseBase:
    """A page in the frame."""
    return HttpResponse(engines["django"].from_string(SAMPLE).render({}, request))


def unreadable(_request: HttpRequest) -> Never:
    """A request that Django refuses to read."""
    message = "unreadable"
    raise SuspiciousOperation(message)


def failing(_request: HttpRequest) -> Never:
    """A view with a fault."""
    message = "a fault"
    raise RuntimeError(message)


urlpatterns = [
    path("", sample),
    path("decide/", sample),
    path("form/", sample),
    path("unreadable/", unreadable),
    path("failing/", failing),
]
