"""Three-valued logic (Kleene): `True`, `False`, and `None` for unknown.

An unknown part stays unknown unless the known parts already decide the whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Truth = bool | None


def all3(parts: Iterable[Truth]) -> Truth:
    """Return False if any part is False, else None if any is unknown, else True."""
    unknown = False
    for part in parts:
        if part is False:
            return False
        unknown = unknown or part is None
    return None if unknown else True


def any3(parts: Iterable[Truth]) -> Truth:
    """Return True if any part is True, else None if any is unknown, else False."""
    unknown = False
    for part in parts:
        if part is True:
            return True
        unknown = unknown or part is None
    return None if unknown else False
