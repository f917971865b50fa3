"""What a requester may still do while nothing is decided: correct the request, or withdraw it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from totalis.authority.models import CoverageRequest, Happened, Outcome, State
from totalis.authority.selectors.requests_worker import BIRTH, worker_keys
from totalis.authority.services.assessing import assess
from totalis.authority.services.submitting import (
    add_enclosures,
    plain_sheet,
    refuse_answers,
    write_version,
)
from totalis.authority.services.telling import happened
from totalis.kernel.errors import InputError, Problem
from totalis.lawbook.forms.book import edition as edition_of
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from totalis.authority.models import RequestVersion
    from totalis.authority.services.submitting import Enclosure
    from totalis.webbase.accounts.actor import Actor

REASON_LENGTH = 300


def correct(
    *,
    request: CoverageRequest,
    answers: Mapping[str, str],
    reason: str,
    at: datetime,
    actor: Actor,
    facts: Mapping[str, Any] | None = None,
    attachments: Sequence[Enclosure] = (),
) -> RequestVersion | None:
    """Write a new version of a request and put it before the engine again; None where nothing changed.

    Raises:
        InputError: it is decided already, an answer stops it, or no reason is given.
    """
    with transaction.atomic():
        row = _open(request)
        before = dict(row.answers)
        if before == dict(answers) and facts is None and not attachments:
            return None
        _needs_reason(reason)
        made = new_version(
            request=row, answers=answers, facts=facts, reason=reason, attachments=attachments, at=at
        )
        changed = sorted(
            key
            for key in before.keys() | answers.keys()
            if before.get(key, "") != answers.get(key, "")
        )
        details = {"version": made.number, "fields": changed}
        happened(Happened.CORRECTED, request=row, at=at, by=actor.user, details=details)
        record(
            actor=actor,
            verb="corrected request",
            subject=row.control_number,
            case_reference=row.control_number,
            at=at,
            details=details,
        )
    request.refresh_from_db()
    return made


def new_version(
    *,
    request: CoverageRequest,
    answers: Mapping[str, str],
    reason: str,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    attachments: Sequence[Enclosure] = (),
) -> RequestVersion:
    """Let a request say something else and put it before the engine: within the caller's transaction, untold.

    For an answer to a question too, which tells of itself.

    Raises:
        InputError: an answer stops it.
    """
    form = edition_of(request.edition)
    refuse_answers(form, answers, at=at)
    request.answers = dict(answers)
    request.facts = dict(facts) if facts is not None else plain_sheet(form, answers)
    request.second_fact = request.answers.get(BIRTH, "").strip()
    request.worker_key = worker_keys(answers)[0]
    request.revision += 1
    request.save(update_fields=["answers", "facts", "second_fact", "worker_key", "revision"])
    newest = request.requestversions.order_by("-number").values_list("number", flat=True).first()
    made = write_version(request=request, number=(newest or 0) + 1, reason=reason, at=at)
    add_enclosures(request=request, enclosures=attachments, at=at)
    assess(request=request, at=at)
    return made


def withdraw(*, request: CoverageRequest, reason: str, at: datetime, actor: Actor) -> None:
    """Take a request back: it is completed, and nothing is issued on it.

    Raises:
        InputError: it is completed already.
    """
    with transaction.atomic():
        row = _open(request, decided=True)
        row.state, row.outcome, row.completed_at = State.COMPLETED, Outcome.WITHDRAWN, at
        row.revision += 1
        row.save(update_fields=["state", "outcome", "completed_at", "revision"])
        happened(Happened.WITHDRAWN, request=row, at=at, by=actor.user)
        record(
            actor=actor,
            verb="withdrew request",
            subject=row.control_number,
            case_reference=row.control_number,
            at=at,
            details={"reason": reason.strip()[:REASON_LENGTH]},
        )
    request.refresh_from_db()


def _open(request: CoverageRequest, *, decided: bool = False) -> CoverageRequest:
    """The request, held until the end of the transaction; a decision that waits for a second person stops corrections."""
    row = CoverageRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if row.state == State.COMPLETED:
        remedy = "Ask the agency; what was issued can be corrected or withdrawn in its register."
        _refuse("request", "a completed request", "one that is not decided", remedy)
    if not decided and row.decisions.filter(rejected_at=None).exists():
        remedy = "Wait for the decision, or write to the agency."
        _refuse("request", "a request that is being decided", "one that nobody has decided", remedy)
    return row


def _needs_reason(reason: str) -> None:
    if not reason.strip():
        _refuse("reason", "nothing", "a reason", "Say in a few words what was wrong.")
    if len(reason) > REASON_LENGTH:
        found = f"{len(reason)} letters"
        _refuse("reason", found, f"at most {REASON_LENGTH}", "Say it in fewer words.")


def _refuse(path: str, found: str, expected: str, remedy: str) -> None:
    raise InputError([Problem(path, found, expected, remedy)])
