"""Copies of certificates for the partner agency, and word that a request put to it is no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from totalis.authority.exchange.shapes import CertificateCopy, Notification
from totalis.authority.models import Channel, ExchangeMessage, Happened
from totalis.authority.selectors.exchange import WithPartner, partner_state
from totalis.authority.selectors.partners import partner_for
from totalis.authority.services.exchanging_outbox import put_out

if TYPE_CHECKING:
    from totalis.authority.models import RequestEvent

BECAME: Final = {
    Happened.ISSUED: "issued",
    Happened.CERTIFICATE_CORRECTED: "corrected",
    Happened.CERTIFICATE_REPLACED: "replaced",
    Happened.CERTIFICATE_ENDED: "ended",
    Happened.CERTIFICATE_WITHDRAWN: "withdrawn",
}
REASON_LENGTH = 500


def to_partner(event: RequestEvent) -> None:
    """Put what follows from an event into the outbox of the partner of the agreement, where one is connected.

    A certificate goes as a copy to a partner that gets copies, and always where that partner agreed to it.
    """
    if event.request.channel == Channel.PARTNER:
        return
    if event.kind == Happened.WITHDRAWN:
        _withdrawn(event)
    elif event.certificate is not None and event.kind in BECAME:
        _copy(event)


def _copy(event: RequestEvent) -> None:
    request, certificate = event.request, event.certificate
    partner = partner_for(request.organisation, request.agreement)
    if partner is None or certificate is None:
        return
    put = partner_state(request)
    if not partner.gets_copies and put.state is not WithPartner.AGREED:
        return
    content = CertificateCopy(
        happened=BECAME[Happened(event.kind)],
        number=certificate.number,
        content=certificate.content,
        content_digest=certificate.content_digest,
        ended_on=certificate.ended_on,
        reason=str(event.details.get("reason", ""))[:REASON_LENGTH],
    )
    earlier = (
        ExchangeMessage.objects.filter(request=request, partner=partner).order_by("pk").first()
    )
    put_out(
        partner=partner,
        content=content,
        at=event.made_at,
        request=request,
        conversation=earlier.conversation if earlier else "",
        by=event.made_by,
    )


def _withdrawn(event: RequestEvent) -> None:
    """The partner need not look at an exception that nobody wants any more."""
    put = partner_state(event.request)
    if put.state is not WithPartner.WAITING or put.partner is None:
        return
    text = f"The request {event.request.control_number} was withdrawn; no answer is needed."
    put_out(
        partner=put.partner,
        content=Notification(text=text, withdrawn=True),
        at=event.made_at,
        request=event.request,
        conversation=put.conversation,
        by=event.made_by,
    )
