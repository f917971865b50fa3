"""Runs of charge lines: the list, one of them, its sums, what is to be resolved in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Min, Sum
from django.http import Http404

from totalis.exposure.models import ChargeAnswer, ChargeLine, ChargeRun
from totalis.exposure.selectors.catalogues import charges, country_name
from totalis.exposure.selectors.money import said
from totalis.exposure.selectors.words import CATEGORIES

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from totalis.exposure.models import Classification
    from totalis.exposure.selectors.words import Word
    from totalis.webbase.accounts.actor import Actor

SHOWN_RUNS = 100
SHOWN_WITHDRAWN = 25
SHOWN_UNCLEAR = 25
HUNDRED = 100


class RunLine(NamedTuple):
    """A run in the list."""

    run: ChargeRun
    country: str
    unclear: int


class WithdrawnRun(NamedTuple):
    """A run that was taken back, with what was typed; the lines of a file went with it."""

    run: ChargeRun
    typed: list[tuple[ChargeLine, str]]


class Summed(NamedTuple):
    """What a category comes to: its amounts by currency, which are never added."""

    word: Word
    lines: int
    amounts: tuple[str, ...]


class Unclear(NamedTuple):
    """Lines of one label, code and payer that the catalogue leaves unclear."""

    line: ChargeLine
    lines: int
    amounts: tuple[str, ...]


class Progress(NamedTuple):
    """How far a classification is."""

    done: int
    of: int
    percent: int


def runs_of(actor: Actor) -> QuerySet[ChargeRun]:
    """The runs of the organisation that stand, the newest first."""
    rows = ChargeRun.objects.of(actor.organisation).filter(withdrawn_at=None)
    return rows.select_related("current", "made_by", "organisation").order_by("-made_at", "-pk")


def run_of(actor: Actor, number: int) -> ChargeRun:
    """One run.

    Raises:
        Http404: the organisation has none of that number, or it was withdrawn.
    """
    row = runs_of(actor).filter(pk=number).first()
    if row is None:
        raise Http404
    return row


def withdrawn_runs(actor: Actor) -> list[WithdrawnRun]:
    """Runs that were taken back, the newest first; typed lines are still there to be looked at."""
    rows = ChargeRun.objects.of(actor.organisation).filter(withdrawn_at__isnull=False)
    rows = rows.select_related("register", "made_by").prefetch_related("charge_lines")
    return [
        WithdrawnRun(
            row, [(line, said(line.amount, line.currency)) for line in row.charge_lines.all()]
        )
        for row in rows.order_by("-withdrawn_at", "-pk")[:SHOWN_WITHDRAWN]
    ]


def run_lines(actor: Actor) -> list[RunLine]:
    """The newest runs, with how much is unclear in each."""
    rows = list(runs_of(actor)[:SHOWN_RUNS])
    current = [row.current_id for row in rows if row.current_id]
    open_lines = dict(
        _answers_of(current)
        .filter(rank=0)
        .values_list("classification")
        .annotate(n=Count("pk"))
        .order_by()
    )
    return [
        RunLine(row, country_name(row.agreement), open_lines.get(row.current_id, 0)) for row in rows
    ]


def _answers_of(classifications: list[int]) -> QuerySet[ChargeAnswer]:
    return ChargeAnswer.objects.filter(classification__in=classifications)


def sums_of(work: Classification) -> list[Summed]:
    """What each category comes to, in the order of the pages."""
    rows = work.answers.values("category", "currency").annotate(n=Count("pk"), all=Sum("amount"))
    found = list(rows.order_by("category", "currency"))
    return [
        Summed(
            word,
            sum(row["n"] for row in own),
            tuple(said(row["all"], row["currency"]) for row in own if row["all"] is not None),
        )
        for word in CATEGORIES.values()
        if (own := [row for row in found if row["category"] == word.key])
    ]


def unclear_of(work: Classification) -> tuple[list[Unclear], int]:
    """Distinct unclear lines, the most frequent first, and how many there are of them."""
    rows = work.answers.filter(rank=0, part="").values("line__key")
    groups = rows.annotate(n=Count("pk"), first=Min("line_id")).order_by("-n", "first")
    shown = list(groups[:SHOWN_UNCLEAR])
    lines = ChargeLine.objects.in_bulk([row["first"] for row in shown])
    sums = (
        rows.filter(line__key__in=[row["line__key"] for row in shown])
        .values("line__key", "currency")
        .annotate(all=Sum("amount"))
        .order_by("currency")
    )
    amounts: dict[str, list[str]] = {}
    for row in sums:
        if row["all"] is not None:
            amounts.setdefault(row["line__key"], []).append(said(row["all"], row["currency"]))
    found = [
        Unclear(lines[row["first"]], row["n"], tuple(amounts.get(row["line__key"], ())))
        for row in shown
    ]
    return found, groups.count()


def progress_of(run: ChargeRun) -> Progress | None:
    """How far the classification is that is at work; None where none is."""
    work = run.classifications.filter(working_since__isnull=False).order_by("-number").first()
    if work is None:
        return None
    return Progress(work.done, run.lines, HUNDRED * work.done // max(run.lines, 1))


def changed_catalogue(run: ChargeRun) -> date | None:
    """The day on which today's catalogue was checked, where it is another one than that of the answers."""
    if run.current is None or run.agreement not in charges().countries:
        return None
    law = charges().catalogue(run.agreement)
    return law.checked_on if law.digest != run.current.catalogue else None
