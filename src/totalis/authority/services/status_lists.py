"""The places of certificates in status lists, and the lists signed anew (ADR 0049).

A certificate's place is drawn by lot and free of locks that another issue would wait for. A change adds a row; whoever signs
takes the rows away first and reads the certificates after, so that no change is lost and many changes cost one signature.
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from totalis.authority.keys import seal_key, sign_token
from totalis.authority.models import (
    Agency,
    FreePlace,
    IssuedCertificate,
    SigningKey,
    Standing,
    StatusChange,
    StatusList,
)
from totalis.authority.services.signing_keys import remember
from totalis.documents.seal.identity import ALGORITHM
from totalis.documents.seal.tokens import part_of
from totalis.documents.status_list import (
    PLACES,
    REFRESH,
    TYPE,
    ListStatus,
    claims,
    status_list_uri,
)
from totalis.kernel.errors import InputError

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from totalis.webbase.accounts.models import Organisation

log = logging.getLogger(__name__)

DRAWN = 256
"""Places that are drawn at once."""
FULL = PLACES * 3 // 4
"""So many places of a list are given out; the others never belong to anybody, and nobody can tell which they are."""
OLDEST = REFRESH
"""A list is signed anew after so long even where nothing changed."""


@dataclass(frozen=True)
class Place:
    """Where a certificate stands in the lists."""

    list_number: int
    list_index: int


def place_for(*, organisation: Organisation, at: datetime) -> Place:
    """A place for a certificate that is being issued, in the transaction of the caller.

    The place belongs to the certificate when that transaction is committed, and is free again when it is not.
    """
    for _ in range(2):
        free = FreePlace.objects.filter(organisation=organisation).order_by("pk")
        locked = free.select_for_update(skip_locked=True) if _skips_locks() else free
        row = locked.first()
        if row is not None:
            place = Place(row.list_number, row.list_index)
            row.delete()
            return place
        _draw(organisation, at)
    message = "Drawn places were taken by others before this one: more than they are drawn for."
    raise RuntimeError(message)


def changed(certificate: IssuedCertificate, *, at: datetime) -> None:
    """A certificate was withdrawn, replaced or ended: its list is signed anew once this is committed."""
    StatusChange.objects.create(
        organisation=certificate.organisation, list_number=certificate.list_number, made_at=at
    )


def sign_due(*, organisation: Organisation, at: datetime) -> int:
    """Sign every list in which something changed, that has grown old or that a former key signed; answers how many."""
    return sum(_sign(row.pk, at) for row in _due(organisation, at))


def token_of(*, organisation: Organisation, number: int, at: datetime) -> str | None:
    """A list as it is handed out, signed anew where that is due; None where there is no such list.

    Empty where there is one, and no key signed it that the agency stands by.
    """
    for row in _due(organisation, at).filter(number=number):
        _sign(row.pk, at)
    found = StatusList.objects.filter(organisation=organisation, number=number).first()
    if found is None:
        return None
    return "" if found.token.startswith(_disowned(organisation)) else found.token


def tokens_of(*, organisation: Organisation, at: datetime) -> dict[str, str]:
    """Every list by its number, as fresh as it can be had: what goes into an issuer's bundle."""
    sign_due(organisation=organisation, at=at)
    rows = StatusList.objects.filter(organisation=organisation).exclude(token="").order_by("number")
    gone = _disowned(organisation)
    return {
        str(number): token
        for number, token in rows.values_list("number", "token")
        if not token.startswith(gone)
    }


def _due(organisation: Organisation, at: datetime) -> QuerySet[StatusList]:
    """The lists to be signed; none where no key opens or the one in use was disowned: then the last ones last as long as they do."""
    rows = StatusList.objects.filter(organisation=organisation).order_by("number")
    try:
        identity = seal_key().identity
        remember(organisation, identity, at=at)
    except InputError:
        log.exception("No key signs status lists")
        return rows.none()
    mine = _head(identity.kid)
    over = IssuedCertificate.objects.filter(
        organisation=organisation,
        list_number=OuterRef("number"),
        ended_on__lt=at.date(),
        ended_on__gte=OuterRef("signed_at__date"),
    )
    waiting = StatusChange.objects.filter(organisation=organisation).values("list_number")
    return rows.filter(
        Q(signed_at=None)
        | Q(signed_at__lte=at - OLDEST)
        | Q(number__in=waiting)
        | Q(Exists(over))
        | ~Q(token__startswith=mine)
    )


