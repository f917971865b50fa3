"""Which charges a certificate reaches: facts of the French catalogue and of its sources, never a doubt as an exemption."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings, strategies as st

from totalis.gate.charges import Reach
from totalis.lawbook.charges.book import Charges
from totalis.lawbook.charges.model import Category, Charge, Effect

DAY = date(2027, 3, 14)
LAW = Charges()
REACH = Reach(LAW)
FRENCH = LAW.catalogue("FR")
ENTRIES = sorted(FRENCH.entries)


def word(charge, day=DAY, country="FR"):
    return REACH.of_one(charge, country, day).word.value


@pytest.mark.parametrize(
    "charge",
    # POMS RS 02001.510: national health insurance, retirement, family allowances, workers' compensation.
    [
        "covered",
        "maladie",
        "Sécurité sociale - maladie maternité invalidité décès",
        "URSSAF MALADIE",
    ],
)
def test_a_benefit_programme_that_poms_names_is_reached(charge):
    assert word(charge) == "exempt"


@pytest.mark.parametrize("charge", ["csg", "crds", "CSG/CRDS non déductible", "CSG CRDS"])
def test_csg_and_crds_are_never_reached_by_the_certificate(charge):
    """IRS statement of 2019: they are not covered by the agreement; French law ends them, if anything does."""
    assert word(charge) == "hold"


@pytest.mark.parametrize(
    "charge", ["TOTAL", "retenues diverses", "?", "exempt", "unclear", "not_covered"]
)
def test_a_text_that_names_no_one_charge_is_a_doubt(charge):
    assert word(charge) == "hold"


def test_without_a_catalogue_no_charge_is_exempt():
    assert word("maladie", country="ZZ") == "hold"
    assert REACH.of_all("ZZ", DAY) is None


def test_every_charge_of_the_day_stands_in_one_list():
    found = REACH.of_all("FR", DAY)
    assert found is not None
    lists = (*found.reached, *found.falls_away, *found.not_reached, *found.unclear)
    of_the_day = [key for key, entry in FRENCH.entries.items() if entry.meets(DAY, DAY)]
    assert sorted(lists) == sorted(of_the_day)
    assert found.reached
    assert not {"csg", "crds"} & {FRENCH.entries[key].id for key in found.reached}


@settings(max_examples=300, deadline=None)
@given(
    charge=st.sampled_from(
        [*ENTRIES, *(name for key in ENTRIES for name in FRENCH.entries[key].names)]
    )
    | st.text(max_size=30),
    day=st.dates(),
)
def test_exempt_only_where_every_meaning_is_exempt_by_the_certificate(charge, day):
    found = REACH.of_one(charge, "FR", day)
    assert found.reason
    if found.word != "exempt":
        return
    assert found.charges is not None
    assert found.charges.reached
    assert not found.charges.falls_away
    assert not found.charges.not_reached
    assert not found.charges.unclear
    for key in found.charges.reached:
        entry = FRENCH.entries[key]
        assert isinstance(entry, Charge)
        assert entry.certificate_effect is Effect.EXEMPT
        assert entry.category not in (Category.CSG, Category.CRDS, Category.UNCLEAR)
        assert entry.meets(day, day)
        assert entry.effect_from is None or entry.effect_from <= day


@pytest.mark.parametrize("key", [one.id for one in FRENCH.charges])
def test_what_may_be_due_is_withheld(key):
    entry = FRENCH.entries[key]
    assert isinstance(entry, Charge)
    if entry.certificate_effect is Effect.STILL_DUE_POSSIBLE and entry.meets(DAY, DAY):
        assert word(key) in ("withhold", "hold")
