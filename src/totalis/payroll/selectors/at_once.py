"""Where many streams lead, by one statement of PostgreSQL whose rows are taken while it still reads the next ones.

Each table is read by its keys, row after row: `OFFSET 0` keeps the planner from joining whole tables, and `jit` from
spending more time on making machine code than the statement takes. The order is that in which `unnest` gives its rows:
nothing is sorted.
"""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from psycopg import capabilities

from totalis.gate.answering import OnFile
from totalis.payroll.selectors.behind import Led
from totalis.payroll.selectors.leads import Proving, Row, Said, of_links

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from totalis.payroll.selectors.behind import Behind
    from totalis.payroll.selectors.leads import Key
    from totalis.webbase.accounts.models import Organisation

PIECE = 1_000
"""Rows that come at once, where the client library can; else one by one."""

_STATEMENT = """
SELECT asked.place, held.workers, link.id, link.counts, link.case_id, led.reference, led.worker_id, led.payroll_edition,
    led.disposed_at, said.known_until,
    said.id, said.word, said.state, said.reason, said.certificate_id, said.match_id, said.valid_until,
    said.covered_by, said.exempt_in, paper.number, paper.issuer,
    behind.accepted_by, behind.accepted_at, behind.released_by, behind.released_at
FROM unnest(%(workers)s::text[], %(streams)s::text[], %(days)s::date[])
    WITH ORDINALITY AS asked (worker, stream, day, place)
LEFT JOIN LATERAL (
    SELECT string_agg(worker_id::text, ' ') AS workers
    FROM casework_staffnumber
    WHERE organisation_id = %(house)s AND number = asked.worker
        AND known_from <= %(at)s AND (known_until IS NULL OR known_until > %(at)s)
) held ON TRUE
LEFT JOIN LATERAL (
    SELECT id, case_id,
        (first IS NULL OR first <= asked.day) AND (last IS NULL OR last >= asked.day) AS counts
    FROM payroll_streamlink
    WHERE organisation_id = %(house)s AND staff_number = asked.worker AND stream = asked.stream
        AND made_at <= %(at)s AND (removed_at IS NULL OR removed_at > %(at)s)
    OFFSET 0
) link ON TRUE
LEFT JOIN LATERAL (
    SELECT reference, worker_id, payroll_edition, disposed_at FROM casework_case
    WHERE link.counts AND id = link.case_id
    OFFSET 0
) led ON TRUE
LEFT JOIN LATERAL (
    SELECT *
    FROM casework_payrollspan
    WHERE link.counts AND case_id = link.case_id AND organisation_id = %(house)s
        AND first <= asked.day AND last >= asked.day
        AND known_from <= %(at)s AND (known_until IS NULL OR known_until > %(at)s)
    OFFSET 0
) said ON TRUE
LEFT JOIN LATERAL (
    SELECT number, issuer FROM casework_certificate WHERE id = said.certificate_id OFFSET 0
) paper ON TRUE
LEFT JOIN LATERAL (
    SELECT made_at::text AS accepted_at, released_at::text AS released_at,
        (SELECT name FROM accounts_user WHERE id = made_by_id) AS accepted_by,
        (SELECT name FROM accounts_user WHERE id = released_by_id) AS released_by
    FROM casework_match
    WHERE id = said.match_id AND said.word = 'exempt'
    OFFSET 0
) behind ON TRUE
ORDER BY asked.place
"""


def leads(
    organisation: Organisation, keys: Sequence[Key], at: datetime, behind: Behind
) -> Iterator[OnFile]:
    """Where each key leads, in their order, as known at a moment. Ask the database nothing until the last has come."""
    given = {
        "workers": [one.worker for one in keys],
        "streams": [one.stream for one in keys],
        "days": [one.day for one in keys],
        "house": organisation.pk,
        "at": at,
    }
    prove = Proving(at, behind)
    for _place, found in groupby(_rows(given, many=len(keys) > PIECE), itemgetter(0)):
        yield _lead(list(found), prove)


def _lead(found: Sequence[tuple[Any, ...]], prove: Proving) -> OnFile:
    rows = []
    tied = False
    for _place, _held, link, counts, pk, case, worker, edition, gone, until, *said in found:
        tied = tied or link is not None
        if counts:
            led = Led(pk, case, worker, edition, gone)
            says = None if said[0] is None else Said._make(said)
            rows.append(Row(link, prove(led, says, until)))
    held = found[0][1]
    return OnFile(
        workers=frozenset(map(int, held.split())) if held else frozenset(),
        linked=of_links(rows),
        linked_otherwise=tied and not rows,
    )


def _rows(given: dict[str, object], *, many: bool) -> Iterator[tuple[Any, ...]]:
    with (
        transaction.atomic(savepoint=False),
        connection.wrap_database_errors,
        connection.cursor() as cursor,
    ):
        if many:
            cursor.execute("SET LOCAL jit = off")
        size = PIECE if capabilities.has_stream_chunked() else 1
        yield from cursor.cursor.stream(_STATEMENT, given, size=size)
