"""The body of a signed request: JSON, bounded, read into its shape, every problem named."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from totalis.api.body import JSON_TYPE
from totalis.api.problems import RefusedError
from totalis.kernel.errors import InputError, Problem
from totalis.kernel.reading import show

if TYPE_CHECKING:
    from django.http import HttpRequest

Body = TypeVar("Body", bound=msgspec.Struct)

MOST_BYTES = 40 * 1024 * 1024
"""Some documents of the largest size that is kept, in Base64."""
WHOLE = "(whole body)"
NUL = rb"\u0000"
"""As JSON writes it; PostgreSQL keeps it in no text."""


def bounded(request: HttpRequest) -> None:
    """Read the body no further than its limit, and not at all where its length says that it is larger.

    Raises:
        RefusedError: it is larger.
    """
    length = request.META.get("CONTENT_LENGTH") or ""
    says_too_large = length.isascii() and length.isdigit() and int(length[:12]) > MOST_BYTES
    data = b"" if says_too_large else request.read(MOST_BYTES + 1)
    if says_too_large or len(data) > MOST_BYTES:
        found = f"more than {MOST_BYTES:,} bytes"
        remedy = "Send fewer documents, or scan them with a lower resolution."
        raise RefusedError(413, Problem(WHOLE, found, f"at most {MOST_BYTES:,}", remedy))
    request._body = data  # noqa: SLF001 - Django reads a body whole only below its own, smaller limit


def read(request: HttpRequest, shape: type[Body]) -> Body:
    """The body in its shape.

    Raises:
        RefusedError: it is not JSON by its type.
        InputError: it is no JSON, or not of that shape.
    """
    if request.content_type != JSON_TYPE:
        remedy = f"Send the header Content-Type: {JSON_TYPE}."
        raise RefusedError(
            415, Problem("Content-Type", show(request.content_type or ""), JSON_TYPE, remedy)
        )
    if NUL in request.body:
        remedy = "Leave it out: no text needs it."
        raise InputError([Problem(WHOLE, "the sign NUL", "texts without it", remedy)])
    try:
        found: Body = msgspec.json.decode(request.body, type=shape)
    except (msgspec.ValidationError, msgspec.DecodeError, RecursionError) as error:
        says, _at, path = str(error).partition(" - at `$")
        remedy = "Correct it as /service/api/openapi.json says."
        raise InputError(
            [Problem(path.strip("`.") or WHOLE, says, "what the document says of it", remedy)]
        ) from error
    return found
