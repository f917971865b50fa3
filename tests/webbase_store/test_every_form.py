"""Every form of the desk that changes something carries a token, so that a nervous second click acts once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

FORM = re.compile(r"<form\b(?P<tag>[^>]*)>(?P<body>.*?)</form>", re.DOTALL | re.IGNORECASE)
POSTED = re.compile(r"""method=["']?post""", re.IGNORECASE)
# Posted so that what is asked stands in no address; they change nothing that is kept.
ONLY_ASKS = ('role="search"', 'name="leave_facts"', '"desk:travel-look"')


@pytest.fixture(scope="module")
def forms(repository: Path) -> list[tuple[str, str]]:
    folder = repository / "src/totalis/casework/templates"
    return [
        (str(path.relative_to(folder)), form.group(0))
        for path in sorted(folder.rglob("*.html"))
        for form in FORM.finditer(path.read_text(encoding="utf-8"))
        if POSTED.search(form["tag"])
    ]


def test_there_are_forms(forms):
    assert len(forms) > 20


def test_each_has_a_token_or_only_asks(forms):
    without = [
        f"{name}: {form[:160]}"
        for name, form in forms
        if "{% once %}" not in form and not any(sign in form for sign in ONLY_ASKS)
    ]
    assert not without, "\n".join(without)
