"""Who asks over HTTP: a program by its key, in the header `Authorization: Bearer tot_…`, for one thing at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ninja.security import HttpBearer

from totalis.api.problems import RefusedError
from totalis.kernel.errors import Problem
from totalis.webbase import clock
from totalis.webbase.tokens.selectors import actor_of, key_for
from totalis.webbase.tokens.services import note_use

if TYPE_CHECKING:
    from django.http import HttpRequest

    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.tokens.scopes import Scope

HEADER = "Authorization"
NO_KEY = Problem(
    HEADER,
    "no key, or one that opens nothing",
    "Authorization: Bearer tot_…",
    "Send a key that counts today. An administrator makes one on the desk, under Keys.",
)


class Key(HttpBearer):
    """A key that carries a scope; the operation finds the actor in `request.auth`."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:  # noqa: ARG002 - ninja's signature
        """The program that the key speaks for; None where the text is no key that counts.

        Raises:
            RefusedError: the key is good, and not for this.
        """
        at = clock.now()
        key = key_for(token, at)
        if key is None:
            return None
        if self.scope not in key.scope_set:
            raise RefusedError(403, _lacking(self.scope))
        note_use(key=key, at=at)
        return actor_of(key)


def _lacking(scope: Scope) -> Problem:
    return Problem(
        HEADER,
        f"a key without {scope.value}",
        f"a key with {scope.value}: {scope.label}",
        "Make a key that may do this. What a key may do is never changed.",
    )
