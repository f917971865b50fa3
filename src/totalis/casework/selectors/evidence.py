"""The documents of a case as pages show them: what each is, what it proves, and a picture that is safe to look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404

from totalis.casework.models import DocumentReading, Evidence, EvidenceVersion
from totalis.casework.selectors.facts import newest_statements
from totalis.documents.words import label_of
from totalis.facts.countries import COUNTRIES, name_of
from totalis.facts.sheet import NONE
from totalis.facts.vocabulary import by_path
from totalis.kernel.dates import days_written_out
from totalis.procedure.strength_kinds import evidence_kinds
from totalis.webbase.files.selectors import page_count, text_preview
from totalis.webbase.secrets.keys import UndecipherableError
from totalis.webbase.secrets.masking import masked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from totalis.casework.models import Case
    from totalis.procedure.casefile import CaseFile, EvidenceItem
    from totalis.webbase.files.models import Blob

CASE_PLACES = {
    "worker.name": "Name of the worker",
    "worker.name_at_birth": "Name at birth",
    "worker.birth_date": "Day of birth",
    "worker.birth_place": "Place of birth",
    "worker.ssn": "US Social Security number",
    "worker.foreign_number": "Social insurance number of the other country",
    "us_employer.name": "Name of the US employer",
    "foreign_employer.name": "Name of the employer abroad",
    "client.name": "Name of the client",
    "client.country": "Country of the client",
    "pay.country": "Country from which pay comes",
    "contributions.country": "Country that collected contributions",
    "charges": "A line of charges, word for word",
    "return.tax_year": "Tax year of a return",
}
"""Data of the case, other than facts, that a document can say."""
SECRET = frozenset({"worker.ssn", "worker.foreign_number"})
"""Places whose readings are shown by their last four signs only."""
_SAID = {"true": "Yes", "false": "No"}
LONGEST_KEY = 18
THOUSAND = 1000


@dataclass(frozen=True, slots=True)
class ShownDocument:
    """A document in the list; `proves` are the facts whose newest statement names it."""

    item: EvidenceItem
    kind: str
    size: str
    proves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownReading:
    """What a document says, for a page."""

    id: int
    label: str
    value: str
    page: str
    by: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What can be shown of a version: pages as pictures, or text, or neither."""

    pages: int
    page: int
    text: str | None
    lost: bool = False

    @property
    def before(self) -> int:
        """The page before, 0 where there is none."""
        return self.page - 1

    @property
    def after(self) -> int:
        """The page after, 0 where there is none."""
        return self.page + 1 if self.page < self.pages else 0


def documents_of(file: CaseFile) -> list[ShownDocument]:
    """Every document of the case, the newest first."""
    statements = newest_statements(file.facts)
    return [
        ShownDocument(
            item=item,
            kind=kind_title(item.kind),
            size=size_words(item.size),
            proves=tuple(
                label_of(place)
                for place, statement in statements.items()
                if statement.evidence == item.id
            ),
        )
        for item in reversed(file.evidence)
    ]


def kind_title(key: str) -> str:
    """The name of a kind of document."""
    kind = evidence_kinds().get(key)
    return kind.title if kind is not None else key.replace("_", " ").capitalize()


def size_words(size: int) -> str:
    """How large a file is, in words."""
    if size < THOUSAND:
        return f"{size} bytes"
    if size < THOUSAND * THOUSAND:
        return f"{size / THOUSAND:.0f} kB"
    return f"{size / THOUSAND / THOUSAND:.1f} MB"


def document_of(case: Case, key: str) -> Evidence:
    """A document of the case by its number.

    Raises:
        Http404: the case has no such document, whether or not another one has.
    """
    found = Evidence.objects.of(case.organisation).filter(case=case, pk=_number(key)).first()
    if found is None:
        raise Http404
    return found


