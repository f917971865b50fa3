"""Every page about people in Chromium: axe at both widths, pictures, keys without a mouse, and without JavaScript."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from playwright.sync_api import expect

from tests.accounts.helping import PASSWORD, found
from tests.web.conftest import NARROW, WIDE
from tests.web.settling import fits
from totalis.webbase.accounts.models import Invitation, Mandate, Membership, User
from totalis.webbase.accounts.rights import Role
from totalis.webbase.members.selectors import invitation_token
from totalis.webbase.members.services.invitations import invite

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def look(page, address, *, axe, shoot, name):
    """Open a page at both widths; it must fit and axe must find nothing."""
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        answer = page.goto(address)
        assert answer is not None
        expect(page.locator("h1")).to_have_count(1)
        fits(page)
        axe(page)
    shoot(page, f"people-{name}")


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/accounts/login/", "sign-in"),
        ("/accounts/signup/", "sign-up"),
        ("/accounts/password/reset/", "reset"),
        ("/accounts/password/reset/done/", "reset-done"),
        ("/accounts/password/reset/key/1-broken/", "reset-broken"),
        ("/accounts/confirm-email/", "confirm"),
        ("/accounts/confirm-email/broken/", "confirm-broken"),
        ("/accounts/inactive/", "closed"),
    ],
)
def test_entrances(page, axe, shoot, address, name):
    look(page, address, axe=axe, shoot=shoot, name=name)


def filled(page, **fields):
    for name, value in fields.items():
        page.fill(f"[name={name}]", value)


def sign_out(page):
    page.click("text=Sign out")
    expect(page.get_by_text("Sign out", exact=True)).to_have_count(0)


def test_errors_stand_beside_their_fields(page, axe, shoot):
    page.goto("/accounts/signup/")
    filled(page, name="Nora Quist", email="nora@example.com", password1="short", organisation="Q")
    page.click("text=An employer")
    page.click("main button[type=submit]")
    expect(page.locator(".usa-error-message").first).to_contain_text("too short")
    axe(page)
    shoot(page, "people-sign-up-errors")


def test_the_account(page, axe, shoot, cast, sign_in):
    user = cast.people["eve"]
    user.set_password(PASSWORD)
    user.save()
    sign_in(page, "eve")
    look(page, "/accounts/email/", axe=axe, shoot=shoot, name="email")
    look(page, "/accounts/password/change/", axe=axe, shoot=shoot, name="password")
    look(page, "/accounts/logout/", axe=axe, shoot=shoot, name="sign-out")
    look(page, "/accounts/organisations/new/", axe=axe, shoot=shoot, name="organisation")
    look(page, "/accounts/reauthenticate/", axe=axe, shoot=shoot, name="again")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    expect(page.locator("[name=password]")).to_have_count(0)
    look(page, "/accounts/2fa/", axe=axe, shoot=shoot, name="factor")
    look(page, "/accounts/2fa/totp/activate/", axe=axe, shoot=shoot, name="totp")


def test_a_security_key_is_added_and_asked_for(page, axe, shoot, cast):
    user = cast.people["eve"]
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    debugger = page.context.new_cdp_session(page)
    debugger.send("WebAuthn.enable")
    debugger.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "usb",
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )

    def sign_in_by_form():
        page.goto("/accounts/login/")
        filled(page, login=user.email, password=PASSWORD)
        page.click("main button[type=submit]")

    sign_in_by_form()
    page.wait_for_url("**/desk/**")
    page.goto("/accounts/2fa/webauthn/add/")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_selector("[name=name]")
    axe(page)
    shoot(page, "people-key-add")
    page.fill("[name=name]", "Key at work")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/**")
    axe(page)
    shoot(page, "people-recovery-codes")
    page.goto("/accounts/2fa/webauthn/")
    expect(page.locator("main")).to_contain_text("Key at work")
    axe(page)
    shoot(page, "people-keys")
    sign_out(page)
    sign_in_by_form()
    page.wait_for_url("**/2fa/authenticate/**")
    axe(page)
    shoot(page, "people-second-step")
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url("**/desk/**")


def test_members_and_settings(page, axe, shoot, cast, sign_in):
    here = f"/desk/{cast.borealis.slug}"
    sign_in(page, "eve")
    invite(
        actor=cast.act("eve"),
        email="nora.with.a.long.address@subsidiary.example.com",
        roles=frozenset({Role.PREPARER, Role.AUDITOR}),
        at=cast.borealis.created_at,
    )
    Invitation.objects.update(lapses_at="2026-11-29T12:00Z")
    Membership.objects.filter(user=cast.people["dev"]).update(ends="2026-11-01")
    member = Membership.objects.get(user=cast.people["ada"], organisation=cast.borealis)
    mandate = Mandate.objects.get(client=cast.borealis)
    for address, name in (
        ("/members/", "members"),
        ("/members/invite/", "invite"),
        (f"/members/{member.pk}/", "member"),
        ("/members/mandates/give/", "give-mandate"),
        (f"/members/mandates/{mandate.pk}/", "mandate"),
        ("/settings/", "settings"),
    ):
        look(page, here + address, axe=axe, shoot=shoot, name=name)


def test_an_adviser_and_its_clients(page, axe, shoot, cast, sign_in):
    Membership.objects.filter(user=cast.people["finn"], organisation=cast.fathom).update(
        roles=["administrator"]
    )
    sign_in(page, "finn")
    here = f"/desk/{cast.fathom.slug}/members"
    mandate = Mandate.objects.get(client=cast.borealis)
    look(page, f"{here}/", axe=axe, shoot=shoot, name="adviser")
    look(page, f"{here}/clients/new/", axe=axe, shoot=shoot, name="new-client")
    look(page, f"{here}/clients/{mandate.pk}/", axe=axe, shoot=shoot, name="client")
    look(
        page,
        f"/desk/{cast.borealis.slug}/members/",
        axe=axe,
        shoot=shoot,
        name="missing-right",
    )
    page.click("summary")
    axe(page)
    shoot(page, "people-switcher")


def test_invitations(page, axe, shoot, cast, sign_in):
    offers = [
        invite(
            actor=cast.act("eve"),
            email=email,
            roles=frozenset({Role.PREPARER}),
            at=cast.act("eve").organisation.created_at,
        )
        for email in ("nora@example.com", cast.people["sam"].email)
    ]
    Invitation.objects.update(lapses_at="2026-11-29T12:00Z")
    new, known = (f"/accounts/invitation/{invitation_token(one)}/" for one in offers)
    look(page, new, axe=axe, shoot=shoot, name="invitation-new")
    look(page, known, axe=axe, shoot=shoot, name="invitation-known")
    sign_in(page, "sam")
    look(page, known, axe=axe, shoot=shoot, name="invitation-take")
    look(page, new, axe=axe, shoot=shoot, name="invitation-other")
    Invitation.objects.update(lapses_at="2026-11-20T12:00Z")
    look(page, new, axe=axe, shoot=shoot, name="invitation-gone")


def test_from_invitation_to_desk_without_javascript(page_without_javascript, cast):
    page = page_without_javascript
    eve = cast.people["eve"]
    eve.set_password(PASSWORD)
    eve.save()
    page.goto(f"/desk/{cast.borealis.slug}/members/invite/")
    page.wait_for_url("**/accounts/login/**")
    filled(page, login=eve.email, password=PASSWORD)
    page.click("main button[type=submit]")
    page.fill("[name=email]", "nora@example.com")
    page.click("text=Auditor:")
    page.click("main button[type=submit]")
    expect(page.locator("[role=status]")).to_contain_text("We sent an e-mail to nora@example.com")
    sign_out(page)
    link = found(r"(http://\S+)", str(mail.outbox[-1].body))
    page.goto(link)
    filled(page, name="Nora Quist", password=PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"**/desk/{cast.borealis.slug}/")
    assert User.objects.filter(email="nora@example.com").exists()


def test_sign_in_by_keys_alone(page, cast):
    eve = cast.people["eve"]
    eve.set_password(PASSWORD)
    eve.save()
    page.goto("/accounts/login/")
    page.focus("[name=login]")
    page.keyboard.type(eve.email)
    for _ in range(3):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "password":
            break
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/**")
