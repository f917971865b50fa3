"""The public pages over HTTP, without a browser."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime
from time import process_time
from typing import Any

import pytest
import yaml
from django.test import Client

from totalis.frontdoor.forms.state import MAX_BYTES, MAX_ENGAGEMENTS
from totalis.frontdoor.selectors.law import lawbook
from totalis.frontdoor.selectors.samples import SAMPLES
from totalis.webbase import clock

SHEET: dict[str, Any] = {
    "schema": "totalis/facts/1",
    "worker": {"citizenships": ["US"], "private_health_insurance": True},
    "engagements": [
        {
            "id": "e1",
            "kind": "employment",
            "category": "ordinary",
            "work_country": "FR",
            "start": "2027-01-01",
            "end": "2029-12-31",
            "employer": {"country": "US", "american": True},
            "sent_by_employer": True,
            "sent_from": "US",
            "employed_before_transfer": True,
            "works_for": "affiliate",
            "earlier_postings": [],
        }
    ],
}
STATE = {"sheet": json.dumps(SHEET), "as_of": "2026-11-22", "engagement": "e1", "not_known": "[]"}
ADDRESSES = [
    "/",
    "/decide/",
    *(f"/decide/sample/{sample.key}/" for sample in SAMPLES),
    "/law/",
    *(f"/law/{country.lower()}/" for country in lawbook().countries),
    "/law/common/",
    "/law/not-in-force/",
    "/law/sources/",
    "/law/freshness/",
    "/law/search/",
    "/law/search/?q=affiliate",
]


@pytest.fixture(autouse=True)
def _stopped_clock():
    with clock.stopped_at(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        yield


@pytest.fixture
def client() -> Client:
    return Client()


def text_of(answer):
    """What a page says, on one line, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_answers_without_script_or_style_of_its_own(client, address):
    answer = client.get(address)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert text.count("<h1") == 1
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", text)
    assert "{{" not in text


@pytest.mark.parametrize("address", ADDRESSES)
def test_ids_on_a_page_are_unique(client, address):
    found = re.findall(r'\sid="([^"]+)"', client.get(address).content.decode())
    assert len(found) == len(set(found))


def test_a_result_shows_one_missing_fact_and_where_its_answers_lead(client):
    text = text_of(client.post("/decide/", STATE | {"do": "result"}))
    assert "One fact is missing" in text
    assert "Does a section 3121(l) agreement (Form 2032) cover the affiliate?" in text
    assert "leads to United States" in text


def test_an_answer_given_on_the_result_page_decides_there(client):
    data = STATE | {"say": "engagements[e1].affiliate_3121l=true"}
    assert "The United States covers this work." in text_of(client.post("/decide/", data))


def test_i_do_not_know_keeps_the_fact_open_and_goes_on(client):
    data = {"asked": "engagement.work_country", "do": "next", "engagement.work_country": "France"}
    page = client.post("/decide/", data)
    answered = {"asked": "engagement.kind", "do": "next", "engagement.kind": "unknown"}
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode()))
    state = {key: hidden[key].replace("&quot;", '"') for key in ("sheet", "not_known", "as_of")}
    page = client.post("/decide/", state | answered)
    text = text_of(page)
    assert "Employee or self-employed I do not know" in text
    assert 'name="asked" value="engagement.kind"' not in page.content.decode()


def test_a_blank_answer_is_asked_for_again(client):
    answer = client.post("/decide/", {"asked": "engagement.work_country", "do": "next"})
    assert answer.status_code == 422
    assert "Answer this question, or say that you do not know." in text_of(answer)


def test_answers_that_contradict_the_sheet_are_shown_at_their_question(client):
    data = STATE | {
        "asked": "engagement.start engagement.end",
        "do": "next",
        "engagement.start": "2030-01-01",
        "engagement.end": "2029-12-31",
    }
    answer = client.post("/decide/", data)
    assert answer.status_code == 422
    assert "before the start" in text_of(answer)
    assert 'value="2030-01-01"' in answer.content.decode()


