"""Reading the register: what is in it, one certificate with its history, the papers that came before and after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import Http404

from totalis.authority.models import IssuedCertificate, RegisterEntry, Standing
from totalis.authority.numbers import check_control_number
from totalis.authority.selectors.register_names import name_keys
from totalis.documents.certificate_face import TITLES, exception_words
from totalis.documents.certificate_number import check_certificate_number
from totalis.documents.masking import masked_number
from totalis.documents.words import article_words
from totalis.facts.countries import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from totalis.webbase.accounts.models import Organisation

Rows = list[tuple[str, str]]
LINES = {
    "issued": "Issued",
    "corrected": "Corrected: another stands in its place",
    "replaced": "Lost: another stands in its place",
    "ended": "Ended early",
    "withdrawn": "Withdrawn",
    "copied": "Paper handed out",
}


@dataclass(frozen=True)
class CertificatePage:
    """One certificate as the house sees it; numbers of persons masked."""

    certificate: IssuedCertificate
    title: str
    state: str
    tone: str
    """`settled`, `open` or `refused`: how the state is shown."""
    person: Rows
    work: Rows
    coverage: Rows
    history: list[tuple[RegisterEntry, str]]
    follower: IssuedCertificate | None

    @property
    def counts(self) -> bool:
        """Whether something can still be done to it."""
        return self.certificate.standing == Standing.IN_FORCE and bool(self.certificate.content)


def register_rows(organisation: Organisation, words: str = "") -> QuerySet[IssuedCertificate]:
    """Certificates, the newest first; with words, those of that number, request or whole name."""
    rows = IssuedCertificate.objects.of(organisation).select_related("request").order_by("-pk")
    text = words.strip()
    if not text:
        return rows
    number, control = check_certificate_number(text), check_control_number(text)
    asked = Q(name_key__in=name_keys(text)) | Q(request__control_number=text)
    if number is not None:
        asked |= Q(number=number)
    if control is not None:
        asked |= Q(request__control_number=control)
    return rows.filter(asked)


def certificate_of(organisation: Organisation, number: str) -> IssuedCertificate:
    """One certificate of the house.

    Raises:
        Http404: there is none with this number.
    """
    rows = IssuedCertificate.objects.of(organisation).select_related(
        "request", "document", "replaces", "organisation"
    )
    found = rows.filter(number=number).first()
    if found is None:
        raise Http404
    return found


def certificate_page(certificate: IssuedCertificate, *, on: date) -> CertificatePage:
    """The page of a certificate, as of a day."""
    content = certificate.content
    entries = certificate.entries.select_related("made_by", "successor").order_by("pk")
    state, tone = _state(certificate, on)
    return CertificatePage(
        certificate=certificate,
        title=TITLES[certificate.product],
        state=state,
        tone=tone,
        person=list(_person(content["holder"])) if content else [],
        work=list(_work(content["employment"])) if content else [],
        coverage=list(_coverage(content)) if content else list(_left(certificate)),
        history=[(entry, LINES[entry.kind]) for entry in entries],
        follower=IssuedCertificate.objects.filter(replaces=certificate).first(),
    )


def state_words(certificate: IssuedCertificate, *, on: date) -> str:
    """How it stands on a day, in a few words."""
    return _state(certificate, on)[0]


def _state(certificate: IssuedCertificate, on: date) -> tuple[str, str]:
    if certificate.standing != Standing.IN_FORCE:
        return certificate.get_standing_display(), "refused"
    last = certificate.ended_on or certificate.end
    if last is not None and on > last:
        said = "Ended early, and over" if certificate.ended_on else "Its period is over"
        return said, "open"
    if certificate.ended_on is not None:
        return "In force, ends early", "open"
    return (
        ("In force", "settled")
        if on >= certificate.start
        else ("In force from its first day", "settled")
    )


def _left(certificate: IssuedCertificate) -> Iterable[tuple[str, str]]:
    """What the register knows of one whose data were disposed of."""
    yield "Covered by", name_of(certificate.covered_by)
    yield "Exempt in", name_of(certificate.exempt_in)
    yield "Request", certificate.request.control_number
    yield "Digest of the paper", certificate.document_digest


def _person(holder: dict[str, Any]) -> Iterable[tuple[str, str]]:
    yield "Name", holder["name"]
    if holder["name_at_birth"]:
        yield "Name at birth", holder["name_at_birth"]
    yield "Place of birth", holder["birth_place"]
    yield "Citizenship", ", ".join(name_of(code) for code in holder["citizenships"])
    for number in holder["numbers"]:
        yield f"Number ({name_of(number['country'])})", masked_number(number["value"])


def _work(employment: dict[str, Any]) -> Iterable[tuple[str, str]]:
    if employment["nature"]:
        yield "Kind of self-employment", employment["nature"]
    for one in employment["businesses"]:
        words = "\n".join(part for part in (one["name"], one["address"]) if part)
        yield name_of(one["country"]), words


def _coverage(content: dict[str, Any]) -> Iterable[tuple[str, str]]:
    coverage = content["coverage"]
    yield "Covered by", name_of(coverage["covered_by"])
    yield "Exempt in", name_of(coverage["exempt_in"])
    yield "Provision", article_words(coverage["article"]) if coverage["article"] else "not stated"
    if coverage["exception"]:
        yield "Exception", exception_words(coverage)
    yield "Request", content["basis"]["control_number"]
    yield "Determination", content["basis"]["determination"]
    yield "Law", content["basis"]["law"]
