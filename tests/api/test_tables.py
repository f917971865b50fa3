"""Charge lines and engagements over HTTP: the answers of the engine, in the form that is wanted, and nothing kept."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import polars as pl
import pytest

from totalis.api.law import lawbook
from totalis.api.openapi_tables import ENGAGEMENTS, LINES, MOST_BYTES
from totalis.evaluate import determine
from totalis.facts.reader import read_sheet

CSV, JSON_LINES = "text/csv", "application/jsonl"
PARQUET = "application/vnd.apache.parquet"
CSG_AND_CRDS = "CSG/CRDS non déductible de l'impôt sur le revenu,employee,4010,2.90,116.29,EUR,2026-07-01,2026-07-31\n"


@pytest.fixture
def send(client):
    """Post a table."""

    def post(name, body, form=CSV, accept=None, **query):
        headers = {"Accept": accept} if accept else {}
        path = f"/api/v1/{name}"
        return client.post(path, body, content_type=form, headers=headers, query_params=query)

    return post


def problems(answer, status=422):
    assert answer.status_code == status, answer.content
    return answer.json()["problems"]


# ── charge lines ──


def test_lines_are_classified_on_three_axes_with_reasons(send):
    found = send("classify", LINES + CSG_AND_CRDS, agreement="fr").json()
    assert found["schema"] == "totalis/classify/1"
    assert found["lines"] == 2
    first, *bundle = found["rows"]
    assert (first["category"], first["certificate_effect"]) == ("covered", "exempt")
    assert first["label"] == "Vieillesse plafonnée"
    assert not {row["category"] for row in bundle} & {"covered"}
    total = {one["category"]: one["amount"] for one in found["sums"]}
    assert total["covered"] == "276.35"
    assert not found["rejected"]


def test_a_line_that_cannot_be_read_is_listed(send):
    found = send("classify", LINES.replace("276.35", "much"), agreement="FR").json()
    (one,) = found["rejected"]
    assert (one["line"], one["column"]) == (2, "amount")
    assert not found["rows"]


def test_lines_come_as_json_lines_and_parquet_too(send):
    row = {"label": "Vieillesse plafonnée", "payer": "employee", "period_start": "2026-07-01"}
    buffer = io.BytesIO()
    pl.DataFrame([row]).write_parquet(buffer)
    for body, form in ((json.dumps(row), JSON_LINES), (buffer.getvalue(), PARQUET)):
        found = send("classify", body, form, agreement="FR").json()
        assert [one["label"] for one in found["rows"]] == [row["label"]]


def test_what_cannot_be_classified_is_refused(send):
    assert problems(send("classify", LINES, agreement="XX"), 404)
    assert problems(send("classify", LINES))
    assert problems(send("classify", "name,amount\nx,1\n", agreement="FR"))
    assert problems(send("classify", LINES, "application/json", agreement="FR"), 415)
    assert problems(send("classify", "label\n" + "x\n" * 10_001, agreement="FR"))
    assert problems(send("classify", b"x" * (MOST_BYTES + 1), agreement="FR"), 413)


# ── engagements ──


def rows_of(answer, form):
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"].split(";")[0] == form
    if form == CSV:
        return list(csv.DictReader(io.StringIO(answer.content.decode())))
    if form == JSON_LINES:
        return [json.loads(line) for line in answer.content.splitlines()]
    return pl.read_parquet(io.BytesIO(answer.content)).to_dicts()


@pytest.mark.parametrize("form", [CSV, JSON_LINES, PARQUET])
def test_each_row_gets_its_decision_in_its_place(send, form):
    first, second = rows_of(send("screen", ENGAGEMENTS, accept=form, as_of="2026-01-01"), form)
    assert (first["worker_id"], first["outcome"]) == ("E-1001", "no_agreement")
    assert (second["worker_id"], second["outcome"]) == ("E-1002", "invalid")
    assert "2026-02-30" in second["error"]


def test_a_row_is_decided_as_its_sheet(send):
    header = (
        "worker_id,engagement_id,citizenships,kind,category,work_country,start,end,employer_country"
    )
    body = f"{header}\nw,e1,US,employment,ordinary,FR,2026-01-01,2028-12-31,US\n"
    (row,) = rows_of(send("screen", body, as_of="2026-01-01"), CSV)
    engagement = {
        "id": "e1",
        "kind": "employment",
        "category": "ordinary",
        "work_country": "FR",
        "start": "2026-01-01",
        "end": "2028-12-31",
        "employer": {"country": "US"},
    }
    sheet = {
        "schema": "totalis/facts/1",
        "worker": {"citizenships": ["US"]},
        "engagements": [engagement],
    }
    alone = determine(read_sheet(sheet), as_of=date(2026, 1, 1), law=lawbook()).engagements[0]
    assert row["outcome"] == alone.outcome == "undetermined"
    assert row["missing"]


def test_without_a_day_the_law_of_today_applies(send):
    body = "worker_id,engagement_id,kind,work_country,start\nw,e,employment,SG,2026-02-01\n"
    assert rows_of(send("screen", body), CSV) == rows_of(
        send("screen", body, as_of="2026-01-01"), CSV
    )


def test_what_cannot_be_screened_is_refused_as_a_whole(send):
    (problem,) = problems(send("screen", ENGAGEMENTS + "E-3,e1\n"))
    assert problem["line"] == 4
    assert problems(send("screen", ENGAGEMENTS, as_of="soon"))[0]["path"] == "as_of"
    assert problems(send("screen", "name\nx\n"))
    assert problems(send("screen", ""), 415)
    assert problems(send("screen", "\n"))
    assert problems(send("screen", ENGAGEMENTS, accept="image/png"), 406)
    assert problems(send("screen", "PAR1", PARQUET))
