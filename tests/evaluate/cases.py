"""Random cases of one agreement: every fact known, then some of them forgotten.

A case is a mapping from vocabulary paths (`engagement.employer.country`) to values in their public
form. Left out is unknown.

Three facts are statements and not observations: `us_class` and `foreign_class` say that a country's law
sees the work otherwise than `kind` does, and `covered_at_home` says that somebody established what is
else only derived or presumed (see `totalis.evaluate.observe`: `engagement.us_class or engagement.kind`,
and `_cover` with its `otherwise`). To add one of them later takes back a presumption; that is no growth
of knowledge about an open fact but a correction, and may well change a settled answer. So a case has
them from the start or never, and filling in leaves them alone.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from totalis.evaluate import Evaluator, evaluator_of
from totalis.facts.reader import read_sheet
from totalis.facts.sheet import SCHEMA, FactSheet
from totalis.facts.vocabulary import VOCABULARY, Fact, FactType, by_path
from totalis.lawbook.book import Lawbook
from totalis.rules.program import epochs

if TYPE_CHECKING:
    from collections.abc import Callable

    from totalis.lawbook.model import Agreement

Case = dict[str, Any]

LAW = Lawbook()
EVALUATOR: Evaluator = evaluator_of(LAW)
COUNTRIES = LAW.countries
THIRD = "CN"
"""A country without an agreement, which belongs to no other."""
STATEMENTS = ("engagement.us_class", "engagement.foreign_class", "engagement.covered_at_home")
MAPS = ("engagement.fixed_base_days", "engagement.presence_days")


def sheet_of(case: Case, identifier: str = "e1") -> FactSheet:
    """The sheet of a case."""
    return read_sheet(document_of(case, identifier))


def document_of(case: Case, identifier: str = "e1") -> dict[str, Any]:
    """The public form of a case."""
    worker: dict[str, Any] = {}
    employer: dict[str, Any] = {}
    engagement: dict[str, Any] = {"id": identifier}
    for path, value in case.items():
        scope, name = path.split(".", 1)
        if scope == "worker":
            worker[name] = value
        elif name.startswith("employer."):
            employer[name.removeprefix("employer.")] = value
        else:
            engagement[name] = value
    if employer:
        engagement["employer"] = employer
    return {"schema": SCHEMA, "worker": worker, "engagements": [engagement]}


def result_of(case: Case, as_of: date) -> tuple[str, str | None]:
    """Outcome and covering country of a case."""
    sheet = sheet_of(case)
    return EVALUATOR.result(sheet, sheet.engagements[0], as_of)


def answer_of(case: Case, as_of: date) -> Any:
    """The whole answer to a case."""
    return EVALUATOR.determine(sheet_of(case), as_of).engagements[0]


def days_of_law(agreement: Agreement) -> st.SearchStrategy[date]:
    """Days on which an agreement may be asked: around each change, and in between."""
    edges = [day + timedelta(days=shift) for day in epochs(agreement) for shift in (-1, 0, 1)]
    return st.sampled_from([*edges, date(2026, 1, 1)])


def _simple(fact: Fact, agreement: Agreement) -> st.SearchStrategy[Any]:
    country = agreement.country
    one = st.sampled_from(["US", country, THIRD])
    some = st.lists(one, max_size=2, unique=True)
    months = agreement.home_coverage.months if agreement.home_coverage else 6
    by_type: dict[FactType, Callable[[], st.SearchStrategy[Any]]] = {
        FactType.BOOL: st.booleans,
        FactType.COUNTRY: lambda: one,
        FactType.COUNTRY_OR_NONE: lambda: st.sampled_from(["US", country, THIRD, "none"]),
        FactType.COUNTRIES: lambda: some,
        FactType.WORK_COUNTRY: lambda: st.sampled_from([country, country, "US", ["US", country]]),
        FactType.CHOICE: lambda: st.sampled_from([value for value, _label in fact.options]),
        FactType.MONTHS: lambda: st.sampled_from([0, months - 1, months, 60]),
        FactType.TEXT: lambda: st.sampled_from([*agreement.occupations, "cook"]),
        FactType.DAYS_BY_COUNTRY: lambda: st.fixed_dictionaries(
            {
                "US": st.sampled_from([0, 100, 183, 184]),
                country: st.sampled_from([0, 100, 182, 184]),
            }
        ),
        FactType.COVER_BY_COUNTRY: lambda: st.dictionaries(
            st.sampled_from(["US", country]), st.booleans()
        ),
    }
    return by_type[fact.type]()


@st.composite
def _dates(draw: st.DrawFn, agreement: Agreement) -> Case:
    start = draw(
        st.sampled_from([agreement.in_force, date(2024, 2, 29)])
        | st.dates(date(1975, 1, 1), date(2035, 12, 31))
    )
    earlier = []
    before = start
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 2]))):
        last = before - timedelta(days=draw(st.sampled_from([1, 200, 364, 365, 366, 2000])))
        before = last - timedelta(days=draw(st.integers(0, 1500)))
        earlier.append({"start": before.isoformat(), "end": last.isoformat()})
    case: Case = {
        "engagement.start": start.isoformat(),
        "engagement.earlier_postings": earlier,
        "engagement.open_ended": draw(st.sampled_from([False, False, True])),
    }
    if not case["engagement.open_ended"]:
        length = timedelta(
            days=draw(st.sampled_from([0, 90, 364, 365, 730, 1094, 1095, 1826, 3000]))
        )
        case["engagement.end"] = (start + length).isoformat()
    return case


@st.composite
def complete_cases(draw: st.DrawFn, agreement: Agreement) -> Case:
    """A case with every fact known; the three statements now and then."""
    dated = draw(_dates(agreement))
    case: Case = {}
    for fact in VOCABULARY:
        if fact.path in STATEMENTS and not draw(st.sampled_from([False, False, False, True])):
            continue
        if fact.type in (FactType.DAY, FactType.POSTINGS) or fact.path == "engagement.open_ended":
            continue
        if fact.path == "engagement.category":
            ordinary = st.sampled_from(["ordinary"] * 6)
            case[fact.path] = draw(ordinary | _simple(fact, agreement))
        elif fact.path == "engagement.employer.name":
            case[fact.path] = "Example"
        else:
            case[fact.path] = draw(_simple(fact, agreement))
    if ("US" in case["worker.citizenships"]) is not (case["worker.us_status"] == "citizen"):
        american = "US" in case["worker.citizenships"]
        case["worker.us_status"] = "citizen" if american else "nonresident_alien"
    return case | dated


@st.composite
def partial_cases(draw: st.DrawFn, agreement: Agreement) -> tuple[Case, Case]:
    """A complete case, and what is left of it after some facts were forgotten."""
    complete = draw(complete_cases(agreement))
    often = draw(st.sampled_from([0.1, 0.3, 0.6]))
    partial: Case = {}
    for path, value in complete.items():
        if path in STATEMENTS or draw(st.floats(0, 1)) >= often:
            partial[path] = value
        elif path in MAPS and draw(st.booleans()):
            kept = draw(st.sampled_from([(), ("US",), (agreement.country,)]))
            partial[path] = {key: item for key, item in value.items() if key in kept}
    return complete, partial


def fact_at(path: str) -> Fact:
    """A fact of the vocabulary."""
    return by_path()[path]
