"""A classification begun: a small run is classified at once, a large one by `totalis work`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django_tasks import task

from totalis.exposure.models import Classification
from totalis.exposure.selectors.catalogues import catalogue_of
from totalis.exposure.services.classifying import classify_run
from totalis.webbase import clock

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.exposure.models import ChargeRun
    from totalis.webbase.accounts.actor import Actor

DIRECT = 2000
"""A run with more lines is classified by `totalis work`."""


def begin(*, actor: Actor, run: ChargeRun, at: datetime) -> Classification:
    """Begin a classification of a run with the catalogue as it is now."""
    law = catalogue_of(run.agreement)
    newest = run.classifications.aggregate(newest=Max("number"))["newest"] or 0
    made = Classification.objects.create(
        organisation_id=run.organisation_id,
        run=run,
        number=newest + 1,
        catalogue=law.digest,
        checked_on=law.checked_on,
        working_since=at,
        made_as=actor.label[:200],
        made_at=at,
    )
    if run.lines <= DIRECT:
        classify_run(number=made.pk, at=at, actor=actor)
        run.refresh_from_db(fields=["current"])
    else:
        transaction.on_commit(lambda: classify_lines.enqueue(made.pk))
    return made


@task()
def classify_lines(classification: int) -> int:
    """Classify what is still open of a classification; answers how many lines have their answer."""
    return classify_run(number=classification, at=clock.now())
