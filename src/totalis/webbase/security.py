"""The content security policy: what a page may load and run, said in a header of every answer.

Django 6 brings a middleware of this name and the setting `SECURE_CSP` of this shape; when Totalis moves there, this
file goes (ADR 0014).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

HEADER = "Content-Security-Policy"


def policy_text(policy: Mapping[str, Sequence[str]]) -> str:
    """A policy as its header writes it."""
    return "; ".join(f"{directive} {' '.join(sources)}" for directive, sources in policy.items())


class ContentSecurityPolicyMiddleware:
    """Adds the policy of `settings.SECURE_CSP` to every answer that does not carry its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.policy = policy_text(settings.SECURE_CSP)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on and mark the answer."""
        response = self.get_response(request)
        response.headers.setdefault(HEADER, self.policy)
        return response