def version_of(evidence: Evidence, number: str = "") -> EvidenceVersion:
    """A version of a document by its number; the newest where none is named.

    Raises:
        Http404: there is no such version.
    """
    rows = evidence.versions.select_related("blob", "made_by", "evidence").order_by("-number")
    found = rows.filter(number=_number(number)).first() if number else rows.first()
    if found is None:
        raise Http404
    return found


def reading_of(evidence: Evidence, key: str) -> DocumentReading:
    """A standing reading of a document by its number.

    Raises:
        Http404: the document has no such reading.
    """
    standing = DocumentReading.objects.filter(version__evidence=evidence, removed_at=None)
    found = standing.filter(pk=_number(key)).first()
    if found is None:
        raise Http404
    return found


def _number(text: str) -> int:
    """A number out of an address.

    Raises:
        Http404: it is none.
    """
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_KEY):
        raise Http404
    return int(text)


def versions_of(evidence: Evidence) -> QuerySet[EvidenceVersion]:
    """Every version of a document, the newest first."""
    return evidence.versions.select_related("blob", "made_by").order_by("-number")


def readings_of(version: EvidenceVersion) -> list[ShownReading]:
    """What was read in a version and still stands."""
    rows = version.readings.filter(removed_at=None).select_related("made_by").order_by("pk")
    return [
        ShownReading(
            id=row.pk,
            label=place_label(row.place),
            value=shown_value(row.place, row.value),
            page=row.page,
            by=row.made_by.name if row.made_by else "Totalis",
        )
        for row in rows
    ]


def place_label(place: str) -> str:
    """What a place is called; one of many goes by the name of all."""
    return CASE_PLACES.get(place.partition("[")[0]) or CASE_PLACES.get(place) or label_of(place)


def shown_value(place: str, value: str) -> str:
    """A reading as a page shows it: days and countries in words, numbers of people by their last four signs."""
    if place in SECRET:
        return masked(value)
    named = [name_of(part) if part in COUNTRIES else part for part in value.split(", ")]
    return _SAID.get(value) or days_written_out(", ".join(named))


def preview_of(version: EvidenceVersion, page: str) -> Preview:
    """What can be shown of a version; `page` is what the address says."""
    return preview_of_file(version.blob, page)


def preview_of_file(blob: Blob, page: str) -> Preview:
    """What can be shown of a file; `page` is what the address says."""
    try:
        pages = page_count(blob)
        text = text_preview(blob) if not pages else None
    except (FileNotFoundError, UndecipherableError):
        return Preview(0, 0, None, lost=True)
    wanted = int(page) if page.isascii() and page.isdecimal() and len(page) <= LONGEST_KEY else 1
    return Preview(pages, min(max(wanted, 1), max(pages, 1)), text)


def places_for(kind: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a document can be read for, in groups of (key, label): what its kind usually shows comes first."""
    known = evidence_kinds().get(kind)
    usual = [path for path in known.proves if path in _labels()] if known is not None else []
    left = [path for path in by_path() if path not in usual]
    case = [path for path in CASE_PLACES if path not in usual]
    groups = [
        ("Usually shown by this kind", usual),
        ("People and employers", case),
        ("Other facts", left),
    ]
    return [(title, list(_pairs(paths))) for title, paths in groups if paths]


def _labels() -> dict[str, str]:
    return CASE_PLACES | {path: label_of(path) for path in by_path()}


def _pairs(paths: Iterable[str]) -> Iterable[tuple[str, str]]:
    labels = _labels()
    return ((path, labels[path]) for path in paths)


def reading_text(value: Any) -> str:  # noqa: ANN401 - facts have many types
    """A value as a reading keeps it: as the fact sheet writes it, lists with commas."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    if isinstance(value, tuple):
        return ", ".join(_part(item) for item in value) or NONE
    return str(value)


def _part(item: Any) -> str:  # noqa: ANN401 - facts have many types
    if isinstance(item, tuple):
        return ": ".join(reading_text(one) for one in item)
    if hasattr(item, "start"):
        return f"{item.start.isoformat()} to {item.end.isoformat()}"
    return str(item)
