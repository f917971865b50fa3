"""Lines of the register, and a certificate that hands over to the one that follows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.authority.models import IssuedCertificate, RegisterEntry, Standing
from totalis.authority.services.status_lists import changed
from totalis.documents.certificate_face import copy_words

if TYPE_CHECKING:
    from datetime import date, datetime

    from totalis.webbase.accounts.models import User


def enter(
    certificate: IssuedCertificate,
    kind: str,
    *,
    on: date,
    by: User | None,
    at: datetime,
    reason: str = "",
    successor: IssuedCertificate | None = None,
) -> RegisterEntry:
    """Write one line of a certificate's history."""
    return RegisterEntry.objects.create(
        organisation=certificate.organisation,
        certificate=certificate,
        kind=kind,
        on=on,
        reason=reason,
        successor=successor,
        made_by=by,
        made_at=at,
    )


def enter_issue(certificate: IssuedCertificate, *, by: User | None, at: datetime) -> None:
    """The first lines: issued, and who gets how many papers."""
    enter(certificate, "issued", on=at.date(), by=by, at=at)
    for copy in certificate.content["copies"]:
        if copy["papers"] is not None:
            enter(certificate, "copied", on=at.date(), by=by, at=at, reason=copy_words(copy))


def hand_over(
    former: IssuedCertificate,
    follower: IssuedCertificate,
    *,
    kind: str,
    reason: str,
    by: User | None,
    at: datetime,
) -> None:
    """The former stops to count: another stands in its place from now on."""
    former.standing = Standing.REPLACED
    former.save(update_fields=["standing"])
    enter(former, kind, on=at.date(), by=by, at=at, reason=reason, successor=follower)
    changed(former, at=at)
