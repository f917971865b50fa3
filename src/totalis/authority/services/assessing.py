"""What the engine makes of a request: its determination, what follows for the agency, and what is still open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from django.db import transaction

from totalis.authority.models import Agency, Assessment, CoverageRequest
from totalis.authority.selectors.assessment import newest_assessment, newest_version
from totalis.authority.selectors.requests_overlap import overlapping, words_of_overlap
from totalis.authority.selectors.workload_days import due_day
from totalis.authority.services.assessing_facts import contradicted
from totalis.authority.services.assessing_points import Asked, Point, points_of
from totalis.authority.services.assessing_proposal import proposal_of
from totalis.authority.services.assessing_who import who_asks
from totalis.evaluate import determine
from totalis.facts.reader import read_sheet
from totalis.frontdoor.selectors.law import lawbook
from totalis.kernel.digest import digest
from totalis.lawbook.forms.book import edition as edition_of
from totalis.procedure.forms_answers import check_answers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from totalis.authority.models import RequestVersion
    from totalis.evaluate import Determination
    from totalis.facts.sheet import FactSheet
    from totalis.lawbook.forms.model import FormEdition

ISSUE = "issue"


def assess(*, request: CoverageRequest, at: datetime) -> Assessment:
    """Put the newest version of a request before the engine and keep what it says; no person is asked.

    The same answer twice is one record. A request without a day by which it is due gets one.

    Raises:
        InputError: the facts of the request do not read.
    """
    version = newest_version(request)
    made, as_of = determined(version, request.agreement, at.date())
    document: dict[str, Any] = msgspec.to_builtins(made)
    agency = Agency.objects.get(organisation=request.organisation)
    asked = Asked(
        product=request.product,
        agreement=request.agreement,
        lane=request.lane,
        country=agency.country,
        received_on=request.received_at.date(),
    )
    proposal = proposal_of(made, asked)
    form = edition_of(request.edition)
    points = [
        *points_of(made, asked, read_sheet(version.facts), form),
        *_of_answers(form, version, at.date()),
        *contradicted(form, version.answers, version.facts),
        *who_asks(request.agreement, request.lane, version.answers),
        *_of_overlaps(request),
    ]
    found = {
        "version_digest": version.digest,
        "determination_digest": digest(document),
        "law": made.law,
        "as_of": as_of,
        "proposal": proposal,
        "is_clear": proposal == ISSUE and not points,
        "points": [msgspec.to_builtins(point) for point in points],
    }
    with transaction.atomic():
        _set_due(request, agency)
        return _kept(request, found, document, at)


def determined(version: RequestVersion, agreement: str, today: date) -> tuple[Determination, date]:
    """The engine's answer to what a version says, and the day whose law it applied.

    Raises:
        InputError: the facts do not read.
    """
    sheet = read_sheet(version.facts)
    as_of = law_day(sheet, agreement, today)
    return determine(sheet, as_of=as_of, law=lawbook()), as_of


def law_day(sheet: FactSheet, agreement: str, today: date) -> date:
    """The day whose law applies: the first of the work, or that on which the agreement took effect if it is later.

    Today where that day is unknown or still to come: what takes effect later is announced at most, and decides nothing.
    """
    start = sheet.engagements[0].start if sheet.engagements else None
    if start is None:
        return today
    law = lawbook()
    since = law.agreement(agreement).in_force if law.has(agreement) else start
    return min(max(start, since), today)


def _kept(
    request: CoverageRequest, found: dict[str, Any], document: dict[str, Any], at: datetime
) -> Assessment:
    """The newest assessment where it says the same, else a new one in its place."""
    before = newest_assessment(request)
    if before is not None and all(getattr(before, name) == value for name, value in found.items()):
        return before
    Assessment.objects.filter(request=request, is_newest=True).update(is_newest=False)
    return Assessment.objects.create(
        organisation=request.organisation,
        request=request,
        determination=document,  # type: ignore[misc] # an encrypted JSON field takes plain data
        made_at=at,
        **found,
    )


def _set_due(request: CoverageRequest, agency: Agency) -> None:
    if request.due_on is None:
        request.due_on = due_day(request.received_at.date(), agency.service_days)
        CoverageRequest.objects.filter(pk=request.pk).update(due_on=request.due_on)


def _of_answers(form: FormEdition, version: RequestVersion, today: date) -> Iterator[Point]:
    """What is wrong or doubtful in the fields of the form; a remark alone keeps nothing open."""
    labels = {field.key: field.label for step in form.steps for field in step.fields}
    for one in check_answers(form, version.answers, at=today):
        if one.severity == "note":
            continue
        label = labels.get(one.field, one.field)
        yield Point(
            key=f"field:{one.field}",
            says=f"{label}: {one.expected} was expected. {one.remedy}",
            field=one.field,
        )


def _of_overlaps(request: CoverageRequest) -> Iterator[Point]:
    """Other requests about the worker, and certificates in force, whose days meet these."""
    for other in overlapping(request):
        key, says = words_of_overlap(other)
        yield Point(key=key, says=says, field="begin_date")
