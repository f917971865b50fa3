"""Screenings: the list, one of them, its summary, its rows, one row decided anew with its reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Sum
from django.http import Http404

from totalis.documents.words import OUTCOMES
from totalis.evaluate import determine
from totalis.evaluate.population import INVALID
from totalis.evaluate.population.cells import sheet_of
from totalis.facts.countries import name_of
from totalis.facts.vocabulary import by_path
from totalis.frontdoor.selectors.law import lawbook
from totalis.population.models import CaseOpening, ScreenedRow, ScreeningRun
from totalis.tables.writing import guarded_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from totalis.evaluate.determination import EngagementAnswer
    from totalis.webbase.accounts.actor import Actor

SHOWN_RUNS = 100
A_PAGE = 50
HUNDRED = 100
CENTS = 100
TAGS = {
    "assigned": "passed",
    "not_dual": "passed",
    "undetermined": "hold",
    "invalid": "failed",
    "disputed": "hold",
    "not_stated": "hold",
}
WORDS = {key.value: says for key, says in OUTCOMES.items()} | {INVALID: "The row cannot be read"}


class Chosen(NamedTuple):
    """Which rows somebody asked for."""

    outcome: str = ""
    agreement: str = ""
    covered_by: str = ""
    case: str = ""
    words: str = ""
    page: int = 1


class Bar(NamedTuple):
    """One bar of a picture, with the rows that it stands for."""

    key: str
    label: str
    rows: int
    percent: str
    says: str
    tag: str = ""


class Money(NamedTuple):
    """What is at risk in one currency, or why it is not known."""

    label: str
    amount: str
    rows: int


class Summary(NamedTuple):
    """A screening at a glance."""

    outcomes: list[Bar]
    countries: list[Bar]
    missing: list[Bar]
    money: list[Money]
    without_case: int


class Shown(NamedTuple):
    """A row in the table."""

    row: ScreenedRow
    label: str
    tag: str
    covered_by: str
    missing: tuple[str, ...]


class Page(NamedTuple):
    """Some rows, and where they lie among all that were chosen."""

    rows: list[Shown]
    total: int
    number: int
    last: int


class Progress(NamedTuple):
    """How far something is."""

    done: int
    of: int
    percent: int


def runs_of(actor: Actor) -> QuerySet[ScreeningRun]:
    """The screenings of the organisation, the newest first."""
    rows = ScreeningRun.objects.of(actor.organisation).select_related("made_by", "register")
    return rows.order_by("-made_at", "-pk")


def run_of(actor: Actor, number: int) -> ScreeningRun:
    """One screening.

    Raises:
        Http404: the organisation has none of that number.
    """
    row = runs_of(actor).filter(pk=number).first()
    if row is None:
        raise Http404
    return row


def progress_of(run: ScreeningRun) -> Progress | None:
    """How far a screening is; None once it is finished."""
    return None if run.working_since is None else _progress(run.done, run.rows)


def openings_of(run: ScreeningRun) -> list[tuple[CaseOpening, Progress | None]]:
    """The orders of cases from a screening, the newest first, with how far each is."""
    rows = run.openings.order_by("-made_at", "-pk")
    return [
        (
            one,
            _progress(one.opened + one.left_out, one.wanted) if one.working_since else None,
        )
        for one in rows
    ]


def _progress(done: int, of: int) -> Progress:
    return Progress(done, of, HUNDRED * done // max(of, 1))


def summary_of(run: ScreeningRun) -> Summary:
    """Counts by answer and country, the facts that are missing most, the money at risk."""
    by_outcome = _counts(run, "outcome")
    return Summary(
        outcomes=[
            Bar(key, WORDS.get(key, key), count, _percent(count, run.done), key, TAGS.get(key, ""))
            for key, count in by_outcome
        ],
        countries=[
            Bar(key, name_of(key) if key else "None", count, _percent(count, run.done), key)
            for key, count in _counts(run, "agreement")
        ],
        missing=_missing(run),
        money=_money(run),
        without_case=run.screened.filter(case=None).exclude(outcome=INVALID).count(),
    )


def _counts(run: ScreeningRun, column: str) -> list[tuple[str, int]]:
    rows = run.screened.values_list(column).annotate(n=Count("pk")).order_by("-n", column)
    return [(key, count) for key, count in rows]


def _percent(count: int, of: int) -> str:
    return f"{HUNDRED * count / max(of, 1):.1f}"


def _missing(run: ScreeningRun) -> list[Bar]:
    """The facts that keep most rows open."""
    found: dict[str, int] = {}
    rows = run.screened.exclude(missing="").values_list("missing").annotate(n=Count("pk"))
    for text, count in rows:
        for name in text.split("|"):
            found[name] = found.get(name, 0) + count
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [
        Bar(name, question_of(name), count, _percent(count, run.done), name)
        for name, count in ordered[:8]
    ]


def question_of(column: str) -> str:
    """The question that a column answers."""
    facts = by_path()
    for path, fact in facts.items():
        if path.split(".", 1)[1].replace(".", "_") == column:
            return fact.question
    return column


def _money(run: ScreeningRun) -> list[Money]:
    """A month of contributions that fall due twice without a certificate, as far as it can be known."""
    decided = run.screened.filter(outcome="assigned").exclude(exempt_in="")
    us = decided.filter(exempt_in="US")
    known = us.exclude(at_risk=None).aggregate(amount=Sum("at_risk"), rows=Count("pk"))
    found = []
    if known["rows"]:
        amount = f"{known['amount'] / CENTS:,.2f} USD a month"
        found.append(Money("United States contributions, both shares", amount, known["rows"]))
    gone = us.filter(at_risk=None, case__disposed_at__isnull=False).count()
    if gone:
        says = "not kept: the cases of these rows were disposed of"
        found.append(Money("United States contributions", says, gone))
    open_us = us.filter(at_risk=None).count() - gone
    if open_us:
        says = "not known: no monthly pay in USD, or no kind of work"
        found.append(Money("United States contributions", says, open_us))
    abroad = decided.exclude(exempt_in="US").values_list("exempt_in").annotate(n=Count("pk"))
    for country, count in abroad.order_by("-n"):
        says = "not known here: upload the contributions that were charged, under Earnings"
        found.append(Money(f"Contributions in {name_of(country)}", says, count))
    return found


def chosen_rows(run: ScreeningRun, chosen: Chosen) -> QuerySet[ScreenedRow]:
    """The rows that were asked for, in the order of the file."""
    rows = run.screened.select_related("case")
    if chosen.outcome:
        rows = rows.filter(outcome=chosen.outcome)
    if chosen.agreement:
        rows = rows.filter(agreement=chosen.agreement)
    if chosen.covered_by:
        rows = rows.filter(covered_by=chosen.covered_by)
    if chosen.words:
        rows = rows.filter(worker_id__icontains=chosen.words)
    if chosen.case == "none":
        rows = rows.filter(case=None)
    elif chosen.case == "some":
        rows = rows.exclude(case=None)
    elif chosen.case == "left":
        rows = rows.exclude(left_out="")
    return rows.order_by("line")


def row_page(run: ScreeningRun, chosen: Chosen) -> Page:
    """A page of the chosen rows."""
    rows = chosen_rows(run, chosen)
    count = rows.count()
    last = max(1, -(-count // A_PAGE))
    number = min(max(chosen.page, 1), last)
    found = rows[(number - 1) * A_PAGE : number * A_PAGE]
    return Page([shown(row) for row in found], count, number, last)


def shown(row: ScreenedRow) -> Shown:
    """A row as the table shows it."""
    return Shown(
        row=row,
        label=WORDS.get(row.outcome, row.outcome),
        tag=TAGS.get(row.outcome, ""),
        covered_by=name_of(row.covered_by) if row.covered_by else "",
        missing=tuple(map(question_of, row.missing.split("|"))) if row.missing else (),
    )


def row_of(run: ScreeningRun, number: int) -> ScreenedRow:
    """One row of a screening.

    Raises:
        Http404: it has none of that number.
    """
    row = run.screened.select_related("case").filter(pk=number).first()
    if row is None:
        raise Http404
    return row


def answer_of(row: ScreenedRow) -> EngagementAnswer | None:
    """The decision of a row with its reasons, under the law of today's lawbook.

    None where the row cannot be read, or where its facts went with its case: from nothing it would come out otherwise.

    Where the lawbook is another one than that of the screening, what stands in the row is what was decided then.
    """
    if row.outcome == INVALID or (row.case is not None and row.case.disposed_at is not None):
        return None
    sheet = sheet_of(row.facts, {})
    return determine(sheet, as_of=row.run.as_of, law=lawbook()).engagements[0]


COLUMNS = (
    "line",
    "worker_id",
    "engagement_id",
    "work_country",
    "outcome",
    "covered_by",
    "exempt_in",
    "agreement",
    "rule",
    "missing",
    "issuer",
    "last_lawful_day",
    "error",
    "case",
    "left_out",
)


def csv_rows(run: ScreeningRun, chosen: Chosen) -> Iterator[str]:
    """The chosen rows as CSV, with the columns of `totalis screen` and the case."""
    yield guarded_line(COLUMNS)
    for row in chosen_rows(run, chosen).iterator(chunk_size=2000):
        yield guarded_line(_cell(row, name) for name in COLUMNS)


def _cell(row: ScreenedRow, name: str) -> object:
    if name == "case":
        return row.case.reference if row.case is not None else None
    value: object = getattr(row, name)
    return value
