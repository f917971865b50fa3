"""Keys: what they open, for how long, for whom, and that nothing of the secret is kept."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection
from hypothesis import given, strategies as st

from tests.desk.cast import NOW
from tests.tokens.conftest import LAST_DAY
from totalis.kernel.errors import InputError
from totalis.webbase.accounts.models import Mandate, Membership
from totalis.webbase.accounts.rights import Right, Role
from totalis.webbase.accounts.selectors import actor_for
from totalis.webbase.audit.models import AuditEntry
from totalis.webbase.notices.models import Notice
from totalis.webbase.tokens.models import MachineKey
from totalis.webbase.tokens.scopes import LABELS, RIGHTS_OF, SAYS, Scope
from totalis.webbase.tokens.secret import handle_of, new_secret
from totalis.webbase.tokens.selectors import actor_of, key_for, keys_of
from totalis.webbase.tokens.services import note_use, revoke_key
from totalis.webbase.tokens.tasks import remind_of_keys

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


# ── what a key opens ──


def test_a_program_acts_in_the_organisation_of_its_key_and_is_named(cast, made):
    key, secret = made()
    key = key_for(secret, NOW)
    assert key is not None
    actor = actor_of(key)
    assert actor is not None
    assert actor.organisation == cast.borealis
    assert actor.user is None
    assert actor.rights == {Right.VIEW}
    assert actor.label == f"Key Payroll run (tot_{key.handle}…)"
    assert not actor.works_alone


def test_a_program_of_one_who_works_alone_decides_nothing(made):
    secret = made("gia", scopes=frozenset(Scope)).secret
    key = key_for(secret, NOW)
    assert key is not None
    actor = actor_of(key)
    assert actor is not None
    assert not actor.works_alone
    assert actor.rights == {Right.VIEW}


def test_no_scope_carries_more_than_looking():
    assert set(RIGHTS_OF) == set(LABELS) == set(SAYS) == set(Scope)
    assert frozenset().union(*RIGHTS_OF.values()) == {Right.VIEW}


@pytest.mark.parametrize(
    ("when", "opens"),
    [(NOW, True), (NOW.replace(year=2027), True), (NOW.replace(year=2027, day=23), False)],
    ids=["its first day", "its last day", "the day after"],
)
def test_a_key_counts_to_the_end_of_its_last_day(made, when, opens):
    assert (key_for(made().secret, when) is not None) is opens


def test_before_it_was_made_it_opens_nothing(made):
    assert key_for(made().secret, NOW - DAY) is None


def test_a_revoked_key_opens_nothing_at_once(cast, made):
    key, secret = made()
    revoke_key(actor=cast.act("eve"), key=key, at=NOW)
    assert key_for(secret, NOW) is None


def test_a_second_revocation_changes_nothing(cast, made):
    key, _secret = made()
    revoke_key(actor=cast.act("eve"), key=key, at=NOW)
    revoke_key(actor=cast.act("eve"), key=key, at=NOW + DAY)
    key.refresh_from_db()
    assert key.revoked_at == NOW
    assert AuditEntry.objects.filter(verb="revoked key").count() == 1


def test_a_key_outlives_its_makers_membership_and_the_list_says_so(cast, made):
    secret = made().secret
    Membership.objects.filter(user=cast.eve).update(ends=NOW.date())
    assert key_for(secret, NOW) is not None
    (line,) = keys_of(cast.borealis, NOW.date())
    assert line.counts
    assert line.maker_left


@pytest.mark.parametrize("change", [{"revoked_at": NOW}, {"ends": NOW.date()}])
def test_a_key_that_an_adviser_made_falls_with_the_mandate(cast, made, change):
    mandate = Mandate.objects.get(adviser=cast.fathom, client=cast.borealis)
    Membership.objects.filter(mandate=mandate).update(roles=[Role.ADMINISTRATOR])
    finn = actor_for(cast.finn, cast.borealis.slug, NOW.date())
    key, secret = made(actor=finn)
    assert key.mandate == mandate
    assert key_for(secret, NOW) is not None
    Mandate.objects.filter(pk=mandate.pk).update(**change)
    assert key_for(secret, NOW) is None
    (line,) = keys_of(cast.borealis, NOW.date())
    assert not line.counts


def test_nearly_the_key_opens_nothing(made):
    secret = made().secret
    other = "a" if secret[-1] != "a" else "b"
    for text in (secret[:-1], f"{secret}a", secret[:-1] + other, secret.upper(), f" {secret}", ""):
        assert key_for(text, NOW) is None


@given(st.text())
def test_no_text_opens_anything_by_chance(text):
    assert key_for(text, NOW) is None


def test_the_handle_of_one_with_the_secret_of_another_opens_nothing(made):
    one, other = made().secret, made().secret
    handle = handle_of(one)
    assert handle
    assert key_for(f"tot_{handle}_{other.split('_', 2)[2]}", NOW) is None


def test_one_query_says_whose_a_key_is(made, django_assert_num_queries):
    for text in (made().secret, new_secret().text, "nonsense"):
        with django_assert_num_queries(1):
            key_for(text, NOW)


# ── what is kept ──


def test_a_key_holds_256_bits_and_begins_with_its_mark():
    keys = {new_secret().text for _ in range(200)}
    assert len(keys) == 200
    assert all(re.fullmatch(r"tot_[0-9a-f]{10}_[A-Za-z0-9_-]{43}", one) for one in keys)


def test_nothing_of_the_secret_is_in_the_database(made):
    key, secret = made()
    assert key.digest == hashlib.sha256(secret.encode()).hexdigest()
    random_part = secret.split("_", 2)[2]
    with connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608 - our own tables
            assert random_part not in str(cursor.fetchall()), model


def test_the_history_names_who_made_and_who_revoked(cast, made):
    key, _secret = made()
    revoke_key(actor=cast.act("eve"), key=key, at=NOW)
    first, second = AuditEntry.objects.filter(organisation=cast.borealis).order_by("number")
    assert (first.verb, first.who, first.subject) == ("made key", cast.eve.name, str(key))
    assert first.details["scopes"] == ["gate.ask"]
    assert first.details["last_day"] == "2027-11-22"
    assert second.verb == "revoked key"
    assert key.digest not in json.dumps([first.details, second.details])


def test_the_last_day_of_use_is_written_once_a_day(made, django_assert_num_queries):
    secret = made().secret
    for query, at in ((1, NOW), (0, NOW), (1, NOW + DAY)):
        key = key_for(secret, at)
        assert key is not None
        with django_assert_num_queries(query):
            note_use(key=key, at=at)
    assert MachineKey.objects.get().last_used_on == (NOW + DAY).date()


# ── who makes them, and how ──


@pytest.mark.parametrize("who", ["ada", "ben", "cora", "dev"])
def test_only_an_administrator_makes_and_revokes(cast, made, who):
    key, secret = made()
    with pytest.raises(PermissionDenied):
        made(who)
    with pytest.raises(PermissionDenied):
        revoke_key(actor=cast.act(who), key=key, at=NOW)
    assert key_for(secret, NOW) is not None


def test_a_key_of_another_house_cannot_be_revoked(cast, made):
    key, secret = made()
    with pytest.raises(MachineKey.DoesNotExist):
        revoke_key(actor=cast.act("lea"), key=key, at=NOW)
    assert key_for(secret, NOW) is not None


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"name": "  "}, "name"),
        ({"scopes": frozenset()}, "scopes"),
        ({"last_day": NOW.date() - DAY}, "last_day"),
        ({"last_day": date(2028, 11, 24)}, "last_day"),
    ],
)
def test_what_cannot_stand_is_refused_with_its_field(made, more, path):
    with pytest.raises(InputError) as caught:
        made(**more)
    assert [problem.path for problem in caught.value.problems] == [path]
    assert not MachineKey.objects.exists()


def test_administrators_are_reminded_once_two_weeks_before_the_end(cast, made):
    key, _secret = made()
    made("lea")
    remind_of_keys(NOW)
    assert not Notice.objects.exists()
    for days in (14, 13, 1):
        remind_of_keys(NOW.replace(year=2027) - timedelta(days=days - 1))
    notices = Notice.objects.filter(organisation=cast.borealis)
    assert [one.user for one in notices] == [cast.eve]
    assert key.name in notices[0].subject
    assert "22 November 2027" in notices[0].subject
    assert key.last_day == LAST_DAY
