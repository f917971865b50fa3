"""What holds whatever one asks of an interface: answers that come before an operation, or where there is none."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.urls import URLPattern
from django.views import defaults

from totalis.api.openapi import refusal
from totalis.api.problems import response
from totalis.kernel.errors import Problem
from totalis.kernel.reading import show

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest, HttpResponse
    from django.urls import URLResolver

Json = dict[Any, Any]

PREFIXES = ("/api/", "/service/api/")
NOT_READ, NO_METHOD, BROKEN = 400, 405, 500
_TEXT: Json = {"type": "string"}
_ALLOW: Json = {"required": True, "description": "The methods that it has.", "schema": _TEXT}
OUTSIDE: Json = {
    "NoSuchAddress": refusal("Status 404: there is no such address."),
    "NoSuchMethod": {
        **refusal("Status 405: the address is there, and has no such method."),
        "headers": {"Allow": _ALLOW},
    },
}
"""Answers that belong to no operation."""
UNREADABLE: Mapping[int, tuple[str, Json]] = {
    NOT_READ: (
        "NotRead",
        refusal("The request as such is none: its host, or more parameters than are read."),
    )
}
"""By status: a name in the document, and what it says."""


def document_everywhere(document: Json, shared: Mapping[int, tuple[str, Json]]) -> None:
    """Add what every operation may answer, and what is answered where there is none.

    Args:
        document: An OpenAPI document; its operations keep what they say of a status themselves.
        shared: By status, the name under `components/responses` and the answer.
    """
    said_once = {**OUTSIDE, **dict(shared.values())}
    document["components"]["responses"] = {name: dict(said) for name, said in said_once.items()}
    for methods in document["paths"].values():
        for operation in methods.values():
            for status, (name, _said) in shared.items():
                said = {"$ref": f"#/components/responses/{name}"}
                operation["responses"].setdefault(status, said)


def each(
    found: list[URLPattern | URLResolver], change: Callable[..., Callable[..., HttpResponse]]
) -> list[URLPattern | URLResolver]:
    """The same addresses, each view changed."""
    for one in found:
        if isinstance(one, URLPattern):
            one.callback = change(one.callback)
    return found


def naming_methods(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse a method that an address has not in the form of every other refusal."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401 - the view's own
        answer = view(request, *args, **kwargs)
        if answer.status_code != NO_METHOD:
            return answer
        allowed = ", ".join(sorted(part.strip() for part in answer["Allow"].split(",")))
        remedy = "See /api/docs or /service/api/docs for what may be asked there."
        found = Problem("method", show(request.method or ""), allowed, remedy)
        return response(NO_METHOD, [found], {"Allow": allowed})

    return asked


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say to a program in its own form, and to a person on a page, that a request as such is none."""
    if not request.path_info.startswith(PREFIXES):
        return defaults.bad_request(request, exception)
    expected = "a host that this server answers to, and no more parameters than it reads"
    found = Problem("(whole request)", type(exception).__name__, expected, "Correct the request.")
    return response(NOT_READ, [found])


def server_error(request: HttpRequest) -> HttpResponse:
    """Say to a program in its own form, and to a person on a page, that something broke here."""
    if not request.path_info.startswith(PREFIXES):
        return defaults.server_error(request)
    remedy = "Try again; if it stays, tell who runs this installation."
    found = Problem("(whole request)", "an error of this server", "an answer", remedy)
    return response(BROKEN, [found])
