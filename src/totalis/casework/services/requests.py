"""The request of a case: product, lane, fields. A change of any of them voids the packets above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.casework.models import CertificateRequest
from totalis.casework.selectors import records
from totalis.casework.selectors.asked import (
    advice_for,
    fields_of_request,
    form_fields,
    products_for,
)
from totalis.casework.selectors.casefile import case_file
from totalis.casework.services.channels import ask_channel_exception, decide_channel_exception
from totalis.casework.services.editing import changing, take_revision
from totalis.casework.services.refusing import refuse, short
from totalis.casework.services.request_records import keep_request, locked_request
from totalis.casework.services.revisions import remember
from totalis.casework.services.voiding import void_packets
from totalis.procedure.casefile import Direction
from totalis.procedure.forms_prefill import prefilled
from totalis.procedure.lanes import lane_of
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from totalis.casework.models import Case
    from totalis.webbase.accounts.actor import Actor

__all__ = [
    "ask_channel_exception",
    "begin_request",
    "decide_channel_exception",
    "fill_fields",
    "renew_request",
]

LANE_REASON, LONGEST_VALUE = 500, 4000
PROOFS = (Direction.US_CERTIFICATE, Direction.FOREIGN_CERTIFICATE, Direction.LETTER_OF_EXEMPTION)

Fields = dict[str, dict[str, str]]


def begin_request(
    *,
    actor: Actor,
    case: Case,
    at: datetime,
    product: str = "certificate",
    direction: Direction | None = None,
) -> CertificateRequest:
    """Begin the request of a case, its fields filled in from the case file as far as that goes.

    The lane follows from the facts. Where they name none of the three, the request is on hold with the reason: it has
    no fields, and no packet can be built of it, until the facts are settled and the request is `renewed`.

    Args:
        actor: Who begins it; needs the right to prepare.
        case: The case.
        at: When.
        product: certificate, letter_of_exemption, exception, election, replacement, correction.
        direction: Which proof is wanted, where the decision leaves that to a person (exception, election).

    Raises:
        PermissionDenied: the person may not prepare.
        InputError: a request stands already, no country, no proof to ask for, or a product that this country has not.
    """
    with changing(actor=actor, case=case, right=Right.PREPARE, at=at) as locked:
        if CertificateRequest.objects.filter(case=locked).exists():
            refuse(
                "request",
                "this case has a request already",
                "a case without one",
                "Change that one, or open another case for another certificate.",
            )
        _offered(product, locked.partner)
        _aim(actor, locked, direction, at)
        request = CertificateRequest(
            organisation=actor.organisation,
            case=locked,
            product=product,
            agreement=locked.partner,
            channel="",
            created_at=at,
        )
        _settle(request, locked)
        request.save()
        _keep(actor, locked, request, "began request", at)
    return request


def renew_request(
    *, actor: Actor, case: Case, seen_revision: int, at: datetime, product: str = ""
) -> CertificateRequest:
    """Read lane, country and fields from the facts as they are now, and change the product if another one is named.

    What was typed stays where the field is still asked for; what is empty is filled in from the case file.

    Raises:
        ChangedMeanwhileError: somebody changed the request meanwhile.
        InputError: no request, or a product that this country has not.
    """
    with changing(actor=actor, case=case, right=Right.PREPARE, at=at) as locked:
        request = locked_request(locked)
        take_revision(request, seen_revision)
        before = _state(request)
        request.product = product or request.product
        if request.agreement != locked.partner:
            # An exception was for the offices of another country: the channel is settled anew.
            request.agreement, request.channel = locked.partner, ""
        _offered(request.product, locked.partner)
        _settle(request, locked)
        request.save()
        if _state(request) != before:
            void_packets(
                actor=actor, case=locked, reason="The request was read anew from the facts.", at=at
            )
        _keep(actor, locked, request, "renewed request", at)
    return request


def fill_fields(
    *,
    actor: Actor,
    case: Case,
    values: Mapping[str, tuple[str, str]],
    seen_revision: int,
    at: datetime,
) -> CertificateRequest:
    """Write fields of the request, each with the document it was taken from.

    Args:
        actor: Who fills them in; needs the right to prepare, and cannot approve the packet that holds them.
        case: The case.
        values: Field to (value, id of a document of the case or empty). Fields that are not named stay; an empty value
            takes a field out.
        seen_revision: The revision of the request that the form was drawn from.
        at: When.

    Raises:
        PermissionDenied: the person may not prepare.
        ChangedMeanwhileError: somebody changed the request meanwhile; nothing is written.
        InputError: a field that this request does not ask for, a document of another case, a text without end.
    """
    with changing(actor=actor, case=case, right=Right.PREPARE, at=at) as locked:
        request = locked_request(locked)
        take_revision(request, seen_revision)
        file = case_file(locked)
        labels = {field.key: field.label for field in fields_of_request(file)}
        documents = {item.id for item in file.evidence}
        fields: Fields = dict(request.fields)
        for name, (value, evidence) in values.items():
            _writable(name, value, evidence, labels, documents)
            fields.pop(name, None)
            if value.strip():
                fields[name] = {"value": value.strip(), "evidence": evidence}
        changed = _changed(request.fields, fields)
        request.fields = {name: fields[name] for name in labels if name in fields}
        if changed:
            request.save(update_fields=["fields", "revision"])
            named = ", ".join(labels[name].lower() for name in changed[:3])
            more = f" and {len(changed) - 3} more" if len(changed) > 3 else ""  # noqa: PLR2004 - three are named
            void_packets(actor=actor, case=locked, reason=f"Fields changed: {named}{more}", at=at)
            _keep(actor, locked, request, "filled fields", at, fields=changed)
    return request


def _keep(
    actor: Actor,
    case: Case,
    request: CertificateRequest,
    verb: str,
    at: datetime,
    fields: list[str] | None = None,
) -> None:
    """Revision and audit entry; the entry names fields and never what stands in them."""
    keep_request(actor=actor, case=case, request=request, at=at)
    record(
        actor=actor,
        verb=verb,
        subject=request.product,
        at=at,
        case_reference=case.reference,
        details={
            "product": request.product,
            "lane": request.lane,
            "country": request.agreement,
            "fields": sorted(request.fields) if fields is None else sorted(fields),
        },
    )


def _settle(request: CertificateRequest, case: Case) -> None:
    """Lane by the facts; fields of that lane, what was typed before what the case file knows."""
    file = case_file(case)
    lane, reason = lane_of(file)
    request.lane, request.lane_reason = lane, reason[:LANE_REASON]
    advice = advice_for(file, request.product, lane, case)
    if (
        advice is not None
        and advice.default is not None
        and advice.channel(request.channel) is None
    ):
        request.channel = advice.default.key
    asked = form_fields(file, request.product, lane)
    known = {
        name: {"value": item.value, "evidence": item.evidence}
        for name, item in prefilled(file, asked).items()
    }
    typed: Fields = request.fields or {}
    merged = {**known, **typed}
    request.fields = {field.key: merged[field.key] for field in asked if field.key in merged}


def _aim(actor: Actor, case: Case, direction: Direction | None, at: datetime) -> None:
    """Settle which proof is asked for: the decision says it, or a person where the decision leaves it open."""
    if case.direction in PROOFS:
        return
    if direction is None or direction not in PROOFS:
        none = case.direction == Direction.NONE
        refuse(
            "direction",
            "no certificate can be had here" if none else "not decided yet",
            "the proof that is wanted",
            "See the decision for what to do instead."
            if none
            else "State the facts until the decision names the country, or say which country's cover is wanted.",
        )
    case.direction = direction
    case.save(update_fields=["direction"])
    remember(
        actor=actor, kind="case", record_id=case.pk, value=records.head(case), at=at, case=case
    )


def _offered(product: str, country: str) -> None:
    if not country:
        refuse(
            "country",
            "no country",
            "the other country of the work",
            "State in the facts where the work is done.",
        )
    offered = {item.key: item.label for item in products_for(country)}
    if product not in offered:
        refuse(
            "product",
            product,
            ", ".join(offered),
            "Choose what can be asked for where this country is concerned.",
        )


def _writable(
    name: str, value: str, evidence: str, labels: Mapping[str, str], documents: set[str]
) -> None:
    if name not in labels:
        refuse(
            name[:60],
            "a field that this request does not ask for",
            "one of its own fields",
            "Reload the page: the list of fields follows from lane, product and country.",
        )
    short(value, name, LONGEST_VALUE)
    if evidence and evidence not in documents:
        refuse(
            f"{name}_source",
            "a document that this case does not have",
            "one of its own documents",
            "Choose it from the list, or keep it under Evidence first.",
        )


def _changed(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    return [name for name in {**before, **after} if before.get(name) != after.get(name)]


def _state(request: CertificateRequest) -> tuple[object, ...]:
    return (
        request.product,
        request.lane,
        request.agreement,
        request.channel,
        dict(request.fields or {}),
    )
