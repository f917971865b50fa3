"""Who may do what: the table of roles, days of memberships and mandates, and the door of every desk view."""

from __future__ import annotations

import re
from dataclasses import FrozenInstanceError
from datetime import date, timedelta
from itertools import chain, combinations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from hypothesis import given, strategies as st

from tests.accounts.helping import acting, visitor
from totalis.webbase.accounts.actor import MissingRightError, require, system_actor
from totalis.webbase.accounts.models import Mandate, Membership
from totalis.webbase.accounts.rights import RIGHTS_OF, Right, Role, rights_of, roles_with
from totalis.webbase.accounts.selectors import (
    organisations_of,
    people_with,
    rights_through,
    roles_through,
)
from totalis.webbase.members.urls import urlpatterns

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
every_set_of_roles = list(
    chain.from_iterable(combinations(Role, count) for count in range(len(Role) + 1))
)


@pytest.mark.parametrize("roles", every_set_of_roles, ids="+".join)
def test_roles_together_carry_what_each_carries_and_nothing_more(roles):
    expected = {right for role in roles for right in RIGHTS_OF[role]}
    assert rights_of(frozenset(roles)) == expected


def test_every_right_has_a_role_and_every_role_may_look():
    assert {right for right in Right if roles_with(right)} == set(Right)
    assert all(Right.VIEW in rights for rights in RIGHTS_OF.values())
    assert roles_with(Right.APPROVE) == [Role.APPROVER]


def test_no_role_both_prepares_and_approves_or_releases():
    for rights in RIGHTS_OF.values():
        assert not {Right.PREPARE, Right.APPROVE} <= rights
        assert not {Right.PREPARE, Right.RELEASE} <= rights


sets_of_roles = st.frozensets(st.sampled_from(Role)).map(lambda roles: [one.value for one in roles])


@pytest.mark.django_db(transaction=False)
class TestThrough:
    @pytest.fixture(autouse=True)
    def _people(self, cast):
        self.cast = cast

    @given(roles=sets_of_roles, allowed=sets_of_roles)
    def test_a_membership_never_gives_more_than_its_roles_within_its_mandate(self, roles, allowed):
        mandate = Mandate(adviser=self.cast.fathom, client=self.cast.borealis, roles=allowed)
        sent = Membership(organisation=self.cast.borealis, roles=roles, mandate=mandate)
        possible = self.cast.borealis.roles
        assert roles_through(sent) == frozenset(roles) & frozenset(allowed) & possible
        assert rights_through(sent) <= rights_of(frozenset(map(Role, roles)))
        assert rights_through(sent) <= rights_of(frozenset(map(Role, allowed)))
        own = Membership(organisation=self.cast.borealis, roles=roles)
        assert rights_through(own) == rights_of(frozenset(map(Role, roles)) & possible)


def test_everybody_of_the_cast_has_the_rights_of_her_roles(cast):
    for name in ("ada", "ben", "cora", "dev", "eve", "hana"):
        user = cast.people[name]
        for organisation in organisations_of(user, TODAY):
            actor = acting(user, organisation.slug, TODAY)
            assert actor.rights == rights_of(actor.roles)


def test_who_works_alone_may_do_everything_as_herself(cast):
    gia = cast.people["gia"]
    (own,) = organisations_of(gia, TODAY)
    actor = acting(gia, own.slug, TODAY)
    assert actor.rights == rights_of(own.roles)
    assert not actor.rights & {Right.EXAMINE, Right.CONFIRM}
    assert actor.label == gia.name


def test_an_adviser_of_who_works_alone_has_her_roles_only(cast):
    (own,) = organisations_of(cast.people["gia"], TODAY)
    mandate = Mandate.objects.create(adviser=cast.fathom, client=own, begins=TODAY)
    Membership.objects.create(
        user=cast.people["finn"],
        organisation=own,
        mandate=mandate,
        roles=[Role.PREPARER],
        begins=TODAY,
    )
    assert acting(cast.people["finn"], own.slug, TODAY).rights == RIGHTS_OF[Role.PREPARER]


@pytest.mark.parametrize(
    ("begins", "ends", "counts"),
    [
        (TODAY, None, True),
        (TODAY - DAY, TODAY + DAY, True),
        (TODAY - DAY, TODAY, False),
        (TODAY + DAY, None, False),
        (TODAY, TODAY, False),
    ],
)
def test_a_membership_counts_from_its_first_day_until_its_end(cast, begins, ends, counts):
    ada = cast.people["ada"]
    Membership.objects.filter(user=ada).update(begins=begins, ends=ends)
    assert (acting(ada, cast.borealis.slug, TODAY) is not None) is counts
    assert (cast.borealis in organisations_of(ada, TODAY)) is counts
    assert (ada in people_with(cast.borealis, Right.PREPARE, TODAY)) is counts


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        ({}, True),
        ({"begins": TODAY + DAY}, False),
        ({"ends": TODAY}, False),
        ({"ends": TODAY + DAY}, True),
        ({"revoked_at": "2026-11-22T08:00Z"}, False),
        ({"roles": [Role.AUDITOR]}, True),
        ({"client": "cobalt"}, False),
    ],
)
def test_a_mandate_counts_in_its_days_until_it_is_revoked(cast, change, counts):
    finn = cast.people["finn"]
    if "client" in change:
        change = {"client": cast.cobalt}
    Mandate.objects.filter(adviser=cast.fathom, client=cast.borealis).update(**change)
    actor = acting(finn, cast.borealis.slug, TODAY)
    assert (actor is not None) is counts
    if counts:
        assert actor.through == cast.fathom.name
        assert actor.label == f"{finn.name} ({cast.fathom.name})"
    if "roles" in change:
        assert actor.rights == frozenset()


