"""Python's search for circles of values that nobody holds, left out while very many values are made that form none.

The search goes through all living values again and again as new ones come: of a call that makes a million in a few
seconds it takes a third. What nobody holds is given back all the same, as long as it is no circle.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Search:
    """Off while at least one thread wants it off; then as it was before the first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._wishes = 0
        self._was_on = False

    def off(self) -> None:
        with self._lock:
            if self._wishes == 0:
                self._was_on = gc.isenabled()
                gc.disable()
            self._wishes += 1

    def on(self) -> None:
        with self._lock:
            self._wishes -= 1
            if self._wishes == 0 and self._was_on:
                gc.enable()


_SEARCH = _Search()


@contextmanager
def no_search_for_circles() -> Iterator[None]:
    """Leave the search out inside the block, for all threads: a block of seconds, never of a whole program."""
    _SEARCH.off()
    try:
        yield
    finally:
        _SEARCH.on()
