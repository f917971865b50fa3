"""Where partner agencies leave their messages: signed by a key that an administrator entered, answered by a signed receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from totalis.authority.exchange.reading import written
from totalis.authority.keys import jwk
from totalis.authority.selectors.agency import agency_or_404
from totalis.authority.selectors.partners import partner_by_key
from totalis.authority.services.exchanging_inbox import keep_receipt, take_in
from totalis.webbase import clock
from totalis.webbase.signed.errors import NotSignedError
from totalis.webbase.signed.keys import public_of
from totalis.webbase.signed.receiving import receipt, refusal, verified

if TYPE_CHECKING:
    from django.http import HttpRequest

    from totalis.authority.models import Partner

TAKEN, REJECTED = 200, 422


@csrf_exempt
@require_POST
def inbox(request: HttpRequest) -> HttpResponse:
    """Take one message in. 200: taken, now or before; 422: rejected for good; 401: not signed by a partner."""
    organisation, own, at = agency_or_404().organisation, jwk(), clock.now()

    found: list[tuple[Partner, dict[str, Any]]] = []

    def find_key(key_id: str) -> dict[str, Any] | None:
        found.extend(filter(None, [partner_by_key(organisation, key_id, at)]))
        return found[0][1] if found else None

    try:
        caller = verified(request, find_key, at)
    except NotSignedError as error:
        return refusal(request, error, key=own)
    partner, key = found[0]
    proof = {"message": caller.proof, "their_key": key, "our_key": public_of(own)}
    text = request.body.decode("utf-8", "replace")
    row, said = take_in(partner=partner, text=text, proof=proof, at=at)
    answer = written(said)
    status = TAKEN if said.taken else REJECTED
    response = HttpResponse(answer, content_type="application/json", status=status)
    keep_receipt(row, receipt(response, key=own, request=request, at=clock.now()), answer)
    return response
