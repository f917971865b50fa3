"""What was here and is no more: a page that says so, in place of one that says that there never was anything."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404

GONE = 410


class GoneError(Http404):
    """What an address led to is gone. Desk views need not catch it: their door answers with its page (410).

    Elsewhere, as in answers to programs, it is a 404 like any other.
    """

    template: ClassVar[str]

    def shown(self) -> dict[str, Any]:
        """What the page shows of what is left."""
        raise NotImplementedError
