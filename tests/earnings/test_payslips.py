"""Payslips of two independent engines, classified: no false class, sums to the cent, nothing merged in silence.

The files and the columns `truth`, `parts` and `doubt` are explained in `payslips/README.md`.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from totalis.earnings.charges import ChargeLine, ClassifiedLine, classify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FOLDER = Path(__file__).parent / "payslips"
FILES = ("openfisca", "modele_social", "own_account", "micro", "ctp", "dsn", "headings")
CLASSES = {"covered", "csg", "crds", "not_covered", "unclear", "relief"}
CENT = Decimal("0.01")


class Row(msgspec.Struct, frozen=True):
    """One printed line and what the engine says it is."""

    slip: str
    line: ChargeLine
    truth: str
    parts: dict[str, Decimal]
    doubt: str

    @property
    def classes(self) -> set[str]:
        """Every class inside; the sum of CSG and CRDS that an engine leaves whole counts as both."""
        names = set(self.parts) or {self.truth}
        return names - {"csg+crds"} | ({"csg", "crds"} if "csg+crds" in names else set())


def number(text):
    return Decimal(text) if text else None


@cache
def rows(name) -> tuple[Row, ...]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(read(row) for row in csv.DictReader(file))


def read(row) -> Row:
    line = ChargeLine(
        label=row["label"],
        code=row["code"],
        code_system=row["code_system"],
        payer=row["payer"],
        amount=Decimal(row["amount"]),
        currency=row["currency"],
        base=number(row["base"]),
        rate=number(row["rate"]),
        period_start=date.fromisoformat(row["period_start"]),
        period_end=date.fromisoformat(row["period_end"]),
        worker_status=row["worker_status"],
    )
    parts = dict(part.split("=") for part in row["parts"].split("|") if part)
    exact = {name: Decimal(amount) for name, amount in parts.items()}
    return Row(slip=row["slip"], line=line, truth=row["truth"], parts=exact, doubt=row["doubt"])


def total(own: Iterable[ClassifiedLine]) -> Decimal:
    """The sum of the amounts, each of which is known."""
    return sum((amount_of(one) for one in own), Decimal(0))


def amount_of(one: ChargeLine | ClassifiedLine) -> Decimal:
    """The amount, which every line of the fixtures has."""
    assert one.amount is not None
    return one.amount


@cache
def answers(name) -> list[tuple[Row, list[ClassifiedLine]]]:
    """Every row of a file with its answers, asked all at once as a user would."""
    given = rows(name)
    found = iter(classify([row.line for row in given], agreement="FR"))
    together: list[tuple[Row, list[ClassifiedLine]]] = []
    waiting: ClassifiedLine | None = next(found)
    for row in given:
        own: list[ClassifiedLine] = []
        while waiting is not None and waiting.line is row.line:
            own.append(waiting)
            waiting = next(found, None)
        together.append((row, own))
    assert waiting is None
    return together


def told(row, own):
    return (
        f"{row.slip}: '{row.line.label}' ({row.line.payer}), engine {row.truth} {row.parts}: "
        + (", ".join(f"{one.category} {one.amount}" for one in own))
    )


def test_the_payslips_are_those_that_the_issue_asks_for():
    years = {(row.line.period_start or date.max).year for row in rows("openfisca")}
    assert years == set(range(2012, 2027))
    recent = {(row.line.period_start or date.max).year for row in rows("modele_social")}
    assert recent == {2025, 2026}
    slips = {row.slip for name in ("openfisca", "modele_social") for row in rows(name)}
    assert len(slips) == 105 + 40 + 8  # the last are corrections
    assert sum(len(rows(name)) for name in FILES) > 4500
    classes = {row.truth for name in FILES for row in rows(name)} - {"merged"}
    assert classes == CLASSES


@pytest.mark.parametrize("name", FILES)
def test_engine_parts_add_up_to_the_line(name):
    """The fixture itself: only the distribution of a micro-entrepreneur's contribution is off by a cent."""
    for row in rows(name):
        if row.parts:
            off = abs(sum(row.parts.values()) - amount_of(row.line))
            assert off <= (CENT if name == "micro" else 0), row


