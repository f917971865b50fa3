"""The pages of the house by the client: who sees what, what a form does, nothing personal where it need not be."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.authority.cast import NOW, assessed, consented, sent, too_long, undetermined
from totalis.authority.models import IssuedCertificate, IssuePolicy
from totalis.authority.selectors.heard import newest_heard
from totalis.webbase.audit.models import AuditEntry
from totalis.webbase.once.tokens import FIELD, new_token


def once(**fields):
    return {FIELD: new_token(), **fields}


def address(office, name, request=None, **more):
    number = {"number": request.control_number} if request is not None else {}
    return reverse(
        f"authority:{name}", kwargs={"organisation": office.organisation.slug} | number | more
    )


def decision(request, **fields):
    return once(seen=assessed(request).pk, heard=newest_heard(request), **fields)


def test_the_desk_of_an_agency_is_its_house(office, as_person):
    client = as_person("nora")
    assert client.get(f"/desk/{office.organisation.slug}/")["Location"] == office.house
    page = client.get(office.house)
    assert page.status_code == 200
    assert b"Second person" in page.content
    assert b"Payroll" not in page.content


def test_the_house_is_not_there_for_an_employer_and_for_strangers(office, as_person):
    tess = as_person("tess")
    home = "tess-of-office-of-certificates"
    assert tess.get(office.house).status_code == 404
    assert tess.get(f"/authority/{home}/").status_code == 404
    assert tess.get(f"/authority/{home}/policy/").status_code == 404


def test_the_queue_is_narrowed_sorted_and_taken_away(office, as_person):
    clear, open_ = sent(office), undetermined(office, answers={"worker_ssn": "212-48-1234"})
    nora = as_person("nora")
    page = nora.get(address(office, "queue"))
    assert clear.control_number in page.text
    assert open_.control_number in page.text
    narrowed = nora.get(address(office, "queue") + "?clear=clear&state=open").text
    assert clear.control_number in narrowed
    assert open_.control_number not in narrowed
    typed = clear.control_number.lower().replace("-", " ")
    found = nora.get(address(office, "queue"), {"number": typed}).text
    assert clear.control_number in found
    assert open_.control_number not in found
    lines = b"".join(nora.get(address(office, "queue-csv")).streaming_content).decode()
    assert clear.control_number in lines
    assert "Rivera" not in lines
    assert AuditEntry.objects.filter(verb="downloaded queue").count() == 1


def test_numbers_stand_masked_until_somebody_asks_and_the_chain_says_so(office, as_person):
    request = sent(office)
    nora = as_person("nora")
    page = nora.get(address(office, "request", request)).text
    assert "536-90-4399" not in page
    assert "4399" in page
    whole = nora.get(address(office, "request", request) + "?numbers=whole").text
    assert "536-90-4399" in whole
    assert AuditEntry.objects.filter(verb="read numbers of the worker").count() == 1
    silas = as_person("silas").get(address(office, "request", request) + "?numbers=whole").text
    assert "536-90-4399" not in silas


def test_a_request_is_taken_up_and_issued_by_its_forms(office, as_person):
    request = sent(office)
    nora = as_person("nora")
    nora.post(address(office, "take", request), once())
    assert "Take up request" not in nora.get(address(office, "request", request)).text
    done = nora.post(address(office, "decide", request), decision(request, kind="issue"))
    assert done.status_code == 302
    request.refresh_from_db()
    assert request.outcome == "issued"
    page = nora.get(address(office, "request", request)).text
    assert IssuedCertificate.objects.get(request=request).number in page


def test_a_refusal_without_reasons_keeps_what_was_typed(office, as_person):
    request = sent(office)
    fields = decision(request, kind="refuse", article="6(1)", override_reason="No insurance seen.")
    answer = as_person("nora").post(address(office, "decide", request), fields)
    assert answer.status_code == 422
    assert "reasons in plain words" in answer.text
    assert "No insurance seen." in answer.text


def test_the_second_person_finds_what_waits_and_confirms(office, as_person):
    request = too_long(office)
    fields = decision(request, kind="issue", covered_by="US", exempt_in="FR", article="6(1)")
    as_person("nora").post(address(office, "decide", request), fields)
    petra = as_person("petra")
    assert request.control_number in petra.get(address(office, "second")).text
    made = request.decisions.get()
    confirm = address(office, "confirm", request, decision=made.pk)
    assert as_person("nora").post(confirm, once()).status_code == 403
    consented(office, made)
    petra.post(confirm, once())
    request.refresh_from_db()
    assert request.outcome == "issued"
    assert request.control_number not in petra.get(address(office, "second")).text


def test_a_stale_page_decides_nothing(office, as_person):
    request = sent(office)
    nora = as_person("nora")
    answer = nora.post(
        address(office, "decide", request), once(seen=999_999, heard=0, kind="issue")
    )
    assert answer.status_code == 404
    request.refresh_from_db()
    assert request.outcome == ""


def test_asking_names_the_fields_and_is_closed(office, as_person):
    request = undetermined(office)
    nora = as_person("nora")
    page = nora.get(address(office, "request", request)).text
    assert "To decide your request we need to know" in page
    nora.post(
        address(office, "ask", request),
        once(text="Is there one?", fields_asked=["affiliate_3121l"], answer_by="2026-12-31"),
    )
    question = request.questions.get()
    assert question.fields == ["affiliate_3121l"]
    nora.post(address(office, "question-close", request, question=question.pk), once())
    question.refresh_from_db()
    assert question.taken_back_at == NOW


def test_an_administrator_sets_the_policy_and_the_agency(office, as_person):
    silas = as_person("silas")
    assert "off everywhere" in silas.get(address(office, "policy")).text
    assert as_person("nora").get(address(office, "policy")).status_code == 403
    fields = {
        "agreement": "FR",
        "lane": "employer",
        "allowed": "on",
        "most_months": "",
        "kept_for_people": "10",
        "reason": "Decided by the board on 20 November 2026.",
    }
    assert silas.post(address(office, "policy"), once(**fields)).status_code == 302
    row = IssuePolicy.objects.get()
    assert (row.allowed, row.kept_for_people, row.most_months) == (True, 10, None)
    bad = silas.post(address(office, "policy"), once(**fields | {"reason": " "}))
    assert bad.status_code == 422
    page = silas.get(address(office, "agency"))
    assert page.status_code == 200
    saved = silas.post(
        address(office, "agency"),
        once(name="Office of Certificates", service_days="15", email="", takes_requests="on"),
    )
    assert saved.status_code == 302
    office.agency.refresh_from_db()
    assert office.agency.service_days == 15


@pytest.mark.parametrize("name", ["overview", "queue", "second", "history"])
def test_every_role_may_look(office, as_person, name):
    sent(office)
    for person in ("nora", "petra", "rosa", "silas"):
        assert as_person(person).get(address(office, name)).status_code == 200
