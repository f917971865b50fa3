"""A person's answer applied to the lines that it is for, and taken from them again.

It reaches a line of that very label, code, table, payer and country where the catalogue leaves the whole line unclear;
parts of a split and lines that the catalogue places stay as they are. The catalogue's own answer is kept beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Q

from totalis.exposure.models import ChargeAnswer, ChargeResolution, Classification
from totalis.exposure.services.asking import classifier, printed, reason_of, stated
from totalis.lawbook.charges.model import Category

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from totalis.earnings.charges import Classifier

SETTLED, OPEN = 1, 0
"""The rank of an answer: what is open comes first."""


def apply_all(work: Classification) -> int:
    """Apply what the organisation has resolved to a classification; answers how many lines it reached."""
    standing = ChargeResolution.objects.filter(
        organisation_id=work.organisation_id,
        agreement=work.run.agreement,
        withdrawn_at__isnull=True,
    )
    keys = work.run.charge_lines.values("key")
    return sum(_apply(one, work) for one in standing.filter(key__in=keys))


def apply_now(given: ChargeResolution) -> int:
    """Apply one answer to every classification that is shown or at work; answers how many lines it reached."""
    runs = Q(run__current=F("pk")) | Q(working_since__isnull=False)
    works = Classification.objects.filter(
        runs, organisation_id=given.organisation_id, run__agreement=given.agreement
    )
    named = works.filter(run__charge_lines__key=given.key).distinct()
    return sum(_apply(given, work) for work in named.select_related("run"))


def take_back(given: ChargeResolution) -> int:
    """Give the lines of an answer back to what the catalogue says; answers how many."""
    return given.answers.update(
        reason=F("by_catalogue"), category=Category.UNCLEAR, rank=OPEN, resolution=None
    )


def _apply(given: ChargeResolution, work: Classification) -> int:
    """Lines of which the catalogue says the same get the same words, so each set of words is asked for once."""
    asked: Classifier | None = None
    reached = 0
    for words in list(_unclear(given, work).values_list("by_catalogue", flat=True).distinct()):
        some = _unclear(given, work).filter(by_catalogue=words)
        first = some.select_related("line").first()
        if first is None:
            continue
        asked = asked or classifier(given.agreement, (stated(given),))
        row = asked.line(printed(first.line))[0]
        if row.category == Category.UNCLEAR:
            continue
        reason = reason_of(work, row)
        reason.save()
        reached += some.update(reason=reason, category=row.category, rank=SETTLED, resolution=given)
    return reached


def _unclear(given: ChargeResolution, work: Classification) -> QuerySet[ChargeAnswer]:
    return work.answers.filter(
        line__key=given.key, part="", by_catalogue__category=Category.UNCLEAR, resolution=None
    )


def refusal_of(given: ChargeResolution, answer: ChargeAnswer) -> str:
    """Why the catalogue would not take a person's answer for a line; empty where it takes it."""
    row = classifier(given.agreement, (stated(given),)).line(printed(answer.line))[0]
    if row.category != Category.UNCLEAR or given.category == Category.UNCLEAR:
        return ""
    _before, _mark, after = row.why.partition("not applied, because ")
    return after.partition(":")[0] or "the catalogue does not take it"