def test_work_without_an_end_is_beyond_the_limit(client):
    posted = SHEET["engagements"][0] | {"works_for": "sending_employer"}
    data = {
        "sheet": json.dumps(SHEET | {"engagements": [posted]}),
        "asked": "engagement.start engagement.end",
        "do": "next",
        "engagement.start": "2027-01-01",
        "engagement.end": "",
        "engagement.open_ended": "true",
    }
    text = text_of(client.post("/decide/", data))
    assert "No end is intended Yes" in text
    assert "no end intended" in text
    assert "Beyond the limit France covers" in text


def test_what_nobody_has_to_meet_stands_apart_from_the_conditions(client):
    posted = SHEET["engagements"][0] | {"affiliate_3121l": True}
    sheet = {
        "schema": SHEET["schema"],
        "worker": SHEET["worker"],
        "engagements": [posted],
    }
    text = text_of(client.post("/decide/", STATE | {"sheet": json.dumps(sheet)}))
    conditions, to_mind = text.split("To keep in mind")
    assert "Assumed" not in conditions
    assert "Met Work for the French affiliate" in conditions
    assert "Assumed The agreement removes double coverage" in to_mind


@pytest.mark.parametrize("address", ADDRESSES)
def test_durations_are_words_on_every_page(client, address):
    assert not re.search(r"\bP\d+[YMD]\b", text_of(client.get(address)))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"sheet": "{"}, "YAML or JSON"),
        (
            {"sheet": '{"schema": "totalis/facts/9", "engagements": [{"id": "e1"}]}'},
            "totalis/facts/1",
        ),
        ({"sheet": "x" * (MAX_BYTES + 1)}, "at most 128,000 bytes"),
        ({"as_of": "2026-02-30"}, "a day from 1900 to 2199"),
        ({"as_of": "9999-12-31"}, "a day from 1900 to 2199"),
    ],
)
@pytest.mark.parametrize("address", ["/decide/", "/decide/day/", "/decide/facts.yaml"])
def test_a_state_that_does_not_read_is_refused_kindly(client, address, data, said):
    answer = client.post(address, data)
    assert answer.status_code == 422
    assert "We could not read these facts" in text_of(answer)
    assert said in text_of(answer)


@pytest.mark.parametrize("not_known", ["{", "[1]", '["nothing.known"]', "3", '{"a": 1}'])
def test_places_that_name_no_fact_are_left_aside(client, not_known):
    answer = client.post("/decide/", STATE | {"not_known": not_known})
    assert answer.status_code == 200


def test_what_people_type_is_shown_and_never_run(client):
    typed = "<script>alert(1)</script>"
    data = {"asked": "engagement.work_country", "do": "next", "engagement.work_country": typed}
    answer = client.post("/decide/", data)
    assert typed not in answer.content.decode()
    assert "&lt;script&gt;" in answer.content.decode()


def test_a_sheet_with_several_engagements_shows_a_result_for_each(client):
    second = SHEET["engagements"][0] | {"id": "e2", "work_country": "SG"}
    sheet = SHEET | {"engagements": [SHEET["engagements"][0], second]}
    upload = io.BytesIO(json.dumps(sheet).encode())
    upload.name = "two.json"
    text = text_of(client.post("/decide/open/", {"file": upload}))
    assert "2 engagements, each with its answer" in text
    assert "no social security agreement in force with Singapore" in text
    assert "One fact is missing" in text


def test_a_country_written_beside_the_choices_becomes_a_choice(client):
    data = STATE | {
        "asked": "worker.citizenships",
        "do": "add",
        "worker.citizenships": ["US"],
        "worker.citizenships.other": "Brazil",
    }
    text = client.post("/decide/", data).content.decode()
    assert re.search(r'value="BR" checked', text)
    assert re.search(r'value="US" checked', text)
    refused = client.post("/decide/", data | {"worker.citizenships.other": "Brasilia"})
    assert refused.status_code == 422
    assert "Did you mean Brazil?" in text_of(refused)


