"""Whatever stands in a file of the law, the reader answers with an agreement or with a LawError."""

from __future__ import annotations

import copy
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings, strategies as st

from totalis.kernel.errors import LawError
from totalis.kernel.reading import read_text
from totalis.lawbook.book import Lawbook
from totalis.lawbook.model import Register
from totalis.lawbook.reader import read_agreement, read_register

GOOD = Path(__file__).parents[2] / "vectors" / "bad" / "law" / "_good" / "li.yaml"
LAW = Lawbook()
DATA = read_text(GOOD.read_bytes(), "li.yaml").value
EMPTY = Register(sources={}, rules=(), signed=())

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-5, 10**12)
    | st.text(max_size=8)
    | st.dates()
    | st.sampled_from(["US", "LI", "P5Y", "treaty", "*", "li.employment.detached", "all", "not"])
)
nested = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["all", "any", "not", "place", "source", "says", "rule", "gap", "x"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


def survives(data: bytes | str) -> None:
    for register in (LAW.register, EMPTY):
        with suppress(LawError):
            read_agreement(data, "li.yaml", register)
    with suppress(LawError):
        read_register(data, "register.yaml")


def places(value: Any) -> list[tuple[Any, Any]]:
    keys = list(value) if isinstance(value, dict) else range(len(value))
    found = [(value, key) for key in keys]
    for key in keys:
        if isinstance(value[key], dict | list):
            found += places(value[key])
    return found


@given(st.binary(max_size=200))
def test_bytes(data):
    survives(data)


@given(nested)
def test_nested_values(value):
    survives(yaml.safe_dump(value))
    survives(yaml.safe_dump({"schema": "totalis/law/agreement/1", "country": "LI", "rules": value}))


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_good_file_with_one_thing_replaced(data):
    changed = copy.deepcopy(DATA)
    holder, key = data.draw(st.sampled_from(places(changed)))
    if data.draw(st.booleans()):
        holder[key] = data.draw(nested)
    elif isinstance(holder, dict):
        holder[data.draw(st.sampled_from(["x", "source", "when", "clock", "needs"]))] = data.draw(
            nested
        )
    else:
        del holder[key]
    survives(yaml.safe_dump(changed, sort_keys=False))


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_levels_without_end(opening):
    with pytest.raises(LawError):
        read_agreement((opening * 400_000)[:999_000], "li.yaml", LAW.register)


def test_conditions_as_deep_as_a_file_may_be():
    when: Any = {"place": "US"}
    for _ in range(9):
        when = {"not": [when]}
    changed = copy.deepcopy(DATA)
    changed["rules"][0]["when"] = when
    read_agreement(yaml.safe_dump(changed, sort_keys=False), "li.yaml", LAW.register)
