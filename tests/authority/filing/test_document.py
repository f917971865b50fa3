"""The document of the interface: committed, whole, and kept to by the service under many odd requests."""

from __future__ import annotations

import json
from secrets import token_urlsafe

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, settings
from requests import PreparedRequest
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)

from tests.authority.filing.signing import Desk
from totalis.api.service.document import components
from totalis.webbase import clock
from totalis.webbase.signed.messages import RequestView, sign

ADDRESS = "/service/api/openapi.json"
PREFIX = "#/components/schemas/"
schema = schemathesis.openapi.from_wsgi(ADDRESS, get_wsgi_application())
sampled = schemathesis.openapi.from_wsgi(ADDRESS, get_wsgi_application())
sampled.config.phases.coverage.enabled = False  # each bound of each field: left to the slow proof
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
    schema.validate()
    document = client.get(ADDRESS).json()
    names = {ref.removeprefix(PREFIX) for ref in references(document)}
    assert names <= set(document["components"]["schemas"]) == set(components())
    assert all(path.startswith("/service/api/v1/") for path in document["paths"])
    assert all(
        operation["security"] == [{"Signed": []}]
        for path in document["paths"].values()
        for operation in path.values()
    )


def test_the_page_to_read_it_is_open(client):
    assert client.get("/service/api/docs").status_code == 200
    assert client.get("/service/api/").url == "/service/api/docs"
    assert client.get("/service/api/nowhere").json()["problems"][0]["path"] == "address"


def signed(case, desk: Desk) -> dict[str, str]:
    """The headers of a made-up request, signed as it will be sent."""
    prepared: PreparedRequest = case.as_transport_kwargs and PreparedRequest()
    given = case.as_transport_kwargs(base_url="http://localhost")
    prepared.prepare(
        method=given["method"],
        url=given["url"],
        params=given.get("params"),
        json=given.get("json"),
        data=given.get("data"),
        headers={"Content-Type": "application/json"},
    )
    body = prepared.body or b""
    content = body.encode() if isinstance(body, str) else body
    view = RequestView(prepared.method, prepared.url, {"content-type": "application/json"})
    sign(view, content, key=desk.key, nonce=token_urlsafe(12), at=clock.now())
    return dict(view.headers)
