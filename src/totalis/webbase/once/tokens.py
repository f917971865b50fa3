"""The token of a form: which drawing of it was sent, and whether the same things were sent with it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.core.exceptions import BadRequest

from totalis.kernel.digest import canonical_json
from totalis.webbase.secrets.keys import fingerprint

if TYPE_CHECKING:
    from django.http import HttpRequest

FIELD = "form_token"
_NOT_CONTENT = frozenset({FIELD, "csrfmiddlewaretoken"})


def new_token() -> str:
    """The token of a form that is about to be drawn."""
    return str(uuid.uuid4())


def token_of(request: HttpRequest) -> uuid.UUID | None:
    """The token that came with a form; None where the form carries none.

    Raises:
        BadRequest: it is no token that this program has made.
    """
    text = request.POST.get(FIELD)
    if not text:
        return None
    try:
        return uuid.UUID(text)
    except ValueError as error:
        message = "The form's token cannot be read."
        raise BadRequest(message) from error


def content_of(request: HttpRequest) -> str:
    """A keyed digest of what was sent: every field, and each file by its name and size."""
    fields = [
        [name, values] for name, values in sorted(request.POST.lists()) if name not in _NOT_CONTENT
    ]
    files = [
        [name, [[file.name, file.size] for file in files]]
        for name, files in sorted(request.FILES.lists())
    ]
    return fingerprint("form", canonical_json([fields, files]))
