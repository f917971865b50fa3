"""What is answered before an operation, or where there is none: the same form, as the documents say of it."""

from __future__ import annotations

import json

import pytest
from django.conf import settings
from django.test import Client

from tests.promises.watch import WATCH
from totalis.api import operations

LAW, SERVICE = "/api/v1/law", "/service/api/v1/service"


def only_problem(answer, status):
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/json"
    (problem,) = json.loads(answer.content)["problems"]
    return problem


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "head"])
def test_a_method_that_is_not_there_is_named_with_those_that_are(client, method):
    answer = getattr(client, method)(LAW)
    assert answer.status_code == 405
    assert answer["Allow"] == "GET"
    if method != "head":  # has no body, whatever is said
        assert only_problem(answer, 405)["expected"] == "GET"


@pytest.mark.parametrize("path", ["/api/v1/nowhere", "/api/v1/law/FR/rules", "/service/api/v1/x"])
def test_an_address_that_is_not_there(client, path):
    assert only_problem(client.get(path), 404)["path"] == "address"
    assert only_problem(client.post(path), 404)["path"] == "address"


@pytest.mark.parametrize("path", [LAW, SERVICE])
def test_a_foreign_host_and_a_flood_of_parameters_are_refused_in_the_same_form(client, path):
    answer = client.get(path, headers={"Host": "elsewhere.example.com"})
    assert only_problem(answer, 400)["found"] == "DisallowedHost"
    if path == LAW:
        return
    flood = "&".join(f"a{number}=1" for number in range(2000))
    answer = client.post(f"/api/v1/classify?{flood}", "x", content_type="text/csv")
    assert only_problem(answer, 400)["found"] == "TooManyFieldsSent"


def test_a_person_gets_a_page_for_the_same(client):
    answer = client.get("/", headers={"Host": "elsewhere.example.com"})
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("text/html")


@pytest.fixture
def broken(monkeypatch):
    """The law cannot be listed; and the client does as a server does, and raises nothing."""

    def breaks(_book):
        message = "a disk that is full of secrets"
        raise OSError(message)

    monkeypatch.setattr(operations, "law_list", breaks)
    return Client(raise_request_exception=False)


def test_an_error_of_ours_is_said_in_the_same_form_and_says_nothing_of_itself(broken, caplog):

    with WATCH.expecting() as told:
        answer = broken.get(LAW)
    assert only_problem(answer, 500)["found"] == "an error of this server"
    assert b"secrets" not in answer.content
    assert "a disk that is full of secrets" in caplog.text
    assert any("the status is not documented" in one for one in told)
    assert settings.DEBUG is False
