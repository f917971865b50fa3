"""Two determinations of one case side by side: what changed, and which certificates and pay periods fall (G2, B8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from totalis.lawbook.model import Outcome
from totalis.procedure.matching_names import Likeness, business_likeness
from totalis.procedure.reopening_words import (
    NO_SHEET,
    answer_changes,
    engagement_of,
    sheet_changes,
)
from totalis.procedure.standing_certificates import superseded, was_relied_on
from totalis.procedure.standing_decision import PRODUCT_FOR, day_of

if TYPE_CHECKING:
    from datetime import date

    from totalis.procedure.casefile import CaseFile, CertificateRecord

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a new determination changes.

    `changed` is one sentence a change, empty where the answer stays; `certificates` are the ids that fall; `pay_from`
    is the first day of the pay periods that fall: the earliest day that can be concerned, since nobody can rule it
    out from the records.
    """

    changed: tuple[str, ...]
    certificates: tuple[str, ...]
    pay_from: date | None


def effect_of(before: Json, after: Json, file: CaseFile, engagement: str = "") -> Effect:
    """Compare two determinations (`totalis/determination/1`) of a case.

    Args:
        before: The one that stood.
        after: The one that stands now.
        file: The case with its fact versions and certificates.
        engagement: The engagement that the case is about; empty compares every engagement of both.
    """
    changed: list[str] = []
    falls: dict[str, date] = {}
    for name in _engagements(before, after, engagement):
        old, new = engagement_of(before, name), engagement_of(after, name)
        facts = sheet_changes(_sheet(file, before, name), _sheet(file, after, name))
        changed += (*answer_changes(old, new), *facts)
        for certificate in _relied_on(file):
            day = _falls_from(certificate, old, new, before, after, file)
            if day is not None:
                falls[certificate.id] = min(day, falls.get(certificate.id, day))
    if not changed:
        return Effect(changed=(), certificates=(), pay_from=None)
    return Effect(
        changed=tuple(dict.fromkeys(changed)),
        certificates=tuple(falls),
        pay_from=min(falls.values(), default=None),
    )


def _engagements(before: Json, after: Json, engagement: str) -> list[str]:
    if engagement:
        return [engagement]
    both = (*before.get("engagements", ()), *after.get("engagements", ()))
    return list(dict.fromkeys(item.get("id", "") for item in both))


def _relied_on(file: CaseFile) -> list[CertificateRecord]:
    return [
        item
        for item in file.certificates
        if item.withdrawn_on is None
        and was_relied_on(file.match_of(item.id))
        and not superseded(file, item)
    ]


def _falls_from(
    certificate: CertificateRecord, old: Json, new: Json, before: Json, after: Json, file: CaseFile
) -> date | None:
    """The first day from which a certificate is no longer carried; None where it stands."""
    if not _carries(old, certificate, file):
        return None
    if not _carries(new, certificate, file):
        return _first_day(certificate, before, after)
    name = new.get("id", "")
    then, now = _sheet(file, before, name), _sheet(file, after, name)
    if then is not NO_SHEET and now is not NO_SHEET and _other_employer(then, now):
        start = day_of(now.get("start"))
        return max(certificate.start, start) if start is not None else certificate.start
    return None


def _carries(answer: Json, certificate: CertificateRecord, file: CaseFile) -> bool:
    if not answer:
        return False
    outcome = Outcome(answer["outcome"])
    if outcome is Outcome.ASSIGNED:
        pair = (answer.get("covered_by"), answer.get("exempt_in"))
        return pair == (certificate.covered_by, certificate.exempt_in)
    wanted = PRODUCT_FOR.get(outcome)
    return wanted is not None and file.request is not None and file.request.product == wanted


def _first_day(certificate: CertificateRecord, before: Json, after: Json) -> date:
    """A new law falls from the day whose law is meant; other facts from the first day of the certificate."""
    as_of = day_of(after.get("as_of"))
    same_facts = before.get("facts") == after.get("facts")
    if same_facts and as_of is not None and after.get("as_of") != before.get("as_of"):
        return max(certificate.start, as_of)
    return certificate.start


def _sheet(file: CaseFile, document: Json, engagement: str) -> Json:
    """The engagement in the fact sheet from which a determination was made."""
    digest = document.get("facts")
    sheet = next((item.sheet for item in file.facts if item.digest == digest), None)
    if sheet is None:
        return NO_SHEET
    found = (item for item in sheet.get("engagements", ()) if item.get("id") == engagement)
    return next(found, NO_SHEET)


def _other_employer(then: Json, now: Json) -> bool:
    """Whether a certificate for the former employer no longer speaks for the work."""
    old, new = (str((item.get("employer") or {}).get("name") or "") for item in (then, now))
    return bool(old and new) and business_likeness(old, new) is Likeness.OTHER
