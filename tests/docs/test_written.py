"""Documents say what the code and the law say; every command and request in them gives what stands there."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from scripts.docs.examples import filled
from scripts.write_docs import DOCS, HAND_WRITTEN, ROOT, complete, drafts
from totalis.lawbook.book import Lawbook

if TYPE_CHECKING:
    from pathlib import Path

WRITTEN = (DOCS / "cli.md", DOCS / "facts.md", DOCS / "law" / "README.md")
AGREEMENTS = tuple(DOCS / "law" / f"{key}.md" for key in Lawbook().files)


@cache
def wanted() -> dict[Path, str]:
    return drafts()


@pytest.mark.parametrize(
    "path", [*HAND_WRITTEN, *WRITTEN, *AGREEMENTS], ids=lambda path: str(path.relative_to(ROOT))
)
def test_a_document_is_as_the_code_is(path: Path):
    text = path.read_text(encoding="utf-8")
    assert text == complete(path, wanted()[path]), "run: .venv/bin/python scripts/write_docs.py"


def test_every_document_is_looked_at():
    found = {*DOCS.glob("*.md"), *DOCS.glob("law/*.md"), *DOCS.glob("readers/*.md")}
    assert found <= wanted().keys()
    assert set(wanted()) == {*HAND_WRITTEN, *WRITTEN, *AGREEMENTS}


def test_what_a_command_prints_is_put_under_it():
    text = "```yaml\n# a.yaml\nb: 1\n```\n\n```console\n$ cat a.yaml\nold\n$ true\n```\n"
    assert filled(text) == text.replace("old\n", "# a.yaml\nb: 1\n")


def test_a_command_that_fails_is_no_example():
    with pytest.raises(AssertionError, match=r"^false ended with 1"):
        filled("```console\n$ false\n```\n")
