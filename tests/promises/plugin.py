"""Fails the test that caused an answer which its OpenAPI document does not promise, and says at the end what was seen."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.promises import watch

if TYPE_CHECKING:
    from collections.abc import Generator

NAME = "answers-and-their-documents"
PLACE = "answers_and_their_documents"
MOST_TOLD = 10


class Promises:
    """The hooks; one for each process of a run."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="totalis-answers-"))
        os.environ[watch.FOLDER] = str(self.folder)
        self.elsewhere = watch.Elsewhere(self.folder)
        self.seen: Counter[tuple[str, str, int]] = Counter()
        self.seconds = 0.0
        self.left: list[str] = []
        watch.install()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Fixtures cause answers too."""
        return (yield from self._told(item, "setup"))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """The test itself."""
        return (yield from self._told(item, "call"))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """What came late."""
        return (yield from self._told(item, "teardown"))

    def _told(self, item: pytest.Item, when: str) -> Generator[None, Any, Any]:
        try:
            result = yield
        except (pytest.skip.Exception, pytest.xfail.Exception):
            self._fail()
            raise
        except BaseException:
            self._beside(item, when)
            raise
        self._fail()
        return result

    def _flaws(self) -> list[str]:
        self.elsewhere.collect()
        return watch.WATCH.take()

    def _fail(self) -> None:
        if flaws := self._flaws():
            pytest.fail(_text(flaws), pytrace=False)

    def _beside(self, item: pytest.Item, when: str) -> None:
        """A test that fails for a reason of its own says this as well."""
        if flaws := self._flaws():
            item.add_report_section(when, "OpenAPI", _text(flaws))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Tell the process that leads the run; what no test was failed for fails the run."""
        left = self._flaws()
        found = watch.WATCH
        if hasattr(session.config, "workeroutput"):
            seen = [[*key, count] for key, count in found.seen.items()]
            session.config.workeroutput[PLACE] = [seen, found.seconds, left]
        else:
            self._add(found.seen, found.seconds, left)
        if self.left and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        shutil.rmtree(self.folder, ignore_errors=True)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """A process of pytest-xdist has ended."""
        if told := getattr(node, "workeroutput", {}).get(PLACE):
            seen, seconds, left = told
            self._add(Counter({tuple(key): count for *key, count in seen}), seconds, left)

    def _add(self, seen: Counter[tuple[str, str, int]], seconds: float, left: list[str]) -> None:
        self.seen += seen
        self.seconds += seconds
        self.left += left

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """How much was seen; which operations nobody called, and what was left over."""
        if not self.seen:
            return
        there = {(one.path.name, name) for one in watch.DOCUMENTS for name in one.operations}
        called = {key[:2] for key in self.seen} & there
        good = {key[:2] for key in self.seen if 200 <= key[2] < 300} & there
        line = (
            f"{self.seen.total():,} answers held against their OpenAPI documents in {self.seconds:.1f} s: "
            f"{len(called)} of {len(there)} operations, {len(good)} with success"
        )
        terminalreporter.write_line(line)
        for text in self.left:
            terminalreporter.write_line(f"after the last test: {text}", red=True)


def _text(flaws: list[str]) -> str:
    shown = flaws[:MOST_TOLD]
    if len(flaws) > len(shown):
        shown.append(f"and {len(flaws) - len(shown)} more")
    return "answers that their OpenAPI document does not promise:\n  " + "\n  ".join(shown)
