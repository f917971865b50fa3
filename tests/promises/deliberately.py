"""Tests with wrong answers in them, run by `test_plugin.py` in a pytest of their own; by its name no run collects this file."""

from __future__ import annotations

import pytest

from totalis.api import operations
from totalis.kernel.errors import NotFoundError, Problem


@pytest.fixture
def wrong(monkeypatch):
    """The list of the law says something else than the document."""
    monkeypatch.setattr(operations, "law_list", lambda _book: {"schema": 1})


def test_right(client):
    assert client.get("/api/v1/law").status_code == 200


@pytest.mark.usefixtures("wrong")
def test_wrong(client):
    assert client.get("/api/v1/law").status_code == 200


@pytest.mark.usefixtures("wrong")
def test_wrong_and_skipped(client):
    client.get("/api/v1/law")
    pytest.skip("nothing to see here")


@pytest.mark.usefixtures("wrong")
def test_wrong_and_failed_of_its_own(client):
    assert client.get("/api/v1/law").status_code == 404


@pytest.fixture
def fetched(wrong, client):  # noqa: ARG001 - the order
    """The wrong answer comes while the test is made ready."""
    return client.get("/api/v1/law")


def test_wrong_before_it_begins(fetched):
    assert fetched.status_code == 200


def test_a_status_that_is_not_documented(client, monkeypatch):
    def lost(_book):
        raise NotFoundError([Problem("law", "none", "some", "Find it.")])

    monkeypatch.setattr(operations, "law_list", lost)
    assert client.get("/api/v1/law").status_code == 404
