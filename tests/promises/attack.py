"""Odd requests by the thousand: schemathesis in all its phases (examples, coverage, fuzzing, links), and who was really reached."""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from django.db import connections
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from schemathesis import Case

OFF = (
    # The reader compares facts with each other, which a document cannot say; and what is made up is steered to what is there.
    "positive_data_acceptance",
    "negative_data_rejection",
    # Every call is let in: what happens to others is tested elsewhere, by name.
    "ignored_auth",
    "missing_required_header",
    # What is taken back stays, and nothing is deleted.
    "use_after_free",
    "ensure_resource_availability",
)


@dataclass
class Outcome:
    """What came of it."""

    failures: list[str] = field(default_factory=list)
    answers: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    """By operation: how often each status."""
    phases: Counter[str] = field(default_factory=Counter)
    """By phase: how many calls."""

    def never_reached(self) -> list[str]:
        """Operations that never answered with success."""
        return [
            name
            for name, found in self.answers.items()
            if not any(200 <= status < 300 for status in found)
        ]

    def table(self) -> str:
        """The share of success by operation, and what else was answered."""
        lines = [f"calls by phase: {dict(self.phases)}"]
        for name, found in sorted(self.answers.items()):
            good = sum(count for status, count in found.items() if 200 <= status < 300)
            rest = " ".join(f"{status}:{count}" for status, count in sorted(found.items()))
            lines.append(f"{name:24} {good / found.total():4.0%} of {found.total():5}  {rest}")
        return "\n".join(lines)


def closing(application: Callable[..., Any]) -> Callable[..., Any]:
    """The application, leaving no connection with the database open in the threads that ask it."""

    def asked(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        try:
            answer = application(environ, start_response)
            try:
                return list(answer)
            finally:
                answer.close()
        finally:
            connections.close_all()

    return asked


def attacked(
    address: str,
    application: Callable[..., Any],
    *,
    examples: int,
    steer: Callable[[Case[Any], int], None],
    headers: dict[str, str] | None = None,
) -> Outcome:
    """Call every operation of the document that an application serves, in every way that schemathesis knows.

    Args:
        address: Of the document.
        application: By WSGI.
        examples: How many made-up calls of each operation and phase.
        steer: May change a call, so that it reaches what is there; the number is the same for the same call.
        headers: Sent with every call.
    """
    config = SchemathesisConfig.from_dict(
        {
            "continue-on-failure": True,
            "generation": {"max-examples": examples, "database": "none", "no-shrink": True},
            "checks": {name: {"enabled": False} for name in OFF},
            **({"headers": headers} if headers else {}),
        }
    )
    schema = schemathesis.openapi.from_wsgi(address, closing(application), config=config)

    @schemathesis.hook
    def before_call(_context: Any, case: Case[Any], _kwargs: Any) -> None:
        seed = repr((case.operation.label, case.path_parameters, case.query, case.body))
        steer(case, zlib.crc32(seed.encode(errors="replace")))

    found = Outcome()
    try:
        for event in from_schema(schema).execute():
            _note(found, event)
    finally:
        schemathesis.hooks.unregister(before_call)
    return found


def _note(found: Outcome, event: events.EngineEvent) -> None:
    if isinstance(event, events.ScenarioFinished):
        recorder = event.recorder
        for case_id, interaction in recorder.interactions.items():
            operation = recorder.cases[case_id].value.operation.definition.raw["operationId"]
            if interaction.response is not None:
                found.answers[operation][interaction.response.status_code] += 1
                found.phases[event.phase.value] += 1
        for checks in recorder.checks.values():
            found.failures += [_said(one) for one in checks if one.status is not Status.SUCCESS]
    elif isinstance(event, events.NonFatalError):
        found.failures.append(f"{event.label}: {event.value!r}")
    elif isinstance(event, events.FatalError):
        found.failures.append(repr(event.exception))


def _said(check: Any) -> str:
    info = check.failure_info
    if info is None:
        return f"{check.name}: {check.status}"
    return f"{check.name}: {info.failure.operation}: {info.failure.title} {info.failure.message}\n{info.code_sample}"


def judged(outcome: Outcome, operations: Sequence[str]) -> None:
    """Print who was reached, and fail where anything broke or an operation never answered with success."""
    print(outcome.table())  # noqa: T201 - shown with -s, or where it fails
    if outcome.failures:
        pytest.fail("\n\n".join(dict.fromkeys(outcome.failures)), pytrace=False)
    missed = [*(set(operations) - set(outcome.answers)), *outcome.never_reached()]
    if missed:
        pytest.fail(f"never answered with success: {', '.join(missed)}", pytrace=False)
