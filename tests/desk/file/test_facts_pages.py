"""The pages about facts: sheet, groups, proof, questions, answer and memo."""

from __future__ import annotations

import re

import pytest

from tests.desk.cast import NOW, case_address, empty_case, posting_sheet, posting_to_france
from totalis.casework.models import CaseDetermination, FactVersion
from totalis.casework.selectors.casefile import case_file
from totalis.casework.services.decisions import determine_case
from totalis.casework.services.facts import state_facts

END = "engagements[posting-to-lyon].end"


@pytest.fixture
def case(cast):
    case = posting_to_france(cast.act("ada"))
    determine_case(actor=cast.act("ada"), case=case, as_of=NOW.date(), at=NOW)
    return case


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def form_of(response, **changes):
    """What a browser would send of the fields that matter, with changes."""
    page = response.content.decode()
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: value for name, value in hidden if name != "csrfmiddlewaretoken"} | changes


def test_the_sheet_names_who_stated_each_fact(as_user, case):
    shown = text_of(as_user("ada").get(case_address(case, "facts")))
    assert "Ada Okafor" in shown
    assert "Told by the worker" in shown
    assert "31 December 2028" in shown or "2028" in shown
    assert "History of versions" in shown


def test_an_empty_sheet_says_how_to_begin(as_user, cast):
    case = empty_case(cast.act("ada"))
    shown = text_of(as_user("ada").get(case_address(case, "facts")))
    assert "Nothing is stated yet" in shown
    assert "State the first facts" in shown
    assert "State the first facts" not in text_of(as_user("ben").get(case_address(case, "facts")))


def test_a_group_is_edited_with_the_interviews_widgets(as_user, case):
    client = as_user("ada")
    address = case_address(case, "facts") + "edit/dates/"
    page = client.get(address)
    data = form_of(
        page,
        **{
            "engagement.start": "2027-01-01",
            "engagement.end": "2029-06-30",
            "basis": "Told by the employer",
            "do": "save",
        },
    )
    data["asked"] = "engagement.start engagement.end"
    response = client.post(address, data)
    assert response.status_code == 302, text_of(response)
    assert case_file(case).facts[-1].number == 2
    assert "30 June 2029" in text_of(client.get(response["Location"]))


def test_the_second_tab_sees_both_and_can_save_knowingly(as_user, cast, case):
    client = as_user("ada")
    address = case_address(case, "facts") + "edit/dates/"
    page = client.get(address)
    state_facts(
        actor=cast.act("finn", cast.borealis),
        case=case,
        values={END: "2029-05-31"},
        basis="Own knowledge",
        seen_version=1,
        at=NOW,
    )
    typed = {
        "engagement.start": "2027-01-01",
        "engagement.end": "2029-06-30",
        "basis": "Told by the employer",
        "do": "save",
        "asked": "engagement.start engagement.end",
    }
    told = client.post(address, form_of(page) | typed)
    assert told.status_code == 422
    shown = text_of(told)
    assert "Somebody stated facts while you were typing" in shown
    assert "31 May 2029" in shown
    assert "30 June 2029" in shown
    assert 'value="2029-06-30"' in told.content.decode()
    assert FactVersion.objects.filter(case=case).count() == 2
    assert client.post(address, form_of(told) | typed).status_code == 302
    assert FactVersion.objects.filter(case=case).count() == 3


def test_what_was_typed_stays_beside_its_error(as_user, case):
    client = as_user("ada")
    address = case_address(case, "facts") + "edit/dates/"
    data = form_of(
        client.get(address),
        **{"engagement.start": "2031-01-01", "engagement.end": "2030-01-01", "do": "save"},
    )
    data |= {"asked": "engagement.start engagement.end", "basis": "Own knowledge"}
    response = client.post(address, data)
    assert response.status_code == 422
    assert "before the start" in text_of(response)
    assert 'value="2030-01-01"' in response.content.decode()


