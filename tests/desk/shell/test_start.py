"""From the interview to a case, through the sign-in; a handed-in sheet; choosing an organisation."""

from __future__ import annotations

import json
import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.desk.cast import posting_sheet
from totalis.casework.models import Case, FactVersion
from totalis.facts.samples import sample_path

NEW = {"worker": "new", "family_names": "Rivera", "basis": "Answered in the interview"}


def form_of(page):
    form = page.content.decode().rsplit("<form", 1)[1]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))


@pytest.fixture
def interview():
    return {"sheet": json.dumps(posting_sheet().as_dict()), "engagement": "posting-to-lyon"}


def test_facts_of_the_interview_survive_the_sign_in(cast, interview):
    client = Client()
    assert client.post("/desk/start/", interview)["Location"] == "/desk/start/"
    assert client.get("/desk/start/")["Location"] == "/accounts/login/?next=/desk/start/"
    client.force_login(cast.ada, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert client.get("/desk/start/")["Location"] == "/desk/borealis/cases/new/"
    page = client.get("/desk/borealis/cases/new/")
    assert "about work in France" in page.content.decode()
    given = form_of(page) | NEW | {"owner": str(cast.ada.pk)}
    response = client.post("/desk/borealis/cases/new/", given)
    case = Case.objects.get()
    assert response["Location"] == f"/desk/borealis/cases/{case.reference}/"
    assert (case.title, case.partner, case.outcome) == ("Rivera: France", "FR", "assigned")
    assert FactVersion.objects.get(case=case).digest == posting_sheet().digest()
    assert "begun" not in client.get("/desk/borealis/cases/new/").context["form"].fields
    assert client.get("/desk/borealis/cases/new/").context["begun"] is None


def test_who_may_prepare_in_several_places_chooses(as_user, interview):
    client = as_user("finn")
    client.post("/desk/start/", interview)
    page = client.get("/desk/start/")
    names = [door.organisation.slug for door in page.context["doors"]]
    assert names == ["borealis", "cobalt", "fathom"]


def test_who_may_prepare_nowhere_is_told_what_would_change_it(as_user, interview):
    client = as_user("dev")
    client.post("/desk/start/", interview)
    assert "role of preparer" in client.get("/desk/start/").content.decode()


@pytest.mark.usefixtures("db")
def test_facts_that_do_not_read_are_refused(client):
    told = client.post("/desk/start/", {"sheet": "{"})
    assert told.status_code == 422
    assert "desk-begun" not in client.session


@pytest.mark.usefixtures("cast")
def test_the_facts_can_be_left_out(as_user, interview):
    client = as_user("ada")
    client.post("/desk/start/", interview)
    client.post("/desk/borealis/cases/new/", {"leave_facts": "1"})
    assert client.get("/desk/borealis/cases/new/").context["begun"] is None


def test_a_sheet_is_handed_in(as_user, cast):
    client = as_user("ada")
    address = "/desk/borealis/cases/new/"
    content = sample_path("project_in_singapore").read_bytes()
    given = form_of(client.get(address)) | NEW | {"owner": str(cast.ada.pk)}
    client.post(address, given | {"file": SimpleUploadedFile("facts.yaml", content)})
    assert Case.objects.get().outcome == "no_agreement"


def test_a_broken_sheet_opens_nothing(as_user, cast):
    client = as_user("ada")
    address = "/desk/borealis/cases/new/"
    given = form_of(client.get(address)) | NEW | {"owner": str(cast.ada.pk)}
    told = client.post(address, given | {"file": SimpleUploadedFile("facts.yaml", b"worker: [")})
    assert told.status_code == 422
    assert not Case.objects.exists()
    assert b"Rivera" in told.content


def test_the_door_shows_what_waits_in_each_organisation(as_user):
    assert as_user("ada").get("/desk/")["Location"] == "/desk/borealis/"
    page = as_user("finn").get("/desk/").content.decode()
    assert "Borealis Instruments" in page
    assert "through Fathom Advisers" in page
    assert "You belong to no organisation yet" in as_user("sam").get("/desk/").content.decode()


def test_the_solo_person_opens_her_own_case(as_user, cast):
    client = as_user("gia")
    address = "/desk/gia-moss/cases/new/"
    given = form_of(client.get(address)) | NEW | {"owner": str(cast.gia.pk)}
    assert client.post(address, given).status_code == 302
    assert Case.objects.get().owner == cast.gia
