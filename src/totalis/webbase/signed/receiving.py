"""The side that answers: who calls, and an answer that can be told from a forged one."""

from __future__ import annotations

from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import IntegrityError, transaction
from django.http import HttpResponse, JsonResponse
from http_message_signatures.exceptions import HTTPMessageSignaturesException

from totalis.webbase import clock
from totalis.webbase.signed.errors import Flaw, NotSignedError
from totalis.webbase.signed.messages import (
    AHEAD,
    OLDEST,
    RequestView,
    ResponseView,
    check_content,
    check_head,
    sign,
)
from totalis.webbase.signed.models import SeenNonce

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from django.http import HttpRequest

    from totalis.webbase.signed.proof import Proof

UNAUTHORIZED = 401
NONCE_BYTES = 18
REPLAYED = "The same signature was taken before. Sign anew at every attempt."


class Caller(NamedTuple):
    """Who signed a request, and what proves it."""

    key_id: str
    nonce: str
    created: datetime
    proof: Proof


def verified(
    request: HttpRequest,
    find_key: Callable[[str], Mapping[str, Any] | None],
    at: datetime,
    *,
    read: Callable[[HttpRequest], object] | None = None,
) -> Caller:
    """See who calls. `find_key` gives the public key of a name, or None where nobody of that name may call.

    The content is read when the signature over its digest holds, not before; with `read`, by that, which may refuse to. The
    signature is remembered until it would be too old: call this once for a request, before anything acts.

    Raises:
        NotSignedError: the request is not signed as it must be, or was here before.
    """
    view = view_of(request)
    found = check_head(view, find_key=find_key, at=at)
    if SeenNonce.objects.filter(key_id=found.key_id, nonce=found.nonce).exists():
        raise NotSignedError(Flaw.REPLAYED, REPLAYED)
    if read is not None:
        read(request)
    check_content(view, request.body)
    try:
        with transaction.atomic():
            SeenNonce.objects.create(
                key_id=found.key_id,
                nonce=found.nonce,
                forget_at=found.created + OLDEST + AHEAD,
            )
    except IntegrityError as error:
        raise NotSignedError(Flaw.REPLAYED, REPLAYED) from error
    return Caller(found.key_id, found.nonce, found.created, found.proof)


def signed_response(
    response: HttpResponse, *, key: Mapping[str, Any], request: HttpRequest
) -> HttpResponse:
    """The response with our signature, bound to the signature of the request that it answers."""
    receipt(response, key=key, request=request, at=clock.now())
    return response


def receipt(
    response: HttpResponse, *, key: Mapping[str, Any], request: HttpRequest, at: datetime
) -> Proof:
    """Sign a response in place, and give what was signed, to be kept.

    Raises:
        NotSignedError: the request carries no signature that an answer could be bound to.
    """
    asked = view_of(request)
    if "signature" not in asked.headers or "content-digest" not in asked.headers:
        raise NotSignedError(
            Flaw.UNSIGNED, "An answer is bound to a signed request; this one is none."
        )
    headers = {name.lower(): value for name, value in response.items()}
    headers.setdefault("content-type", "application/octet-stream")
    view = ResponseView(response.status_code, headers, asked)
    proof = sign(view, response.content, key=key, nonce=token_urlsafe(NONCE_BYTES), at=at)
    for name in ("Content-Type", "Content-Digest", "Signature-Input", "Signature"):
        response[name] = proof["headers"][name.lower()]
    return proof


def refusal(request: HttpRequest, error: NotSignedError, *, key: Mapping[str, Any]) -> HttpResponse:
    """The answer to a request that was not taken: 401 and why; signed too, where the request can be referred to."""
    response = JsonResponse({"error": error.flaw, "says": error.says}, status=UNAUTHORIZED)
    try:
        return signed_response(response, key=key, request=request)
    except (NotSignedError, HTTPMessageSignaturesException):
        return response  # what it carries cannot be referred to; then the answer goes unsigned


def view_of(request: HttpRequest) -> RequestView:
    """A request as its sender signed it."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    return RequestView(request.method or "", request.build_absolute_uri(), headers)
