"""The list of static files, made once in a process: each client of a test has a middleware that would walk the folders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Hashable


def list_once() -> None:
    """Let a middleware with the same settings take the list that the first one made; what it serves it reads each time."""
    plain = WhiteNoiseMiddleware.add_files_from_finders
    listed: dict[Hashable, dict[str, Any]] = {}

    def add(self: WhiteNoiseMiddleware) -> None:
        key = (self.static_prefix, self.max_age, self.charset, self.allow_all_origins)
        if key not in listed:
            plain(self)
            listed[key] = dict(self.files)
        self.files.update(listed[key])

    WhiteNoiseMiddleware.add_files_from_finders = add
