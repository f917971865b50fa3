"""Signing in by a button: on a demonstration only, by POST only, as the cast only."""

from __future__ import annotations

import pytest
from django.test import Client

from totalis.site.demo.cast import BOREALIS, PASSWORD, PEOPLE
from totalis.site.demo.checks import is_no_demonstration
from totalis.webbase.accounts.models import User

pytestmark = pytest.mark.django_db
ADDRESS = "/demo/sign-in/"
PAGE = "/accounts/login/"


def sign_in(client: Client, **more: str):
    return client.post(ADDRESS, {"email": "ada@borealis.example", **more})


@pytest.mark.usefixtures("cast")
def test_without_the_setting_there_is_neither_address_nor_button(client):
    assert sign_in(client).status_code == 404
    page = client.get(PAGE).content.decode()
    assert "Ada Lindqvist" not in page
    assert PASSWORD not in page


@pytest.mark.usefixtures("cast", "demonstration")
def test_the_page_names_everybody_with_a_button(client):
    page = client.get(PAGE).content.decode()
    for person in PEOPLE:
        assert f"Sign in as {person.name}" in page
        assert person.about[1:] in page
    assert PASSWORD in page
    assert 'name="password"' in page  # the ordinary form stays


@pytest.mark.usefixtures("demonstration")
def test_a_demonstration_without_cases_has_the_ordinary_page(client):
    page = client.get(PAGE).content.decode()
    assert "Sign in as" not in page
    assert sign_in(client).status_code == 404


@pytest.mark.usefixtures("cast", "demonstration")
def test_a_button_signs_in_and_leads_to_the_desk(client):
    answer = sign_in(client)
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert client.get(f"/desk/{BOREALIS}/").context["user"].name == "Ada Lindqvist"


@pytest.mark.usefixtures("cast", "demonstration")
@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        (f"/desk/{BOREALIS}/cases/", f"/desk/{BOREALIS}/cases/"),
        ("https://elsewhere.example/", "/desk/"),
        ("//elsewhere.example/", "/desk/"),
    ],
)
def test_it_leads_back_within_the_site_only(client, wanted, led_to):
    assert sign_in(client, next=wanted)["Location"] == led_to


@pytest.mark.usefixtures("cast", "demonstration")
def test_nobody_outside_the_cast_can_be_named(client):
    User.objects.create(email="somebody@borealis.example", name="Somebody")
    assert sign_in(client, email="somebody@borealis.example").status_code == 404
    assert sign_in(client, email="").status_code == 404


@pytest.mark.usefixtures("cast", "demonstration")
def test_it_takes_a_form_of_this_site():
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(ADDRESS).status_code == 405
    assert sign_in(strict).status_code == 403
    page = strict.get(PAGE)
    token = page.context["csrf_token"]
    assert sign_in(strict, csrfmiddlewaretoken=str(token)).status_code == 302


def test_a_deployment_check_warns(settings):
    assert is_no_demonstration(None) == []
    settings.DEMO = True
    assert [warning.id for warning in is_no_demonstration(None)] == ["totalis.W004"]
