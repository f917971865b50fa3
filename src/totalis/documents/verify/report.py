"""What a verification says: numbered steps, each passed, failed or not looked at, and what was compared."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import msgspec

from totalis.kernel.errors import TotalisError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MOST_FINDINGS = 200


class Status(StrEnum):
    """How a step came out."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_DONE = "not_done"
    """It could not be done here, and that says nothing against the file; `compared` says why."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is not as it must be: in which file, what, and the two values that differ."""

    file: str
    what: str
    expected: str = ""
    found: str = ""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step: what was to be shown, what was compared, what was found wrong."""

    number: int
    title: str
    status: Status
    compared: str
    findings: tuple[Finding, ...] = ()


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """The whole answer. `genuine` is true only where every step that could be done was passed."""

    name: str
    kind: str
    """case_export, packet_bundle, unknown"""
    genuine: bool
    steps: tuple[Step, ...]
    about: dict[str, str]
    """Organisation, reference, day, total digest … as the file itself states them."""


class UnreadableError(Exception):
    """A file of the archive is missing or does not read."""

    def __init__(self, file: str, what: str) -> None:
        self.file = file
        self.what = what
        super().__init__(f"{file}: {what}")


BROKEN = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RuntimeError,
    TotalisError,
    TypeError,
    ValueError,
    msgspec.MsgspecError,
)
"""What reading somebody else's values can raise."""


class Report:
    """Collects the steps of one verification."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.steps: list[Step] = []
        self.about: dict[str, str] = {}

    def step(
        self,
        title: str,
        compared: str,
        findings: Iterable[Finding] = (),
        *,
        done: bool = True,
    ) -> None:
        """Add a step; it passes where it was done and nothing was found."""
        found = tuple(findings)[:MOST_FINDINGS]
        status = Status.FAILED if found else Status.PASSED if done else Status.NOT_DONE
        self.steps.append(
            Step(
                number=len(self.steps) + 1,
                title=title,
                status=status,
                compared=compared,
                findings=found,
            )
        )

    def try_step(
        self, title: str, file: str, look: Callable[[], tuple[str, list[Finding]]]
    ) -> None:
        """Add a step whose look may stumble over what it reads; then the step fails and names the file."""
        try:
            compared, found = look()
        except UnreadableError as missing:
            compared, found = "", [Finding(file=missing.file, what=missing.what)]
        except NotDoneError as not_done:
            self.step(title, str(not_done), done=False)
            return
        except BROKEN as broken:
            what = f"does not read as it should ({type(broken).__name__}: {str(broken)[:200]})"
            compared, found = "", [Finding(file=file, what=what)]
        self.step(title, compared, found)

    def closed(self, kind: str) -> Verification:
        """The verification."""
        failed = any(step.status is Status.FAILED for step in self.steps)
        return Verification(
            name=self.name,
            kind=kind,
            genuine=not failed and kind != "unknown",
            steps=tuple(self.steps),
            about=self.about,
        )


class NotDoneError(Exception):
    """A step that cannot be done here, and that is no fault of the file."""


def json_of(files: dict[str, bytes], path: str) -> Any:  # noqa: ANN401 - JSON can be anything
    """A file of the archive as JSON.

    Raises:
        UnreadableError: it is missing or no JSON.
    """
    try:
        return json.loads(bytes_of(files, path))
    except (ValueError, RecursionError) as broken:
        what = f"is no JSON: {str(broken)[:120]}"
        raise UnreadableError(path, what) from None


def as_json(value: object) -> Any:  # noqa: ANN401 - JSON can be anything
    """A value as it comes back from JSON, so that it can be compared with what was read."""
    return json.loads(msgspec.json.encode(value))


def bytes_of(files: dict[str, bytes], path: str) -> bytes:
    """A file of the archive.

    Raises:
        UnreadableError: it is missing.
    """
    if path not in files:
        what = "is missing"
        raise UnreadableError(path, what)
    return files[path]


def differs(file: str, what: str, expected: object, found: object) -> list[Finding]:
    """A finding where two values differ, none where they are equal."""
    if expected == found:
        return []
    return [Finding(file=file, what=what, expected=str(expected)[:200], found=str(found)[:200])]
