"""How a file is refused as a whole: where, what was found, what is expected, what to do."""

from __future__ import annotations

from typing import NoReturn

from totalis.kernel.errors import InputError, Problem

WHOLE = "(whole file)"
LONGEST = 60


def refuse(
    name: str, found: str, expected: str, remedy: str, *, path: str = WHOLE, line: int | None = None
) -> NoReturn:
    """Refuse a file.

    Raises:
        InputError: always.
    """
    raise InputError([Problem(path, found, expected, remedy, line=line, file=name)])


def shown(text: str) -> str:
    """A cell as a refusal shows it: one line, in quotation marks, cut when long."""
    flat = " ".join(text.split()) if text.strip() else text
    flat = "".join(sign if sign.isprintable() else "�" for sign in flat)
    return f"“{flat}”" if len(flat) <= LONGEST else f"“{flat[: LONGEST - 1]}…”"
