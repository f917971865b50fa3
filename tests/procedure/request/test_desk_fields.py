"""The desk asks what it asked before the forms became dated data.

`desk_fields.csv` was written by the code before (fields from one catalogue and the agreements' lists, put together when
asked for): for each agreement, proof and lane a digest of everything that a field says, for each of the six products. It
holds for edition 2026-11; a later edition may ask something else.
"""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.procedure.strategies import LAW
from totalis.lawbook.forms.book import forms
from totalis.lawbook.forms.model import Asks
from totalis.procedure.casefile import Direction, Lane
from totalis.procedure.forms import fields_for, products

EDITION = "2026-11"
BEFORE = list(
    csv.DictReader((Path(__file__).parent / "desk_fields.csv").read_text("utf-8").splitlines())
)


def said_of(country: str, lane: Lane, direction: Direction, product: str) -> list[dict[str, Any]]:
    rows = []
    for field in fields_for(product, lane, LAW.agreement(country), direction):
        row = msgspec.to_builtins(field)
        del row["when_says"]  # new beside `when`; the words are tested in test_forms
        keys = [source.key for source in field.sources]
        row["sources"] = keys + [source.title for source in field.sources]
        rows.append(row)
    return rows


@pytest.mark.parametrize("row", BEFORE, ids=lambda row: "-".join(list(row.values())[:3]))
def test_every_field_is_as_it_was(row: dict[str, str]):
    country, lane, direction = row["agreement"], Lane(row["lane"]), Direction(row["asks"])
    entry = forms().entry_for(agreement=country, asks=Asks(direction.value), lane=lane.value)
    assert entry is not None
    assert entry.edition == EDITION
    made = {product: said_of(country, lane, direction, product) for product in products()}
    asked = {field["key"] for fields in made.values() for field in fields}
    assert len(asked) == int(row["fields"])
    plain = json.dumps(made, ensure_ascii=False, sort_keys=True)
    assert hashlib.sha256(plain.encode()).hexdigest()[:16] == row["digest"]


def test_every_form_of_every_agreement_is_looked_at():
    found = {(row["agreement"], row["asks"], row["lane"]) for row in BEFORE}
    lanes = ("employer", "self_employed", "performer")
    both = ("us_certificate", "foreign_certificate")
    wanted = {(country, asks, lane) for country in LAW.countries for asks in both for lane in lanes}
    assert found == wanted | {("AU", "letter_of_exemption", lane) for lane in lanes}


def test_letters_are_written_for_australia_only():
    for country in LAW.countries:
        made = fields_for(
            "letter_of_exemption",
            Lane.EMPLOYER,
            LAW.agreement(country),
            Direction.LETTER_OF_EXEMPTION,
        )
        assert bool(made) is (country == "AU")
