"""How a personal number is shown where nobody must type it: its last four signs."""

from __future__ import annotations

import re

SHOWN = 4
DOT = "•"
# The written form alone: nine digits in a row may as well be a control number.
_SOCIAL_SECURITY_NUMBER = re.compile(r"\b\d{3}-\d{2}-(\d{4})\b")


def masked(value: object) -> str:
    """Dots and the last four letters or digits; dots alone where there are too few to hide the rest."""
    signs = [sign for sign in str(value or "") if sign.isalnum()]
    if not signs:
        return ""
    if len(signs) <= SHOWN:
        return DOT * len(signs)
    return DOT * SHOWN + "".join(signs[-SHOWN:])


def without_numbers(text: str) -> str:
    """Text in which US Social Security numbers in their written form are masked, whoever typed them there."""
    return _SOCIAL_SECURITY_NUMBER.sub(rf"{DOT * SHOWN}\1", text)
