"""What a requester may still do while nothing is decided: correct the request, or withdraw it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from totalis.authority.models import CoverageRequest, Happened, Outcome, State
from totalis.authority.selectors.requests_worker import BIRTH, worker_keys
from totalis.authority.services.assessing import assess
from totalis.authority.services.merging import merged
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


@dataclass(frozen=True, slots=True)
class Named:
    """A correction as a connected desk names it, so that it is known again; `digest` is of everything that it sent."""

    reference: str
    digest: str


def correct(
    *,
    request: CoverageRequest,
    answers: Mapping[str, str],
    reason: str,
    at: datetime,
    actor: Actor,
    facts: Mapping[str, Any] | None = None,
    attachments: Sequence[Enclosure] = (),
    partial: bool = False,
    begun_from: int | None = None,
    named: Named | None = None,
) -> RequestVersion | None:
    """Write a new version of a request and put it before the engine again; None where nothing is to be changed.

    Sent twice it is one correction: what stands there already, documents too, changes nothing, even where the request was
    decided meanwhile; and what was taken under a reference is not taken again, whatever was corrected since.

    Args:
        request: Which one.
        answers: What it shall say.
        reason: Why.
        at: Now.
        actor: Whoever sent it.
        facts: The fact sheet that a desk sends along; without one it is read out of the answers.
        attachments: Documents.
        partial: Whether `answers` holds only what shall say something else; the rest stays as it is at that moment.
        begun_from: The version from which somebody began to write `answers`: what was corrected since and is not touched here stays.
        named: By what a desk's correction is known again.

    Raises:
        InputError: it is decided already, an answer stops it, no reason is given, something else was sent under the reference, or
            a field was corrected otherwise since the correction was begun.
    """
    with transaction.atomic():
        row = CoverageRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
        if named is not None and _taken_before(row, named):
            return None
        before = dict(row.answers)
        whole = _wanted(row, answers, partial=partial, begun_from=begun_from)
        fresh = _not_there_yet(row, attachments)
        if before == whole and (facts is None or dict(facts) == row.facts) and not fresh:
            return None
        _still_open(row)
        _needs_reason(reason)
        made = new_version(
            request=row, answers=whole, facts=facts, reason=reason, attachments=fresh, at=at
        )
        if named is not None:
            made.client_reference, made.sent_digest = named.reference, named.digest
            made.save(update_fields=["client_reference", "sent_digest"])
        changed = sorted(
            key for key in before.keys() | whole.keys() if before.get(key, "") != whole.get(key, "")
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
    """Take a request back: it is completed, and nothing is issued on it. Done twice, it is done once.

    Raises:
        InputError: it is completed in another way.
    """
    with transaction.atomic():
        row = CoverageRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
        if row.outcome == Outcome.WITHDRAWN:
            return
        _still_open(row, decided=True)
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


def _wanted(
    row: CoverageRequest, answers: Mapping[str, str], *, partial: bool, begun_from: int | None
) -> dict[str, str]:
    """What the request shall say, whole."""
    if partial:
        return {**row.answers, **answers}
    if begun_from is not None:
        return merged(request=row, wanted=answers, begun_from=begun_from)
    return dict(answers)


def _taken_before(row: CoverageRequest, named: Named) -> bool:
    """Whether the correction of that reference was taken."""
    known = row.requestversions.filter(client_reference=named.reference).first()
    if known is None:
        return False
    if known.sent_digest != named.digest:
        remedy = "Use a reference of its own for each correction."
        _refuse("client_reference", "something else under it", "what was sent then", remedy)
    return True


def _not_there_yet(row: CoverageRequest, attachments: Sequence[Enclosure]) -> list[Enclosure]:
    """The documents that the request has not: by content, name and field."""
    there = set(row.attachments.values_list("blob_id", "name", "about"))
    return [one for one in attachments if (one.blob.pk, one.name, one.about) not in there]


def _still_open(row: CoverageRequest, *, decided: bool = False) -> None:
    """Whether it may still be changed; a decision that waits for a second person stops corrections."""
    if row.state == State.COMPLETED:
        remedy = "Ask the agency; what was issued can be corrected or withdrawn in its register."
        _refuse("request", "a completed request", "one that is not decided", remedy)
    if not decided and row.decisions.filter(rejected_at=None).exists():
        remedy = "Wait for the decision, or write to the agency."
        _refuse("request", "a request that is being decided", "one that nobody has decided", remedy)


def _needs_reason(reason: str) -> None:
    if not reason.strip():
        _refuse("reason", "nothing", "a reason", "Say in a few words what was wrong.")
    if len(reason) > REASON_LENGTH:
        found = f"{len(reason)} letters"
        _refuse("reason", found, f"at most {REASON_LENGTH}", "Say it in fewer words.")


def _refuse(path: str, found: str, expected: str, remedy: str) -> None:
    raise InputError([Problem(path, found, expected, remedy)])
