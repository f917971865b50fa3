"""Every vector through Python: outcome, country, rule, limit, what is missing."""

from __future__ import annotations

import json

import pytest

from tests.vectors.loading import Vector, all_vectors, disagreements
from totalis.evaluate import determine
from totalis.facts.reader import read_sheet
from totalis.lawbook.book import Lawbook

LAW = Lawbook()


@pytest.mark.vectors
@pytest.mark.parametrize("vector", all_vectors(), ids=lambda vector: vector.id)
def test_vector(vector: Vector) -> None:
    determination = determine(read_sheet(vector.facts, vector.file), as_of=vector.as_of, law=LAW)
    answer = json.loads(determination.to_json())["engagements"][0]
    assert not disagreements(vector, answer), vector.says


def test_ids_are_unique() -> None:
    ids = [vector.id for vector in all_vectors()]
    assert len(ids) == len(set(ids)), sorted({item for item in ids if ids.count(item) > 1})
