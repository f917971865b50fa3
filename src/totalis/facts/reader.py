"""The strict reader of fact sheets: every problem at once, each with its path, and nothing guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from totalis.facts.countries import COUNTRIES
from totalis.facts.sheet import NONE, SCHEMA, Employer, Engagement, FactSheet, Posting, Worker
from totalis.facts.vocabulary import VOCABULARY, Fact, FactType
from totalis.kernel.errors import InputError, Problem
from totalis.kernel.reading import Document, read_text, show, type_names

MAX_ENGAGEMENTS = 200
MAX_TEXT = 500
MAX_LIST = 100
MAX_ID = 64
MAX_PROBLEMS = 100
MAX_MONTHS = 1200
DAYS_OF_A_YEAR = 366
_EARLIEST = date(1900, 1, 1)
_LATEST = date(2199, 12, 31)

_WORKER = {fact.name: fact for fact in VOCABULARY if fact.scope == "worker"}
_EMPLOYER = {
    fact.name.removeprefix("employer."): fact
    for fact in VOCABULARY
    if fact.scope == "engagement" and fact.name.startswith("employer.")
}
_ENGAGEMENT = {
    fact.name: fact
    for fact in VOCABULARY
    if fact.scope == "engagement" and not fact.name.startswith("employer.")
}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ABSENT = object()


def read_sheet(data: bytes | str | Mapping[str, Any], name: str = "sheet") -> FactSheet:
    """Read a fact sheet from YAML or JSON text, or from plain values.

    Raises:
        InputError: with every problem that was found.
    """
    if isinstance(data, Mapping):
        document = Document(value=data, lines={}, name=name)
    else:
        document = read_text(data, name)
    reader = _Reader(document)
    sheet = reader.sheet()
    if reader.problems or sheet is None:
        raise InputError(reader.problems)
    return sheet


def parse_value(fact: Fact, value: Any) -> Any:
    """Read one value of one fact (as typed in a form or found in a table cell).

    Raises:
        InputError: the value does not fit the fact.
    """
    reader = _Reader(Document(value=value, lines={}, name="value"))
    result = reader.fact_value(fact, value, fact.path)
    if reader.problems:
        raise InputError(reader.problems)
    return result


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []
        self.readers: dict[FactType, Callable[[Fact, Any, str], Any]] = {
            FactType.BOOL: self.boolean,
            FactType.DAY: lambda _fact, value, path: self.day(value, path),
            FactType.COUNTRY: lambda _fact, value, path: self.country(value, path),
            FactType.COUNTRY_OR_NONE: self.country_or_none,
            FactType.COUNTRIES: lambda _fact, value, path: self.countries(value, path),
            FactType.WORK_COUNTRY: self.work_country,
            FactType.CHOICE: self.choice,
            FactType.MONTHS: self.months,
            FactType.TEXT: self.text,
            FactType.POSTINGS: self.postings,
            FactType.DAYS_BY_COUNTRY: self.days_by_country,
            FactType.COVER_BY_COUNTRY: self.cover_by_country,
        }

    def problem(self, path: str, found: str, expected: str, remedy: str) -> None:
        self.problems.append(
            self.document.problem(path, found=found, expected=expected, remedy=remedy)
        )

    def wrong(self, path: str, value: Any, expected: str, remedy: str) -> None:
        self.problem(path, show(value), expected, remedy)

    # -- the sheet -----------------------------------------------------------------------------

    def sheet(self) -> FactSheet | None:
        top = self.document.value
        if not isinstance(top, Mapping):
            found = "nothing" if top is None else type_names.get(type(top), type(top).__name__)
            self.problem(
                "",
                found,
                f"a mapping that begins with `schema: {SCHEMA}`",
                "See docs/facts.md for a sheet to start from.",
            )
            return None
        self.known_keys(top, ("schema", "worker", "engagements"), "")
        if top.get("schema") != SCHEMA:
            self.problem(
                "schema",
                show(top.get("schema")),
                SCHEMA,
                f"Write `schema: {SCHEMA}` as the first line.",
            )
        worker_values = top.get("worker")
        worker = Worker()
        if worker_values is not None and self.is_mapping(worker_values, "worker"):
            self.known_keys(worker_values, tuple(_WORKER), "worker")
            worker = Worker(**self.values(_WORKER, worker_values, "worker"))
            self.status_agrees(worker)
        engagements = self.engagements(top.get("engagements"))
        return FactSheet(worker=worker, engagements=engagements)

    def status_agrees(self, worker: Worker) -> None:
        """A US citizen by status is one by citizenship, and the other way round."""
        if worker.us_status is None or worker.citizenships is None:
            return
        if (worker.us_status == "citizen") is ("US" in worker.citizenships):
            return
        named = ", ".join(worker.citizenships) or "no country"
        self.problem(
            "worker.us_status",
            f"'{worker.us_status}', which contradicts the citizenships ({named})",
            "`citizen` where the citizenships name US, another status where they do not",
            "Correct the status or the citizenships.",
        )

    def engagements(self, value: Any) -> tuple[Engagement, ...]:
        if not isinstance(value, list) or not value:
            self.problem(
                "engagements",
                show(value),
                "a list with at least one engagement",
                "Describe one kind of work, in one country, for one employer an entry.",
            )
            return ()
        if len(value) > MAX_ENGAGEMENTS:
            self.problem(
                "engagements",
                f"{len(value)} engagements",
                f"at most {MAX_ENGAGEMENTS}",
                "Split the sheet.",
            )
            return ()
        seen: dict[str, int] = {}
        result = []
        for index, item in enumerate(value):
            path = f"engagements[{index}]"
            if not self.is_mapping(item, path):
                continue
            engagement = self.engagement(item, path)
            if engagement.id in seen:
                self.problem(
                    f"{path}.id",
                    f"'{engagement.id}', which engagements[{seen[engagement.id]}] already has",
                    "an id of its own for every engagement",
                    "Give one of the two another id.",
                )
            seen.setdefault(engagement.id, index)
            result.append(engagement)
        return tuple(result)

    def engagement(self, item: Mapping[str, Any], path: str) -> Engagement:
        self.known_keys(item, ("id", "employer", *_ENGAGEMENT), path)
        identifier = item.get("id")
        if isinstance(identifier, int) and not isinstance(identifier, bool):
            identifier = str(identifier)
        if not isinstance(identifier, str) or not 0 < len(identifier) <= MAX_ID:
            self.wrong(
                f"{path}.id",
                identifier,
                "a name of 1 to 64 characters",
                "Give every engagement an id such as e1.",
            )
            identifier = f"#{path}"
        employer = Employer()
        raw_employer = item.get("employer")
        if raw_employer is not None and self.is_mapping(raw_employer, f"{path}.employer"):
            self.known_keys(raw_employer, tuple(_EMPLOYER), f"{path}.employer")
            employer = Employer(**self.values(_EMPLOYER, raw_employer, f"{path}.employer"))
        engagement = Engagement(
            id=identifier, employer=employer, **self.values(_ENGAGEMENT, item, path)
        )
        self.dates_agree(engagement, path)
        return engagement

    def dates_agree(self, engagement: Engagement, path: str) -> None:
        start, end = engagement.start, engagement.end
        if start is not None and end is not None and end < start:
            self.problem(
                f"{path}.end",
                f"{end.isoformat()}, which is before the start {start.isoformat()}",
                "a last day on or after the first day",
                "Correct one of the two days.",
            )
        if end is not None and engagement.open_ended is True:
            self.problem(
                f"{path}.open_ended",
                f"true together with an end on {end.isoformat()}",
                "one of the two",
                "Leave `end` out if no end is intended; otherwise write `open_ended: false`.",
            )
        for index, posting in enumerate(engagement.earlier_postings or ()):
            if start is not None and posting.end >= start:
                self.problem(
                    f"{path}.earlier_postings[{index}].end",
                    f"{posting.end.isoformat()}, on or after the start {start.isoformat()}",
                    "an earlier stay that ended before this one began",
                    "Correct the day, or leave the current stay out of `earlier_postings`.",
                )

    def values(
        self, facts: Mapping[str, Fact], source: Mapping[str, Any], path: str
    ) -> dict[str, Any]:
        result = {}
        for name, fact in facts.items():
            value = source.get(name, _ABSENT)
            if value is _ABSENT or value is None:
                continue
            result[name] = self.fact_value(fact, value, f"{path}.{name}")
        return result

    def fact_value(self, fact: Fact, value: Any, path: str) -> Any:
        return self.readers[fact.type](fact, value, path)

    def known_keys(self, item: Mapping[str, Any], known: tuple[str, ...], path: str) -> None:
        for key in item:
            if key in known:
                continue
            if len(self.problems) >= MAX_PROBLEMS:
                return
            from difflib import get_close_matches  # noqa: PLC0415  (only a mistake needs it)

            close = get_close_matches(str(key), known, n=1)
            remedy = f"Did you mean '{close[0]}'? " if close else ""
            place = f"{path}.{key}" if path else str(key)
            self.problem(
                place,
                f"the key '{str(key)[:60]}'",
                f"one of {', '.join(known)}",
                f"{remedy}Unknown keys are refused so that no fact is lost.",
            )

    def is_mapping(self, value: Any, path: str) -> bool:
        if isinstance(value, Mapping):
            return True
        self.wrong(path, value, "a mapping of facts", "Write `name: value` lines under it.")
        return False

    # -- values --------------------------------------------------------------------------------

    def boolean(self, _fact: Fact, value: Any, path: str) -> bool | None:
        if isinstance(value, bool):
            return value
        self.wrong(
            path, value, "true, false or null", "Write true or false; leave it out if unknown."
        )
        return None

    def day(self, value: Any, path: str) -> date | None:
        result: date | None = None
        if isinstance(value, date):
            result = value
        elif isinstance(value, str):
            try:
                result = date.fromisoformat(value) if _DAY.fullmatch(value) else None
            except ValueError:
                result = None
        if result is None:
            self.wrong(
                path,
                value,
                "a day that exists, written YYYY-MM-DD",
                "Correct the day, for example 2026-02-28.",
            )
        elif not _EARLIEST <= result <= _LATEST:
            self.wrong(path, value, "a day from 1900 to 2199", "Correct the year.")
            return None
        return result

    def country(self, value: Any, path: str) -> str | None:
        if isinstance(value, str) and value in COUNTRIES:
            return value
        remedy = "Use the two capital letters, for example FR, GB or US."
        if isinstance(value, str):
            upper = value.strip().upper()
            other = {"UK": "GB", "EL": "GR", "USA": "US"}.get(upper, upper)
            if other in COUNTRIES:
                remedy = f"Write {other}."
            else:
                named = [code for code, name in COUNTRIES.items() if name.upper() == upper]
                remedy = f"Write {named[0]}." if named else remedy
        self.wrong(path, value, "an ISO 3166-1 alpha-2 country code", remedy)
        return None

    def country_or_none(self, _fact: Fact, value: Any, path: str) -> str | None:
        if value is False or value == NONE:
            return NONE
        return self.country(value, path)

    def countries(self, value: Any, path: str) -> tuple[str, ...] | None:
        if not isinstance(value, list) or len(value) > MAX_LIST:
            self.wrong(
                path,
                value,
                "a list of country codes",
                "Write a list such as [US, FR]; [] means none.",
            )
            return None
        codes = [self.country(item, f"{path}[{index}]") for index, item in enumerate(value)]
        return tuple(dict.fromkeys(code for code in codes if code is not None))

    def work_country(self, _fact: Fact, value: Any, path: str) -> tuple[str, ...] | None:
        if isinstance(value, list):
            if not value:
                self.wrong(
                    path, value, "at least one country", "Name the country where the work is done."
                )
                return None
            return self.countries(value, path)
        code = self.country(value, path)
        return None if code is None else (code,)

    def choice(self, fact: Fact, value: Any, path: str) -> str | None:
        allowed = [option for option, _label in fact.options]
        if isinstance(value, str) and value in allowed:
            return value
        self.wrong(
            path, value, f"one of {', '.join(allowed)}", "Use one of these words, or leave it out."
        )
        return None

    def months(self, _fact: Fact, value: Any, path: str) -> int | None:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_MONTHS:
            return value
        self.wrong(
            path, value, "a whole number of months from 0 to 1200", "Count full months only."
        )
        return None

    def text(self, _fact: Fact, value: Any, path: str) -> str | None:
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str) and value.strip() and len(value) <= MAX_TEXT:
            return value
        self.wrong(
            path, value, f"text of 1 to {MAX_TEXT} characters", "Leave it out if it is unknown."
        )
        return None

    def postings(self, _fact: Fact, value: Any, path: str) -> tuple[Posting, ...] | None:
        if not isinstance(value, list) or len(value) > MAX_LIST:
            self.wrong(
                path,
                value,
                "a list of {start, end}",
                "Write one entry a stay; [] means that there was none.",
            )
            return None
        result = []
        for index, item in enumerate(value):
            place = f"{path}[{index}]"
            if not self.is_mapping(item, place):
                continue
            self.known_keys(item, ("start", "end"), place)
            start = self.day(item.get("start"), f"{place}.start")
            end = self.day(item.get("end"), f"{place}.end")
            if start is None or end is None:
                continue
            if end < start:
                self.problem(
                    f"{place}.end",
                    f"{end.isoformat()}, which is before {start.isoformat()}",
                    "a last day on or after the first day",
                    "Correct one of the two days.",
                )
                continue
            result.append(Posting(start=start, end=end))
        return tuple(sorted(result))

    def by_country(self, value: Any, path: str) -> dict[str, Any]:
        if not isinstance(value, Mapping) or len(value) > MAX_LIST:
            self.wrong(path, value, "a mapping from country to value", "Write {US: …, FR: …}.")
            return {}
        result = {}
        for key, item in value.items():
            code = self.country(key, f"{path}.{key}")
            if code is not None and item is not None:
                result[code] = item
        return dict(sorted(result.items()))

    def days_by_country(
        self, _fact: Fact, value: Any, path: str
    ) -> tuple[tuple[str, int], ...] | None:
        pairs: list[tuple[str, int]] = []
        for code, item in self.by_country(value, path).items():
            if isinstance(item, int) and not isinstance(item, bool) and 0 <= item <= DAYS_OF_A_YEAR:
                pairs.append((code, item))
            else:
                self.wrong(
                    f"{path}.{code}", item, "0 to 366 days", "Count the days of one fiscal year."
                )
        return tuple(pairs)

    def cover_by_country(
        self, fact: Fact, value: Any, path: str
    ) -> tuple[tuple[str, bool], ...] | None:
        pairs: list[tuple[str, bool]] = []
        for code, item in self.by_country(value, path).items():
            known = self.boolean(fact, item, f"{path}.{code}")
            if known is not None:
                pairs.append((code, known))
        return tuple(pairs)
