"""GET /api/v1/law and /api/v1/schemas: what the answers rest on."""

from __future__ import annotations

import msgspec
import pytest
from jsonschema import Draft202012Validator

from totalis.api import law
from totalis.api.law import LawAgreement, LawList
from totalis.api.schemas import SCHEMAS


@pytest.fixture
def lawbook():
    return law.lawbook()


def test_the_list_names_every_agreement_with_its_figures(client, lawbook):
    answer = client.get("/api/v1/law").json()
    Draft202012Validator(msgspec.json.schema(LawList)).validate(answer)
    assert answer["law"] == lawbook.digest
    assert [line["country"] for line in answer["agreements"]] == list(lawbook.countries)
    france = next(line for line in answer["agreements"] if line["country"] == "FR")
    assert france["in_force"] == "1988-07-01"
    assert france["rules"] == len(lawbook.agreement("FR").rules)
    assert answer["signed_only"] == msgspec.to_builtins(
        [
            {key: getattr(item, key) for key in ("country", "name", "signed", "status")}
            for item in lawbook.register.signed
        ]
    )


def test_every_agreement_is_shown_in_full(client, lawbook):
    validator = Draft202012Validator(msgspec.json.schema(LawAgreement))
    for country in lawbook.countries:
        answer = client.get(f"/api/v1/law/{country}")
        validator.validate(answer.json())
        shown = msgspec.json.decode(answer.content, type=LawAgreement)
        assert shown.agreement == lawbook.agreement(country)
        assert shown.law == lawbook.digest


def test_a_country_may_be_written_small(client):
    assert client.get("/api/v1/law/fr").content == client.get("/api/v1/law/FR").content


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_a_schema_is_served_as_committed(client, repository, name):
    answer = client.get(f"/api/v1/schemas/{name}")
    assert answer["Content-Type"] == "application/schema+json"
    committed = (repository / f"docs/schemas/{name}.json").read_bytes()
    assert answer.json() == msgspec.json.decode(committed)


@pytest.mark.parametrize(
    "address",
    ["/api/v1/law/XX", "/api/v1/law/..", "/api/v1/schemas/secrets", "/api/v2/law", "/api/nowhere"],
)
def test_what_is_not_there_is_refused_as_json(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    (problem,) = answer.json()["problems"]
    assert problem["to_do"]
