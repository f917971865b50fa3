"""What every test has."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

# In CI the same examples every time, so that a red run can be repeated; no time limit, since the machine is shared.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("dev", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "dev")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder that holds the repository."""
    return ROOT


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the switch that writes pinned error texts anew."""
    parser.addoption(
        "--rewrite-bad",
        action="store_true",
        help="write the texts of vectors/bad anew instead of comparing them",
    )
