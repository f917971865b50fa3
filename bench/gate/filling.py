"""A million certificates: one case that was lived through the services, copied inside the database.

Of each copy the rows are written that the gate reads: worker, staff number, case, certificate, match, the index, the link
of a stream. Documents, facts, packets and history are not: no question looks at them.
"""

# ruff: noqa: S608, SLF001 - the texts are made of the names of our own tables, which Django keeps in `_meta`

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection, models

from totalis.casework.models import Case, Certificate, Match, PayrollSpan, StaffNumber, Worker
from totalis.casework.selectors import records
from totalis.casework.services.people import update_worker
from totalis.payroll.models import StreamLink
from totalis.payroll.services.links import link_stream
from totalis.procedure.casefile import PayrollState
from totalis.site.demo.cast import make_cast
from totalis.site.demo.desk import Desk
from totalis.site.demo.load import STORIES
from totalis.webbase.accounts.actor import system_actor

if TYPE_CHECKING:
    from datetime import datetime

STREAM = "salary"
BASE = 1_000_000_000
"""Numbers of copies begin above those of anything that was lived."""
STRIDE = 100_000
"""More than the table of spans has rows that were lived."""
ONE_EACH = (Worker, Case, Certificate, Match, StaffNumber, StreamLink)
OWN: dict[tuple[type[models.Model], str], str] = {
    (Worker, "staff_number"): "'E-' || g",
    (StaffNumber, "number"): "'E-' || g",
    (StreamLink, "staff_number"): "'E-' || g",
    (Case, "reference"): "'TC-B-' || g",
    (Case, "search_text"): "''",
}


def lived(now: datetime) -> StreamLink:
    """A case whose certificate payroll relies on, played from its first fact on, with its stream linked."""
    desk = Desk(make_cast(now), now.date(), now)
    exempt = Case.objects.filter(payroll=PayrollState.EXEMPT)
    for story in STORIES:
        for moment in story(desk):
            desk.now = moment
        if exempt.exists():
            break
    case = exempt.select_related("worker", "owner", "organisation").earliest("pk")
    actor = system_actor(case.organisation)
    update_worker(
        actor=actor,
        worker=case.worker,
        seen=case.worker.revision,
        given=records.worker(case.worker),
        at=now,
        staff_number="E-lived",
    )
    return link_stream(actor=actor, case=case, stream=STREAM, at=now)


def fill(link: StreamLink, count: int) -> dict[str, int]:
    """Write the copies; answers the rows by table."""
    case = link.case
    span = PayrollSpan.objects.get(case=case, word="exempt", known_until=None)
    if span.certificate_id is None or span.match_id is None:
        message = "The case that was lived is not exempt."
        raise RuntimeError(message)
    template: dict[type[models.Model], Any] = {
        Worker: case.worker_id,
        Case: case.pk,
        Certificate: span.certificate_id,
        Match: span.match_id,
        StaffNumber: StaffNumber.objects.get(worker=case.worker_id, known_until=None).pk,
        StreamLink: link.pk,
    }
    counts = {}
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for model in ONE_EACH:
            cursor.execute(_statement(model, "t.id = %s"), [count, template[model]])
            counts[model._meta.db_table] = cursor.rowcount
        where = "t.case_id = %s AND t.known_until IS NULL"
        cursor.execute(_statement(PayrollSpan, where), [count, case.pk])
        counts[PayrollSpan._meta.db_table] = cursor.rowcount
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")
    return counts


def _statement(model: type[models.Model], where: str) -> str:
    fields = model._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(model, field) for field in fields)
    table = model._meta.db_table
    return (
        f"INSERT INTO {table} ({columns}) SELECT {values} "
        f"FROM generate_series(1, %s) g CROSS JOIN {table} t WHERE {where} ORDER BY g, t.id"
    )


def _value(model: type[models.Model], field: Any) -> str:
    column = f't."{field.column}"'
    if (model, field.column) in OWN:
        return OWN[model, field.column]
    if field.primary_key and model is PayrollSpan:
        return f"{BASE} + g::bigint * {STRIDE} + {column}"
    if field.primary_key or field.related_model in ONE_EACH:
        return f"CASE WHEN {column} IS NULL THEN NULL ELSE {BASE} + g END"
    return column