def test_a_fact_read_in_a_document_names_it(as_user, case):
    client = as_user("ada")
    address = case_address(case, "facts") + "prove/?fact=engagement.end"
    page = client.get(address)
    response = client.post(address, form_of(page, basis="Read in a document"))
    assert response.status_code == 422
    assert "Choose the document" in text_of(response)
    response = client.post(address, form_of(page, basis="Told by an agency"))
    assert response.status_code == 302
    assert client.get(case_address(case, "facts") + "prove/?fact=worker.none").status_code == 404


def test_an_open_question_is_answered_where_it_stands(as_user, cast):
    sheet = posting_sheet()
    sheet = sheet.with_value("posting-to-lyon", "engagement.works_for", None)
    case = posting_to_france(cast.act("ada"), sheet=sheet)
    client = as_user("ada")
    address = case_address(case, "facts") + "questions/"
    page = client.get(address)
    assert "For which company do you work there?" in text_of(page)
    data = form_of(page, **{"engagement.works_for": "sending_employer", "do": "save"})
    data |= {"asked": "engagement.works_for", "basis": "Told by the worker"}
    response = client.post(address + "answer/", data, follow=True)
    assert "Stated and decided again" in text_of(response)
    assert "Nothing is left to ask" in text_of(response)
    assert CaseDetermination.objects.filter(case=case).count() == 1


def test_a_question_without_its_basis_keeps_the_answer(as_user, cast):
    sheet = posting_sheet().with_value("posting-to-lyon", "engagement.works_for", None)
    case = posting_to_france(cast.act("ada"), sheet=sheet)
    client = as_user("ada")
    address = case_address(case, "facts") + "questions/"
    data = form_of(client.get(address), **{"engagement.works_for": "affiliate", "do": "save"})
    response = client.post(address + "answer/", data | {"asked": "engagement.works_for"})
    assert response.status_code == 422
    assert "Say how this is known" in text_of(response)
    assert re.search(r'value="affiliate" checked', response.content.decode())


def test_the_answer_shows_reasons_law_and_memo(as_user, case):
    client = as_user("dev")
    page = client.get(case_address(case, "facts") + "answer/")
    shown = text_of(page)
    assert "The facts that decided" in shown
    assert "sha256:" in shown
    assert "Keep this" not in shown
    link = re.search(r'href="([^"]+memo\.pdf)"', page.content.decode())
    assert link is not None
    memo = client.get(link[1])
    assert memo["Content-Type"] == "application/pdf"
    assert memo.content.startswith(b"%PDF-")
    assert "attachment" in memo["Content-Disposition"]


def test_another_day_is_a_look_until_it_is_kept(as_user, case):
    client = as_user("ada")
    address = case_address(case, "facts") + "answer/"
    look = client.get(address, {"as_of": "2020-01-01"})
    assert "This is a look only" in text_of(look)
    assert CaseDetermination.objects.filter(case=case).count() == 1
    kept = client.post(address + "decide/", form_of(look, as_of="2020-01-01"), follow=True)
    assert "Decided by the law of 1 January 2020" in text_of(kept)
    former = re.search(r'href="([^"]+/answer/\d+/)"', kept.content.decode())
    assert former is not None
    assert "shown as it was made" in text_of(client.get(former[1]))


def test_an_answer_of_another_case_is_not_found(as_user, cast, case):
    other = posting_to_france(cast.act("hana"))
    made = determine_case(actor=cast.act("hana"), case=other, as_of=NOW.date(), at=NOW)
    client = as_user("ada")
    for tail in ("", "memo.pdf"):
        address = case_address(case, "facts") + f"answer/{made.pk}/{tail}"
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("who", ["ben", "cora", "dev", "eve"])
def test_who_may_not_prepare_may_look_and_not_write(as_user, case, who):
    client = as_user(who)
    base = case_address(case, "facts")
    for tail in ("", "questions/", "answer/"):
        assert client.get(base + tail).status_code == 200
    for tail in ("edit/work/", "prove/?fact=engagement.end"):
        assert client.get(base + tail).status_code == 403
    for tail in ("questions/answer/", "answer/decide/"):
        assert client.post(base + tail).status_code == 403


@pytest.mark.parametrize("who", ["hana", "sam", "gia"])
def test_strangers_find_nothing(as_user, case, who):
    assert as_user(who).get(case_address(case, "facts")).status_code == 404