def test_the_largest_sheet_is_answered_in_time(client):
    many = [SHEET["engagements"][0] | {"id": f"e{number}"} for number in range(MAX_ENGAGEMENTS)]
    state = STATE | {"sheet": json.dumps(SHEET | {"engagements": many}), "do": "result"}
    start = process_time()
    assert f"{MAX_ENGAGEMENTS} engagements, each with its answer" in text_of(
        client.post("/decide/", state)
    )
    assert process_time() - start < 10


def test_more_engagements_than_a_page_shows_are_refused_kindly(client):
    many = [{"id": f"e{number}"} for number in range(MAX_ENGAGEMENTS + 1)]
    answer = client.post("/decide/", {"sheet": json.dumps(SHEET | {"engagements": many})})
    assert answer.status_code == 422
    assert "at most 50 on one page" in text_of(answer)


@pytest.mark.parametrize(
    "place",
    [
        "nothing",
        "engagements[zz].end",
        "engagements[e1].nothing",
        "=",
        "engagements[e1].open_ended=true",
        "engagements[e1].end=x",
    ],
)
@pytest.mark.parametrize("button", ["change", "say", "go"])
def test_a_button_that_names_nothing_does_no_harm(client, button, place):
    assert client.post("/decide/", STATE | {button: place}).status_code in (200, 422)


def test_uploading_nothing_says_so(client):
    answer = client.post("/decide/open/", {})
    assert answer.status_code == 422
    assert "Choose a file first" in text_of(answer)


def test_facts_come_back_as_the_sheet_that_was_given(client):
    answer = client.post("/decide/facts.yaml", STATE)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="totalis-facts.yaml"'
    sheet = yaml.safe_load(answer.content)
    assert sheet["engagements"][0]["works_for"] == "affiliate"
    assert sheet["schema"] == "totalis/facts/1"


def test_the_memo_is_a_pdf(client):
    pytest.importorskip("totalis.documents.memo")
    answer = client.post("/decide/memo.pdf", STATE)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


@pytest.mark.parametrize(
    "address",
    ["/decide/facts.yaml", "/decide/determination.json", "/decide/memo.pdf", "/decide/day/"],
)
def test_what_needs_facts_is_had_by_post_only(client, address):
    assert client.get(address).status_code == 405


def test_forms_are_guarded_against_other_sites():
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/decide/", STATE).status_code == 403


def test_the_table_of_agreements_is_filtered_sorted_and_downloaded_as_shown(client):
    every = list(csv.DictReader(io.StringIO(client.get("/law/?format=csv").content.decode())))
    assert len(every) == len(lawbook().countries)
    oldest = client.get("/law/?format=csv&sort=in_force").content.decode()
    days = [row["in_force"] for row in csv.DictReader(io.StringIO(oldest))]
    assert days == sorted(days)
    only = client.get("/law/?name=fr")
    assert "1 of" in text_of(only)
    assert "No agreement fits." in text_of(client.get("/law/?name=zzz"))
    assert client.get("/law/?show=nonsense&sort=nonsense").status_code == 200


def test_an_agreement_is_found_by_its_code_in_any_case(client):
    assert client.get("/law/FR/").headers["Location"] == "/law/fr/"
    assert client.get("/law/zz/").status_code == 404
    assert client.get("/law/..%2fsecret/").status_code == 404


def test_searching_finds_rules_and_says_when_there_is_nothing(client):
    text = text_of(client.get("/law/search/?q=private+health+insurance"))
    assert "France, condition of fr.employment.detached_us_to_fr" in text
    assert "Nothing holds all of these words" in text_of(client.get("/law/search/?q=qwertz"))


@pytest.mark.parametrize("country", lawbook().countries)
def test_an_agreement_page_shows_every_rule_with_an_address(client, country):
    agreement = lawbook().agreement(country)
    text = client.get(f"/law/{country.lower()}/").content.decode()
    for rule in agreement.rules:
        assert f'id="{rule.id}"' in text
    for key in agreement.sources:
        assert f'id="source-{key}"' in text
