"""What a person says back: an answer to a question, or that the request is taken back. Sent until the service has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from totalis.casework.services.evidence import newest_version
from totalis.casework.services.refusing import need, refuse, short
from totalis.casework.services.tracking import record_communication
from totalis.connected.models import Asked, Filing, FilingState, Reply, ReplyKind
from totalis.connected.selectors.services import CHANNEL
from totalis.connected.services import outbox
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from totalis.casework.models import Evidence, EvidenceVersion
    from totalis.webbase.accounts.actor import Actor

TEXT, REASON = 4000, 300


def answer(
    *,
    actor: Actor,
    question: Asked,
    text: str,
    corrections: Mapping[str, str],
    documents: Sequence[Evidence],
    labels: Mapping[str, str],
    at: datetime,
) -> Reply:
    """Answer a question of the service.

    Args:
        actor: Who answers; needs the right to lodge.
        question: The question.
        text: The answer.
        corrections: Fields that the question names, with what they shall say. Facts of the case are changed under Facts.
        documents: Documents of the case that go along, in their newest versions.
        labels: What people call the fields, for the record.
        at: When.

    Raises:
        PermissionDenied: the person may not lodge.
        InputError: no text, a field that was not asked about, a document of another case, or it is answered already.
    """
    require(actor, Right.LODGE)
    with transaction.atomic():
        row = Asked.objects.of(actor.organisation).select_related("filing__service", "case")
        asked = row.get(pk=question.pk)
        says = short(need(text, "text", "Write the answer.").strip(), "text", TEXT)
        _may_be_answered(asked, corrections, documents)
        versions = [newest_version(one) for one in documents]
        reply = once(
            Reply(
                organisation=actor.organisation,
                case=asked.case,
                filing=asked.filing,
                kind=ReplyKind.ANSWER,
                question=asked,
                body={  # type: ignore[misc] # an encrypted JSON field takes plain data
                    "text": says,
                    "corrections": dict(corrections),
                    "versions": [one.pk for one in versions],
                },
                due_at=at,
                made_by=actor.user,
                made_at=at,
            )
        )
        record_communication(
            actor=actor,
            case=asked.case,
            direction="out",
            channel=CHANNEL,
            counterpart=asked.filing.service.name,
            verbatim=_spoken(asked, says, corrections, labels, versions),
            happened_at=at,
            at=at,
        )
        outbox.send_reply.enqueue(reply.pk)
    return reply


def withdraw(*, actor: Actor, filing: Filing, reason: str, at: datetime) -> Reply:
    """Take a request back that the service has.

    Raises:
        PermissionDenied: the person may not lodge.
        InputError: no reason; the service has it not, or has completed it; it was taken back before.
    """
    require(actor, Right.LODGE)
    with transaction.atomic():
        rows = Filing.objects.of(actor.organisation).select_related("service", "case")
        row = rows.select_for_update(of=("self",)).get(pk=filing.pk)
        if row.state != FilingState.TAKEN:
            refuse("filing", f"a filing that is {row.get_state_display().lower()}", "a pending one")
        says = short(need(reason, "reason", "Say why.").strip(), "reason", REASON)
        reply = once(
            Reply(
                organisation=actor.organisation,
                case=row.case,
                filing=row,
                kind=ReplyKind.WITHDRAWAL,
                body={"reason": says},  # type: ignore[misc] # as above
                due_at=at,
                made_by=actor.user,
                made_at=at,
            )
        )
        record_communication(
            actor=actor,
            case=row.case,
            direction="out",
            channel=CHANNEL,
            counterpart=row.service.name,
            verbatim=f"We take the request {row.control_number} back: {says}",
            happened_at=at,
            at=at,
        )
        outbox.send_reply.enqueue(reply.pk)
    return reply


def _may_be_answered(
    asked: Asked, corrections: Mapping[str, str], documents: Sequence[Evidence]
) -> None:
    if asked.closed_at is not None:
        refuse("question", "a question that is closed", "an open one", "Nothing is left to answer.")
    strange = sorted(set(corrections) - set(asked.fields))
    if strange:
        refuse("corrections", ", ".join(strange), "fields that the question names")
    if any(one.case_id != asked.case_id for one in documents):
        refuse("documents", "a document of another case", "documents of this case")


def _spoken(
    asked: Asked,
    says: str,
    corrections: Mapping[str, str],
    labels: Mapping[str, str],
    versions: Sequence[EvidenceVersion],
) -> str:
    """The answer for the record: which fields were corrected and which documents went along, without what they say."""
    lines = [f"Answer to question {asked.number}: {says}"]
    if corrections:
        named = ", ".join(labels.get(key, key) for key in corrections)
        lines.append(f"Corrected: {named}.")
    lines.extend(f"With: {one.evidence.title}, version {one.number}." for one in versions)
    return "\n".join(lines)


def once(reply: Reply) -> Reply:
    """Save what is said, unless it was said before and the service has not refused it."""
    try:
        with transaction.atomic():
            reply.save(force_insert=True)
    except IntegrityError:
        refuse("reply", "the same was said before", "what is new", "Wait for the service's answer.")
    return reply
