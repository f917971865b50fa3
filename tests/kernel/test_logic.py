"""Unknown is a value: Kleene's tables, and the laws that the rules rely on."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, strategies as st

from totalis.kernel.logic import Truth, all3, any3

TRUTHS: tuple[Truth, ...] = (True, False, None)
parts = st.lists(st.sampled_from(TRUTHS), max_size=6)


@pytest.mark.parametrize(
    ("one", "other", "both", "either"),
    [
        (True, True, True, True),
        (True, False, False, True),
        (True, None, None, True),
        (False, False, False, False),
        (False, None, False, None),
        (None, None, None, None),
    ],
)
def test_tables(one, other, both, either):
    for pair in ((one, other), (other, one)):
        assert all3(pair) is both
        assert any3(pair) is either


def test_nothing_at_all():
    assert all3([]) is True
    assert any3([]) is False


@given(parts)
def test_an_answer_is_known_exactly_when_every_way_of_filling_in_agrees(values):
    ways = [[part] if part is not None else [True, False] for part in values]
    for known, classic in ((all3(values), all), (any3(values), any)):
        answers = {classic(way) for way in product(*ways)}
        assert known is (answers.pop() if len(answers) == 1 else None)
