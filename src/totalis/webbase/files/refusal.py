"""How a file is refused: beside the field, with what to do."""

from __future__ import annotations

from typing import NoReturn

from totalis.kernel.errors import InputError, Problem

AS_PDF = "Save it as PDF, and send that."


def refuse(found: str, expected: str, remedy: str = AS_PDF) -> NoReturn:
    """Refuse a file.

    Raises:
        InputError: always.
    """
    raise InputError([Problem(path="file", found=found, expected=expected, remedy=remedy)])
