"""The interview's state out of a form. It travels in the body of each request; the server keeps none of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from totalis.documents.words import path_of
from totalis.facts.reader import read_sheet
from totalis.facts.vocabulary import by_path
from totalis.frontdoor.selectors.interview import Interview, empty
from totalis.frontdoor.selectors.words import engagement_of
from totalis.kernel.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalis.facts.sheet import FactSheet

MAX_BYTES = 128_000
"""How large a sheet may be that travels with the pages."""
MAX_ENGAGEMENTS = 50
"""How many engagements one result page shows; more belong in a table."""
EARLIEST = date(1900, 1, 1)
LATEST = date(2199, 12, 31)


def read_state(data: Mapping[str, str], today: date) -> Interview:
    """Read the state out of a form; a form without one begins anew.

    Raises:
        InputError: the state is too large or does not read.
    """
    as_of = read_day(data.get("as_of", ""), today)
    text = data.get("sheet", "")
    if not text:
        return empty(as_of)
    sheet = sheet_from(text.encode(), "the facts in this page")
    first = sheet.engagements[0].id
    interview = Interview(sheet, first, as_of, _not_known(data.get("not_known", "")))
    return about(interview, data.get("engagement", ""))


def pointed_at(interview: Interview, place: str) -> tuple[Interview, str | None]:
    """The interview about the engagement that a place names, and the path of the fact; None if it names none."""
    path = path_of(place)
    interview = about(interview, engagement_of(place) or interview.engagement_id)
    return interview, path if path in by_path() else None


def about(interview: Interview, engagement: str) -> Interview:
    """The interview about another engagement of the sheet; the same one where there is no such engagement."""
    known = {item.id for item in interview.sheet.engagements}
    return replace(interview, engagement_id=engagement) if engagement in known else interview


def sheet_from(data: bytes, name: str) -> FactSheet:
    """Read a sheet strictly, refusing what is too large for a page.

    Raises:
        InputError: with every problem that was found.
    """
    if len(data) > MAX_BYTES:
        raise _too_much(name, f"{len(data):,} bytes", f"at most {MAX_BYTES:,} bytes")
    sheet = read_sheet(data, name)
    count = len(sheet.engagements)
    if count > MAX_ENGAGEMENTS:
        raise _too_much(name, f"{count} engagements", f"at most {MAX_ENGAGEMENTS} on one page")
    return sheet


def _too_much(name: str, found: str, expected: str) -> InputError:
    remedy = "Open one person's sheet here; split the file."
    return InputError([Problem("(whole file)", found, expected, remedy, file=name)])


def read_day(text: str, otherwise: date) -> date:
    """Read the day whose law applies; nothing typed means the day given.

    Raises:
        InputError: there is no such day.
    """
    if not text:
        return otherwise
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day <= LATEST:
        raise InputError(
            [
                Problem(
                    path="as_of",
                    found=text[:20],
                    expected="a day from 1900 to 2199, written YYYY-MM-DD",
                    remedy="Choose the day again.",
                )
            ]
        )
    return day


def _not_known(text: str) -> tuple[str, ...]:
    """The places answered with "I do not know"; what names no fact is left aside."""
    try:
        places = json.loads(text) if text else []
    except ValueError:
        return ()
    if not isinstance(places, list):
        return ()
    known = by_path()
    named = (item for item in places if isinstance(item, str) and path_of(item) in known)
    return tuple(dict.fromkeys(named))
