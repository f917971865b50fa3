"""Keeping answers: one question in a row, many in one file, so that each can be replayed and none was ever changed."""

from __future__ import annotations

import gzip
from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from totalis.casework.models import Case
from totalis.kernel.digest import digest_bytes
from totalis.payroll.models import GateRecord
from totalis.payroll.selectors.packing import packed
from totalis.webbase.audit.services import record
from totalis.webbase.files.services import keep_made

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from totalis.gate.question import GateAnswer
    from totalis.webbase.accounts.actor import Actor

MEDIA_TYPE = "application/gzip"
FAST = 1
"""Of gzip's levels: the reasons repeat, so that a higher one gains little."""


def keep_answers(
    *, actor: Actor, answers: Sequence[GateAnswer], at: datetime, known_at: datetime
) -> GateRecord:
    """Keep the answers of one call, in the transaction that found them.

    Those of many questions go into the history as well, by their digest; so does nothing of a single one, whose row
    would make everybody who asks wait for everybody else.
    """
    row = GateRecord(
        organisation=actor.organisation,
        asked_by=actor.user,
        asked_as=actor.label[:200],
        asked_at=at,
        known_at=known_at,
        count=len(answers),
        words=dict(Counter(one.word.value for one in answers)),
    )
    if len(answers) == 1:
        _one(row, answers[0])
        row.save()
        return row
    lines = packed(answers)
    row.digest = digest_bytes(lines)
    data = gzip.compress(lines, compresslevel=FAST, mtime=0)
    row.blob = keep_made(actor=actor, data=data, media_type=MEDIA_TYPE, at=at)
    row.save()
    record(
        actor=actor,
        verb="asked payroll gate",
        subject=f"{len(answers):,} questions",
        at=at,
        details={"digest": row.digest, "words": row.words, "known_at": known_at.isoformat()},
    )
    return row


def _one(row: GateRecord, answer: GateAnswer) -> None:
    question = answer.question
    row.staff_number, row.stream, row.day = question.worker, question.stream, question.day
    row.word = answer.word.value
    row.answer = msgspec.to_builtins(answer)
    row.digest = digest_bytes(msgspec.json.encode(answer))
    if answer.case:
        cases = Case.objects.filter(organisation=row.organisation, reference=answer.case)
        row.case_id = cases.values_list("pk", flat=True).get()
