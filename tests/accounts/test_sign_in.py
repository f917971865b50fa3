"""Sign-up, sign-in, passwords, second factors and sessions, over HTTP with real e-mails in the local mailbox."""

from __future__ import annotations

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.core import mail
from django.core.exceptions import ImproperlyConfigured

from tests.accounts.helping import PASSWORD, acting, found, visitor
from totalis.site import environment
from totalis.site.settings import PASSWORD_HASHERS
from totalis.webbase import clock
from totalis.webbase.accounts.checks import addresses_are_confirmed
from totalis.webbase.accounts.models import Membership, User
from totalis.webbase.accounts.rights import Right, Role
from totalis.webbase.accounts.selectors import organisations_of
from totalis.webbase.audit.models import AuditEntry

pytestmark = pytest.mark.django_db

LOGIN, SIGN_UP = "/accounts/login/", "/accounts/signup/"
WRONG = "not-her-password"
TODAY = clock.today()
NEW_PASSWORD = "another-long-sentence-of-words"  # noqa: S105 - of people who do not exist
SAID = {
    "name": "Nora Quist",
    "email": "Nora@Example.com",
    "password1": PASSWORD,
    "kind": "employer",
    "organisation": "Quist Timber",
}


@pytest.fixture
def nora():
    user = User.objects.create_user(email="nora@example.com", name="Nora Quist", password=PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def verified_only(settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


def sign_in(client, password=PASSWORD, email="nora@example.com", **more):
    return client.post(LOGIN, {"login": email, "password": password} | more)


def confirm(client):
    """Show once more that it is her, as what guards the account asks."""
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302


def signed_in(client):
    return "_auth_user_id" in client.session


def without_tokens(answer):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def link_in(message):
    return found(r"http://testserver(/\S+)", message.body)


# ── sign-up ──
def test_signing_up_makes_a_user_and_her_organisation_and_signs_her_in(client):
    answer = client.post(SIGN_UP, SAID)
    assert (answer.status_code, answer.url) == (302, "/desk/")
    user = User.objects.get(email="nora@example.com")
    (organisation,) = organisations_of(user, TODAY)
    assert (user.name, organisation.name) == ("Nora Quist", "Quist Timber")
    actor = acting(user, organisation.slug, TODAY)
    assert actor.roles == {Role.ADMINISTRATOR, Role.PREPARER}
    assert AuditEntry.objects.get(organisation=organisation).verb == "opened organisation"
    assert signed_in(client)


def test_a_self_employed_person_gets_every_right_of_a_desk(client):
    client.post(SIGN_UP, SAID | {"kind": "self_employed"})
    member = Membership.objects.get()
    actor = acting(member.user, member.organisation.slug, member.begins)
    assert actor.rights == set(Right) - {Right.EXAMINE, Right.CONFIRM}


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("password1", "short", "too short"),
        ("password1", "nora@example.com", "too similar"),
        ("password1", "123456789012345", "entirely numeric"),
        ("name", "", "required"),
        ("organisation", "", "required"),
        ("kind", "government", "valid choice"),
        ("email", "nora", "valid email"),
    ],
)
def test_a_form_that_cannot_stand_makes_nothing_and_keeps_what_was_typed(
    client, field, value, says
):
    answer = client.post(SIGN_UP, SAID | {field: value})
    assert answer.status_code == 200
    assert says in answer.content.decode()
    assert not User.objects.exists()
    if field != "organisation":
        assert 'value="Quist Timber"' in answer.content.decode()


def test_sign_up_can_be_closed(client, settings):
    settings.OPEN_SIGN_UP = False
    assert "by invitation" in client.get(SIGN_UP).content.decode()
    client.post(SIGN_UP, SAID)
    assert not User.objects.exists()


@pytest.mark.usefixtures("verified_only")
def test_with_verification_nobody_is_in_before_the_link_is_followed(client):
    answer = client.post(SIGN_UP, SAID)
    assert answer.url == "/accounts/confirm-email/"
    assert not signed_in(client)
    assert sign_in(visitor()).url == "/accounts/confirm-email/"
    link = link_in(mail.outbox[0])
    assert "Confirm address" in client.get(link).content.decode()
    client.post(link)
    fresh = visitor()
    assert sign_in(fresh).url == "/desk/"
    assert signed_in(fresh)


