"""Lines of a run with their answers: filtered, a page at a time, one of them whole, all of them as a file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import F
from django.http import Http404

from totalis.exposure.models import ChargeAnswer, ChargeLine
from totalis.exposure.selectors.catalogues import catalogue_of
from totalis.exposure.selectors.money import plain, said
from totalis.exposure.selectors.words import CREDITS, EFFECTS, category
from totalis.lawbook.charges.model import Bundle, Category
from totalis.tables.writing import guarded_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from django.db.models import QuerySet

    from totalis.exposure.models import ChargeReason, ChargeRun, Classification
    from totalis.exposure.selectors.words import Word
    from totalis.lawbook.charges.model import Charge
    from totalis.lawbook.model import Source
    from totalis.webbase.accounts.actor import Actor

A_PAGE = 50
_CITED = re.compile(r"(?P<title>[^<>]+?)(?: <(?P<url>https?://[^>\s]+)>)?(?:; |$)")
COLUMNS = (
    *("line", "label", "code", "code_system", "payer", "amount", "currency"),
    *("period_start", "period_end", "part", "category", "certificate_effect", "credit"),
    *("branch", "basis", "citation", "why", "resolved_by", "resolved_on", "catalogue"),
)
"""Those of the contract for `classify`, with what is only known here."""


class Chosen(NamedTuple):
    """Which lines are shown."""

    category: str = ""
    words: str = ""
    only: str = ""
    """`resolved` or `split`."""
    page: int = 1


class Citation(NamedTuple):
    """A source that an answer rests on."""

    title: str
    url: str
    checked_on: date | None


class Answered(NamedTuple):
    """A line, or a part of one, as the page shows it."""

    answer: ChargeAnswer
    line: ChargeLine
    word: Word
    amount: str
    effect: str
    credit: str
    citations: tuple[Citation, ...]

    @property
    def reason(self) -> ChargeReason:
        """What was said of it."""
        return self.answer.reason

    @property
    def says_basis(self) -> bool:
        """Whether the basis says more than the reason; that of an undecided line only points to it."""
        return bool(self.reason.basis) and self.reason.category != "unclear"


class Page(NamedTuple):
    """Some lines, and where they lie among all that were chosen."""

    lines: list[Answered]
    total: int
    number: int
    last: int


def line_page(work: Classification, chosen: Chosen) -> Page:
    """A page of the chosen lines, the unclear ones first."""
    rows = _chosen(work, chosen)
    count = rows.count()
    last = max(1, -(-count // A_PAGE))
    number = min(max(chosen.page, 1), last)
    found = rows[(number - 1) * A_PAGE : number * A_PAGE]
    return Page([answered(row, work) for row in found], count, number, last)


def answered(row: ChargeAnswer, work: Classification) -> Answered:
    """An answer as pages show it."""
    return Answered(
        answer=row,
        line=row.line,
        word=category(row.category),
        amount=said(row.amount, row.currency),
        effect=EFFECTS[row.reason.certificate_effect],
        credit=CREDITS[row.reason.credit],
        citations=citations_of(row.reason, work),
    )


def citations_of(reason: ChargeReason, work: Classification) -> tuple[Citation, ...]:
    """The sources of an answer, with the day on which each was checked."""
    days = {source.url: source.checked_on for source in _sources(work)}
    return tuple(
        Citation(
            found["title"].strip(), found["url"] or "", days.get(found["url"], work.checked_on)
        )
        for found in _CITED.finditer(reason.citation)
        if found["title"].strip()
    )


def line_of(actor: Actor, run: ChargeRun, number: int) -> ChargeLine:
    """One line of a run.

    Raises:
        Http404: the run has none of that number.
    """
    rows = ChargeLine.objects.of(actor.organisation).filter(run=run, pk=number)
    row = rows.first()
    if row is None:
        raise Http404
    return row


def answers_of(line: ChargeLine, work: Classification | None) -> list[Answered]:
    """What stands of a line, part by part."""
    if work is None:
        return []
    rows = _with_all(line.answers.filter(classification=work)).order_by("place")
    return [answered(row, work) for row in rows]


def is_mixed(reason: ChargeReason, work: Classification) -> bool:
    """Whether a line holds covered charges together with CSG or CRDS, by its entry in the catalogue (G3)."""
    held = _held(reason.charge, catalogue_of(work.run.agreement).entries)
    return Category.COVERED in held and bool(held & {Category.CSG, Category.CRDS})


def _held(name: str, entries: Mapping[str, Charge | Bundle]) -> set[Category]:
    """The categories of an entry's charges; a bundle may hold bundles."""
    entry = entries.get(name)
    if isinstance(entry, Bundle):
        return {category for part in entry.parts for category in _held(part, entries)}
    return {entry.category} if entry is not None else set()


