"""Corrections of certificates that wait for a second person: what stands, what shall stand, and why two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from totalis.authority.models import Correction, Standing
from totalis.documents.certificate_changes import correctables
from totalis.documents.certificate_identity import weighty
from totalis.documents.masking import masked_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalis.authority.models import IssuedCertificate
    from totalis.webbase.accounts.models import Organisation, OwnedQuerySet

HIDDEN = "differs in the part that is not shown"


@dataclass(frozen=True, slots=True)
class Changed:
    """One line of a correction; numbers of persons masked unless whole ones were asked for."""

    label: str
    before: str
    after: str
    why: str
    """Why it takes two; empty where it would be a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A correction before its second person."""

    correction: Correction
    lines: tuple[Changed, ...]


def needs_second(row: IssuedCertificate, changes: Mapping[str, str]) -> dict[str, str]:
    """Key of each change that one person may not make alone, and why."""
    return weighty(_decided(row).content, changes)


def waiting_corrections(organisation: Organisation) -> OwnedQuerySet[Correction]:
    """Those that wait and whose certificate still counts, the oldest first."""
    rows = Correction.objects.of(organisation).filter(
        confirmed_at=None, rejected_at=None, certificate__standing=Standing.IN_FORCE
    )
    return rows.select_related("certificate", "made_by").order_by("made_at", "pk")


def waiting_for(row: IssuedCertificate, *, whole_numbers: bool) -> Waiting | None:
    """The correction of a certificate that waits; None where none does."""
    found = waiting_corrections(row.organisation).filter(certificate=row).first()
    if found is None:
        return None
    reasons = needs_second(row, found.changes)
    stands = {one.key: one for one in correctables(row.content)}
    lines = []
    for key, after in found.changes.items():
        before, value = stands[key].value, str(after)
        if key.startswith("holder.numbers.") and not whole_numbers:
            before, value = masked_number(before), masked_number(value)
            value = f"{value} ({HIDDEN})" if before == value else value
        lines.append(Changed(stands[key].label, before, value, reasons.get(key, "")))
    return Waiting(found, tuple(lines))


def _decided(row: IssuedCertificate) -> IssuedCertificate:
    """The certificate that a decision or two people made, from which this one came by slips of the pen and lost papers."""
    while row.replaces is not None and row.replaces.decision_id == row.decision_id:
        if Correction.objects.filter(follower=row).exists():
            break
        row = row.replaces
    return row
