"""The steps of a check of a certificate: the same shape as every verification, with names that machines can rely on."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NoReturn

from totalis.documents.verify.certificate_words import (
    DONE,
    NOT_DONE,
    REASONS,
    SAYS,
    TITLES,
    Verdict,
)
from totalis.documents.verify.report import Finding, Status, Step, Verification

if TYPE_CHECKING:
    from collections.abc import Callable

Value = str | int | date | datetime
_LONGEST = 200


class CertificateStep(Step, frozen=True, kw_only=True):
    """A step with its name, the reason where it failed or was not done, and the parts that `compared` is made of."""

    key: str
    reason: str
    template: str
    values: dict[str, str]


class CertificateCheck(Verification, frozen=True, kw_only=True):
    """The whole answer about one certificate.

    `genuine`: every step that shows who made it and that it is unchanged was done and passed. `verdict` also weighs day and status.
    """

    steps: tuple[CertificateStep, ...]
    verdict: Verdict
    says: str
    """The plain answer in one sentence."""
    why: str
    """What was wrong in the first step that failed; empty where none did."""
    day: date
    """The day asked about."""
    checked_at: datetime

    @property
    def in_force(self) -> bool:
        """Whether somebody may rely on it for that day."""
        return self.verdict is Verdict.IN_FORCE


class RefusedError(Exception):
    """A step failed; `reason` is one of `REASONS`."""

    def __init__(self, reason: str, *, expected: object = "", found: object = "") -> None:
        self.reason = reason
        self.expected = _text(expected)
        self.found = _text(found)
        super().__init__(reason)


class LeftError(Exception):
    """A step cannot be done here; `reason` is one of `NOT_DONE`."""

    def __init__(self, reason: str, **values: Value) -> None:
        self.reason = reason
        self.values = {name: _text(value) for name, value in values.items()}
        super().__init__(reason)


def refuse(reason: str, *, expected: object = "", found: object = "") -> NoReturn:
    """Let the step fail.

    Raises:
        RefusedError: always.
    """
    raise RefusedError(reason, expected=expected, found=found) from None


def leave(reason: str, **values: Value) -> NoReturn:
    """Leave the step, since it cannot be done here.

    Raises:
        LeftError: always.
    """
    raise LeftError(reason, **values) from None


def age(since: datetime, at: datetime) -> str:
    """How old something is, in the two largest units: `3 d 4 h`."""
    minutes = max(0, int((at - since) / timedelta(minutes=1)))
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {rest} min"


class Checking:
    """Collects the steps of one certificate and weighs them."""

    def __init__(self, name: str, *, day: date, at: datetime) -> None:
        self.name = name
        self.day = day
        self.at = at
        self.steps: list[CertificateStep] = []
        self.about: dict[str, str] = {}

    @property
    def failed(self) -> bool:
        """Whether a step failed so far."""
        return any(step.status is Status.FAILED for step in self.steps)

    @property
    def broken(self) -> bool:
        """Whether a step failed that shows who made it and that it is unchanged."""
        return any(step.status is Status.FAILED and step.key not in _OF_TIME for step in self.steps)

    def look(
        self, key: str, doing: Callable[[], dict[str, Value]], *, broken: str, done: str = ""
    ) -> bool:
        """Do one step; answers whether it passed.

        Args:
            key: Of `TITLES`.
            doing: Answers the values of the text of `DONE`; raises `RefusedError` or `LeftError`.
            broken: The reason where looking stumbles over what it reads.
            done: The key of the text, where it is not the step's own.
        """
        try:
            values = {name: _text(value) for name, value in doing().items()}
        except LeftError as left:
            self._add(key, Status.NOT_DONE, left.reason, NOT_DONE[left.reason], left.values)
            return False
        except RefusedError as refused:
            self._refuse(key, refused)
            return False
        except Exception as stumbled:  # noqa: BLE001 - what a made-up file makes its readers raise is listed nowhere
            self._refuse(key, RefusedError(broken, found=type(stumbled).__name__))
            return False
        self._add(key, Status.PASSED, "", DONE[values.pop("done", "") or done or key], values)
        return True

    def skip(self, *keys: str) -> None:
        """Say of steps that they were not looked at."""
        for key in keys:
            self._add(key, Status.NOT_DONE, "earlier", NOT_DONE["earlier"], {})

    def closed(self, kind: str, verdict: Verdict | None = None) -> CertificateCheck:
        """The answer."""
        found = verdict or self._weighed()
        wrong = [finding.what for step in self.steps for finding in step.findings]
        return CertificateCheck(
            name=self.name,
            kind=kind,
            genuine=found not in _NOT_SHOWN,
            steps=tuple(self.steps),
            about=self.about,
            verdict=found,
            says=SAYS[found],
            why=wrong[0] if wrong else "",
            day=self.day,
            checked_at=self.at,
        )

    def _weighed(self) -> Verdict:
        """The verdict: who made it first, then status, then the day, then what could not be done."""
        by_key = {step.key: step for step in self.steps}
        if self.broken:
            return Verdict.NOT_GENUINE
        if any(step.reason == "no_issuer" for step in self.steps):
            return Verdict.ISSUER_UNKNOWN
        for key in ("standing", "status", "period"):
            step = by_key.get(key)
            if step is not None and step.status is Status.FAILED:
                return _OF_REASON.get(step.reason, Verdict.STATUS_UNKNOWN)
        if any(step.status is not Status.PASSED for step in self.steps):
            return Verdict.STATUS_UNKNOWN
        return Verdict.IN_FORCE

    def _refuse(self, key: str, refused: RefusedError) -> None:
        finding = Finding(
            file=self.name,
            what=REASONS[refused.reason],
            expected=refused.expected,
            found=refused.found,
        )
        self._add(key, Status.FAILED, refused.reason, "", {}, finding)

    def _add(
        self,
        key: str,
        status: Status,
        reason: str,
        template: str,
        values: dict[str, str],
        *findings: Finding,
    ) -> None:
        self.steps.append(
            CertificateStep(
                number=len(self.steps) + 1,
                title=TITLES[key],
                status=status,
                compared=template.format(**values),
                findings=findings,
                key=key,
                reason=reason,
                template=template,
                values=values,
            )
        )


_OF_REASON = {
    "withdrawn": Verdict.WITHDRAWN,
    "replaced": Verdict.REPLACED,
    "ended": Verdict.ENDED,
    "not_begun": Verdict.NOT_BEGUN,
    "period_over": Verdict.PERIOD_OVER,
    "not_registered": Verdict.NOT_GENUINE,
    "register_differs": Verdict.NOT_GENUINE,
}
_OF_TIME = ("period", "status", "standing")
"""Steps whose failing says nothing against whoever made it."""
_NOT_SHOWN = (
    Verdict.ISSUER_UNKNOWN,
    Verdict.NOT_GENUINE,
    Verdict.NOT_FOUND,
    Verdict.UNREADABLE,
)


def _text(value: object) -> str:
    """A value for a text: days and moments in ISO, nothing longer than a line, no control characters."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M UTC")
    text = str(value)[:_LONGEST]
    return "".join(char if char.isprintable() else "�" for char in text)
