"""From the label of an answer (`leads_to`) to facts that give just this answer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tests.evaluate.cases import THIRD, Case, fact_at
from totalis.facts.vocabulary import FactType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from totalis.lawbook.model import Agreement

_DAY = timedelta(days=1)


def facts_for(path: str, label: str, case: Case, agreement: Agreement) -> Iterator[Case]:
    """Facts that give the labelled answer; none where it takes more than this one fact."""
    if path in _SPECIAL:
        yield from _SPECIAL[path](label, case, agreement)
        return
    fact = fact_at(path)
    if fact.type is FactType.BOOL:
        yield {path: label == "true"}
    elif fact.type in (FactType.COUNTRY, FactType.COUNTRY_OR_NONE):
        yield {path: THIRD if label == "another country" else label}
    elif fact.type is FactType.CHOICE:
        yield {path: label}
    else:
        message = f"no way to answer {path} with {label!r}"
        raise AssertionError(message)


def _work_country(label: str, _case: Case, _agreement: Agreement) -> Iterator[Case]:
    if label == "any other country":
        yield {"engagement.work_country": THIRD}


def _start(label: str, _case: Case, _agreement: Agreement) -> Iterator[Case]:
    assert label == "any day"
    return iter(())


def _end(label: str, case: Case, _agreement: Agreement) -> Iterator[Case]:
    path = "engagement.end"
    started = date.fromisoformat(case.get("engagement.start", "2026-01-01"))
    no_end = {"engagement.open_ended": True}
    may_go_on = case.get("engagement.open_ended") is None
    if label == "a last day":
        yield {path: (started + 40 * _DAY).isoformat()}
    elif label == "no end is intended":
        if may_go_on:
            yield no_end
    elif label == "within the limit":
        return  # the first day must be known too
    elif label == "later, or no end":
        if may_go_on:
            yield no_end
    elif label.startswith("on or before "):
        last = date.fromisoformat(label.removeprefix("on or before "))
        if last >= started:
            yield {path: last.isoformat()}
            yield {path: started.isoformat()}
    else:
        last = date.fromisoformat(label.removeprefix("after ").removesuffix(", or no end"))
        yield {path: max(last + _DAY, started).isoformat()}
        if may_go_on:
            yield no_end


def _earlier(label: str, case: Case, _agreement: Agreement) -> Iterator[Case]:
    path = "engagement.earlier_postings"
    if label == "none":
        yield {path: []}
        return
    started = date.fromisoformat(case.get("engagement.start", "1980-01-01"))
    for months, pause in ((1, 1), (48, 1), (48, 800)):
        last = started - pause * _DAY
        yield {path: [{"start": (last - months * 30 * _DAY).isoformat(), "end": last.isoformat()}]}


def _citizenships(label: str, _case: Case, agreement: Agreement) -> Iterator[Case]:
    both = f"US and {agreement.country}"
    lists = {
        "US": ["US"],
        agreement.country: [agreement.country],
        both: ["US", agreement.country],
        "another country": [THIRD],
    }
    for part in label.split(", "):
        yield {"worker.citizenships": lists[part]}


def _second_job(label: str, _case: Case, _agreement: Agreement) -> Iterator[Case]:
    yield {"engagement.second_job_in": [] if label == "none" else [label]}


def _normally_in(label: str, _case: Case, agreement: Agreement) -> Iterator[Case]:
    lists = {"both": ["US", agreement.country], "another country": [THIRD]}
    yield {"engagement.normally_in": lists.get(label, [label])}


def _days(path: str, equal: str) -> Callable[[str, Case, Agreement], Iterator[Case]]:
    def facts(label: str, case: Case, agreement: Agreement) -> Iterator[Case]:
        days: dict[str, Any] = {"US": 50, agreement.country: 50}
        if label != equal:
            days[label] = 300
        known = case.get(path) or {}
        if all(days[country] == number for country, number in known.items()):
            yield {path: days}

    return facts


def _months(label: str, _case: Case, agreement: Agreement) -> Iterator[Case]:
    assert agreement.home_coverage is not None
    needed = agreement.home_coverage.months
    yield {"engagement.home_coverage_months_before": needed if label == "enough" else needed - 1}


def _occupation(label: str, _case: Case, _agreement: Agreement) -> Iterator[Case]:
    yield {"engagement.occupation": "astronaut" if label == "other" else label.replace("_", " ")}


_SPECIAL: dict[str, Callable[[str, Case, Agreement], Iterator[Case]]] = {
    "engagement.work_country": _work_country,
    "engagement.start": _start,
    "engagement.end": _end,
    "engagement.earlier_postings": _earlier,
    "worker.citizenships": _citizenships,
    "engagement.second_job_in": _second_job,
    "engagement.normally_in": _normally_in,
    "engagement.fixed_base_days": _days("engagement.fixed_base_days", "neither"),
    "engagement.presence_days": _days("engagement.presence_days", "equal"),
    "engagement.home_coverage_months_before": _months,
    "engagement.occupation": _occupation,
}
