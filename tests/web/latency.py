"""A slow line between browser and live server, to find tests that read a page before it is there.

`TOTALIS_TEST_PAGE_DELAY=300 pytest -m browser` holds every answer back for 300 ms, and every page again between its
headers, its first half and its second: what a test reads too early is then missing on any machine, not on a busy one only.
"""

from __future__ import annotations

import os
from time import sleep
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

VARIABLE = "TOTALIS_TEST_PAGE_DELAY"


def slow_down() -> None:
    """Delay what live servers of this process answer, by the milliseconds of the variable; nothing where it is not set."""
    seconds = int(os.environ.get(VARIABLE, "0")) / 1000
    if not seconds:
        return
    plain = WSGIHandler.__call__

    def slow(self: WSGIHandler, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith(settings.STATIC_URL):
            return plain(self, environ, start_response)
        sleep(seconds)
        answer = plain(self, environ, start_response)
        if isinstance(answer, HttpResponse) and "text/html" in answer.headers.get(
            "Content-Type", ""
        ):
            return _in_parts(answer, seconds)
        return answer

    WSGIHandler.__call__ = slow  # type: ignore[method-assign, assignment]


def _in_parts(answer: HttpResponse, seconds: float) -> Iterator[bytes]:
    """The headers, which make the browser leave the old page; then one half of the new page after the other."""
    try:
        page = answer.content
        yield b""
        for part in (page[: len(page) // 2], page[len(page) // 2 :]):
            sleep(seconds)
            yield part
    finally:
        answer.close()
