"""No test reads a page at once where it should wait: a busy machine shows half of the next page, or none of it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SETTLES = "tests/web/settling.py"
AT_ONCE = {
    "is_visible",
    "is_hidden",
    "is_enabled",
    "is_disabled",
    "inner_text",
    "text_content",
    "all_inner_texts",
    "all_text_contents",
}
"""What Playwright answers from the page as it is at that moment; `expect(...)` has a word for each that waits."""


def faults_in(text: str, name: str) -> list[str]:
    """Where a file asserts what a page shows at once, measures in its own words, or waits for a time and not for a thing."""
    found = []
    if "scrollWidth" in text and name != SETTLES:
        found.append(f"{name}: use tests.web.settling.fits")
    if "wait_for_timeout(" in text:
        found.append(f"{name}: wait for what the page shows, not for a time")
    if "playwright" not in text and "page" not in text:
        return found
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Assert):
            found += [
                f"{name}:{node.lineno}: {call.func.attr} does not wait; use expect(...)"
                for call in ast.walk(node.test)
                if isinstance(call, ast.Call)
                and isinstance(call.func, ast.Attribute)
                and call.func.attr in AT_ONCE
            ]
    return found


def test_tests_and_scripts_wait_for_what_they_read(repository):
    files = [*(repository / "tests").rglob("*.py"), *(repository / "scripts").rglob("*.py")]
    found = [
        fault
        for path in files
        if path != Path(__file__)
        for fault in faults_in(path.read_text(encoding="utf-8"), str(path.relative_to(repository)))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        'page.evaluate("document.documentElement.scrollWidth")',
        "page.wait_for_timeout(500)",
        'assert page.get_by_text("Sent").is_visible()',
        'assert "Sent" in page.locator("main").inner_text()',
    ],
)
def test_a_fault_is_found(text):
    assert faults_in(text, "tests/test_x.py")
