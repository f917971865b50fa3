"""Benefits over HTTP: the estimate of the command line, its refusals by field, many at once, what would change."""

from __future__ import annotations

import csv
import json
from io import BytesIO, StringIO

import msgspec
import polars as pl
import pytest

from bench.benefits.seed import records
from totalis.api.openapi_benefits import EXAMPLE, POSTING, TABLE
from totalis.benefits.estimate import estimate
from totalis.benefits.reading import read_record

ADDRESS = "/api/v1/benefits"


def send(client, path, value, **more):
    body = value if isinstance(value, bytes | str) else json.dumps(value)
    return client.post(path, body, **{"content_type": "application/json"} | more)


def test_the_answer_is_the_estimate(client):
    answer = send(client, ADDRESS, EXAMPLE)
    assert answer.status_code == 200
    assert answer.content == msgspec.json.encode(estimate(read_record(EXAMPLE)))


def test_yaml_is_read_as_well(client):
    text = "birth_date: 1960-05-02\nclaim_month: '2026-03'\nus_earnings: {2010: 5000}\n"
    answer = send(client, ADDRESS, text, content_type="application/yaml")
    assert answer.json()["us_quarters"] == 4


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"us_earnings": {"1990": 60000}}, "us_earnings.1990"),
        ({"us_quarters": {"1990": 5}}, "us_quarters.1990"),
        ({"claim_month": "2020-01"}, "claim_month"),
        ({"claim_month": "2041-01"}, "figures."),
        (
            {"foreign_coverage": [{"country": "FR", "start": "1950-01-01", "end": "1990-01-01"}]},
            "foreign_coverage[0].start",
        ),
    ],
)
def test_what_cannot_be_names_its_field(client, change, path):
    answer = send(client, ADDRESS, EXAMPLE | change)
    assert answer.status_code == 422
    paths = [problem["path"] for problem in answer.json()["problems"]]
    assert any(one.startswith(path) for one in paths), paths


def test_other_types_are_refused(client):
    assert send(client, ADDRESS, "x", content_type="text/plain").status_code == 415
    assert send(client, f"{ADDRESS}/many", "x", content_type="text/plain").status_code == 415


@pytest.mark.parametrize("kind", ["text/csv", "application/vnd.apache.parquet"])
def test_a_table_of_records_has_a_row_each(client, kind):
    frame = pl.read_csv(TABLE.encode(), infer_schema=False)
    wrong = frame.with_columns(us_earnings_2010=pl.lit("999999"))
    both = pl.concat([frame, wrong])
    buffer = BytesIO()
    both.write_parquet(buffer)
    body = both.write_csv().encode() if kind == "text/csv" else buffer.getvalue()
    answer = send(
        client,
        f"{ADDRESS}/many",
        body,
        content_type=kind,
        headers={"Accept": "application/jsonl"},
    )
    first, second = [json.loads(line) for line in answer.content.splitlines()]
    assert (first["id"], first["benefit"], first["error"]) == ("7", "totalized", None)
    assert second["error"].startswith("us_earnings_2010")


def test_a_column_of_no_record_is_refused(client):
    body = "birth_date,claim_month,pay\n1960-05-02,2026-03,5\n"
    answer = send(client, f"{ADDRESS}/many", body, content_type="text/csv")
    assert answer.status_code == 422
    assert [one["path"] for one in answer.json()["problems"]] == ["pay"]


def test_a_table_has_room_for_every_year_and_all_periods(client):
    years = [f"us_earnings_{year}" for year in range(1951, 2026)]
    quarters = [f"us_quarters_{year}" for year in range(1951, 1978)]
    parts = ("country", "start", "end", "units")
    periods = [f"foreign_{number}_{part}" for number in range(1, 61) for part in parts]
    names = ["birth_date", "claim_month", *years, *quarters, *periods]
    given = {"birth_date": "1960-05-02", "claim_month": "2026-03", "us_earnings_2010": "6000"}
    body = f"{','.join(names)}\n{','.join(given.get(name, '') for name in names)}\n"
    answer = send(client, f"{ADDRESS}/many", body, content_type="text/csv")
    assert answer.status_code == 200
    (row,) = csv.DictReader(StringIO(answer.content.decode()))
    assert (row["us_quarters"], row["error"]) == ("4", "")
    wider = body.replace("birth_date", ",".join(["birth_date"] * 60), 1)
    answer = send(client, f"{ADDRESS}/many", wider, content_type="text/csv")
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["expected"] == "at most 400"


def test_many_have_a_row_each_and_their_reasons(client):
    raw = [*records(20), {"birth_date": "1960-05-02"}]
    body = "\n".join(json.dumps(one) for one in raw) + "\nnot json\n"
    answer = send(client, f"{ADDRESS}/many", body, content_type="application/jsonl")
    rows = [json.loads(line) for line in answer.content.splitlines()]
    assert len(rows) == 22
    assert "claim_month" in rows[20]["error"]
    assert rows[21]["error"]
    for one, row in zip(raw[:20], rows, strict=False):
        alone = estimate(read_record(one))
        assert row["error"] is None
        assert (row["benefit"], row["pro_rata_pia"]) == (alone.benefit, str(alone.pro_rata_pia))


def test_many_in_columns(client):
    body = "\n".join(json.dumps(one) for one in records(3))
    kind = {"content_type": "application/jsonl", "headers": {"Accept": "text/csv"}}
    answer = send(client, f"{ADDRESS}/many", body, **kind)
    rows = list(csv.DictReader(StringIO(answer.content.decode())))
    assert len(rows) == 3
    assert rows[0]["benefit"] in {"regular", "totalized", "none"}


def test_what_would_change(client):
    answer = send(client, f"{ADDRESS}/what-if", {"record": EXAMPLE, "posting": POSTING})
    assert answer.status_code == 200
    found = answer.json()
    assert [one["name"] for one in found["changes"]] == ["us_year", "foreign_year", "claim_later"]
    assert [one["system"] for one in found["posting"]["choices"]] == ["US", "FR"]


def test_a_posting_that_cannot_be_names_its_field(client):
    later = POSTING | {"end": "2030-01-01"}
    answer = send(client, f"{ADDRESS}/what-if", {"record": EXAMPLE, "posting": later})
    assert [one["path"] for one in answer.json()["problems"]] == ["posting.end"]
    answer = send(client, f"{ADDRESS}/what-if", {"record": {"birth_date": "1960-05-02"}})
    assert [one["path"] for one in answer.json()["problems"]] == ["record.claim_month"]
