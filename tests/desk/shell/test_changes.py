"""Changing what people set on a case: two tabs lose nothing, a nervous click acts once, history stays."""

from __future__ import annotations

import re

import pytest

from tests.desk.cast import case_address, posting_to_france
from totalis.casework.models import Case, CaseParty, RecordRevision, Worker
from totalis.casework.selectors.people import history_of

SHOWN = {
    "given_names": "Maria",
    "family_names": "Rivera",
    "birth_date": "1988-03-14",
    "birth_place": "Baltimore",
    "birth_country": "US",
    "citizenship": "US",
    "lines": "12 Light Street",
    "city": "Baltimore",
    "region": "MD",
    "postal_code": "21202",
    "country": "US",
    "email": "maria.rivera@example.org",
}


@pytest.fixture
def case(cast):
    return posting_to_france(cast.act("ada"))


def hidden(page):
    """The hidden fields of the page's last form: its once-token and revision."""
    form = page.content.decode().rsplit("<form", 1)[1]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def test_of_two_tabs_the_second_is_told_and_both_texts_are_shown(as_user, case):
    address, client = case_address(case, "title"), as_user("ada")
    first, second = hidden(client.get(address)), hidden(client.get(address))
    assert client.post(address, first | {"title": "Lyon", "about": "One"}).status_code == 302
    told = client.post(address, second | {"title": "Paris", "about": "Two"})
    assert told.status_code == 422
    text = told.content.decode()
    for word in ("Lyon", "One", "Paris", "Two", "Saved meanwhile"):
        assert word in text
    assert Case.objects.get(pk=case.pk).title == "Lyon"
    again = client.post(address, hidden(told) | {"title": "Paris", "about": "Two"})
    assert again.status_code == 302
    assert Case.objects.get(pk=case.pk).title == "Paris"
    kept = RecordRevision.objects.filter(kind="case", record_id=case.pk).order_by("pk")
    assert [item.content["title"] for item in kept] == ["Rivera to Lyon", "Lyon", "Paris"]


def test_two_tabs_on_a_worker(as_user, case):
    address = f"/desk/borealis/workers/{case.worker_id}/change/"
    client = as_user("ada")
    first, second = hidden(client.get(address)), hidden(client.get(address))
    assert client.post(address, SHOWN | first | {"city": "Boston"}).status_code == 302
    told = client.post(address, SHOWN | second | {"city": "Chicago"})
    assert told.status_code == 422
    assert b"Boston" in told.content
    assert b"Chicago" in told.content
    assert Worker.objects.get(pk=case.worker_id).address["city"] == "Boston"


def test_a_number_left_empty_stays_and_history_shows_it_masked(as_user, cast, case):
    client = as_user("ada")
    address = f"/desk/borealis/workers/{case.worker_id}/change/"
    client.post(address, SHOWN | hidden(client.get(address)) | {"phone": "+1 410 965 7306"})
    worker = Worker.objects.get(pk=case.worker_id)
    assert (worker.ssn, worker.phone) == ("536904399", "+1 410 965 7306")
    client.post(address, SHOWN | hidden(client.get(address)) | {"ssn": "-"})
    assert Worker.objects.get(pk=case.worker_id).ssn == ""
    newest = history_of(cast.act("ada"), "worker", case.worker_id)[0]
    assert ("••••4399", "not known") in [(one.before, one.after) for one in newest.changes]


@pytest.mark.parametrize("ssn", ["12-34", "000-12-3456", "666-12-3456", "078-05-1120"])
def test_a_number_that_cannot_be_one_is_refused_without_being_repeated(as_user, case, ssn):
    client = as_user("ada")
    address = f"/desk/borealis/workers/{case.worker_id}/change/"
    told = client.post(address, SHOWN | hidden(client.get(address)) | {"ssn": ssn})
    assert told.status_code == 422
    assert "ssn" in told.context["form"].errors
    assert ssn not in str(told.context["form"].errors)


def test_a_nervous_click_acts_once(as_user, case):
    client = as_user("ada")
    address = "/desk/borealis/cases/new/"
    given = hidden(client.get(address)) | {
        "worker": "new",
        "family_names": "Okoro",
        "owner": str(case.owner_id),
        "basis": "Own knowledge",
    }
    answers = [client.post(address, given) for _click in range(3)]
    assert [one.status_code for one in answers] == [302, 303, 303]
    assert len({one["Location"] for one in answers}) == 1
    assert Case.objects.filter(worker__family_names="Okoro").count() == 1
    assert Worker.objects.filter(family_names="Okoro").count() == 1


def test_parties_come_and_go_and_the_row_stays(as_user, case):
    client = as_user("ada")
    address = case_address(case, "parties")
    party = CaseParty.objects.filter(case=case, role="us_employer").get()
    same = {"role": "us_employer", "employer": str(party.employer_id)}
    told = client.post(address, hidden(client.get(address)) | same)
    assert told.status_code == 422, "the same employer in the same role once"
    client.post(f"{address}{party.pk}/remove/")
    party.refresh_from_db()
    assert party.removed_at is not None
    assert client.post(address, hidden(client.get(address)) | same).status_code == 302
    assert CaseParty.objects.filter(case=case, role="us_employer").count() == 2


def test_the_case_gets_another_owner(as_user, cast, case):
    client = as_user("ada")
    address = case_address(case, "owner")
    chosen = hidden(client.get(address)) | {"owner": str(cast.finn.pk)}
    assert client.post(address, chosen).status_code == 302
    assert Case.objects.get(pk=case.pk).owner == cast.finn
    refused = hidden(client.get(address)) | {"owner": str(cast.ben.pk)}
    assert client.post(address, refused).status_code == 422


def test_what_changes_a_case_asks_for_the_right_on_sending_too(as_user, case):
    party = CaseParty.objects.filter(case=case).earliest("pk")
    for name in ("ben", "cora", "dev", "eve"):
        client = as_user(name)
        for path in ("title", "owner", "parties", f"parties/{party.pk}/remove"):
            assert client.post(case_address(case, path), {}).status_code == 403
        assert client.post("/desk/borealis/cases/new/", {}).status_code == 403
    for name in ("hana", "sam", "gia"):
        assert as_user(name).post(case_address(case, "title"), {}).status_code == 404
