"""The lawbook of this process: read once, shared by every page."""

from __future__ import annotations

from functools import cache

from totalis.lawbook.book import Lawbook


@cache
def lawbook() -> Lawbook:
    """The packaged law."""
    return Lawbook()
