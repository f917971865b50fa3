"""Every vector through HTTP, compared with the Python door: the same JSON, whole."""

from __future__ import annotations

import json

import pytest
import yaml
from django.test import Client

from tests.vectors.loading import all_vectors, disagreements
from totalis.evaluate import determine
from totalis.facts.reader import read_sheet
from totalis.lawbook.book import Lawbook

LAW = Lawbook()
BROKEN = {"schema": "totalis/facts/1", "engagements": [{"id": "e1", "start": "2026-02-30"}]}


def post(body: str, day: str, content_type: str = "application/json"):
    return Client().post(
        "/api/v1/determine", body, content_type=content_type, query_params={"as_of": day}
    )


@pytest.mark.vectors
@pytest.mark.parametrize("vector", all_vectors(), ids=lambda vector: vector.id)
def test_vector(vector):
    response = post(json.dumps(vector.facts, default=str), vector.as_of.isoformat())
    assert response.status_code == 200, response.content
    answer = determine(read_sheet(vector.facts, vector.file), as_of=vector.as_of, law=LAW)
    assert response.json() == json.loads(answer.to_json())
    assert not disagreements(vector, response.json()["engagements"][0]), vector.says


def test_a_broken_sheet_is_refused_with_the_problems_of_the_reader():
    response = post(json.dumps(BROKEN), "2026-01-01")
    assert response.status_code == 422
    text = response.content.decode()
    assert "engagements[0].start" in text
    assert "2026-02-30" in text
    assert yaml.safe_load(text)
