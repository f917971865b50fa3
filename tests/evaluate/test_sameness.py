"""Same input, same bytes: in this process, in another, in any order of keys."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings, strategies as st

from tests.evaluate.cases import COUNTRIES, LAW, Case, document_of, partial_cases
from tests.vectors.loading import all_vectors
from totalis.evaluate import Evaluator, determine
from totalis.facts.reader import read_sheet
from totalis.lawbook.book import Lawbook

if TYPE_CHECKING:
    import random

DAY = date(2026, 1, 1)
few = settings(max_examples=40)

PRINT_ALL = """
import sys, json
from datetime import date
from totalis.evaluate import determine
from totalis.facts.reader import read_sheet
from totalis.lawbook.book import Lawbook
law = Lawbook()
for line in sys.stdin:
    sheet = read_sheet(json.loads(line))
    sys.stdout.buffer.write(determine(sheet, as_of=date(2026, 1, 1), law=law).to_json() + b"\\n")
"""


def bytes_of(document: dict[str, Any]) -> bytes:
    return determine(read_sheet(document), as_of=DAY, law=LAW).to_json()


def any_case() -> st.SearchStrategy[Case]:
    return st.sampled_from(COUNTRIES).flatmap(
        lambda country: partial_cases(LAW.agreement(country)).map(lambda pair: pair[1])
    )


def shuffled(value: Any, chance: random.Random) -> Any:
    """The same content with the keys of every mapping in another order."""
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: shuffled(value[key], chance) for key in keys}
    return [shuffled(item, chance) for item in value] if isinstance(value, list) else value


@few
@given(any_case())
def test_twice_in_one_process_and_with_nothing_remembered(case):
    document = document_of(case)
    once = bytes_of(document)
    assert bytes_of(document) == once
    sheet = read_sheet(document)
    assert Evaluator(LAW).determine(sheet, DAY).to_json() == once


@few
@given(any_case(), st.randoms(use_true_random=False))
def test_the_order_of_keys_does_not_matter(case, chance):
    document = document_of(case)
    assert bytes_of(shuffled(document, chance)) == bytes_of(document)


@few
@given(any_case(), any_case())
def test_the_order_of_engagements_does_not_matter(first, second):
    worker = {path: first.get(path) for path in second if path.startswith("worker.")}
    one = document_of(first, "e1")
    other = document_of({**second, **worker}, "e2")
    sheets = [
        {**one, "engagements": [*one["engagements"], *other["engagements"]]},
        {**one, "engagements": [*other["engagements"], *one["engagements"]]},
    ]
    answers = [json.loads(bytes_of(sheet)) for sheet in sheets]
    by_id = [{item["id"]: item for item in answer["engagements"]} for answer in answers]
    assert by_id[0] == by_id[1]
    assert [len(answer["findings"]) for answer in answers] in ([0, 0], [1, 1])


def test_null_is_the_same_as_left_out():
    case: Case = {"engagement.work_country": "FR", "engagement.kind": "employment"}
    with_nulls = case | {"engagement.start": None, "worker.residence": None}
    assert bytes_of(document_of(with_nulls)) == bytes_of(document_of(case))


@pytest.fixture(scope="module")
def lines() -> list[str]:
    """Every eighth vector."""
    return [json.dumps(vector.facts, default=str) for vector in all_vectors()[::8]]


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_the_same_bytes_in_another_process(seed, lines, tmp_path):
    """Sets and dictionaries keep no order that anybody promised: another hash seed, an empty cache."""
    done = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-c", PRINT_ALL],
        input="\n".join(lines).encode(),
        env={**os.environ, "PYTHONHASHSEED": seed, "XDG_CACHE_HOME": str(tmp_path)},
        capture_output=True,
        timeout=120,
        check=True,
    )
    here = [bytes_of(json.loads(line)) for line in lines]
    assert done.stdout.splitlines() == here


def test_another_lawbook_object_gives_the_same(tmp_path):
    document = document_of({"engagement.work_country": "FR"})
    fresh = Lawbook(cache=str(tmp_path))
    assert determine(read_sheet(document), as_of=DAY, law=fresh).to_json() == bytes_of(document)
