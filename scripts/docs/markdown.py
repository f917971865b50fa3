"""Small pieces of Markdown: tables, nested lists, the anchors that a heading gets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_HEADING = re.compile(r"(#{1,6}) (.+)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_NO_SLUG = re.compile(r"[^\w\- ]")


def written_from(source: str) -> str:
    """The first line of a page that is written by a program."""
    return f"<!-- Written by scripts/write_docs.py from {source}. Change that, not this page. -->"


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; cells may hold anything that has a text."""
    lines = [_row(heads), _row(["---"] * len(heads)), *(_row(row) for row in rows)]
    return "\n".join(lines)


def _row(cells: Sequence[object]) -> str:
    shown = [" ".join(str(item).replace("|", "\\|").split()) for item in cells]
    return f"| {' | '.join(shown)} |"


def anchor(heading: str) -> str:
    """The anchor that GitHub and GitLab give a heading."""
    text = _LINK.sub(r"\1", heading).strip().lower()
    return _NO_SLUG.sub("", text).replace(" ", "-")


def headings(text: str) -> list[str]:
    """The headings of a document, in order, code blocks left out."""
    return [match[2] for line in outside_code(text) if (match := _HEADING.fullmatch(line))]


def outside_code(text: str) -> list[str]:
    """The lines of a document that stand in no fenced block."""
    inside = False
    lines = []
    for line in text.splitlines():
        if line.startswith("```"):
            inside = not inside
        elif not inside:
            lines.append(line)
    return lines


def document(*parts: str) -> str:
    """Parts with an empty line between them; empty parts are left out."""
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"
