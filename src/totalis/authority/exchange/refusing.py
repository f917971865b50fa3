"""One problem, said."""

from __future__ import annotations

from typing import NoReturn

from totalis.kernel.errors import InputError, Problem


def refuse(path: str, found: str, expected: str, remedy: str) -> NoReturn:
    """Stop with one problem.

    Raises:
        InputError: always.
    """
    raise InputError([Problem(path=path, found=found, expected=expected, remedy=remedy)])
