"""Control numbers: one wrong sign is always found, two exchanged ones nearly always, and nothing is said by them."""

from __future__ import annotations

import pytest

from totalis.authority.numbers import ALPHABET, check_control_number, new_control_number


def test_every_single_wrong_sign_is_found() -> None:
    for _ in range(50):
        bare = new_control_number().replace("-", "")
        for place, right in enumerate(bare):
            for wrong in ALPHABET.replace(right, ""):
                assert check_control_number(bare[:place] + wrong + bare[place + 1 :]) is None


def test_nearly_every_exchange_of_neighbours_is_found() -> None:
    found = tried = 0
    for _ in range(200):
        bare = new_control_number().replace("-", "")
        for place in range(len(bare) - 1):
            one, two = bare[place], bare[place + 1]
            if one != two:
                tried += 1
                exchanged = bare[:place] + two + one + bare[place + 2 :]
                found += check_control_number(exchanged) is None
    assert found / tried > 0.99


@pytest.mark.parametrize("between", ["-", " ", "\N{EN DASH}", ""])
def test_it_is_read_as_people_write_it(between: str) -> None:
    number = new_control_number()
    assert check_control_number(f" {number.lower().replace('-', between)}\n") == number


@pytest.mark.parametrize(
    "text", ["", "-", "ABCD", "AAAA-AAAA-AAA0", "x" * 100_000, "ÄÖÜß-ﬀﬀﬀ-1234"]
)
def test_what_is_none_is_none(text: str) -> None:
    assert check_control_number(text) is None


def test_two_are_never_the_same_and_hold_no_sign_that_is_mistaken() -> None:
    made = {new_control_number() for _ in range(5000)}
    assert len(made) == 5000
    assert not set("01ILOU") & set("".join(made))
