"""Cases opened in bulk: the chosen rows of a run become cases with their facts and their decision, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django_tasks import task

from totalis.casework.models import Employer, Worker
from totalis.casework.services.cases import open_case
from totalis.casework.services.decisions import determine_case
from totalis.casework.services.pay import hand_over
from totalis.casework.services.people import create_employer, create_worker
from totalis.casework.services.refusing import refuse
from totalis.evaluate.population.cells import sheet_of
from totalis.facts.countries import name_of
from totalis.kernel.errors import InputError
from totalis.population.models import CaseOpening, ScreenedRow
from totalis.population.services.pay import pay_of
from totalis.procedure.casefile import EmployerRecord, PartyRole, WorkerRecord
from totalis.webbase import clock
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.accounts.selectors import actor_for
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from totalis.facts.sheet import FactSheet
    from totalis.population.models import ScreeningRun
    from totalis.webbase.accounts.actor import Actor

DIRECT = 20
"""More cases than these are opened by `totalis work`."""
LONGEST = 300


def open_cases(
    *, actor: Actor, run: ScreeningRun, chosen: QuerySet[ScreenedRow], at: datetime
) -> CaseOpening:
    """Open a case for each chosen row that has none.

    Args:
        actor: Who opens them: the right to prepare; she owns the cases.
        run: The screening.
        chosen: Rows of it; those that cannot be read, or have a case, are passed over.
        at: When.

    Raises:
        PermissionDenied: the person may not prepare.
        InputError: the run is withdrawn or not finished, or no row is left to open.
    """
    require(actor, Right.PREPARE)
    if run.withdrawn_at is not None or run.finished_at is None:
        refuse("run", "a screening that is not whole", "a finished one", "Wait until it is done.")
    with transaction.atomic():
        free = chosen.filter(run=run, case=None).exclude(outcome="invalid")
        numbers = list(free.select_for_update(of=("self",)).values_list("pk", flat=True))
        if not numbers:
            refuse("rows", "no row without a case", "at least one", "Choose other rows.")
        opening = CaseOpening.objects.create(
            organisation=actor.organisation,
            run=run,
            wanted=len(numbers),
            made_by=actor.user,
            made_as=actor.label[:200],
            made_at=at,
            working_since=at,
        )
        rows = ScreenedRow.objects.of(actor.organisation)
        for start in range(0, len(numbers), 500):
            some = numbers[start : start + 500]
            rows.filter(pk__in=some).update(opening=opening, left_out="")
        record(
            actor=actor,
            verb="ordered cases from screening",
            subject=run.title,
            at=at,
            details={"run": run.pk, "rows": len(numbers)},
        )
        if len(numbers) > DIRECT:
            transaction.on_commit(lambda: open_ordered.enqueue(opening.pk))
    if len(numbers) <= DIRECT:
        carry_on(opening.pk, actor, at)
        opening.refresh_from_db()
    return opening


@task()
def open_ordered(opening: int) -> int:
    """Open what is still to be opened of an order, as the person who gave it; answers how many stand."""
    at = clock.now()
    order = CaseOpening.objects.select_related("organisation", "made_by").get(pk=opening)
    user = order.made_by
    actor = actor_for(user, order.organisation.slug, at.date()) if user is not None else None
    if actor is None or not actor.may(Right.PREPARE):
        left = order.rows.filter(case=None, left_out="")
        left.update(left_out="Whoever asked for the cases may no longer prepare here.")
        _count(order, at)
        return order.opened
    return carry_on(opening, actor, at)


def carry_on(number: int, actor: Actor, at: datetime) -> int:
    """Open what is still to be opened of an order, one case a transaction; answers how many stand."""
    while True:
        with transaction.atomic():
            order = CaseOpening.objects.select_for_update(of=("self",)).get(pk=number)
            if order.working_since is None:
                return order.opened
            row = order.rows.filter(case=None, left_out="").order_by("line").first()
            if row is None:
                _count(order, at)
                return order.opened
            _open(actor, row, at)
            column = "opened" if row.case_id is not None else "left_out"
            CaseOpening.objects.filter(pk=order.pk).update(
                **{column: F(column) + 1}, working_since=at
            )


def _count(order: CaseOpening, at: datetime) -> None:
    """Say that an order is done, with what became of its rows."""
    order.opened = order.rows.exclude(case=None).count()
    order.left_out = order.rows.filter(case=None).count()
    order.working_since, order.finished_at = None, at
    order.save(update_fields=["opened", "left_out", "working_since", "finished_at"])


def _open(actor: Actor, row: ScreenedRow, at: datetime) -> None:
    """Open the case of one row, or say why not; nothing half-written stays."""
    try:
        with transaction.atomic():
            sheet = sheet_of(row.facts, {})
            worker = _worker(actor, row, at)
            case = open_case(
                actor=actor,
                title=_title(row, worker),
                worker=worker,
                at=at,
                about=f"From the screening of {row.run.title}, line {row.line}.",
                parties=_parties(actor, sheet, at),
                partner=row.agreement,
                sheet=sheet,
                basis=f"{row.run.title}, line {row.line}",
            )
            determine_case(actor=actor, case=case, as_of=row.run.as_of, at=at)
            pay = pay_of(row).stated
            if pay is not None:
                hand_over(actor, case, pay, at)
    except InputError as error:
        first = error.problems[0]
        row.left_out = (
            f"{first.path}: found {first.found}; expected {first.expected}. {first.remedy}"
        )
        row.left_out = row.left_out[:LONGEST]
        row.save(update_fields=["left_out"])
        return
    row.case = case
    row.save(update_fields=["case"])


def _title(row: ScreenedRow, worker: Worker) -> str:
    place = name_of(row.agreement) if row.agreement else row.work_country or "place unknown"
    return f"{worker}: {place}"[:200]


def _worker(actor: Actor, row: ScreenedRow, at: datetime) -> Worker:
    """The worker of that staff number, registered now if she is new.

    Raises:
        InputError: two workers have the number, or she is new and the row names nobody.
    """
    known = list(
        Worker.objects.of(actor.organisation)
        .filter(staff_number=row.worker_id, disposed_at=None)
        .order_by("pk")[:2]
    )
    if len(known) > 1:
        remedy = "Give each worker a staff number of her own."
        refuse("worker_id", f"{row.worker_id}, which two workers have", "one worker", remedy)
    if known:
        return known[0]
    given, family = (row.person.get(name, "") for name in ("given_names", "family_names"))
    if not family:
        refuse(
            "family_names",
            f"no name, and nobody is registered as {row.worker_id}",
            "a registered worker, or a name",
            "Register the worker, or map the columns of names.",
        )
    stated = row.facts.get("citizenships", "")
    return create_worker(
        actor=actor,
        given=WorkerRecord(
            id="",
            given_names=given,
            family_names=family,
            citizenships=None if not stated else () if stated == "[]" else tuple(stated.split("|")),
        ),
        staff_number=row.worker_id,
        at=at,
    )


def _parties(actor: Actor, sheet: FactSheet, at: datetime) -> list[tuple[PartyRole, Employer]]:
    """The employer that the row names, registered once; none where its name or country is open."""
    named = sheet.engagements[0].employer
    if not named.name or not named.country:
        return []
    known = Employer.objects.of(actor.organisation).filter(name=named.name, country=named.country)
    employer = known.order_by("pk").first() or create_employer(
        actor=actor, given=EmployerRecord(id="", name=named.name, country=named.country), at=at
    )
    us = named.country == "US"
    return [(PartyRole.US_EMPLOYER if us else PartyRole.FOREIGN_EMPLOYER, employer)]
