"""Data of every release that went out migrate to the newest, on both databases, and nothing is lost or unreadable."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from scripts.store_release_data import KEYS, RELEASES, ROOT, program_environment, store

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def upgraded(path: Path, address: str, folder: Path) -> str:
    """What the upgrading program complains of."""
    answer = subprocess.run(  # noqa: S603 - this environment's own Python
        [sys.executable, "-m", "tests.migrations.upgrade", str(path)],
        env=program_environment(folder, address=address),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


@pytest.mark.parametrize("path", sorted(RELEASES.glob("*.jsonl")), ids=lambda path: path.stem)
def test_data_of_a_release_migrate(path, empty_database, tmp_path):
    assert upgraded(path, empty_database, tmp_path / "data") == ""


def test_data_of_today_can_be_stored_and_moved(empty_database, tmp_path):
    """The mechanism itself: what the script stores now goes into either database."""
    path = tmp_path / "today.jsonl"
    store("today", path)
    assert KEYS not in path.read_text(encoding="utf-8")
    assert upgraded(path, empty_database, tmp_path / "data") == ""
    assert path.stat().st_size > 10_000
