"""What services of the case desk refuse in the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from totalis.kernel.dates import day_words
from totalis.kernel.errors import InputError, Problem

if TYPE_CHECKING:
    from datetime import datetime


MINUTES_WORDS = "%H:%M UTC"


def refuse(path: str, found: str, expected: str, remedy: str = "") -> NoReturn:
    """Stop with one problem; without a remedy of its own, the person is asked for what is expected.

    Raises:
        InputError: always.
    """
    raise InputError(
        [Problem(path=path, found=found, expected=expected, remedy=remedy or f"Give {expected}.")]
    )


def need(text: str, path: str, remedy: str) -> str:
    """The text as it was typed, if there is any.

    Raises:
        InputError: nothing but blanks.
    """
    if not text.strip():
        refuse(path, "nothing", "some words", remedy)
    return text


def short(text: str, path: str, longest: int) -> str:
    """The text, if its column holds it; nothing is ever cut off silently.

    Raises:
        InputError: it is longer.
    """
    if len(text) > longest:
        refuse(
            path,
            f"{len(text)} characters",
            f"at most {longest}",
            "Say it shorter, and keep the whole text as a document of the case.",
        )
    return text


def past(moment: datetime, path: str, at: datetime) -> datetime:
    """A moment that has come.

    Raises:
        InputError: it lies ahead, or knows no time zone.
    """
    if moment.tzinfo is None:
        refuse(path, "a time without a zone", "a moment", "Say in which time zone it was.")
    if moment > at:
        refuse(
            path,
            f"{day_words(moment.date())}, {moment:{MINUTES_WORDS}}, which has not come yet",
            "a moment that has passed",
            "Record what happened when it has happened.",
        )
    return moment
