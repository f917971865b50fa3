"""Screening: a run over a register begun, its rows decided some thousand at a time, withdrawn with the register.

A stopped worker is taken up where it stood: each portion is a transaction, and a row is decided once.
"""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django_tasks import task

from totalis import __version__
from totalis.casework.services.refusing import refuse
from totalis.evaluate.population import FACTS, screen_rows
from totalis.frontdoor.selectors.law import lawbook
from totalis.kernel.errors import InputError
from totalis.population.models import ScreenedRow, ScreeningRun
from totalis.population.services.columns import CURRENCY, PER, PERSON
from totalis.population.services.pay import cells_of, of_month
from totalis.population.services.risk import cents_of, us_risk
from totalis.webbase import clock
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record
from totalis.webbase.registers.models import State
from totalis.webbase.registers.selectors import mapped
from totalis.webbase.secrets.masking import without_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from totalis.tables.mapping import Row
    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.registers.models import Register

DIRECT = 1000
"""A register with more rows is screened by `totalis work`."""
PORTION = 5000
LONGEST = {"worker_id": 40, "engagement_id": 60, "work_country": 60}


def start_screening(*, actor: Actor, register: Register, as_of: date, at: datetime) -> ScreeningRun:
    """Have every row of a register decided under the law of a day.

    Raises:
        PermissionDenied: the person may not prepare.
        InputError: the register was withdrawn, or it is screened for that day under this law already.
    """
    require(actor, Right.PREPARE)
    law = lawbook()
    same = ScreeningRun.objects.of(actor.organisation).filter(
        register=register, as_of=as_of, law=law.digest, withdrawn_at=None
    )
    if register.blob_id is None:
        refuse("register", "a file that was withdrawn", "one that stands", "Hand it in again.")
    if same.exists():
        remedy = "Look at that screening, or choose another day."
        refuse("as_of", f"a screening for {as_of.isoformat()}", "a day without one", remedy)
    with transaction.atomic():
        run = ScreeningRun.objects.create(
            organisation=actor.organisation,
            title=register.file_name[:200],
            register=register,
            as_of=as_of,
            law=law.digest,
            engine=__version__,
            rows=len(mapped(register).rows),
            made_by=actor.user,
            made_as=actor.label[:200],
            made_at=at,
            working_since=at,
        )
        record(
            actor=actor,
            verb="screened register",
            subject=run.title,
            at=at,
            details={"register": register.pk, "rows": run.rows, "as_of": as_of.isoformat()},
        )
        if run.rows <= DIRECT:
            carry_on(run.pk, at, register)
            run.refresh_from_db()
        else:
            transaction.on_commit(lambda: screen_register.enqueue(run.pk))
    return run


@task()
def screen_register(run: int) -> int:
    """Decide what is still open of a run; answers how many rows are decided."""
    return carry_on(run, clock.now())


def carry_on(number: int, at: datetime, register: Register | None = None) -> int:
    """Decide what is still open of a run, a portion a transaction; answers how many rows are decided."""
    rows: Sequence[Row] | None = None
    while True:
        with transaction.atomic():
            locked = ScreeningRun.objects.select_for_update(of=("self",))
            run = locked.select_related("register__organisation").filter(pk=number).first()
            if run is None or run.working_since is None:
                return run.done if run is not None else 0
            if run.law != lawbook().digest:
                return _stopped(
                    run, "The law on this machine changed meanwhile. Screen it again.", at
                )
            try:
                rows = mapped(register or run.register).rows if rows is None else rows
                some = _next_of(run, rows)
                _decide(run, some)
            except InputError as error:
                return _stopped(run, error.diagnostics(), at)
            run.done += len(some)
            run.working_since = at if run.done < run.rows and some else None
            run.finished_at = None if run.working_since else at
            run.save(update_fields=["done", "working_since", "finished_at"])


def withdraw_screenings(register: Register, actor: Actor, at: datetime) -> None:
    """Take back what was decided of a register; rows that became cases stay with them.

    Raises:
        PermissionDenied: the person may not prepare.
    """
    require(actor, Right.PREPARE)
    runs = ScreeningRun.objects.of(actor.organisation).filter(register=register, withdrawn_at=None)
    for run in runs.select_for_update(of=("self",)):
        run.withdrawn_at, run.working_since = at, None
        run.save(update_fields=["withdrawn_at", "working_since"])
        run.screened.filter(case=None).delete()


def available(register: Register) -> bool:
    """Whether a register can be screened again: it stands, and was taken."""
    return register.blob_id is not None and register.state == State.TAKEN


def _next_of(run: ScreeningRun, rows: Sequence[Row]) -> list[Row]:
    last = run.screened.aggregate(last=Max("line"))["last"] or 0
    return list(islice((row for row in rows if row.line > last), PORTION))


def _stopped(run: ScreeningRun, why: str, at: datetime) -> int:
    run.working_since, run.finished_at, run.problem = None, at, without_numbers(why)
    run.save(update_fields=["working_since", "finished_at", "problem"])
    return run.done


def _decide(run: ScreeningRun, rows: Sequence[Row]) -> None:
    """Decide some rows and keep them."""
    if not rows:
        return
    cells = [_cells(row.values) for row in rows]
    answers = screen_rows(cells, as_of=run.as_of, law=lawbook())
    kept = [
        _kept(run, row, facts, answer)
        for row, facts, answer in zip(rows, cells, answers, strict=True)
    ]
    ScreenedRow.objects.bulk_create(kept, batch_size=500)


def _cells(values: Mapping[str, Any]) -> dict[str, str | None]:
    """The facts of a row as text, in the words of a sheet."""
    return {name: _text(values.get(name)) for name in FACTS}


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, date):
        return value.isoformat()
    text = str(value).strip()
    return _TRUTH.get(text.casefold(), text)


_TRUTH = {"yes": "true", "oui": "true", "no": "false", "non": "false"}


def _kept(
    run: ScreeningRun, row: Row, facts: Mapping[str, str | None], answer: Mapping[str, Any]
) -> ScreenedRow:
    stated = cells_of(row.values, has_period=PER in run.register.mapping)
    pay, currency = of_month(stated), str(row.values.get(CURRENCY) or "")
    short = {
        name: without_numbers(str(row.values.get(name) or ""))[:most]
        for name, most in LONGEST.items()
    }
    made = ScreenedRow(
        organisation_id=run.organisation_id,
        run=run,
        line=row.line,
        **short,
        outcome=answer["outcome"],
        covered_by=answer["covered_by"] or "",
        exempt_in=answer["exempt_in"] or "",
        agreement=answer["agreement"] or "",
        rule=answer["rule"] or "",
        missing=answer["missing"] or "",
        issuer=answer["issuer"] or "",
        last_lawful_day=answer["last_lawful_day"],
        error=answer["error"] or "",
        pay=cents_of(pay),
        currency=currency,
        at_risk=us_risk(
            pay,
            currency,
            exempt_in=answer["exempt_in"] or "",
            kind=facts.get("kind") or "",
            year=run.as_of.year,
        ),
    )
    made.person = {name: str(row.values.get(name) or "") for name in PERSON} | stated
    made.facts = {name: text for name, text in facts.items() if text}
    return made
