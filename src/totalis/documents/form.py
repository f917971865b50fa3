"""The one form of every document of sections: what packet, story, letter and the plain page are drawn from."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from totalis.kernel.dates import day_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from totalis.procedure.casefile import Person

Json = dict[str, Any]
NOTHING = "not recorded"


def section(title: str, *blocks: Json | None) -> Json:
    """A heading with its blocks; blocks that say nothing are left out."""
    return {"title": title, "blocks": [block for block in blocks if block is not None]}


def text(says: str, *, quiet: bool = False) -> Json | None:
    """A paragraph."""
    return {"kind": "text", "says": says, "quiet": quiet} if says else None


def rows(*items: Sequence[str], keep_empty: bool = True) -> Json | None:
    """Labels with their values and, if there is one, a note under the value."""
    kept = [
        [item[0], item[1] or NOTHING, item[2] if len(item) > 2 else ""]  # noqa: PLR2004
        for item in items
        if item[1] or keep_empty
    ]
    return {"kind": "rows", "rows": kept} if kept else None


def table(
    head: Sequence[str], widths: Sequence[int], lines: Iterable[Sequence[str]]
) -> Json | None:
    """A table with a head; widths are shares."""
    body = [list(line) for line in lines]
    if not body:
        return None
    return {"kind": "table", "head": list(head), "widths": list(widths), "rows": body}


def entry(title: str, *lines: str, notes: Iterable[str] = ()) -> Json:
    """One thing in a list of things: its name, what is said of it, and small print such as digests."""
    return {
        "title": title,
        "lines": [line for line in lines if line],
        "notes": [note for note in notes if note],
    }


def entries(items: Iterable[Json]) -> Json | None:
    """A list of things."""
    found = list(items)
    return {"kind": "entries", "entries": found} if found else None


def listing(items: Iterable[str]) -> Json | None:
    """A plain list."""
    found = [item for item in items if item]
    return {"kind": "list", "items": found} if found else None


def moment(at: datetime | None) -> str:
    """A moment in words: `22 November 2026, 09:05 UTC`."""
    if at is None:
        return NOTHING
    utc = at.astimezone(UTC)
    return f"{day_words(utc.date())}, {utc:%H:%M} UTC"


def day_or_nothing(day: date | None) -> str:
    """A day in words."""
    return day_words(day) if day is not None else NOTHING


def by(person: Person | None, at: datetime | None = None) -> str:
    """Who, and when if there is a moment."""
    who = person.name if person is not None else "nobody"
    return f"{who}, {moment(at)}" if at is not None else who


def words(key: str) -> str:
    """A key as words: `self_employed` becomes `Self employed`."""
    spaced = key.replace("_", " ").strip()
    return spaced[:1].upper() + spaced[1:]