@pytest.mark.usefixtures("verified_only", "nora")
def test_signing_up_under_a_known_address_looks_the_same(client):
    other = visitor()
    known = client.post(SIGN_UP, SAID | {"organisation": "Guess"}, follow=True)
    unknown = other.post(SIGN_UP, SAID | {"email": "new@example.com"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert without_tokens(known).replace("nora@", "new@") == without_tokens(unknown)
    assert User.objects.count() == 2
    told = next(one for one in mail.outbox if one.to == ["nora@example.com"])
    assert "already exists" in told.body


@pytest.mark.usefixtures("verified_only", "nora")
def test_signing_up_under_a_known_address_hashes_a_password_too(client, monkeypatch):
    hashed: list[str] = []
    monkeypatch.setattr("totalis.webbase.members.signup.make_password", hashed.append)
    client.post(SIGN_UP, SAID)
    assert hashed == [PASSWORD]


# ── sign-in and out ──
@pytest.mark.usefixtures("nora")
def test_signing_in_leads_where_one_was_and_nowhere_else(client):
    answer = sign_in(client, next="/desk/somewhere/cases/?page=2")
    assert answer.url == "/desk/somewhere/cases/?page=2"
    assert sign_in(visitor(), next="https://evil.example/").url == "/desk/"


@pytest.mark.usefixtures("nora")
def test_a_wrong_password_and_an_unknown_address_read_the_same(client):
    wrong = sign_in(client, password=WRONG)
    unknown = sign_in(visitor(), password=WRONG, email="none@example.com")
    assert wrong.status_code == unknown.status_code == 200
    assert without_tokens(wrong).replace("nora@", "none@") == without_tokens(unknown)


def test_a_closed_account_does_not_get_in(client, nora):
    nora.is_active = False
    nora.save()
    sign_in(client)
    assert not signed_in(client)


def test_a_closed_account_is_out_at_once(client, nora):
    sign_in(client)
    nora.is_active = False
    nora.save()
    assert client.get("/accounts/email/").status_code == 302


@pytest.mark.usefixtures("nora")
def test_after_five_wrong_passwords_even_the_right_one_waits(client):
    for _ in range(5):
        sign_in(client, password=WRONG)
    sign_in(client)
    assert not signed_in(client)


@pytest.mark.usefixtures("nora")
def test_the_session_is_a_new_one_after_signing_in_and_gone_after_signing_out(client):
    client.get(LOGIN)
    session = client.session
    session["before"] = 1
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    sign_in(client)
    inside = client.cookies[settings.SESSION_COOKIE_NAME]
    assert inside.value != session.session_key
    assert (inside["httponly"], inside["samesite"], inside["max-age"]) == (True, "Lax", "")
    stolen = inside.value
    assert client.get("/accounts/logout/").status_code == 200
    assert signed_in(client)
    assert client.post("/accounts/logout/").url == "/"
    thief = visitor()
    thief.cookies[settings.SESSION_COOKIE_NAME] = stolen
    assert thief.get("/accounts/email/").status_code == 302


@pytest.mark.usefixtures("nora")
def test_who_asks_to_stay_is_remembered_for_two_weeks(client):
    sign_in(client, remember="on")
    assert client.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 14 * 24 * 3600


# ── password ──
@pytest.mark.usefixtures("nora")
def test_a_password_is_set_anew_by_a_link_that_works_once(client):
    client.post("/accounts/password/reset/", {"email": "nora@example.com"})
    link = link_in(mail.outbox[0])
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    weak = client.post(address, {"password1": "short", "password2": "short"})
    assert "too short" in weak.content.decode()
    client.post(address, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    fresh = visitor()
    sign_in(fresh)
    assert not signed_in(fresh)
    sign_in(fresh, password=NEW_PASSWORD)
    assert signed_in(fresh)
    assert "no longer works" in visitor().get(link).content.decode()


@pytest.mark.usefixtures("nora")
def test_asking_for_a_link_tells_nothing_of_who_has_an_account(client):
    known = client.post("/accounts/password/reset/", {"email": "nora@example.com"}, follow=True)
    unknown = visitor().post(
        "/accounts/password/reset/", {"email": "none@example.com"}, follow=True
    )
    assert known.redirect_chain == unknown.redirect_chain
    assert without_tokens(known) == without_tokens(unknown)
    assert [one.to for one in mail.outbox] == [["nora@example.com"], ["none@example.com"]]


@pytest.mark.usefixtures("nora")
def test_changing_the_password_signs_out_everywhere_else(client):
    elsewhere = visitor()
    sign_in(elsewhere)
    sign_in(client)
    client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    assert client.get("/accounts/email/").status_code == 200
    assert elsewhere.get("/accounts/email/").status_code == 302


# ── address ──
def test_a_new_address_counts_after_its_link(client, nora):
    sign_in(client)
    asked = client.post("/accounts/email/", {"email": "quist@example.com", "action_add": ""})
    assert asked.url.startswith("/accounts/reauthenticate/")
    confirm(client)
    client.post("/accounts/email/", {"email": "quist@example.com", "action_add": ""})
    nora.refresh_from_db()
    assert nora.email == "nora@example.com"
    told = next(one for one in mail.outbox if one.to == ["quist@example.com"])
    client.post(link_in(told))
    nora.refresh_from_db()
    assert nora.email == "quist@example.com"
    assert any(one.to == ["nora@example.com"] for one in mail.outbox)


# ── second factor ──
def code_of(secret, later=0):
    counter = int(time.time() // 30) + later  # noqa: TID251 - allauth reads this clock
    return format_hotp_value(hotp_value(secret, counter))


@pytest.fixture
def two_factors(client, nora):  # noqa: ARG001 - she must be there
    """Nora's secret and recovery codes, set up through the pages."""
    sign_in(client)
    confirm(client)
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = found(r"<code>([A-Z2-7]{32})</code>", page)
    done = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert done.status_code == 302, done.content.decode()
    codes = re.findall(r"\b\d{8}\b", client.get("/accounts/2fa/recovery-codes/").content.decode())
    return secret, codes


def test_a_second_factor_is_asked_for_and_let_in(two_factors, settings):
    settings.MFA_TOTP_TOLERANCE = 2
    fresh = visitor()
    assert sign_in(fresh).url == "/accounts/2fa/authenticate/"
    assert not signed_in(fresh)
    assert fresh.get("/desk/").status_code == 302
    fresh.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert not signed_in(fresh)
    fresh.post("/accounts/2fa/authenticate/", {"code": code_of(two_factors[0], later=1)})
    assert signed_in(fresh)


def test_a_recovery_code_works_once(two_factors):
    assert len(set(two_factors[1])) == 10
    first, again = visitor(), visitor()
    for client in (first, again):
        sign_in(client)
        client.post("/accounts/2fa/authenticate/", {"code": two_factors[1][0]})
    assert signed_in(first)
    assert not signed_in(again)


@pytest.mark.usefixtures("two_factors")
def test_secrets_of_second_factors_are_encrypted_at_rest():
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert "gAAAA" in kept
    assert not re.search(r"'secret': '[A-Z2-7]{32}'", kept)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("two_factors")
def test_a_second_factor_is_told_by_mail():
    assert any("uthenticator" in one.body for one in mail.outbox)


# ── pages ──
ENTRANCES = [LOGIN, SIGN_UP, "/accounts/password/reset/", "/accounts/password/reset/done/"]
INSIDE = [
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/logout/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/reauthenticate/",
    "/accounts/organisations/new/",
]


@pytest.mark.parametrize("address", ENTRANCES + INSIDE)
def test_every_page_stands_in_our_frame_and_holds_no_script_or_style(client, nora, address):
    if address in INSIDE:
        sign_in(client)
    answer = client.get(address, follow=True)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'class="site-header"' in text
    assert text.count("<h1") == 1
    runs = r'<script(?![^>]*(\bsrc=|type="application/json"))|<style|\sstyle=|\son\w+='
    assert not re.search(runs, text)
    assert nora.email not in address


def test_the_header_offers_what_one_can_do(client, nora):
    assert f'href="{LOGIN}"' in client.get("/").content.decode()
    sign_in(client)
    text = client.get("/").content.decode()
    assert 'href="/desk/"' in text
    assert nora.name in text
    assert f'href="{LOGIN}"' not in text


def test_a_page_for_everybody_asks_the_database_nothing(client, django_assert_num_queries):
    client.get("/")
    with django_assert_num_queries(0):
        assert settings.SESSION_COOKIE_NAME not in client.get("/").cookies


def test_a_form_without_its_token_is_refused(nora):
    strict = visitor(enforce_csrf_checks=True)
    assert sign_in(strict, email=nora.email).status_code == 403


# ── settings ──
def test_passwords_are_kept_by_a_hasher_that_costs_memory():
    assert PASSWORD_HASHERS == ["django.contrib.auth.hashers.ScryptPasswordHasher"]


def test_a_count_in_the_environment_is_read_strictly(monkeypatch):
    assert environment.count("TOTALIS_TEST_COUNT", default=3) == 3
    monkeypatch.setenv("TOTALIS_TEST_COUNT", " 2 ")
    assert environment.count("TOTALIS_TEST_COUNT", default=3) == 2
    monkeypatch.setenv("TOTALIS_TEST_COUNT", "-1")
    with pytest.raises(ImproperlyConfigured, match="TOTALIS_TEST_COUNT"):
        environment.count("TOTALIS_TEST_COUNT", default=3)


def test_the_deployment_check_warns_where_sign_up_tells_who_has_an_account(settings):
    settings.VERIFY_EMAIL, settings.OPEN_SIGN_UP = False, True
    assert [one.id for one in addresses_are_confirmed(None)] == ["totalis.W003"]
    settings.OPEN_SIGN_UP = False
    assert addresses_are_confirmed(None) == []
    settings.VERIFY_EMAIL, settings.OPEN_SIGN_UP = True, True
    assert addresses_are_confirmed(None) == []
