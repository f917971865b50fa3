"""Sees every answer that Django gives below the two prefixes, in whatever way it was asked for, and judges it.

It stands around the handler that the test client, live servers and WSGI servers share, outside all middleware. A server
that a test starts in a process of its own installs it as well (`install_from_environment`), and tells what it saw in a file.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.promises.document import Answer, Document, Found

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

FOLDER = "ANSWERS_SEEN_IN"
"""The variable of the environment that names where servers in other processes say what they saw."""
DOCS = Path(__file__).resolve().parents[2] / "docs"
DOCUMENTS = (
    Document(DOCS / "openapi.json", "/api/v1/"),
    Document(DOCS / "openapi-service.json", "/service/api/"),
)
OPEN = {
    "/service/api/": (302, "text/html"),
    "/service/api/docs": (200, "text/html"),
    "/service/api/openapi.json": (200, "application/json"),
}
"""Pages about the service's interface, which belong to no operation."""
PAGES = "(pages)"


@dataclass
class Watch:
    """What was seen since the process began, and what is wrong and not yet told."""

    seen: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    """How many answers of a document (by its file), operation and status."""
    found: list[str] = field(default_factory=list)
    seconds: float = 0.0
    report: Path | None = None
    """Where this process says what it saw, if it is not the one that runs tests."""

    def take(self) -> list[str]:
        """What is wrong and was not told yet, each once."""
        told, self.found = self.found, []
        return list(dict.fromkeys(told))

    @contextmanager
    def expecting(self) -> Iterator[list[str]]:
        """What is found in here is told to who expects it, and to nobody else."""
        before, self.found = self.found, []
        told: list[str] = []
        try:
            yield told
        finally:
            told += self.take()
            self.found = before

    def see(self, request: HttpRequest, response: HttpResponseBase) -> None:
        """Look at an answer, at once or when its last piece has gone out."""
        document = next(
            (one for one in DOCUMENTS if request.path_info.startswith(one.prefix)), None
        )
        if document is None:
            return
        if response.streaming:
            pieces = response.streaming_content  # type: ignore[attr-defined]
            response.streaming_content = self._passed(document, request, response, pieces)  # type: ignore[attr-defined]
        else:
            self.judge(document, request, response, response.content)  # type: ignore[attr-defined]

    def _passed(
        self,
        document: Document,
        request: HttpRequest,
        response: HttpResponseBase,
        pieces: Iterable[bytes],
    ) -> Iterator[bytes]:
        whole: list[bytes] = []
        for piece in pieces:
            whole.append(piece)
            yield piece
        self.judge(document, request, response, b"".join(whole))

    def judge(
        self, document: Document, request: HttpRequest, response: HttpResponseBase, body: bytes
    ) -> None:
        """Hold one answer against its document."""
        began = time.thread_time()
        headers = {name.lower(): value for name, value in response.items()}
        method, path = request.method or "", request.path_info
        kind = headers.get("content-type", "").partition(";")[0]
        if OPEN.get(path) == (response.status_code, kind):
            found = Found(PAGES, [])
        else:
            found = document.judged(Answer(method, path, response.status_code, headers, body))
        says = [
            f"{found.operation} ({method} {path[:120]}) {response.status_code}: {flaw} [{document.path.name}]"
            for flaw in found.flaws
        ]
        key = (document.path.name, found.operation, response.status_code)
        self._note(key, says)
        self.seconds += time.thread_time() - began

    def _note(self, key: tuple[str, str, int], says: list[str]) -> None:
        self.seen[key] += 1
        self.found += says
        if self.report is not None:
            with self.report.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"key": key, "says": says}) + "\n")


WATCH = Watch()


def install() -> None:
    """Stand around Django's handler, once in a process."""
    from django.core.handlers.base import BaseHandler  # noqa: PLC0415 - settings come first

    plain = BaseHandler.get_response
    if hasattr(plain, "watched"):
        return

    @wraps(plain)
    def get_response(self: BaseHandler, request: HttpRequest) -> Any:
        response = plain(self, request)
        WATCH.see(request, response)
        return response

    get_response.watched = True  # type: ignore[attr-defined]
    BaseHandler.get_response = get_response  # type: ignore[method-assign]


def install_from_environment() -> None:
    """The same in a server that a test started; what it sees stands in a file of this process."""
    if folder := os.environ.get(FOLDER):
        WATCH.report = Path(folder) / f"{os.getpid()}.jsonl"
        install()


class Elsewhere:
    """Reads what servers in other processes saw, each line once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[Path, int] = {}

    def collect(self) -> None:
        """Add it to what this process saw."""
        for path in self.folder.glob("*.jsonl"):
            with path.open("rb") as file:
                file.seek(self._read.get(path, 0))
                for line in file:
                    if not line.endswith(b"\n"):
                        break  # still being written
                    self._read[path] = self._read.get(path, 0) + len(line)
                    told = json.loads(line)
                    WATCH.seen[tuple(told["key"])] += 1
                    WATCH.found += told["says"]