def former_of(line: ChargeLine, work: Classification | None) -> list[ChargeAnswer]:
    """What was said of a line before, with other catalogues; the newest first."""
    rows = line.answers.exclude(classification=work).filter(
        classification__finished_at__isnull=False
    )
    return list(_with_all(rows).order_by("-classification__number", "place"))


def same_lines(line: ChargeLine, work: Classification | None) -> int:
    """How many lines of the run are the same but for amounts and days."""
    return 0 if work is None else work.answers.filter(line__key=line.key, place=0).count()


def changes_of(work: Classification, limit: int) -> tuple[list[tuple[Answered, ChargeAnswer]], int]:
    """Answers that differ from those of the classification before, with what was said then; and how many there are."""
    before = work.run.classifications.filter(number__lt=work.number, finished_at__isnull=False)
    former = before.order_by("-number").first()
    if former is None:
        return [], 0
    rows = (
        work.answers.filter(line__answers__classification=former)
        .filter(line__answers__place=F("place"))
        .annotate(was=F("line__answers__by_catalogue__category"))
        .exclude(by_catalogue__category=F("was"))
    )
    found = list(_with_all(rows).order_by("number", "place")[:limit])
    then = _with_all(former.answers.filter(line__in=[row.line_id for row in found]))
    old = {(row.line_id, row.place): row for row in then}
    return [(answered(row, work), old[row.line_id, row.place]) for row in found], rows.count()


def csv_lines(work: Classification, chosen: Chosen) -> Iterator[str]:
    """The chosen lines as a file, with the columns of the contract."""
    yield ",".join(COLUMNS) + "\r\n"
    for row in _chosen(work, chosen).iterator(chunk_size=2000):
        yield guarded_line(_cells(row, work))


def _cells(row: ChargeAnswer, work: Classification) -> tuple[object, ...]:
    line, reason, given = row.line, row.reason, row.resolution
    return (
        *(line.number, line.label, line.code, line.code_system, line.payer),
        *(plain(row.amount, row.currency), row.currency),
        *(line.period_start or "", line.period_end or "", row.part, row.category),
        *(reason.certificate_effect, reason.credit, reason.branch, reason.basis),
        *(reason.citation, reason.why),
        *((given.made_as, given.made_at.date()) if given else ("", "")),
        work.catalogue,
    )


def _chosen(work: Classification, chosen: Chosen) -> QuerySet[ChargeAnswer]:
    rows = work.answers.all()
    if chosen.category:
        rows = rows.filter(category=chosen.category)
    if chosen.words:
        rows = rows.filter(line__label__icontains=chosen.words)
    if chosen.only == "resolved":
        rows = rows.filter(resolution__isnull=False)
    elif chosen.only == "split":
        rows = rows.exclude(part="")
    return _with_all(rows).order_by("rank", "number", "place")


def _with_all(rows: QuerySet[ChargeAnswer]) -> QuerySet[ChargeAnswer]:
    return rows.select_related("line", "reason", "by_catalogue", "resolution", "classification")


def _sources(work: Classification) -> list[Source]:
    return list(catalogue_of(work.run.agreement).sources.values())
