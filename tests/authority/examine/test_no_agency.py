"""An organisation that is kept as an agency and is none: every page says what is missing and who sets it."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings
from django.test import Client

from tests.authority.cast import NOW
from tests.authority.examine.test_walk import HOUSE, METHODS
from totalis.authority.models import Agency
from totalis.authority.services.opening_agency import open_agency
from totalis.kernel.errors import InputError
from totalis.webbase.accounts.models import Membership, Organisation, OrganisationKind, User
from totalis.webbase.accounts.rights import Role

pytestmark = pytest.mark.django_db
GIVEN = {"page": "1"}


def orphan(kind=OrganisationKind.AGENCY):
    """The organisation, and somebody with every role there."""
    house = Organisation.objects.create(
        slug="orphaned-house", name="Orphaned House", kind=kind, country="US", created_at=NOW
    )
    user = User.objects.create_user(email="una@example.org", name="Una Vale")
    roles = [Role.SUPERVISOR.value, Role.EXAMINER.value, Role.ADMINISTRATOR.value]
    Membership.objects.create(user=user, organisation=house, roles=roles, begins=date(2024, 1, 1))
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return house, user, client


def test_no_page_of_the_house_is_a_server_error():
    house, _user, client = orphan()
    for address in HOUSE:
        names = [name for name in address.converters if name != "organisation"]
        path = address.at(house.slug, {name: GIVEN.get(name, "1") for name in names})
        for method in METHODS:
            answer = getattr(client, method)(path)
            assert answer.status_code in (405, 409), (method, path, answer.status_code)
    text = client.get(f"/authority/{house.slug}/").content.decode()
    assert "This house has no agency yet" in text
    assert f"totalis agency open US --house {house.slug}" in text


def test_whoever_runs_the_installation_sets_it():
    house, user, client = orphan()
    with pytest.raises(InputError, match="house"):
        opened(house="nowhere")
    row = opened(house=house.slug)
    assert row.organisation == house
    assert Organisation.objects.count() == 1
    member = Membership.objects.get(user=user)
    assert {Role.SUPERVISOR.value, Role.ADMINISTRATOR.value} <= set(member.roles)
    assert client.get(f"/authority/{house.slug}/").status_code == 200


def test_beside_another_agency_it_says_so(office):
    house, _user, client = orphan()
    text = client.get(f"/authority/{house.slug}/").content.decode()
    assert office.agency.name in text
    assert "totalis agency open" not in text
    with pytest.raises(InputError):
        opened(house=house.slug)
    assert Agency.objects.count() == 1


def opened(**more):
    return open_agency(
        country="US",
        name="Orphaned House",
        issuer="https://coc.example.org",
        administrator="una@example.org",
        at=NOW,
        **more,
    )
