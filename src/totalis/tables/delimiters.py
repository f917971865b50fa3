"""What stands between the cells: counted, and compared over lines."""

from __future__ import annotations

import csv
from collections import Counter
from io import StringIO
from typing import NamedTuple

from totalis.tables.reading import Doubt

DELIMITERS: dict[str, str] = {
    ",": "comma",
    ";": "semicolon",
    "\t": "tab",
    "|": "vertical bar",
    "^": "caret",
    "~": "tilde",
}
USUAL = 4
"""The first so many stand in headers by themselves seldom enough to betray a wrong delimiter."""
LINES = 200
CLOSE = 0.9
"""From this share of the best score on, another delimiter is a doubt."""
HALF = 0.5


class Cut(NamedTuple):
    """How a delimiter cuts the lines."""

    delimiter: str
    quote: str
    score: float
    width: int


def delimiter_of(text: str) -> tuple[str, str, Doubt | None]:
    """The delimiter and the quote of a text, and a doubt where two delimiters cut it equally well."""
    quote = _quote_of(text)
    cuts = sorted((_cut(text, one, quote) for one in DELIMITERS), key=lambda cut: -cut.score)
    best = cuts[0]
    if best.width <= 1:
        return ",", quote, None
    rivals = [cut.delimiter for cut in cuts if cut.score >= best.score * CLOSE and cut.width > 1]
    if len(rivals) == 1:
        return best.delimiter, quote, None
    names = " and ".join(DELIMITERS[one] for one in rivals)
    doubt = Doubt(
        about="delimiter",
        says=f"The lines can be cut by {names} alike.",
        choices=tuple(rivals),
        example=text.splitlines()[0][:120],
    )
    return best.delimiter, quote, doubt


def other_delimiter(header: str, delimiter: str) -> str:
    """A usual delimiter that stands inside the one name of a header with one column; empty where none does."""
    usual = list(DELIMITERS)[:USUAL]
    return next((one for one in usual if one != delimiter and one in header), "")


def _cut(text: str, delimiter: str, quote: str) -> Cut:
    widths: Counter[int] = Counter()
    first = 0
    rows = _rows(text, delimiter, quote)
    try:
        for number, row in enumerate(rows):
            if number >= LINES:
                break
            if any(row):
                first = first or len(row)
                widths[len(row)] += 1
    except csv.Error:
        if widths.total() < 2:  # noqa: PLR2004 - a header and a row
            return Cut(delimiter, quote, 0, 0)
    wide = [(count, width) for width, count in widths.items() if width > 1]
    if not wide:
        return Cut(delimiter, quote, 0, 1)
    count, width = max(wide)
    share = count / widths.total()
    # A delimiter that cuts the first line like the others is the one that its writer meant.
    return Cut(delimiter, quote, share + (HALF if first == width else 0), width)


def _rows(text: str, delimiter: str, quote: str) -> csv._reader:  # type: ignore[name-defined] # the csv module hides its reader's type
    if not quote:
        return csv.reader(StringIO(text, newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE)
    return csv.reader(StringIO(text, newline=""), delimiter=delimiter, quotechar=quote)


def _quote_of(text: str) -> str:
    """The quote: an apostrophe only where most cells begin and end with it."""
    lines = [line for line in text.splitlines()[:LINES] if line.strip()]
    if not lines or '"' in text:
        return '"'
    quoted = sum(line.strip()[0] == "'" == line.strip()[-1] for line in lines)
    return "'" if quoted > len(lines) * HALF else '"'
