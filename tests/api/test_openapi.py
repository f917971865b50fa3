"""The OpenAPI document: committed, whole, and kept to by the server under many odd requests."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, settings
from jsonschema import Draft202012Validator
from schemathesis.checks import negative_data_rejection, positive_data_acceptance
from schemathesis.specs.openapi.checks import ignored_auth

from tests.desk.conftest import cast  # noqa: F401 - the cast, for these tests too
from totalis.api.openapi import EXAMPLE, components
from totalis.facts.schema import fact_sheet_schema
from totalis.webbase.tokens.scopes import Scope
from totalis.webbase.tokens.services import make_key

ADDRESS = "/api/openapi.json"
schema = schemathesis.openapi.from_wsgi(ADDRESS, get_wsgi_application())
sampled = schemathesis.openapi.from_wsgi(ADDRESS, get_wsgi_application())
sampled.config.phases.coverage.enabled = False  # each bound of each field: left to the slow proof


@schemathesis.serializer("application/jsonl", "application/vnd.apache.parquet")
def as_it_is(_context, value):
    """Bodies that are not JSON are sent as they were made up."""
    return value if isinstance(value, bytes) else str(value).encode()


def references(value):
    """Every `$ref` in a document."""
    if isinstance(value, dict):
        own = [value["$ref"]] if "$ref" in value else []
        return own + [found for item in value.values() for found in references(item)]
    if isinstance(value, list):
        return [found for item in value for found in references(item)]
    return []


def test_the_committed_document_is_the_served_one(client, repository):
    committed = json.loads((repository / "docs/openapi.json").read_text(encoding="utf-8"))
    served = client.get(ADDRESS).json()
    assert committed == served, "run: python -m scripts.write_contract"


def test_it_is_valid_and_refers_to_nothing_that_is_not_there(client):
    schema.validate()
    document = client.get(ADDRESS).json()
    places = [ref.removeprefix("#/components/").split("/") for ref in references(document)]
    assert all(name in document["components"][place] for place, name in places)
    assert len({name for place, name in places if place == "schemas"}) > 30
    assert all(path.startswith("/api/v1/") for path in document["paths"])


def test_its_example_is_a_good_sheet():
    Draft202012Validator(fact_sheet_schema()).validate(EXAMPLE)


def test_each_schema_in_it_is_a_schema():
    for part in components().values():
        Draft202012Validator.check_schema(part)


TABLES = ("/classify", "/screen", "/benefits/many")


def send(case):
    # The reader compares facts with each other (an end before its start), which the document cannot say. Of a table
    # the document says that it is text: whatever is made up is text, and any line has its answer.
    more = [negative_data_rejection] if case.path.endswith(TABLES) else []
    case.call_and_validate(excluded_checks=[positive_data_acceptance, *more])


@pytest.mark.django_db(transaction=True)  # Django closes the connection after each request
@sampled.parametrize()
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
def test_the_server_keeps_to_its_document(case):
    send(case)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@schema.parametrize()
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
def test_the_server_keeps_to_its_document_under_many_odd_requests(case):
    send(case)


@pytest.fixture
def bearer(cast):  # noqa: F811 - the fixture
    """The header of a program that may do everything."""
    made = make_key(
        actor=cast.act("eve"),
        name="Odd requests",
        scopes=frozenset(Scope),
        last_day=date(2027, 1, 1),
        at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    return {"Authorization": f"Bearer {made.secret}"}


@pytest.mark.django_db(transaction=True)
@sampled.include(path_regex="/gate").parametrize()
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
def test_the_gate_keeps_to_its_document_for_who_has_a_key(case, bearer):
    # The header is always the good one; and any text is lines, each of which gets its own answer.
    checks = [positive_data_acceptance, negative_data_rejection, ignored_auth]
    case.call_and_validate(headers=bearer, excluded_checks=checks)


def test_the_page_to_try_it_is_there(client):
    assert client.get("/api/docs").status_code == 200
    assert client.get("/api/").url == "/api/docs"
