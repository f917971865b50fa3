"""Arguments that every command reads alike: a file or standard input, a day, a lawbook."""

from __future__ import annotations

import os
import sys
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from totalis.kernel.dates import read_day as iso_day
from totalis.kernel.errors import InputError, Problem
from totalis.kernel.reading import MAX_BYTES
from totalis.lawbook.book import Lawbook

if TYPE_CHECKING:
    from argparse import Namespace

LAWBOOK = "--lawbook"


def read_input(path: str) -> tuple[bytes, str]:
    """The bytes of a file or of standard input, bounded, and the name for messages."""
    if path == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1), "standard input"
    try:
        with open(path, "rb") as handle:
            return handle.read(MAX_BYTES + 1), path
    except OSError as error:
        raise _problem(
            path, error.strerror or "cannot be read", "a file that can be read"
        ) from None


def read_day(text: str | None, option: str = "--as-of") -> date:
    """A day from an option; today where it was left out."""
    if text is None:
        return datetime.now(UTC).date()  # noqa: TID251  (the one clock of the command line)
    try:
        return iso_day(text)
    except ValueError:
        raise _problem(option, text, "a day that exists, written YYYY-MM-DD") from None


def read_lawbook(options: Namespace) -> Lawbook:
    """The packaged lawbook, or the one in the folder that was named."""
    folder = getattr(options, "lawbook", None)
    return lawbook_at(folder) if folder else Lawbook()


def lawbook_at(folder: str) -> Lawbook:
    """The lawbook in a folder."""
    if not os.path.isfile(os.path.join(folder, "register.yaml")):
        expected = "a folder with register.yaml and agreements/"
        raise _problem(LAWBOOK, folder, expected)
    return Lawbook(folder)


def _problem(path: str, found: str, expected: str) -> InputError:
    remedy = "Correct the call; `totalis --help` shows examples."
    return InputError([Problem(path=path, found=found, expected=expected, remedy=remedy)])
