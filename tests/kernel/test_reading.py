"""What plain YAML readers guess and this one does not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from totalis.kernel.errors import InputError
from totalis.kernel.reading import MAX_BYTES, MAX_DEPTH, read_text, show


def value_of(text: str | bytes):
    return read_text(text, "text").value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("Off", "Off"),
        ("1:30", "1:30"),
        ("012", "012"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("1e3", "1e3"),
        (".5", ".5"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("2026-02-30", "2026-02-30"),
        ("2026-1-1", "2026-1-1"),
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
        ("<<", "<<"),
        ("=", "="),
        ("'2026-01-01'", "2026-01-01"),
        ('"12"', "12"),
        ("'null'", "null"),
        ("true", True),
        ("FALSE", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("-7", -7),
        ("0", 0),
        ("0.10", Decimal("0.10")),
        ("2026-01-01", date(2026, 1, 1)),
        ("99999999999999999999", "99999999999999999999"),
    ],
)
def test_plain_words_are_taken_as_they_stand(text, value):
    found = value_of(f"key: {text}")["key"]
    assert found == value
    assert type(found) is type(value)


def test_a_merge_key_is_a_key_like_any_other():
    assert value_of("{<<: {a: 1}, b: 2}") == {"<<": {"a": 1}, "b": 2}


def test_lines_are_kept_for_every_path():
    document = read_text("a:\n  b:\n  - x\n  - y: 1\n", "text")
    assert document.lines == {"": 1, "a": 1, "a.b": 2, "a.b[0]": 3, "a.b[1]": 4, "a.b[1].y": 4}


def test_a_problem_names_the_nearest_line_that_is_known():
    document = read_text("a:\n  b: 1\n", "text")
    problem = document.problem("a.b.c[7].d", found="x", expected="y", remedy="z")
    assert problem.place() == "text:2: a.b.c[7].d"


def test_json_with_a_byte_order_mark_and_windows_lines():
    assert value_of(b'\xef\xbb\xbf{"a":\r\n [1, "x\\u00e9", null]}\r\n') == {"a": [1, "xé", None]}


def test_exactly_as_deep_and_as_long_as_allowed():
    assert value_of("[" * MAX_DEPTH + "1" + "]" * MAX_DEPTH)
    with pytest.raises(InputError):
        value_of("[" * (MAX_DEPTH + 1) + "1" + "]" * (MAX_DEPTH + 1))
    assert value_of("#" * MAX_BYTES) is None
    with pytest.raises(InputError):
        value_of("#" * (MAX_BYTES + 1))


def test_every_doubled_key_is_named():
    with pytest.raises(InputError) as caught:
        value_of("a: 1\nb: 2\na: 3\nb: 4\n")
    assert [(problem.path, problem.line) for problem in caught.value.problems] == [
        ("a", 3),
        ("b", 4),
    ]


@pytest.mark.parametrize(
    "text", ["a: &x 1\nb: *x", "*x", "? [1, 2]\n: 3", "!!str 5", "! 5", "--- 1\n--- 2", "%TAG ! !!"]
)
def test_refused(text):
    with pytest.raises(InputError):
        value_of(text)


def test_values_are_shown_short():
    assert show(None) == "null"
    assert show(value=False) == "false"
    assert show({"a": 1, "b": 2}) == "a mapping with a, b"
    assert show({}) == "a mapping with no keys"
    assert show([1, 2]) == "a list of 2"
    assert show("x" * 100) == "'" + "x" * 58 + "…"