def _sign(pk: int, at: datetime) -> bool:
    """Sign one list; False where another did so meanwhile."""
    with transaction.atomic():
        row = StatusList.objects.select_for_update().get(pk=pk)
        if not _due(row.organisation, at).filter(pk=pk).exists():
            return False
        changes = StatusChange.objects.filter(organisation=row.organisation, list_number=row.number)
        newest = changes.order_by("-made_at").values_list("made_at", flat=True).first()
        changes.delete()
        row.token = _signed(row, at)
        row.signed_at = at
        row.changed_at = max(row.changed_at, newest or row.changed_at)
        row.save(update_fields=["token", "signed_at", "changed_at"])
    return True


def _signed(row: StatusList, at: datetime) -> str:
    agency = Agency.objects.get(organisation_id=row.organisation_id)
    said = claims(
        status_list_uri(agency.issuer, row.number),
        _statuses(row, at.date()),
        at=at,
        places=row.size,
        last_days=_last_days(row),
    )
    return sign_token(said, typ=TYPE)


def _last_days(row: StatusList) -> dict[int, date]:
    """Place to last day of whatever ends, or ended, earlier than its face says and stands in nobody's shadow."""
    held = IssuedCertificate.objects.filter(
        organisation_id=row.organisation_id,
        list_number=row.number,
        standing=Standing.IN_FORCE,
        ended_on__isnull=False,
    )
    rows = held.values_list("list_index", "ended_on")
    return {place: day for place, day in rows if day is not None}


def _statuses(row: StatusList, today: date) -> dict[int, int]:
    """Place to value of whatever no longer counts as it was issued; what ends early counts until its last day."""
    held = IssuedCertificate.objects.filter(
        organisation_id=row.organisation_id, list_number=row.number
    )
    ended = held.filter(ended_on__lt=today).values_list("list_index", flat=True)
    values = dict.fromkeys(ended, ListStatus.ENDED)
    for standing, value in (
        (Standing.REPLACED, ListStatus.REPLACED),
        (Standing.WITHDRAWN, ListStatus.WITHDRAWN),
    ):
        places = held.filter(standing=standing).values_list("list_index", flat=True)
        values.update(dict.fromkeys(places, value))
    return {place: int(value) for place, value in values.items()}


def _draw(organisation: Organisation, at: datetime) -> None:
    """Draw places of the newest list, or of a new one where that is nearly full."""
    Agency.objects.select_for_update().get(organisation=organisation)  # one draws at a time
    if FreePlace.objects.filter(organisation=organisation).count() >= DRAWN:
        return
    row = StatusList.objects.filter(organisation=organisation).order_by("-number").first()
    if row is None or row.taken + DRAWN > FULL:
        row = StatusList.objects.create(
            organisation=organisation,
            number=1 if row is None else row.number + 1,
            size=PLACES,
            changed_at=at,
        )
    gone = _gone(row)
    lots = secrets.SystemRandom()
    free = lots.sample([place for place in range(row.size) if place not in gone], DRAWN)
    FreePlace.objects.bulk_create(
        FreePlace(organisation=organisation, list_number=row.number, list_index=place)
        for place in free
    )
    row.taken += DRAWN
    row.save(update_fields=["taken"])


def _gone(row: StatusList) -> set[int]:
    """The places of a list that are taken or already drawn."""
    mine = {"organisation_id": row.organisation_id, "list_number": row.number}
    # In this order: a place that is given out meanwhile is seen by the first look or by the second, never by neither.
    drawn = set(FreePlace.objects.filter(**mine).values_list("list_index", flat=True))
    taken = set(IssuedCertificate.objects.filter(**mine).values_list("list_index", flat=True))
    return drawn | taken


def _disowned(organisation: Organisation) -> tuple[str, ...]:
    """How the tokens begin that a disowned key signed."""
    rows = SigningKey.objects.filter(organisation=organisation, disowned_at__isnull=False)
    return tuple(_head(kid) for kid in rows.values_list("kid", flat=True))


def _head(kid: str) -> str:
    """How a list begins that this key signed."""
    return part_of({"alg": ALGORITHM, "typ": TYPE, "kid": kid}) + "."


def _skips_locks() -> bool:
    return connection.features.has_select_for_update_skip_locked
