"""The door: who calls is told by the signature; each answer is signed by the service, and bound to its request."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.views.decorators.csrf import csrf_exempt
from http_message_signatures.exceptions import HTTPMessageSignaturesException
from ninja.security import APIKeyHeader

from totalis.api.problems import RefusedError, response as problems
from totalis.api.service.body import bounded
from totalis.api.service.limits import count
from totalis.authority.keys import jwk
from totalis.authority.selectors.agency import agency
from totalis.authority.selectors.clients import client_by_key
from totalis.authority.services.clients import note_call
from totalis.kernel.errors import Problem
from totalis.webbase import clock
from totalis.webbase.accounts.actor import Actor
from totalis.webbase.signed.errors import NotSignedError
from totalis.webbase.signed.receiving import receipt, verified

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest, HttpResponse

    from totalis.authority.models import Agency, Client

UNAUTHORIZED, NOT_FOUND = 401, 404
NO_SERVICE = Problem(
    "address",
    "an installation without a certificate service",
    "a service",
    "Check the address with the agency.",
)


class Signed(APIKeyHeader):
    """HTTP message signatures (RFC 9421), verified before the operation is chosen; this only names them in the document."""

    param_name = "Signature"

    def authenticate(self, request: HttpRequest, key: str | None) -> Client | None:  # noqa: ARG002 - ninja's signature
        """The desk that signed; None where nobody did."""
        return getattr(request, "client", None)


def behind_signatures(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only desks in that are known by their key, and sign what they are answered."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401 - the view's own
        house = agency()
        if house is None:
            return problems(NOT_FOUND, [NO_SERVICE])
        try:
            client = _caller(request, house)
        except NotSignedError as error:
            return _sealed(request, problems(UNAUTHORIZED, [_unsigned(error)]))
        except RefusedError as error:
            return _sealed(request, problems(error.status, [error.problem], error.headers))
        request.client = client  # type: ignore[attr-defined] # for `Signed` and `caller`
        return _sealed(request, view(request, *args, **kwargs))

    return guarded


def caller(request: HttpRequest) -> Client:
    """The desk that calls."""
    return cast("Client", request.client)  # type: ignore[attr-defined] # `behind_signatures` put it there


def acting(client: Client) -> Actor:
    """The desk as it acts in the agency's house: it has no right there."""
    return Actor(
        user=None,
        organisation=client.organisation,
        roles=frozenset(),
        rights=frozenset(),
        machine=client.name,
    )


def _caller(request: HttpRequest, house: Agency) -> Client:
    found: list[Client] = []

    def find_key(key_id: str) -> Mapping[str, Any] | None:
        client = client_by_key(house.organisation, key_id)
        if client is None:
            return None
        found.append(client)
        return cast("Mapping[str, Any]", client.key)

    at = clock.now()

    def read(asked: HttpRequest) -> None:
        """Whoever calls too often is not listened to either."""
        count(found[0], at)
        bounded(asked)

    verified(request, find_key, at, read=read)
    note_call(found[0], at)
    return found[0]


def _sealed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Signed, where the request carries a signature that the answer can be bound to."""
    try:
        receipt(response, key=jwk(), request=request, at=clock.now())
    except (NotSignedError, HTTPMessageSignaturesException):
        return response
    return response


def _unsigned(error: NotSignedError) -> Problem:
    remedy = "Sign by RFC 9421 as the document says; the agency's administrator must know your public key."
    return Problem("Signature", f"{error.flaw}: {error.says}", "a signature that counts", remedy)
