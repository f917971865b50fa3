"""Diagrams: a pattern with unknowns reaches just the ends of its completions; lowering keeps meaning."""

from __future__ import annotations

import random
from itertools import product

import pytest
from hypothesis import given, strategies as st

from totalis.facts.observations import Observation
from totalis.lawbook.book import Lawbook
from totalis.lawbook.model import All, AnyOf, Is, Not, Term
from totalis.rules.diagram import Leaf, compile_diagram
from totalis.rules.lowering import FAILS, HOLDS, kleene, lower, restrict
from totalis.rules.program import Program, epochs

LAW = Lawbook()
SIZES = (2, 3, 2, 4)
OBSERVATIONS = tuple(
    Observation(f"o{number}", tuple((f"v{value}", "") for value in range(size)), ())
    for number, size in enumerate(SIZES)
)
NUMBERS = {item.name: number for number, item in enumerate(OBSERVATIONS)}
PATTERNS = list(product(*(range(size) for size in SIZES)))


@st.composite
def atoms(draw: st.DrawFn) -> Term:
    item = draw(st.sampled_from(OBSERVATIONS))
    return Is(name=item.name, values=tuple(draw(st.sets(st.sampled_from(item.domain)))))


terms = st.recursive(
    atoms(),
    lambda inner: (
        inner.map(lambda part: Not(part=part))
        | st.lists(inner, max_size=3).map(lambda parts: All(parts=tuple(parts)))
        | st.lists(inner, max_size=3).map(lambda parts: AnyOf(parts=tuple(parts)))
    ),
    max_leaves=8,
)


def meaning(term: Term, values: tuple[int, ...]) -> bool:
    if isinstance(term, Is):
        return f"v{values[NUMBERS[term.name]]}" in term.values
    if isinstance(term, Not):
        return not meaning(term.part, values)
    parts = [meaning(part, values) for part in term.parts]
    return all(parts) if isinstance(term, All) else any(parts)


def masks(values: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(1 << value for value in values)


@given(terms)
def test_lowering_keeps_the_meaning(term):
    lowered = lower(term, NUMBERS, OBSERVATIONS)
    for values in PATTERNS:
        assert kleene(lowered, masks(values)) is meaning(term, values)


@given(terms, st.sampled_from(PATTERNS))
def test_restricting_by_every_value_leaves_a_constant(term, values):
    lowered = lower(term, NUMBERS, OBSERVATIONS)
    for index, value in enumerate(values):
        lowered = restrict(lowered, index, 1 << value)
    assert lowered == (HOLDS if meaning(term, values) else FAILS)


@given(terms, st.tuples(*(st.integers(1, (1 << size) - 1) for size in SIZES)))
def test_what_is_known_of_a_condition_holds_for_every_completion(term, pattern):
    known = kleene(lower(term, NUMBERS, OBSERVATIONS), pattern)
    ways = {
        meaning(term, values)
        for values in PATTERNS
        if all(pattern[index] >> value & 1 for index, value in enumerate(values))
    }
    assert known is None or ways == {known}


@given(
    st.lists(terms, min_size=1, max_size=4),
    st.tuples(*(st.integers(1, (1 << size) - 1) for size in SIZES)),
)
def test_the_ends_of_a_partial_pattern_are_those_of_its_completions(conditions, pattern):
    """Each leaf overrides all before it, so exactly the last that holds is on top, or none does."""
    leaves = [
        Leaf(number, lower(term, NUMBERS, OBSERVATIONS), frozenset(range(number)))
        for number, term in enumerate(conditions)
    ]
    diagram = compile_diagram(leaves, SIZES)
    reached = set()
    for values in PATTERNS:
        (end,) = diagram.reached(masks(values))
        holding = [number for number, term in enumerate(conditions) if meaning(term, values)]
        assert diagram.ends[end].leaves == tuple(holding[-1:])
        if all(pattern[index] >> value & 1 for index, value in enumerate(values)):
            reached.add(end)
    assert diagram.reached(pattern) == reached
    counts = diagram.counts(range(len(SIZES)))
    assert sum(counts.values()) == len(PATTERNS)
    for end in counts:
        path = diagram.path_to(end)
        fitting = [v for v in PATTERNS if all(v[index] == value for index, value in path.items())]
        assert {next(iter(diagram.reached(masks(values)))) for values in fitting} == {end}


@given(st.lists(terms, min_size=2, max_size=3))
def test_leaves_without_an_order_that_hold_together_share_an_end(conditions):
    leaves = [
        Leaf(number, lower(term, NUMBERS, OBSERVATIONS), frozenset())
        for number, term in enumerate(conditions)
    ]
    diagram = compile_diagram(leaves, SIZES)
    for values in PATTERNS:
        (end,) = diagram.reached(masks(values))
        holding = tuple(number for number, term in enumerate(conditions) if meaning(term, values))
        assert diagram.ends[end].leaves == holding


@pytest.mark.parametrize("country", LAW.countries)
def test_the_diagram_of_results_is_the_diagram_with_its_ends_joined(country):
    program = Program(LAW.agreement(country), LAW.register, epochs(LAW.agreement(country))[-1])
    chance = random.Random(country)  # noqa: S311 - the same patterns in every run
    for _ in range(200):
        pattern = tuple(
            chance.choice([full, 1 << chance.randrange(full.bit_length())]) for full in program.full
        )
        answers = {answer.same for answer in program.answers_of(program.diagram.reached(pattern))}
        results = {program.results[end] for end in program.result_diagram.reached(pattern)}
        assert results == answers
        opened = program.result_diagram.open_observations(pattern)
        assert bool(opened) >= (len(results) > 1)
        assert all(pattern[index] & (pattern[index] - 1) for index in opened)
