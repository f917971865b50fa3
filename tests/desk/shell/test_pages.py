"""Every page of the shell for the whole cast: who sees it, who is told why not, who is told nothing at all."""

from __future__ import annotations

import pytest

from tests.desk.cast import case_address, employer_of, posting_to_france
from totalis.casework.models import CaseParty

HOUSE = ("ada", "ben", "cora", "dev", "eve")
OUTSIDE = ("hana", "ivan", "jo", "kim", "lea", "gia", "sam")


@pytest.fixture
def case(cast):
    return posting_to_france(cast.act("ada"))


def viewed(case):
    desk = f"/desk/{case.organisation.slug}/"
    party = CaseParty.objects.filter(case=case).earliest("pk")
    return [
        desk,
        f"{desk}cases/",
        f"{desk}cases/?only=mine&sort=since&stage=facts",
        f"{desk}cases/cases.csv",
        case_address(case),
        f"{desk}workers/",
        f"{desk}workers/{case.worker_id}/",
        f"{desk}employers/",
        f"{desk}employers/{party.employer_id}/",
    ]


def prepared(case):
    desk = f"/desk/{case.organisation.slug}/"
    party = CaseParty.objects.filter(case=case).earliest("pk")
    return [
        f"{desk}cases/new/",
        case_address(case, "title"),
        case_address(case, "owner"),
        case_address(case, "parties"),
        f"{desk}workers/new/",
        f"{desk}workers/{case.worker_id}/change/",
        f"{desk}employers/new/",
        f"{desk}employers/{party.employer_id}/change/",
    ]


@pytest.mark.parametrize("name", HOUSE)
def test_everybody_of_the_house_sees_its_pages(as_user, case, name):
    client = as_user(name)
    for address in viewed(case):
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("name", HOUSE)
def test_only_preparers_see_what_changes_a_case(as_user, case, name):
    client = as_user(name)
    for address in prepared(case):
        response = client.get(address)
        assert response.status_code == (200 if name == "ada" else 403), address
        if name != "ada":
            assert "prepare" in response.content.decode()


@pytest.mark.parametrize("name", OUTSIDE)
def test_outside_there_is_nothing(as_user, case, name):
    client = as_user(name)
    for address in (*viewed(case), *prepared(case)):
        assert client.get(address).status_code == 404, address


def test_the_adviser_acts_where_she_has_a_mandate(as_user, case):
    client = as_user("finn")
    for address in (*viewed(case), *prepared(case)):
        assert client.get(address).status_code == 200, address


def test_without_sign_in_every_page_leads_to_the_door_and_back(client, case):
    for address in (*viewed(case), *prepared(case), "/desk/", "/desk/me/", "/desk/start/"):
        response = client.get(address)
        assert response.status_code == 302, address
        assert response["Location"].startswith("/accounts/login/?next=/desk/"), address


def test_another_organisations_people_are_not_found_by_their_numbers(as_user, cast, case):
    client = as_user("hana")
    employer = employer_of(cast.act("ada"))
    for path in (
        f"workers/{case.worker_id}/",
        f"employers/{employer.pk}/",
        f"cases/{case.reference}/",
    ):
        assert client.get(f"/desk/cobalt/{path}").status_code == 404


def test_numbers_of_persons_are_drawn_masked(as_user, case):
    client = as_user("ada")
    for address in (*viewed(case), *prepared(case)):
        text = b"".join(client.get(address)).decode()
        assert "536904399" not in text, address
        assert "536-90-4399" not in text, address
    assert "••••4399" in client.get(f"/desk/borealis/workers/{case.worker_id}/").content.decode()
