"""Tests of contributions: the list, one of them, its streams, the days and lines behind a finding."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Min
from django.http import Http404

from totalis.exposure.models import ContributionRun, Overlap
from totalis.exposure.selectors.money import said
from totalis.facts.countries import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from totalis.exposure.models import ContributionLine
    from totalis.webbase.accounts.actor import Actor

A_PAGE = 25
STREAM = ("finding", "staff_number", "stream", "foreign_stream", "foreign_country")
FINDINGS = {
    "same_earnings": "Same earnings charged twice",
    "unclear": "Unclear",
    "separate_streams": "Separate streams of earnings",
}
"""In the order of the page."""
SAYS = {
    "same_earnings": "Both countries charged the same stream for the same days.",
    "unclear": "It cannot be said yet whether the same earnings were charged twice.",
    "separate_streams": "Both countries charged in the same days, each on other earnings: nothing is charged twice here.",
}
TAGS = {"same_earnings": "failed", "unclear": "open", "separate_streams": "passed"}


class Stream(NamedTuple):
    """What was found of one worker's stream, over all its days."""

    finding: str
    first_row: int
    """The number of one of its rows, for its address."""
    staff_number: str
    stream: str
    foreign_stream: str
    country: str
    first: date
    last: date
    pieces: int
    us: tuple[str, ...]
    foreign: tuple[str, ...]

    @property
    def label(self) -> str:
        """The finding in words."""
        return FINDINGS[self.finding]

    @property
    def tag(self) -> str:
        """How the finding is drawn."""
        return TAGS[self.finding]


class Page(NamedTuple):
    """Some streams, and where they lie among all."""

    streams: list[Stream]
    total: int
    number: int
    last: int


class Piece(NamedTuple):
    """Days of one finding with the amounts of both sides."""

    row: Overlap
    us: str
    foreign: str
    us_unclear: str
    foreign_unclear: str


class Behind(NamedTuple):
    """A line that a finding rests on."""

    line: ContributionLine
    amount: str
    base: str


def runs_of(actor: Actor) -> QuerySet[ContributionRun]:
    """The tests of the organisation that stand, the newest first."""
    rows = ContributionRun.objects.of(actor.organisation).filter(withdrawn_at=None)
    return rows.select_related("made_by").order_by("-made_at", "-pk")


def run_of(actor: Actor, number: int) -> ContributionRun:
    """One test.

    Raises:
        Http404: the organisation has none of that number, or it was withdrawn.
    """
    row = runs_of(actor).filter(pk=number).first()
    if row is None:
        raise Http404
    return row


def overlap_of(actor: Actor, run: ContributionRun, number: int) -> Overlap:
    """One row of a test.

    Raises:
        Http404: the test has none of that number.
    """
    row = Overlap.objects.of(actor.organisation).filter(run=run, pk=number).first()
    if row is None:
        raise Http404
    return row


def counts_of(runs: Sequence[ContributionRun]) -> dict[int, list[tuple[str, str, int]]]:
    """How many streams have which finding in each run, by its number: key, words, number."""
    rows = Overlap.objects.filter(run__in=runs).order_by().values_list("run_id", *STREAM)
    found = Counter((row[0], row[1]) for row in rows.distinct())
    return {
        run.pk: [(key, words, found[run.pk, key]) for key, words in FINDINGS.items()]
        for run in runs
    }


def stream_page(run: ContributionRun, finding: str, number: int) -> Page:
    """A page of streams, of one finding or of all, what is charged twice first."""
    rows = run.overlaps.all()
    wanted = [finding] if finding in FINDINGS else list(FINDINGS)
    firsts = [
        row
        for key in wanted
        for row in rows.filter(finding=key)
        .values(*STREAM)
        .annotate(row=Min("pk"))
        .order_by("staff_number", "stream", "foreign_stream", "foreign_country")
        .values_list("row", flat=True)
    ]
    last = max(1, -(-len(firsts) // A_PAGE))
    at = min(max(number, 1), last)
    shown = firsts[(at - 1) * A_PAGE : at * A_PAGE]
    streams = _streams(run, shown)
    return Page([streams[row] for row in shown], len(firsts), at, last)


def _streams(run: ContributionRun, firsts: Sequence[int]) -> dict[int, Stream]:
    """The streams that begin with these rows, read together."""
    begin = list(run.overlaps.filter(pk__in=firsts))
    numbers = {row.staff_number for row in begin}
    rows: dict[tuple[object, ...], list[Overlap]] = {}
    for row in run.overlaps.filter(staff_number__in=numbers).order_by("period_start", "pk"):
        rows.setdefault(_stream_key(row), []).append(row)
    return {row.pk: stream_of(row, rows[_stream_key(row)]) for row in begin}


def _stream_key(row: Overlap) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in STREAM)


def stream_of(row: Overlap, own: Sequence[Overlap]) -> Stream:
    """A stream, from one of its rows and all of them."""
    return Stream(
        finding=row.finding,
        first_row=row.pk,
        staff_number=row.staff_number,
        stream=row.stream,
        foreign_stream=row.foreign_stream,
        country=name_of(row.foreign_country),
        first=min(one.period_start for one in own),
        last=max(one.period_end for one in own),
        pieces=len(own),
        us=us_sums(own),
        foreign=foreign_sums(own),
    )


def rows_of(run: ContributionRun, row: Overlap) -> list[Overlap]:
    """Every row of the stream that a row belongs to, by day."""
    same = {name: getattr(row, name) for name in STREAM}
    return list(run.overlaps.filter(**same).order_by("period_start", "pk"))


def pieces_of(rows: Iterable[Overlap]) -> list[Piece]:
    """The days with their amounts in words."""
    return [
        Piece(
            row,
            said(row.us_amount, row.us_currency),
            said(row.foreign_amount, row.foreign_currency),
            said(row.us_unclear, row.us_currency) if row.us_unclear else "",
            said(row.foreign_unclear, row.foreign_currency) if row.foreign_unclear else "",
        )
        for row in rows
    ]


def lines_behind(run: ContributionRun, rows: Iterable[Overlap]) -> list[Behind]:
    """The lines that a finding rests on, in the order of the file."""
    numbers = {
        int(text.rpartition(":")[2])
        for row in rows
        for text in f"{row.us_lines}|{row.foreign_lines}".split("|")
        if text.rpartition(":")[2].isdecimal()
    }
    lines = run.contribution_lines.filter(number__in=numbers).order_by("number", "pk")
    lines = lines.select_related("resolution")
    return [
        Behind(line, said(line.amount, line.currency), said(line.base, line.currency))
        for line in lines
    ]


def us_sums(rows: Iterable[Overlap]) -> tuple[str, ...]:
    """What the United States charged over these days, by currency; days that stand twice count once."""
    once = {(row.period_start, row.us_currency): row.us_amount for row in rows}
    return _sums(once)


def foreign_sums(rows: Iterable[Overlap]) -> tuple[str, ...]:
    """What the other country charged, in the same way."""
    once = {(row.period_start, row.foreign_currency): row.foreign_amount for row in rows}
    return _sums(once)


def _sums(once: dict[tuple[date, str], int | None]) -> tuple[str, ...]:
    sums: dict[str, int] = {}
    for (_day, currency), amount in once.items():
        if currency and amount is not None:
            sums[currency] = sums.get(currency, 0) + amount
    return tuple(said(amount, currency) for currency, amount in sorted(sums.items()))