@pytest.mark.parametrize("name", FILES)
def test_no_line_gets_a_false_class(name):
    false = [
        told(row, own)
        for row, own in answers(name)
        if not {one.category for one in own} <= {*row.classes, "unclear"}
    ]
    assert false == []


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_covered_that_the_engine_does_not_call_covered(name):
    false = [
        told(row, own)
        for row, own in answers(name)
        for one in own
        if one.category == "covered" and "covered" not in row.classes
    ]
    assert false == []


@pytest.mark.parametrize("name", FILES)
def test_a_line_without_doubt_gets_its_class(name):
    wanting = [
        told(row, own)
        for row, own in answers(name)
        if row.truth != "merged" and not row.doubt and [one.category for one in own] != [row.truth]
    ]
    assert wanting == []


def test_unclear_lines_are_the_expected_ones():
    """What comes out unclear is unclear in truth, merged, ambiguous, an aggregate, or in no catalogue."""
    reasons: Counter[str] = Counter()
    for name in FILES:
        for row, own in answers(name):
            if {one.category for one in own} == {"unclear"} and row.truth != "unclear":
                reasons[row.doubt or row.truth] += 1
    assert set(reasons) <= {"merged", "ambiguous", "outside", "aggregate", "stale_rate"}
    assert reasons["stale_rate"] <= 5
    settled = sum(len(rows(name)) for name in FILES) - sum(reasons.values())
    assert settled > 0.8 * sum(len(rows(name)) for name in FILES)


@pytest.mark.parametrize("name", [name for name in FILES if name != "micro"])
def test_a_merged_line_is_unclear_or_split_to_the_engine_s_own_parts(name):
    for row, own in answers(name):
        if row.truth != "merged":
            continue
        if len(own) == 1:
            assert own[0].category == "unclear", told(row, own)
            continue
        found: dict[str, Decimal] = defaultdict(Decimal)
        for one in own:
            found[one.category] += amount_of(one)
        if "csg+crds" in row.parts:
            found["csg+crds"] = found.pop("csg") + found.pop("crds")
        assert dict(found) == row.parts, told(row, own)


def test_the_flat_contribution_is_split_by_the_legal_key_where_turnover_proves_it():
    """The engine rounds each share, so its shares can miss the contribution by a cent; ours never do."""
    seen = 0
    for row, own in answers("micro"):
        if row.truth != "merged":
            continue
        if row.line.base is None:
            assert [one.category for one in own] == ["unclear"], told(row, own)
            continue
        seen += 1
        covered = total(one for one in own if one.category == "covered")
        left = total(one for one in own if one.category == "unclear")
        missed = abs(sum(row.parts.values()) - amount_of(row.line))
        assert abs(covered - row.parts["covered"]) <= missed, told(row, own)
        assert covered + left == row.line.amount
    assert seen == 6


def test_some_merged_lines_are_split():
    split = Counter(
        name for name in FILES for row, own in answers(name) if row.truth == "merged" and own[1:]
    )
    assert split["openfisca"] >= 30
    assert split["modele_social"] >= 10
    assert split["ctp"] >= 5
    assert split["headings"] == 0


@pytest.mark.parametrize("name", [name for name in FILES if name not in {"headings", "micro"}])
def test_sums_by_class_agree_to_the_cent(name):
    """A payslip's sum of a class is the engine's, less what came out unclear and is listed as such."""
    engine: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    found: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row, own in answers(name):
        if [one.category for one in own] == ["unclear"]:
            found[row.slip, "unclear"] += amount_of(own[0])
            engine[row.slip, "unclear"] += amount_of(row.line)
            continue
        for part, amount in (row.parts or {row.truth: amount_of(row.line)}).items():
            engine[row.slip, both(part)] += amount
        for one in own:
            found[row.slip, both(one.category)] += amount_of(one)
    assert dict(found) == dict(engine)


def both(category):
    """CSG and CRDS as one sum, since one engine leaves some of it whole."""
    return "csg+crds" if category in {"csg", "crds"} else category


