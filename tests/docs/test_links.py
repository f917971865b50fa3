"""Every link from a document to a file or a heading of this repository leads somewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from scripts.docs.markdown import anchor, headings, outside_code
from scripts.write_docs import DOCS, ROOT

if TYPE_CHECKING:
    from pathlib import Path

PAGES = sorted({*ROOT.glob("*.md"), *DOCS.rglob("*.md")})
LINK = re.compile(r"\]\(([^)\s]+)\)")
ELSEWHERE = re.compile(r"https?:|mailto:")


def anchors(text: str) -> set[str]:
    """The anchors of a page; a second heading of the same words gets a number."""
    seen: dict[str, int] = {}
    found = set()
    for name in map(anchor, headings(text)):
        count = seen.get(name, 0)
        found.add(f"{name}-{count}" if count else name)
        seen[name] = count + 1
    return found


def leads_nowhere(page: Path, target: str) -> str:
    name, _hash, heading = target.partition("#")
    path = (page.parent / name).resolve() if name else page
    if not path.exists():
        return f"{target}: there is no such file"
    if heading and heading not in anchors(path.read_text(encoding="utf-8")):
        return f"{target}: there is no such heading"
    return ""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links(page: Path):
    text = "\n".join(outside_code(page.read_text(encoding="utf-8")))
    targets = {target for target in LINK.findall(text) if not ELSEWHERE.match(target)}
    assert not [fault for target in sorted(targets) if (fault := leads_nowhere(page, target))]


def test_headings_of_one_page_have_anchors_of_their_own():
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        names = [anchor(heading) for heading in headings(text)]
        assert len(names) == len(set(names)), page


def test_a_link_that_leads_nowhere_is_found():
    assert leads_nowhere(ROOT / "README.md", "docs/none.md")
    assert leads_nowhere(ROOT / "README.md", "#none")
    assert not leads_nowhere(ROOT / "README.md", "docs/facts.md#every-fact")
