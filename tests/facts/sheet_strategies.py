"""Random fact sheets, as JSON: good ones, and good ones with one thing broken."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from totalis.facts.countries import COUNTRIES
from totalis.facts.sheet import SCHEMA
from totalis.facts.vocabulary import VOCABULARY, Fact, FactType

Json = dict[str, Any]

countries = st.sampled_from(["US", "FR", "IT", "JP", "BR", *COUNTRIES])
days = st.dates(date(1980, 1, 1), date(2060, 12, 31))
texts = st.one_of(
    st.text(min_size=1, max_size=40).filter(lambda text: text.strip()),
    st.integers(-(10**9), 10**9),
)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**6), 10**6)
    | st.text(max_size=12)
    | st.sampled_from(["FR", "fr", "none", "2026-02-30", "2026-1-1", "1899-12-31", "ordinary"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["US", "FR", "start", "x"]), inner, max_size=3)
    ),
    max_leaves=4,
)


@st.composite
def stays_before(draw: st.DrawFn, start: date) -> list[Json]:
    """Earlier stays, all of which ended before a day."""
    result = []
    for _ in range(draw(st.integers(0, 3))):
        last = start - timedelta(days=draw(st.integers(1, 3000)))
        first = last - timedelta(days=draw(st.integers(0, 900)))
        result.append({"start": first.isoformat(), "end": last.isoformat()})
    return result


def values_of(fact: Fact) -> st.SearchStrategy[Any]:
    """Good values of a fact whose value depends on no other."""
    by_type: dict[FactType, st.SearchStrategy[Any]] = {
        FactType.BOOL: st.booleans(),
        FactType.COUNTRY: countries,
        FactType.COUNTRY_OR_NONE: countries | st.sampled_from(["none", False]),
        FactType.COUNTRIES: st.lists(countries, max_size=3),
        FactType.WORK_COUNTRY: countries | st.lists(countries, min_size=1, max_size=3),
        FactType.CHOICE: st.sampled_from([value for value, _label in fact.options] or [""]),
        FactType.MONTHS: st.integers(0, 1200),
        FactType.TEXT: texts,
        FactType.DAYS_BY_COUNTRY: st.dictionaries(
            countries, st.none() | st.integers(0, 366), max_size=3
        ),
        FactType.COVER_BY_COUNTRY: st.dictionaries(
            countries, st.none() | st.booleans(), max_size=3
        ),
    }
    return by_type[fact.type]


@st.composite
def engagements(draw: st.DrawFn, identifier: str | int) -> Json:
    """One engagement that the reader takes."""
    result: Json = {"id": identifier}
    employer: Json = {}
    start = draw(days)
    end = start + timedelta(days=draw(st.integers(0, 4000)))
    dated = {
        "start": st.just(start.isoformat()),
        "end": st.just(end.isoformat()),
        "open_ended": st.just(False),  # noqa: FBT003 - a strategy's value
        "earlier_postings": stays_before(start),
    }
    for fact in VOCABULARY:
        if fact.scope != "engagement" or not draw(st.booleans()):
            continue
        known = dated[fact.name] if fact.name in dated else values_of(fact)
        value = draw(st.none() | known)
        if fact.name.startswith("employer."):
            employer[fact.name.removeprefix("employer.")] = value
        else:
            result[fact.name] = value
    if employer:
        result["employer"] = employer
    return result


@st.composite
def sheets(draw: st.DrawFn) -> Json:
    """A sheet that the reader takes."""
    worker = {
        fact.name: draw(st.none() | values_of(fact))
        for fact in VOCABULARY
        if fact.scope == "worker" and draw(st.booleans())
    }
    names: list[str | int] = ["e1", "e2", 3, "x" * 64]
    citizenships = worker.get("citizenships")
    if worker.get("us_status") is not None and citizenships is not None:
        worker["us_status"] = (
            "citizen"
            if "US" in citizenships
            else draw(st.sampled_from(["resident_alien", "nonresident_alien"]))
        )
    identifiers = draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
    return {
        "schema": SCHEMA,
        "worker": worker or None,
        "engagements": [draw(engagements(identifier)) for identifier in identifiers],
    }


@st.composite
def broken_sheets(draw: st.DrawFn) -> Any:
    """A sheet in which one value was replaced, one key taken out or one put in; it may still be good."""
    sheet = copy.deepcopy(draw(sheets()))
    places = list(_places(sheet))
    holder, key = draw(st.sampled_from(places))
    how = draw(st.sampled_from(["replace", "remove", "add", "whole"]))
    if how == "whole":
        return draw(json_values)
    if how == "remove":
        del holder[key]
    elif how == "add" and isinstance(holder, dict):
        holder[draw(st.sampled_from(["extra", "US", "end", "", "id", "work_county"]))] = draw(
            json_values
        )
    else:
        holder[key] = draw(json_values)
    return sheet


def _places(value: Any) -> list[tuple[Any, Any]]:
    keys = list(value) if isinstance(value, dict) else range(len(value))
    found = [(value, key) for key in keys]
    for key in keys:
        if isinstance(value[key], dict | list):
            found += _places(value[key])
    return found
