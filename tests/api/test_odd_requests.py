"""The interface under many odd requests of a program with a key, whose organisation has something on file."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.wsgi import get_wsgi_application

from tests.api.test_openapi import ADDRESS
from tests.desk.conftest import cast  # noqa: F401 - the cast, for these tests too
from tests.payroll.walk import INSIDE, LATER, NUMBER, STREAM, payable
from tests.promises.attack import attacked, judged
from tests.promises.watch import DOCUMENTS
from totalis.api.openapi_tables import ENGAGEMENTS, LINES
from totalis.api.schemas import SCHEMAS
from totalis.webbase import clock
from totalis.webbase.tokens.scopes import Scope
from totalis.webbase.tokens.services import make_key

if TYPE_CHECKING:
    from schemathesis import Case

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
QUESTION = {"worker": NUMBER, "stream": STREAM, "day": INSIDE.isoformat()}
TABLES = {
    "classify": LINES,
    "screen": ENGAGEMENTS,
    "bulk": f"{','.join(QUESTION)}\n{','.join(QUESTION.values())}\n",
}


def steered(case: Case[Any], number: int) -> None:
    """Every second call goes to what is there; every fourth asks a question that has an answer."""
    if number % 2:
        return
    pick = number // 2
    known = {
        "country": ["FR", "DE", "fr"],
        "name": list(SCHEMAS),
        "id": ["1-1", "1-1", "1-2", "2-1"],
    }
    for name in case.path_parameters or {}:
        case.path_parameters[name] = known[name][pick % len(known[name])]
    if case.operation.path.endswith("/classify"):
        case.query = {"agreement": "FR"}
    table = TABLES.get(case.operation.path.rpartition("/")[2])
    if table and case.media_type == "text/csv":
        case.body = with_a_cell(table, str(case.body), pick // 4) if pick % 4 else table
    elif case.operation.path.startswith("/api/v1/gate") and pick % 2:
        case.query = {}
        if case.media_type == "application/json":
            case.body = dict(QUESTION)
        elif case.media_type == "application/jsonl":
            case.body = f"{json.dumps(QUESTION)}\n{case.body!s}"


def with_a_cell(good: str, made_up: str, place: int) -> str:
    """A table that is good but for one cell, which holds what was made up."""
    names, *rows = csv.reader(StringIO(good))
    cells = rows[0]
    cells[place % len(cells)] = made_up
    written = StringIO()
    csv.writer(written).writerows([names, cells, *rows[1:]])
    return written.getvalue()


def test_many_odd_requests(cast, client):  # noqa: F811 - the fixture
    payable(cast)
    key = make_key(
        actor=cast.act("eve"),
        name="Odd requests",
        scopes=frozenset(Scope),
        last_day=date(2027, 1, 1),
        at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    bearer = {"Authorization": f"Bearer {key.secret}"}
    with clock.stopped_at(LATER):
        asked = client.post("/api/v1/gate", QUESTION, "application/json", headers=bearer)
        assert asked.json()["id"], asked.content
        outcome = attacked(
            ADDRESS, get_wsgi_application(), examples=60, steer=steered, headers=bearer
        )
    judged(outcome, list(DOCUMENTS[0].operations))
