"""Lines classified with a catalogue, some thousand at a time, so that a stopped worker is taken up where it stood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, Max

from totalis.exposure.models import (
    ChargeAnswer,
    ChargeLine,
    ChargeReason,
    ChargeRun,
    Classification,
)
from totalis.exposure.selectors.catalogues import catalogue_of
from totalis.exposure.selectors.money import units_of
from totalis.exposure.services.applying import OPEN, SETTLED, apply_all
from totalis.exposure.services.asking import classifier, printed, reason_of
from totalis.lawbook.charges.model import Category
from totalis.webbase.accounts.actor import system_actor
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.earnings.charges import ClassifiedLine, Classifier
    from totalis.webbase.accounts.actor import Actor

CHUNK = 2000


def classify_run(*, number: int, at: datetime, actor: Actor | None = None) -> int:
    """Classify what is still open, a chunk a transaction; answers how many lines have their answer.

    Two workers at the same classification take chunks in turns. The answers of one classification come from one
    catalogue: where it changed in between, what was answered is let go and asked again.
    """
    asked: Classifier | None = None
    while True:
        with transaction.atomic():
            rows = Classification.objects.select_for_update(of=("self",))
            work = rows.select_related("run", "organisation").filter(pk=number).first()
            if work is None or work.working_since is None:
                return work.done if work is not None else 0
            law = catalogue_of(work.run.agreement)
            if law.digest != work.catalogue:
                work.answers.all().delete()
                work.reasons.all().delete()
                work.catalogue, work.checked_on, work.done = law.digest, law.checked_on, 0
            some = _next_lines(work)
            if not some:
                _finish(work, actor or system_actor(work.organisation), at)
                return work.done
            asked = asked or classifier(work.run.agreement)
            _answer(work, asked, some)
            work.done += len(some)
            work.working_since = at
            work.save(update_fields=["catalogue", "checked_on", "done", "working_since"])


def _next_lines(work: Classification) -> list[ChargeLine]:
    last = work.answers.aggregate(last=Max("line_id"))["last"] or 0
    return list(work.run.charge_lines.filter(pk__gt=last).order_by("pk")[:CHUNK])


def _answer(work: Classification, asked: Classifier, lines: list[ChargeLine]) -> None:
    """Keep the answers to some lines; what is said of many lines is kept once."""
    reasons: dict[tuple[object, ...], ChargeReason] = {}
    answers = []
    for line in lines:
        for place, row in enumerate(asked.line(printed(line))):
            said = (row.category, row.credit, row.certificate_effect, row.charge, row.why)
            reason = reasons.setdefault(said, reason_of(work, row))
            answers.append(_kept(work, line, place, row, reason))
    ChargeReason.objects.bulk_create(reasons.values())
    ChargeAnswer.objects.bulk_create(answers)


def _kept(
    work: Classification, line: ChargeLine, place: int, row: ClassifiedLine, reason: ChargeReason
) -> ChargeAnswer:
    return ChargeAnswer(
        organisation_id=work.organisation_id,
        classification=work,
        line=line,
        number=line.number,
        place=place,
        part=row.part[:300],
        amount=units_of(row.amount),
        currency=line.currency,
        category=row.category,
        rank=OPEN if row.category == Category.UNCLEAR else SETTLED,
        reason=reason,
        by_catalogue=reason,
    )


def _finish(work: Classification, actor: Actor, at: datetime) -> None:
    """Apply what people resolved, show the answers, and say so in the history."""
    reached = apply_all(work)
    work.working_since, work.finished_at = None, at
    work.save(update_fields=["working_since", "finished_at", "catalogue", "checked_on", "done"])
    ChargeRun.objects.filter(pk=work.run_id).update(current=work)
    counts = work.answers.values("category").annotate(n=Count("pk")).order_by("category")
    record(
        actor=actor,
        verb="classified charge lines",
        subject=work.run.title,
        at=at,
        details={
            "run": work.run_id,
            "classification": work.number,
            "catalogue": work.catalogue,
            "lines": work.done,
            "resolved": reached,
            "categories": {row["category"]: row["n"] for row in counts},
        },
    )
