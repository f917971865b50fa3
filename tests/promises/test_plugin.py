"""That a wrong answer cannot pass: it fails the test that caused it, wherever in the test and by whichever way it came."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from urllib.request import urlopen

import pytest
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIHandler
from django.http import StreamingHttpResponse
from django.test import RequestFactory

from tests.promises.watch import DOCUMENTS, FOLDER, WATCH, Elsewhere, install
from totalis.api import operations

LAW = ("openapi.json", "law_list", 200)
FLAWS = (
    "law_list (GET /api/v1/law) 200: at (top): ",
    "law_list (GET /api/v1/law) 200: at schema: ",
)


@pytest.fixture
def wrong(monkeypatch):
    """The list of the law says something else than the document."""
    monkeypatch.setattr(operations, "law_list", lambda _book: {"schema": 1})


def by_wsgi():
    """As gunicorn asks, and as schemathesis does."""
    request = RequestFactory().get("/api/v1/law")

    def start(_status, _headers, _error=None):
        return bytes

    return b"".join(WSGIHandler()(request.environ, start))


def test_every_way_in_is_seen(client, live_server):
    before = WATCH.seen[LAW]
    assert json.loads(client.get("/api/v1/law").content)["agreements"]
    assert WATCH.seen[LAW] == before + 1
    with urlopen(f"{live_server.url}/api/v1/law") as answer:  # noqa: S310 - this machine
        assert json.load(answer)["agreements"]
    assert WATCH.seen[LAW] == before + 2
    assert json.loads(by_wsgi())["agreements"]
    assert WATCH.seen[LAW] == before + 3
    assert WATCH.seconds > 0


@pytest.mark.usefixtures("wrong")
def test_a_wrong_answer_is_found_on_every_way_in(client, live_server):
    ways = (
        lambda: client.get("/api/v1/law").content,
        lambda: urlopen(f"{live_server.url}/api/v1/law").read(),  # noqa: S310 - this machine
        by_wsgi,
    )
    for way in ways:
        with WATCH.expecting() as told:
            assert way() == b'{"schema":1}'
        assert all(any(one.startswith(flaw) for one in told) for flaw in FLAWS), told
    assert WATCH.take() == []


def test_a_stream_is_judged_when_its_last_piece_is_out():
    request = RequestFactory().post("/api/v1/gate/bulk")
    pieces = iter([b'{"line":1,"word":"hold","id":null,', b'"answer":null,"error":1}\n'])
    response = StreamingHttpResponse(pieces, content_type="application/jsonl")
    with WATCH.expecting() as told:
        WATCH.see(request, response)
        assert WATCH.take() == []
        assert response.getvalue().endswith(b'"error":1}\n')
    assert len(told) == 1
    assert told[0].startswith("gate_bulk (POST /api/v1/gate/bulk) 200: line 1, at error: ")


def test_it_stands_there_once():
    before = BaseHandler.get_response
    install()
    assert BaseHandler.get_response is before


def test_the_documents_are_the_committed_ones(repository):
    paths = [document.path for document in DOCUMENTS]
    assert paths == [repository / "docs/openapi.json", repository / "docs/openapi-service.json"]
    assert sum(len(document.operations) for document in DOCUMENTS) == 27


def test_what_others_saw_is_read_once_and_whole(tmp_path):
    elsewhere, path = Elsewhere(tmp_path), tmp_path / "7.jsonl"
    key = ("somewhere.json", "else", 200)
    line = json.dumps({"key": key, "says": ["it is wrong"]}) + "\n"
    path.write_text(line + line[:20], encoding="utf-8")
    with WATCH.expecting() as told:
        elsewhere.collect()
    assert told == ["it is wrong"]
    path.write_text(line + line, encoding="utf-8")
    with WATCH.expecting() as told:
        elsewhere.collect()
        elsewhere.collect()
    assert told == ["it is wrong"]
    assert WATCH.seen.pop(key) == 2


def test_a_run_with_wrong_answers_fails_where_they_are(repository, monkeypatch):
    monkeypatch.delenv(FOLDER)
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    command = [sys.executable, "-m", "pytest", "-n0", "-p", "no:randomly", "-p", "no:cacheprovider"]
    run = subprocess.run(  # noqa: S603 - our own tests
        [*command, "tests/promises/deliberately.py"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1, run.stdout + run.stderr
    told = {
        found[2]: found[1]
        for found in re.finditer(r"^(FAILED|ERROR) \S+::(\w+)", run.stdout, re.MULTILINE)
    }
    assert told == {
        "test_wrong": "FAILED",
        "test_wrong_and_skipped": "FAILED",
        "test_wrong_and_failed_of_its_own": "FAILED",
        "test_wrong_before_it_begins": "ERROR",
        "test_a_status_that_is_not_documented": "FAILED",
    }
    assert "1 passed" in run.stdout
    assert "law_list (GET /api/v1/law) 404: the status is not documented" in run.stdout
    assert "6 answers held against their OpenAPI documents" in run.stdout
