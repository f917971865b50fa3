"""Whatever is handed to the reader of sheets, it answers with a sheet or with an InputError."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
import yaml
from hypothesis import example, given, settings, strategies as st

from tests.facts.sheet_strategies import broken_sheets
from totalis.facts.reader import parse_value, read_sheet
from totalis.facts.vocabulary import VOCABULARY
from totalis.kernel.errors import InputError

KEYS = ["schema", "worker", "engagements", "id", "employer", *(fact.name for fact in VOCABULARY)]
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.dates()
    | st.binary(max_size=8)
    | st.sampled_from(["totalis/facts/1", "US", "FR", "2026-01-01", "employment"])
)
nested = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), inner, max_size=5)
    ),
    max_leaves=30,
)
yamlish = st.text(
    alphabet=st.sampled_from(
        [*"ab:-[]{}#&*!|>'\"%@`,?~ \n\t\r=<.01\\", "é", "\u2028", "\x85", "\ufeff"]
    ),
    max_size=80,
)


def survives(data: object) -> None:
    with suppress(InputError):
        read_sheet(data)  # type: ignore[arg-type]


@given(st.binary(max_size=300))
@example(b"\xff\xfe\x00")
@example(b"\xef\xbb\xbf")
def test_bytes(data):
    survives(data)


@given(st.text(max_size=300))
@example("\ud800")
@example("\x00")
def test_text(data):
    survives(data)


@settings(max_examples=250)
@given(yamlish)
@example("? ")
@example("- - - ? :")
@example("{? a, b: }")
@example("&a [*a]")
@example("*a : 1")
@example("{<<: *a}")
@example("%YAML 9.9\n---\n")
@example("--- |0\n")
@example("!<tag:yaml.org,2002:python/object/new:os.system> [x]")
def test_signs_that_mean_something_in_yaml(data):
    survives(data)
    survives("schema: totalis/facts/1\nengagements:\n" + data)


@given(nested)
def test_nested_values_as_yaml(value):
    survives(yaml.safe_dump(value))


@given(st.dictionaries(st.sampled_from(KEYS), nested, max_size=6))
def test_nested_values_as_they_are(value):
    survives(value)
    survives({"schema": "totalis/facts/1", "worker": value, "engagements": [{"id": "a", **value}]})


@given(st.dictionaries(st.none() | st.integers() | st.binary(), nested, max_size=4))
def test_keys_that_are_not_text(value):
    survives(value)
    survives({"schema": "totalis/facts/1", "worker": value, "engagements": [value]})


@given(broken_sheets(), st.integers(0, 400))
def test_a_sheet_cut_off_somewhere(sheet, length):
    survives(json.dumps(sheet, default=str)[:length])


@given(st.sampled_from(VOCABULARY), nested)
def test_a_value_typed_into_a_form(fact, value):
    with suppress(InputError):
        parse_value(fact, value)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "{? ", "[{", "a:\n ", "!t [", "&b ["])
@pytest.mark.parametrize("levels", [25, 1000, 200_000])
def test_levels_without_end(opening, levels):
    text = opening * levels
    with pytest.raises(InputError):
        read_sheet(text[:1_000_000])


def test_levels_without_end_as_plain_values():
    value: object = 1
    for _ in range(50_000):
        value = [value]
    with pytest.raises(InputError):
        read_sheet({"schema": "totalis/facts/1", "worker": {"citizenships": value}})
