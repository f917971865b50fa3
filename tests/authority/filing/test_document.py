"""The document of the interface: committed, whole, and kept to by the service under many odd requests."""

from __future__ import annotations

import json

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)

from tests.authority.cast import NOW, make_office
from tests.authority.filing.signing import Desk, signing
from totalis.api.service.document import EXAMPLE, components
from totalis.authority.services.clients import add_client

ADDRESS = "/service/api/openapi.json"
PREFIX = "#/components/schemas/"
DESK = Desk()
sampled = schemathesis.openapi.from_wsgi(ADDRESS, signing(DESK))
sampled.config.phases.coverage.enabled = (
    False  # each bound of each field: left to test_odd_requests.py
)
# Every call is signed, and any number is of nobody: what the document promises of answers is what is looked at.
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


def references(value):
    """Every `$ref` in a document."""
    if isinstance(value, dict):
        own = [value["$ref"]] if "$ref" in value else []
        return own + [found for item in value.values() for found in references(item)]
    if isinstance(value, list):
        return [found for item in value for found in references(item)]
    return []


def test_the_committed_document_is_the_served_one(client, repository):
    committed = json.loads((repository / "docs/openapi-service.json").read_text(encoding="utf-8"))
    served = client.get(ADDRESS).json()
    assert committed == served, "run: python -m scripts.write_contract"


def test_it_is_valid_and_refers_to_nothing_that_is_not_there(client):
    sampled.validate()
    document = client.get(ADDRESS).json()
    names = {ref.removeprefix(PREFIX) for ref in references(document)}
    schemas = {name for name in names if not name.startswith("#")}
    assert schemas <= set(document["components"]["schemas"]) == set(components())
    for place, name in (ref.split("/")[-2:] for ref in names - schemas):
        assert name in document["components"][place]
    assert all(path.startswith("/service/api/v1/") for path in document["paths"])
    assert all(
        operation["security"] == [{"Signed": []}]
        for path in document["paths"].values()
        for operation in path.values()
    )


@pytest.mark.django_db
def test_its_example_is_taken_as_it_stands(borealis):
    answer = borealis.post("requests", EXAMPLE)
    assert answer.status_code == 201, answer.content
    assert answer.json()["status"]["edition"] == EXAMPLE["edition"]


def test_the_page_to_read_it_is_open(client):
    assert client.get("/service/api/docs").status_code == 200
    assert client.get("/service/api/").url == "/service/api/docs"
    assert client.get("/service/api/nowhere").json()["problems"][0]["path"] == "address"


@pytest.fixture
def known(transactional_db):  # noqa: ARG001 - Django closes the connection after each request
    """The desk whose key signs whatever is made up, known to the office."""
    add_client(actor=make_office().act("silas"), name="Odd requests", key=DESK.public, at=NOW)


@pytest.mark.usefixtures("known")
@sampled.parametrize()
@settings(max_examples=12, suppress_health_check=list(HealthCheck))
def test_the_service_keeps_to_its_document(case):
    case.call_and_validate(checks=CHECKS)
