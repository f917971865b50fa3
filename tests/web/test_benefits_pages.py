"""The benefits pages without a browser: nothing is kept, odd bodies are answered, records go round."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings, strategies as st

from totalis.benefits.estimate import estimate
from totalis.benefits.reading import read_record
from totalis.frontdoor.forms.benefit_rows import FAMILY
from totalis.frontdoor.forms.benefits import MAX_BYTES, facts_of, typed_of
from totalis.frontdoor.selectors.benefit_family import family_of
from totalis.frontdoor.selectors.benefits import shown
from totalis.webbase import clock

ADDRESS = "/benefits/"
RECORD = {
    "birth_date": "1950-05-02",
    "claim_month": "2016-05",
    "kind": "old_age",
    "us_earnings": {"1975": "900", "1990": "1200.50", "1991": "3000"},
    "us_quarters": {"1975": "2"},
    "foreign_coverage": [{"country": "DE", "start": "1970-01-01", "end": "1974-12-31"}],
    "projection": {"wage_growth": "3.5", "cost_of_living": "2"},
    "family": [
        {"relation": "spouse", "birth_date": "1980-05-02", "child_in_care": True},
        {"relation": "child", "claim_month": "2016-08"},
    ],
    "pensions": [
        {"country": "DE", "monthly": "300", "first_month": "2016-05", "rests_on_residence": True}
    ],
}
TYPED = typed_of(RECORD)


@pytest.fixture(autouse=True)
def _stopped_clock():
    with clock.stopped_at(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        yield


def test_what_is_typed_is_the_record_and_back():
    assert facts_of(TYPED).raw == RECORD


def test_units_by_year_become_rows_that_count_the_same():
    yearly = {"country": "DE", "start": "1970-03-01", "end": "1971-05-31"}
    units = {"units_by_year": {"1970": "7", "1971": "4"}}
    before = RECORD | {"foreign_coverage": [yearly | units]}
    after = facts_of(typed_of(before)).raw
    assert [one["units"] for one in after["foreign_coverage"]] == ["7", "4"]
    one, other = (estimate(read_record(raw)) for raw in (before, after))
    assert one.quarters == other.quarters


@pytest.mark.django_db
def test_nothing_is_kept_and_nothing_stands_in_an_address(client):
    before = {model: model._default_manager.count() for model in apps.get_models()}
    answer = client.post(ADDRESS, TYPED | {"do": "estimate"})
    assert answer.status_code == 200
    assert not answer.cookies.get("sessionid")
    assert "private" in answer.headers["Cache-Control"]
    assert {model: model._default_manager.count() for model in apps.get_models()} == before
    assert "?" not in "".join(
        part.split('"')[0] for part in answer.content.decode().split('action="')
    )


@pytest.mark.django_db
def test_what_one_takes_along(client):
    data = {"record": json.dumps(RECORD)}
    answer = client.post(f"{ADDRESS}estimate.json", data)
    assert answer.json()["pro_rata_pia"] == str(estimate(read_record(RECORD)).pro_rata_pia)
    assert "no-store" in answer.headers["Cache-Control"]
    assert client.post(f"{ADDRESS}record.json", data).json() == RECORD
    assert client.get(f"{ADDRESS}record.json").status_code == 405


@pytest.mark.django_db
def test_a_figure_that_is_not_published_opens_the_field_to_suppose_it(client):
    late = {**TYPED, "birth_date": "1980-05-02", "claim_month": "2045-01", "do": "estimate"}
    del late["wage_growth"], late["cost_of_living"], late["earnings-1975"], late["quarters-1975"]
    late = {name: value for name, value in late.items() if not FAMILY.knows(name)}
    late |= {"start-0": "2000-01-01", "end-0": "2010-12-31"}
    answer = client.post(
        ADDRESS, {**late, "earnings-1990": "", "earnings-1991": ""} | {"earnings-2015": "30000"}
    )
    assert answer.status_code == 422
    assert 'id="wage_growth-error"' in answer.content.decode()
    supposed = late | {"wage_growth": "0", "cost_of_living": "0", "earnings-2015": "30000"}
    answer = client.post(
        ADDRESS, {**supposed, "earnings-1990": "", "earnings-1991": "", "more": ""}
    )
    assert answer.status_code == 200
    assert "supposed, not published" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"member_birth-0": "1980-05-02"}, "member_claim-0"),
        ({"relation-1": "widow"}, "relation-1"),
        ({"relation-1": "", "member_birth-1": "2000-01-01"}, "relation-1"),
        ({"pension_monthly-0": "a lot"}, "pension_monthly-0"),
        ({"pension_monthly-0": ""}, "pension_monthly-0"),
        ({"pension_first-0": "1900-01"}, "pension_first-0"),
        ({"pension_country-0": "US"}, "pension_country-0"),
    ],
)
def test_a_member_or_pension_that_cannot_be_is_told_at_its_field(client, changes, place):
    facts = {name: value for name, value in TYPED.items() if name != "in_care-0"}
    if "member_birth-0" not in changes:
        facts["in_care-0"] = "on"
    page = client.post(ADDRESS, facts | changes | {"do": "estimate"}).content.decode()
    assert f'href="#{place}"' in page
    assert f'id="{place}"' in page


def test_less_than_a_dollar_is_no_zero():
    record = read_record(
        {
            "birth_date": "1930-05-02",
            "claim_month": "1992-06",
            "us_earnings": {"1976": "100", "1977": "200"},
            "us_quarters": {"1976": 2, "1977": 4},
            "foreign_coverage": [{"country": "FR", "start": "1955-01-01", "end": "1975-12-31"}],
        }
    )
    assert shown(record).sentence == "Less than a dollar a month from the United States."


def test_survivors_see_their_own_benefits_and_who_is_not_paid():
    record = read_record(
        {
            "kind": "survivors",
            "birth_date": "1970-05-02",
            "claim_month": "2015-05",
            "death_date": "2015-05-02",
            "us_earnings": {"2012": "30000", "2013": "30000", "2014": "30000"},
            "family": [{"relation": "widow"}, {"relation": "child"}],
        }
    )
    found = family_of(record, estimate(record))
    assert found is not None
    assert [one.name for one in found.members] == ["Child"]
    assert "not fully insured" in found.notes[0]


BAD = (
    "[]",
    "",
    "{",
    "null",
    '{"us_earnings": []}',
    '{"birth_date": {"a": 1}}',
    "x" * (MAX_BYTES + 1),
)


@pytest.mark.django_db
@pytest.mark.parametrize("text", BAD, ids=lambda text: text[:12] or "nothing")
@pytest.mark.parametrize("do", ["change", "posting"])
def test_a_record_that_does_not_read(client, text, do):
    assert client.post(ADDRESS, {"record": text, "do": do}).status_code == 422
    assert client.post(f"{ADDRESS}estimate.json", {"record": text}).status_code == 422


@pytest.mark.django_db
def test_a_file_that_is_none_keeps_what_was_typed(client):
    entity = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    file = SimpleUploadedFile("statement.xml", entity, "text/xml")
    answer = client.post(ADDRESS, {"do": "begin", "birth_date": "1960-05-02", "file": file})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "document type" in page
    assert 'value="1960-05-02"' in page
    assert "root:" not in page


@pytest.mark.django_db
def test_a_record_that_lacks_something_keeps_the_rest(client):
    short = {name: value for name, value in RECORD.items() if name != "claim_month"}
    file = SimpleUploadedFile("record.json", json.dumps(short).encode(), "application/json")
    page = client.post(ADDRESS, {"do": "begin", "file": file}).content.decode()
    assert "Write the month." in page
    for name in ("earnings-1990", "quarters-1975", "country-0", "relation-0", "pension_monthly-0"):
        assert f'<input type="hidden" name="{name}" value="{TYPED[name]}">' in page


ODD = st.sampled_from(
    (
        "",
        "x",
        "-1",
        "1e9",
        "0001-01-01",
        "9999-12-31",
        "2016-13",
        "9999-99",
        "US",
        "ZZ",
        "٣",
        "[]",
        "1" * 400,
    )
)


@pytest.mark.django_db
@given(
    changes=st.dictionaries(
        st.sampled_from(
            [*TYPED, "units-0", "earnings-0000", "start-99", "member_birth-19", "in_care-3"]
        ),
        ODD,
    ),
    do=st.sampled_from(("begin", "add", "estimate", "nothing")),
)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_typed_has_its_answer(client, changes, do):
    assert client.post(ADDRESS, TYPED | changes | {"do": do}).status_code in (200, 422)
