"""The data: formulas against published values, sources that differ, a reader that refuses what it cannot cite."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest

from totalis.benefits.estimate import estimate
from totalis.benefits.figures import Figures, Projection
from totalis.benefits.law import (
    FOLDER,
    crediting_law,
    figures_law,
    read_crediting,
    read_figures,
    read_rules,
    rules_law,
)
from totalis.benefits.reading import read_record
from totalis.earnings.parameters import us_parameters
from totalis.kernel.errors import InputError, LawError
from totalis.lawbook.book import Lawbook

SERIES = figures_law().series
WAGE = {year: row[0] for year, row in SERIES["average_wage_index"].values.items()}


def half_up(number: Decimal, step: int) -> Decimal:
    return (number / step).quantize(Decimal(1), ROUND_HALF_UP) * step


@pytest.mark.parametrize(
    ("name", "points"),
    [("pia_bend_points", (180, 1085)), ("family_bend_points", (230, 332, 433))],
)
def test_bend_points_follow_their_formula(name: str, points: tuple[int, ...]):
    # 42 USC 415(a)(1)(B): the points of 1979 times the wage of two years before over that of 1977, to the dollar.
    for year, row in SERIES[name].values.items():
        assert row == tuple(half_up(point * WAGE[year - 2] / WAGE[1977], 1) for point in points)


def test_the_amount_for_a_quarter_follows_its_formula():
    values = SERIES["quarter_of_coverage"].values
    for year in range(1979, max(values) + 1):
        formula = half_up(250 * WAGE[year - 2] / WAGE[1976], 10)
        assert values[year][0] == max(formula, values[year - 1][0])


def test_the_base_follows_its_formula_but_for_three_frozen_years():
    values = SERIES["benefit_base"].values
    off = [
        year
        for year in range(1995, max(values) + 1)
        if values[year][0] != half_up(60_600 * WAGE[year - 2] / WAGE[1992], 300)
    ]
    assert off == [2010, 2011, 2016]


def test_the_contributions_file_says_the_same():
    # lawbook/parameters/us.yaml was made from other readings of SSA's pages.
    us = us_parameters()
    for one in us.years:
        assert SERIES["benefit_base"].values[one.year] == (Decimal(one.oasdi_wage_base),)
        assert SERIES["quarter_of_coverage"].values.get(
            one.year, (Decimal(one.quarter_of_coverage),)
        ) == (Decimal(one.quarter_of_coverage),)


def test_every_country_with_an_agreement_is_credited_or_said_to_be_unread():
    law = crediting_law()
    named = {*law.countries, *law.unknown.countries}
    assert named == set(Lawbook().countries)


def test_every_step_of_the_file_is_used_and_cited():
    rules = rules_law()
    everything = [*rules.steps.values(), *rules.assumptions.values()]
    assert all(rule.citation and rule.source for rule in everything)
    code = "".join(path.read_text(encoding="utf-8") for path in sorted(BENEFITS.glob("*.py")))
    unused = [rule.name for rule in everything if f'"{rule.name}"' not in code]
    assert unused == []


BENEFITS = FOLDER.parents[1] / "benefits"
WRONG = {
    "figures.yaml": [
        ("source: [cfr_1918, anypia_2026]", "source: [nowhere]", "nowhere"),
        ("1951: 2799.16, ", "", "1950, then 1952"),
        ("last: 1950", "last: 1951", "2 spans"),
        ("    unit: dollars\n", "    unit: dollars\n    colour: red\n", "colour"),
    ],
    "crediting.yaml": [
        ("unit: trimester", "unit: fortnight", "fortnight"),
        ("remainder: silent", "remainder: perhaps", "perhaps"),
        ('[GB, "NO"', '[GB, FR, "NO"', "FR"),
        ('[GB, "NO"', '["NO"', "GB"),
    ],
    "rules.yaml": [("mark: text", "mark: sure", "sure")],
}
READERS = {"figures.yaml": read_figures, "crediting.yaml": read_crediting, "rules.yaml": read_rules}


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        pytest.param(name, *case, id=f"{name}:{case[2]}")
        for name, cases in WRONG.items()
        for case in cases
    ],
)
def test_the_reader_refuses(name: str, old: str, new: str, words: str):
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(LawError) as caught:
        READERS[name](text.replace(old, new, 1), name)
    assert words in caught.value.diagnostics()


LATER = {
    "birth_date": "1966-05-02",
    "claim_month": "2030-01",
    "us_earnings": {"1990": "21000", "1991": "22000", "1992": "23000"},
}


def test_a_figure_that_is_not_published_is_named():
    with pytest.raises(InputError) as caught:
        estimate(read_record(LATER))
    (problem,) = caught.value.problems
    assert problem.path == "figures.cost_of_living.2028"
    assert "2026" in problem.expected
    assert "projection" in problem.remedy


def test_a_projection_is_made_on_demand_and_says_so():
    supposed = {"projection": {"wage_growth": "3.5", "cost_of_living": "2.4"}}
    answer = estimate(read_record(LATER | supposed))
    assert answer.theoretical_pia is not None
    assert "cost_of_living.2029" in answer.figures_projected
    assert "average_wage_index.2026" in answer.figures_projected
    assert "average_wage_index.2025" not in answer.figures_projected
    named = {item.name for item in answer.assumptions}
    assert "projected" in named


def test_a_projection_of_known_years_would_give_the_published_points():
    # The formulas that project are those that published: from the wage of 2024 follow the points of 2026.
    figures = Figures(Projection(wage_growth=Decimal("3.5"), cost_of_living=Decimal("2.4")))
    known = figures.bends(2026)
    assert figures._project("pia_bend_points", 2026, figures.projection) == known  # type: ignore[arg-type]
    assert figures._project("benefit_base", 2026, figures.projection) == (figures.base(2026),)  # type: ignore[arg-type]


def test_figures_of_one_source_are_named():
    record = {**LATER, "birth_date": "1964-05-02", "claim_month": "2027-01"}
    answer = estimate(read_record(record))
    assert "average_wage_index.2025" in answer.figures_of_one_source
    assert "cost_of_living.2026" in answer.figures_of_one_source
    assert answer.figures_projected == ()