def test_csg_and_crds_apart_where_the_engine_parts_them():
    for name in ("openfisca", "modele_social"):
        for category in ("csg", "crds"):
            for row, own in answers(name):
                if own[1:]:
                    mine = total(one for one in own if one.category == category)
                    assert mine == row.parts[category], told(row, own)


def test_amounts_are_never_lost():
    for name in FILES:
        for row, own in answers(name):
            assert total(own) == row.line.amount, told(row, own)


def test_the_employee_s_contributions_are_denied_and_csg_is_not_challenged():
    """The axis of credit on real lines: never a word more than the sources give."""
    words: dict[str, set[str]] = defaultdict(set)
    for name in ("openfisca", "modele_social"):
        for row, own in answers(name):
            if row.line.payer == "employee":
                for one in own:
                    words[one.category].add(one.credit)
    assert words["covered"] == {"denied"}
    assert words["csg"] == words["crds"] == {"not_challenged"}
    assert words["not_covered"] == {"no_authority"}


def always(fields, line):
    """The same change whatever the line."""
    del line
    return fields


NOT_KNOWN: dict[str, dict[str, object]] = {
    "payer": {"payer": ""},
    "status": {"worker_status": ""},
    "numbers": {"base": None, "rate": None},
    "days": {"period_start": None, "period_end": None},
    "code": {"code": "", "code_system": ""},
    "table of the code": {"code_system": ""},
    "label": {"label": ""},
}
ALONE = {
    key: none for fields in NOT_KNOWN.values() for key, none in fields.items() if key != "label"
}
SPOILT: dict[str, Callable[[ChargeLine], dict[str, object]]] = {
    **{f"no {name}": partial(always, none) for name, none in NOT_KNOWN.items()},
    "label alone": partial(always, ALONE),
    "cut at 30": lambda line: {"label": line.label[:30]},
    "cut at 25": lambda line: {"label": line.label[:25]},
    "cut at 20": lambda line: {"label": line.label[:20]},
    "cut at 12": lambda line: {"label": line.label[:12]},
    "a letter lost": lambda line: {"label": line.label[:3] + line.label[4:]},
    "wrong encoding": lambda line: {"label": line.label.encode().decode("cp1252", "replace")},
    "numbered": lambda line: {"label": f"4010 {line.label}"},
    "called private": lambda line: {"label": f"{line.label} (contrat groupe)"},
    "the other payer": lambda line: {
        "payer": {"employee": "employer", "employer": "employee"}.get(line.payer, line.payer)
    },
    "the other table": lambda line: {
        "code_system": {"dsn": "ctp", "ctp": "dsn"}.get(line.code_system, "")
    },
    "a rate that never was": partial(always, {"rate": Decimal("9.99")}),
    "forty years ago": partial(
        always, {"period_start": date(1982, 7, 1), "period_end": date(1982, 7, 31)}
    ),
}


@pytest.mark.parametrize("change", SPOILT)
def test_spoilt_lines_become_unclear_and_never_false(change):
    """Less known, or something wrong: the same answer or `unclear`, and never the wrong class."""
    given = [row for name in FILES for row in rows(name)]
    false = []
    for row in given:
        line = msgspec.structs.replace(row.line, **SPOILT[change](row.line))
        own = classify([line], agreement="FR")
        assert total(own) == line.amount
        if not {one.category for one in own} <= {*row.classes, "unclear"} or (
            row.truth == "merged" and len(own) == 1 and own[0].category != "unclear"
        ):
            false.append(told(row, own))
    assert false == []


def test_these_payslips_catch_a_classifier_by_keywords():
    """The lines have teeth: words that mean social security also stand on private and bundled lines."""
    words = (
        "maladie",
        "sécurité sociale",
        "vieillesse",
        "santé",
        "retraite",
        "invalidité",
        "urssaf",
        "social",
    )
    false = Counter(
        row.truth
        for name in FILES
        for row in rows(name)
        if any(word in row.line.label.casefold() for word in words) and row.truth != "covered"
    )
    assert false["not_covered"] > 100
    assert false["merged"] > 50
