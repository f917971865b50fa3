"""Sample sheets: a posting, the same with an open fact, a self-employed person, no agreement."""

from __future__ import annotations

from pathlib import Path

NAMES = ("posting_to_france", "consultant_in_brazil", "project_in_singapore")


def sample_path(name: str) -> Path:
    """The file of a sample sheet."""
    return Path(__file__).parent / f"{name}.yaml"