def test_who_has_left_the_adviser_acts_for_no_client(cast):
    finn = cast.people["finn"]
    assert acting(finn, cast.borealis.slug, TODAY)
    Membership.objects.filter(user=finn, organisation=cast.fathom).update(ends=TODAY)
    assert organisations_of(finn, TODAY) == []


def test_who_is_switched_off_has_nothing(cast):
    ada = cast.people["ada"]
    ada.is_active = False
    ada.save()
    assert acting(ada, cast.borealis.slug, TODAY) is None
    assert organisations_of(ada, TODAY) == []
    assert ada not in people_with(cast.borealis, Right.PREPARE, TODAY)


def test_nobody_is_nobody(cast):
    assert acting(AnonymousUser(), cast.borealis.slug, TODAY) is None
    assert organisations_of(AnonymousUser(), TODAY) == []


def test_people_with_a_right_are_named_once_and_by_name(cast):
    assert people_with(cast.borealis, Right.APPROVE, TODAY) == [cast.people["ben"]]
    preparing = people_with(cast.borealis, Right.PREPARE, TODAY)
    assert set(preparing) == {cast.people["ada"], cast.people["finn"]}
    assert [one.name for one in preparing] == sorted(one.name for one in preparing)


def test_the_system_neither_approves_nor_lodges_nor_releases(cast):
    actor = system_actor(cast.borealis)
    assert actor.label == "Totalis"
    assert not actor.rights & {Right.APPROVE, Right.LODGE, Right.RELEASE}
    with pytest.raises(MissingRightError, match="approve"):
        require(actor, Right.APPROVE)


def test_an_actor_cannot_be_given_rights_afterwards(cast):
    actor = acting(cast.people["dev"], cast.borealis.slug, TODAY)
    with pytest.raises(FrozenInstanceError):
        setattr(actor, "rights", frozenset(Right))  # noqa: B010 - as a careless caller would
    with pytest.raises(PermissionDenied):
        require(actor, Right.PREPARE)


def test_one_query_says_who_acts(cast, django_assert_num_queries):
    for user, slug in (("ada", cast.borealis.slug), ("ada", cast.cobalt.slug), ("ada", "none")):
        with django_assert_num_queries(1):
            acting(cast.people[user], slug, TODAY)


# ── the door ──
def members_of(organisation):
    return f"/desk/{organisation}/members/"


def test_without_sign_in_the_door_leads_to_it_and_back(cast):
    answer = visitor().get(members_of(cast.borealis.slug) + "?page=2")
    assert answer.status_code == 302
    assert answer.url == f"/accounts/login/?next=/desk/{cast.borealis.slug}/members/%3Fpage%3D2"
    assert visitor().get(members_of("no-such-organisation")).status_code == 302


def test_a_lost_form_leads_back_to_the_page_that_held_it(cast):
    client = visitor()
    address = members_of(cast.borealis.slug)
    answer = client.post(f"{address}7/end/", headers={"referer": f"http://testserver{address}7/"})
    assert answer.url.endswith(f"next=http%3A//testserver{address}7/")
    elsewhere = client.post(f"{address}7/end/", headers={"referer": "https://evil.example/"})
    assert elsewhere.url == "/accounts/login/?next=/desk/"


def test_another_organisation_looks_like_none(cast, as_user):
    client = as_user("eve")
    assert client.get(members_of(cast.borealis.slug)).status_code == 200
    foreign, none = client.get(members_of(cast.cobalt.slug)), client.get(members_of("no-such"))
    assert foreign.status_code == none.status_code == 404
    token = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')  # a new one in every page
    assert token.sub(b"", foreign.content) == token.sub(b"", none.content)
    assert cast.cobalt.name.encode() not in foreign.content


def test_another_organisation_costs_as_many_queries_as_none(
    cast, as_user, django_assert_num_queries
):
    client = as_user("eve")
    client.get(members_of("no-such"))
    for slug in (cast.cobalt.slug, "no-such"):
        with django_assert_num_queries(3):
            client.get(members_of(slug))


@pytest.mark.parametrize("name", ["ada", "ben", "cora", "dev", "finn"])
def test_a_missing_right_is_named_with_the_roles_that_carry_it(cast, as_user, name):
    answer = as_user(name).get(members_of(cast.borealis.slug))
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "<strong>administer</strong>" in text
    assert "<li>Administrator</li>" in text
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_pages_behind_the_door_are_not_kept_by_the_browser(cast, as_user):
    answer = as_user("eve").get(members_of(cast.borealis.slug))
    assert "no-store" in answer.headers["Cache-Control"]


def test_every_view_behind_the_door_says_what_it_needs():
    views = [one.callback for one in urlpatterns]
    assert all(getattr(view, "needs", None) == {Right.ADMINISTER} for view in views)
