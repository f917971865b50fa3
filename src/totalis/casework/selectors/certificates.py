"""Certificates of a case as its pages show them: typed fields, differences, checklist, what the document's text holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from totalis.casework.models import Certificate
from totalis.kernel.dates import day_words, days_written_out
from totalis.kernel.digest import digest
from totalis.procedure.matching import differences, expected_of, says_expected
from totalis.procedure.matching_checklist import checklist
from totalis.webbase.files.selectors import page_count, text_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from totalis.casework.models import Case, Evidence, Match
    from totalis.procedure.casefile import CaseFile, CertificateRecord, Difference
    from totalis.procedure.matching import Expected
    from totalis.webbase.accounts.actor import Actor

FIELDS = {
    "product": "Kind of document",
    "issuer_country": "Issuing country",
    "issuer": "Issuing agency",
    "covered_by": "Law that applies",
    "exempt_in": "Exempt in",
    "worker_name": "Name of the worker",
    "worker_number": "Number of the worker",
    "employer_name": "Employer",
    "start": "First day",
    "end": "Last day",
    "article": "Article",
}
RANK_WORDS = {
    "breaks": "breaks the exemption",
    "check": "to be weighed",
    "harmless": "harmless",
}
US_DAY = "{0.month:02d}/{0.day:02d}/{0.year}"
EUROPEAN_DAY = "{0.day:02d}.{0.month:02d}.{0.year}"


def certificates_of(case: Case) -> list[Certificate]:
    """The certificates of a case, newest first."""
    rows = Certificate.objects.filter(case=case).select_related("evidence", "made_by", "replaces")
    return list(rows.order_by("-made_at", "-pk"))


def compared(file: CaseFile, certificate: str) -> tuple[Difference, ...]:
    """The differences between what was asked for and a certificate, worst first."""
    record = next(item for item in file.certificates if item.id == certificate)
    return differences(expected_of(file), record)


def difference_digest(found: Sequence[Difference]) -> str:
    """What a decision is of: these differences and no others."""
    return digest(msgspec.to_builtins(found))


def newest_match(certificate: Certificate) -> Match | None:
    """The last decision on a certificate."""
    return certificate.matches.select_related("made_by", "released_by").order_by("-pk").first()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is expected in a field, and whether the document's own text holds it."""

    label: str
    shown: str
    in_text: bool


def suggestions(expected: Expected, text: str) -> list[Suggestion]:
    """The expected values that a person will look for on the page; `in_text` where the document's text holds them."""
    plain = _squeezed(text)
    named = (
        ("Name", expected.worker_names[:1]),
        ("Employer", expected.employers[:1]),
        ("Issuing agency", (expected.issuer,)),
        ("Article", (expected.article,)),
    )
    found = [
        Suggestion(label, value, _squeezed(value) in plain)
        for label, values in named
        for value in values
        if value
    ]
    days = (("First day", expected.start), ("Last day", expected.end))
    found.extend(
        Suggestion(label, day_words(day), _holds(plain, day))
        for label, day in days
        if day is not None
    )
    return found


@dataclass(frozen=True, slots=True)
class DrawnDifference:
    """A difference in the words of the page."""

    rank: str
    rank_words: str
    field: str
    expected: str
    found: str
    says: str


def document_page(file: CaseFile, document: Evidence) -> dict[str, Any]:
    """What the page needs on which the fields are typed beside the document.

    Only what the case itself settles is filled in (direction and issuer). Names, days and numbers are typed off the
    document, since a certificate that repeats the request would always match.
    """
    version = document.versions.select_related("blob").order_by("-number").first()
    expected = expected_of(file)
    text = text_of(version.blob) if version is not None else ""
    return {
        "version": version,
        "pages": range(1, page_count(version.blob) + 1) if version is not None else (),
        "has_text": bool(text.strip()),
        "suggestions": suggestions(expected, text),
        "initial": {
            "product": expected.product,
            "issuer_country": expected.issuer_country,
            "issuer": expected.issuer,
            "covered_by": expected.covered_by,
            "exempt_in": expected.exempt_in,
        },
    }


def certificate_page(actor: Actor, file: CaseFile, certificate: Certificate) -> dict[str, Any]:
    """What the page of one certificate needs: fields, differences, checklist, decisions, and what may be done."""
    found = compared(file, str(certificate.pk))
    match = newest_match(certificate)
    stands = certificate.withdrawn_at is None and not certificate.replaced_by.exists()
    own = actor.user is not None and certificate.made_by_id == actor.user.pk
    version = certificate.evidence.versions.select_related("blob").order_by("-number").first()
    return {
        "certificate": certificate,
        "record": of_record(file, certificate),
        "expected": days_written_out(says_expected(expected_of(file))),
        "differences": [
            DrawnDifference(
                rank=item.rank,
                rank_words=RANK_WORDS[item.rank],
                field=FIELDS.get(item.field, item.field.replace("_", " ").capitalize()),
                expected=days_written_out(item.expected),
                found=days_written_out(item.found),
                says=days_written_out(item.says),
            )
            for item in found
        ],
        "breaks": [item for item in found if item.rank == "breaks"],
        "seen": difference_digest(found),
        "points": checklist(file),
        "match": match,
        "version": version,
        "pages": range(1, page_count(version.blob) + 1) if version is not None else (),
        "stands": stands,
        "own": own and not actor.works_alone,
        "corrections": certificate.corrections.select_related("made_by", "settled_by"),
        "correction_text": "\n".join(
            f"{FIELDS.get(item.field, item.field)}: it says {days_written_out(item.found) or 'nothing'}, "
            f"it must say {days_written_out(item.expected)}."
            for item in found
            if item.rank != "harmless"
        ),
    }


def _holds(plain: str, day: date) -> bool:
    """Whether a day stands in a text in one of the usual ways of writing it."""
    ways = (
        day.isoformat(),
        US_DAY.format(day),
        EUROPEAN_DAY.format(day),
        f"{day.day:02d}/{day.month:02d}/{day.year}",
        day_words(day),
        f"{day:%B} {day.day}, {day.year}",
    )
    return any(_squeezed(way) in plain for way in ways)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).casefold().strip()


def of_record(file: CaseFile, certificate: Certificate) -> CertificateRecord:
    """The certificate's value in the case file."""
    return next(item for item in file.certificates if item.id == str(certificate.pk))
