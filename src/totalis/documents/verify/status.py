"""What the issuer's last status list says of one certificate, and how old that word is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from totalis.documents.status_list import (
    TYPE,
    ListStatus,
    last_day_at,
    status_at,
    status_list_uri,
    unpacked,
)
from totalis.documents.verify.certificate_steps import RefusedError, age, leave, refuse
from totalis.documents.verify.credential_jws import demand_header, demand_signature, parts_of

if TYPE_CHECKING:
    from totalis.documents.verify.bundle_issuer import IssuerBundle
    from totalis.documents.verify.certificate_steps import Value

SKEW = timedelta(minutes=5)
"""Clocks differ; nothing is of the future that is so by less."""
_REFUSED = {
    ListStatus.WITHDRAWN: "withdrawn",
    ListStatus.REPLACED: "replaced",
}


def look_up(
    reference: Any,  # noqa: ANN401 - JSON can be anything
    issuer: IssuerBundle,
    *,
    day: date,
    at: datetime,
) -> dict[str, Value]:
    """The step `status`.

    Args:
        reference: The `status_list` claim of a credential: `idx` and `uri`.
        issuer: Whose lists are at hand.
        day: The day asked about: what ends early holds until its last day.
        at: This moment.

    Raises:
        RefusedError: it does not count on that day, or the list is not what it must be.
        LeftError: there is no list, or it is too old to say anything.
    """
    place, uri = reference["idx"], reference["uri"]
    number = str(uri).rpartition("/")[2]
    token = issuer.status_lists.get(number)
    if uri != status_list_uri(issuer.issuer, int(number)) or type(place) is not int:
        refuse("other_list", expected=f"{issuer.issuer}/…", found=uri)
    if token is None:
        leave("no_list", number=number)
    payload = _read(token, issuer)
    if payload["sub"] != uri:
        refuse("other_list", expected=uri, found=payload["sub"])
    signed = _moment(payload["iat"])
    until = min(_moment(payload["exp"]), signed + timedelta(days=366))
    known: dict[str, Value] = {"signed": signed, "age": age(signed, at)}
    value = _value(payload["status_list"], place)
    if value in _REFUSED:
        # What was withdrawn once stays so, however old the list is.
        refuse(_REFUSED[ListStatus(value)], found=f"{signed:%Y-%m-%d %H:%M UTC}")
    if value not in (ListStatus.VALID, ListStatus.ENDED):
        refuse("unknown_status", found=value)
    last_day = last_day_at(payload, place)
    if value == ListStatus.ENDED and last_day is None:
        refuse("ended", found=f"{signed:%Y-%m-%d %H:%M UTC}")
    if last_day is not None and day > last_day:
        # An end comes earlier again at most, never later: that too stays so.
        refuse("ended", expected=last_day, found=day)
    if at >= until or signed > at + SKEW:
        leave("stale_list", until=until, **known)
    said: dict[str, Value] = {"place": place, "number": number, **known}
    return said | ({"done": "status_until", "ended": last_day} if last_day is not None else {})


def _read(token: str, issuer: IssuerBundle) -> dict[str, Any]:
    header, payload = parts_of(token)
    demand_header(header, TYPE, "broken_list")
    try:
        demand_signature(token, header, issuer, "foreign_list")
    except RefusedError as refused:
        refuse("foreign_list", found=refused.found)
    return payload


def _value(claim: dict[str, Any], place: int) -> int:
    bits = claim["bits"]
    return status_at(unpacked(claim["lst"]), place, bits)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
