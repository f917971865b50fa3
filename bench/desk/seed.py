"""Fills an empty database with the cases of 41 organisations."""

from __future__ import annotations

import random
import sys
import time
from typing import TYPE_CHECKING, Any

from django.db import transaction

from bench.desk.chain import entries_of, make_chain
from bench.desk.clones import ROLE_OF, make_clones
from bench.desk.copying import case_number, copy_all, orphans
from bench.desk.people import make_houses
from bench.desk.templates import make_templates
from totalis.casework.models import Case, CaseCounter
from totalis.casework.services.standing import follow_the_day
from totalis.webbase.accounts.models import User

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bench.desk.clones import Clone

SAMPLE = 300
"""How many copies are made to stand where the procedure says they stand."""


def seed(cases: int, now: datetime) -> None:
    """Write the cases; says what it does, and stops where a reference leads nowhere."""
    began = time.monotonic()

    def say(text: str) -> None:
        print(f"{time.monotonic() - began:5.0f} s  {text}", flush=True)

    templates = _templates(now)
    say(f"{len(templates)} templates lived through")
    roles = {
        user.pk: ROLE_OF[user.email.partition("@")[0]].value
        for user in User.objects.filter(email__endswith=".example")
    }
    houses = make_houses(cases, templates, now)
    clones = make_clones(houses, templates, now)
    say(f"{len(houses)} organisations, {len({clone.worker.pk for clone in clones})} workers")
    lived = entries_of(templates)
    counts = copy_all(houses, clones, roles)
    say(f"{sum(counts.values()):,} rows in {len(counts)} tables")
    entries = 0
    for house in houses:
        entries += make_chain(house, [one for one in clones if one.house is house], lived, roles)
    say(f"{entries:,} entries in the audit chains")
    _counters(clones)
    if lost := list(orphans()):
        sys.exit(f"References that lead nowhere: {lost}")
    say("every reference leads somewhere")
    say(f"{_stand(clones, now)} of {SAMPLE} sampled cases moved to where they really stand")


def _templates(now: datetime) -> Sequence[Case]:
    rows = Case.objects.select_related("worker", "owner", "organisation").order_by("pk")
    return list(rows) or make_templates(now)


def _counters(clones: Sequence[Clone]) -> None:
    last: dict[tuple[Any, int], int] = {}
    for clone in clones:
        key = (clone.house.row, int(clone.reference[3:7]))
        last[key] = int(clone.reference[8:])
    CaseCounter.objects.bulk_create(
        CaseCounter(organisation=row, year=year, last=number)
        for (row, year), number in last.items()
    )


def _stand(clones: Sequence[Clone], now: datetime) -> int:
    """Work out where a sample stands, as the nightly run does; answers how many moved."""
    chosen = random.Random(7).sample(clones, min(SAMPLE, len(clones)))  # noqa: S311 - nothing secret
    moved = 0
    for clone in chosen:
        with transaction.atomic():
            rows = Case.objects.select_related("worker", "owner", "organisation")
            case = rows.select_for_update(of=("self",)).get(pk=case_number(clone.n))
            moved += follow_the_day(case=case, at=now)
    return moved
