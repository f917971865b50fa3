"""What counts as a promise that was not kept: each flaw alone, beside an answer that has none."""

from __future__ import annotations

import json

import pytest

from tests.promises.document import LINE_SCHEMA, Answer, Document, closed

POINT = {
    "type": "object",
    "properties": {"x": {"type": "integer"}, "day": {"type": "string", "format": "date"}},
    "required": ["x"],
}
REF = {"$ref": "#/components/schemas/Point"}
REFUSED = {"description": "Refused.", "content": {"application/json": {"schema": REF}}}
WHOLE = {
    "paths": {
        "/v1/points/{name}": {
            "get": {
                "operationId": "point",
                "responses": {
                    "200": {
                        "description": "It.",
                        "headers": {"X-Seal": {"required": True, "schema": {"pattern": "^s"}}},
                        "content": {
                            "application/json": {"schema": REF},
                            "application/jsonl": {"schema": {}, LINE_SCHEMA: REF},
                            "application/pdf": {"schema": {"type": "string"}},
                            "text/plain": {"schema": {"type": "string", "maxLength": 3}},
                        },
                    },
                    "204": {"description": "Nothing."},
                    "401": {"$ref": "#/components/responses/NotLetIn"},
                },
            }
        },
        "/v1/points/all": {"get": {"operationId": "points", "responses": {"200": REFUSED}}},
    },
    "components": {
        "schemas": {"Point": POINT},
        "responses": {
            "NoSuchAddress": REFUSED,
            "NotLetIn": REFUSED,
            "NoSuchMethod": {**REFUSED, "headers": {"Allow": {"required": True}}},
        },
    },
}
GOOD = b'{"x": 1}'
HEADERS = {"content-type": "application/json; charset=utf-8", "x-seal": "s1"}


@pytest.fixture
def judged(tmp_path):
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(WHOLE), encoding="utf-8")
    document = Document(path, "/v1/")

    def judge(body=GOOD, status=200, method="GET", path="/v1/points/a", **headers):
        given = HEADERS | {name.replace("_", "-"): value for name, value in headers.items()}
        return document.judged(Answer(method, path, status, given, body))

    return judge


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"body": b'{"x": 1, "day": "2026-02-28"}'},
        {"body": b'{"x": 1}\n{"x": 2}\n', "content_type": "application/jsonl"},
        {"body": b"%PDF-1.7", "content_type": "application/pdf"},
        {"body": b"abc", "content_type": "Text/Plain;charset=utf-8"},
        {"body": b"", "status": 204},
        {"status": 401},
        {"status": 401, "method": "PUT"},
        {"status": 405, "method": "PUT", "allow": "GET"},
        {"status": 404, "path": "/v1/nowhere"},
        {"path": "/v1/points/all"},
    ],
)
def test_what_is_promised_is_found_good(judged, how):
    assert judged(**how).flaws == []


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"body": b'{"x": "1"}'}, "at x: "),
        ({"body": b"{}"}, '"x" is a required property'),
        ({"body": b'{"x": 1, "day": "2026-02-30"}'}, "at day: "),
        ({"body": b'{"x": 1, "y": 2}'}, "'y'"),
        ({"body": b'{"x": NaN}'}, "no JSON"),
        ({"body": b""}, "no JSON"),
        ({"body": b'{"x": 1}\n{"x": "2"}\n', "content_type": "application/jsonl"}, "line 2, at x"),
        ({"body": b"<html>", "content_type": "application/pdf"}, "no application/pdf"),
        ({"body": b"abcd", "content_type": "text/plain"}, "at (top): "),
        ({"body": b"\xff", "content_type": "text/plain"}, "no text"),
        ({"content_type": "text/html"}, "content type 'text/html' is not documented"),
        ({"x_seal": "t"}, "header x-seal: "),
        ({"status": 500}, "the status is not documented"),
        ({"status": 204}, "there is a body"),
        ({"status": 200, "method": "PUT"}, "names no such operation"),
        ({"status": 405, "method": "PUT"}, "the header allow is not there"),
        ({"status": 200, "path": "/v1/nowhere"}, "names no such operation"),
        ({"status": 404, "path": "/v1/nowhere", "body": b"[]"}, "at (top)"),
        ({"status": 404, "path": "/v1/points/a/b", "content_type": "text/html"}, "text/html"),
    ],
)
def test_each_flaw_is_named(judged, how, says):
    flaws = judged(**how).flaws
    assert len(flaws) == 1
    assert says in flaws[0]


def test_a_missing_header_is_named(judged, monkeypatch):
    monkeypatch.delitem(HEADERS, "x-seal")
    assert judged().flaws == ["the header x-seal is not there"]


def test_the_operation_is_told_by_its_address(judged):
    assert judged().operation == "point"
    assert judged(path="/v1/points/all").operation == "points"


def test_a_schema_is_closed_where_it_lists_and_nowhere_else():
    assert closed({"properties": {"properties": {"type": "object"}}}) == {
        "properties": {"properties": {"type": "object"}},
        "additionalProperties": False,
    }
    said = {"properties": {"not": {"properties": {}}}, "additionalProperties": True}
    assert closed(said)["additionalProperties"] is True
    assert closed(said)["properties"]["not"] == {"properties": {}, "additionalProperties": False}
    condition = {"if": {"properties": {"x": {"const": 1}}}}
    assert closed(condition) == condition
