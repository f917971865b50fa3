"""POST /api/v1/determine: the determination for a sheet, or every problem with its place."""

from __future__ import annotations

import json
from datetime import date

import pytest
import yaml
from jsonschema import Draft202012Validator

from totalis.api.law import lawbook
from totalis.evaluate import determine
from totalis.evaluate.schema import determination_schema
from totalis.facts.reader import read_sheet


def only_problem(answer, status=422):
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/json"
    (problem,) = answer.json()["problems"]
    assert set(problem) == {"path", "line", "found", "expected", "to_do"}
    return problem


def test_a_posting_to_france_stays_under_us_social_security(decide, sheet):
    answer = decide(sheet, as_of="2026-01-01")
    assert answer.status_code == 200
    (engagement,) = answer.json()["engagements"]
    assert (engagement["outcome"], engagement["covered_by"]) == ("assigned", "US")


def test_the_answer_is_that_of_the_engine_byte_for_byte(decide, sheet):
    direct = determine(read_sheet(sheet), as_of=date(2026, 1, 1), law=lawbook())
    assert decide(sheet, as_of="2026-01-01").content == direct.to_json()


def test_an_unknown_that_matters_is_named_with_what_each_answer_leads_to(decide, sheet):
    sheet["engagements"][0]["works_for"] = "affiliate"
    (engagement,) = decide(sheet).json()["engagements"]
    assert engagement["outcome"] == "undetermined"
    missing = {item["path"]: item for item in engagement["missing"]}
    assert set(missing["engagement.affiliate_3121l"]["leads_to"]) == {"true", "false"}


def test_a_sheet_may_be_yaml(decide, sheet):
    text = yaml.safe_dump(sheet)
    answer = decide(text, "application/yaml")
    assert answer.content == decide(sheet).content


def test_without_a_day_the_law_of_today_applies(decide, sheet):
    assert decide(sheet).json()["as_of"] == "2026-01-01"
    assert decide(sheet, as_of="2025-06-30").json()["as_of"] == "2025-06-30"


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "20260101", "1765", ""])
def test_a_day_that_does_not_exist_is_refused(decide, sheet, day):
    assert only_problem(decide(sheet, as_of=day))["path"] == "as_of"


def test_answers_keep_to_the_published_schema(decide, sheet):
    validator = Draft202012Validator(
        determination_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    validator.validate(decide(sheet).json())


def test_every_problem_is_listed_at_once_with_its_line(decide, sheet):
    sheet["engagements"][0] |= {"work_country": "France", "start": "2026-02-30", "knid": "x"}
    answer = decide(json.dumps(sheet, indent=2))
    assert answer.status_code == 422
    problems = {problem["path"]: problem for problem in answer.json()["problems"]}
    assert set(problems) == {
        "engagements[0].work_country",
        "engagements[0].start",
        "engagements[0].knid",
    }
    assert problems["engagements[0].work_country"]["to_do"] == "Write FR."
    lines = json.dumps(sheet, indent=2).splitlines()
    assert '"start"' in lines[problems["engagements[0].start"]["line"] - 1]


def test_json_with_tabs_and_escaped_pairs_is_json(decide, sheet):
    sheet["engagements"][0]["employer"]["name"] = "Bakery \U0001f950"
    text = json.dumps(sheet, indent="\t")
    assert "\\ud83e\\udd50" in text
    assert decide(text).content == decide(json.dumps(sheet, ensure_ascii=False)).content


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b" ", "Expecting value at column 2"),
        (b"[]", "a list"),
        (b"3.5", "a decimal number"),
        (b'{"schema": 1, "schema": 2}', "the key 'schema' more than once"),
        (b'{"schema": NaN}', "NaN"),
        (b'{"schema": "\\ud800"}', "half of a character pair"),
        (b'{"\\ud800": 1}', "half of a character pair"),
        (b'{"schema": "\xff"}', "a byte at position 12 that is not UTF-8"),
        (b"[" * 100_000, "a number too long or too many levels"),
        (b"1" * 10_000, "a number too long or too many levels"),
        (b"1e999999999999999999999", "a number too long or too many levels"),
    ],
)
def test_what_is_no_sheet_is_refused_in_words(decide, body, found):
    assert only_problem(decide(body))["found"].startswith(found)


def test_a_mistake_in_json_names_its_line(decide):
    problem = only_problem(decide(b'{\n  "schema": "totalis/facts/1",\n}'))
    assert problem["line"] in (2, 3)


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded"])
def test_another_type_of_content_is_refused_by_name(decide, sheet, content_type):
    problem = only_problem(decide(json.dumps(sheet), content_type), 415)
    assert problem["found"] == f"'{content_type}'"
    assert "application/json" in problem["to_do"]


def test_more_than_a_megabyte_is_refused_unread(decide):
    problem = only_problem(decide(b" " * 1_000_001), 413)
    assert problem["found"] == "1,000,001 bytes"


def test_a_flood_of_problems_is_cut(decide, sheet):
    sheet["worker"] = {f"x{number}": 1 for number in range(500)}
    problems = decide(sheet).json()["problems"]
    assert len(problems) == 100


def test_no_cookie_is_set_and_none_is_asked_for(decide, sheet):
    answer = decide(sheet)
    assert answer.status_code == 200
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
