"""Members, invitations, mandates and settings, as services keep them and as pages change them."""

from __future__ import annotations

import re
import threading
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connections

from tests.accounts.helping import PASSWORD, acting, found, visitor
from tests.desk.cast import NOW
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.accounts.actor import MissingRightError
from totalis.webbase.accounts.models import (
    Invitation,
    Mandate,
    Membership,
    Organisation,
    OrganisationKind,
    User,
)
from totalis.webbase.accounts.rights import Right, Role, rights_of
from totalis.webbase.accounts.selectors import organisations_of
from totalis.webbase.audit.models import AuditEntry
from totalis.webbase.audit.selectors import verify_chain
from totalis.webbase.members.services.clients import open_client, send_to_client
from totalis.webbase.members.services.invitations import (
    invite,
    take_invitation,
    withdraw_invitation,
)
from totalis.webbase.members.services.mandates import (
    limit_mandate,
    offer_mandate,
    revoke_mandate,
    take_mandate,
)
from totalis.webbase.members.services.opening import new_slug, open_organisation
from totalis.webbase.members.services.people import change_roles, end_membership
from totalis.webbase.members.services.settings import change_settings
from totalis.webbase.once.tokens import FIELD

TODAY = NOW.date()
PREPARER = frozenset({Role.PREPARER})
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})


@pytest.fixture
def eve(cast):
    return cast.act("eve")


def membership(user, organisation):
    return Membership.objects.get(user=user, organisation=organisation)


def verbs(organisation):
    assert verify_chain(organisation) == []
    return list(
        AuditEntry.objects.filter(organisation=organisation)
        .order_by("number")
        .values_list("verb", flat=True)
    )


def link_in_mail(number=-1):
    return found(r"http://[^/]+(/accounts/invitation/\S+)", mail.outbox[number].body)


# ── roles and ends ──
def test_roles_change_at_once_and_the_history_holds_both(cast, eve):
    change_roles(
        actor=eve,
        membership=membership(cast.people["dev"], cast.borealis),
        roles=frozenset({Role.AUDITOR, Role.PAYROLL}),
        at=NOW,
    )
    assert acting(cast.people["dev"], cast.borealis.slug, TODAY).may(Right.RELEASE)
    entry = AuditEntry.objects.filter(organisation=cast.borealis).latest("number")
    assert (entry.verb, entry.user) == ("changed roles", cast.people["eve"])
    assert entry.details["before"] == ["auditor"]
    assert entry.details["after"] == ["auditor", "payroll"]


def test_the_same_roles_again_change_nothing(cast, eve):
    before = verbs(cast.borealis)
    dev = membership(cast.people["dev"], cast.borealis)
    change_roles(actor=eve, membership=dev, roles=frozenset({Role.AUDITOR}), at=NOW)
    assert verbs(cast.borealis) == before


def test_without_a_role_nobody_is_a_member(cast, eve):
    dev = membership(cast.people["dev"], cast.borealis)
    with pytest.raises(InputError, match="roles"):
        change_roles(actor=eve, membership=dev, roles=frozenset(), at=NOW)


def test_the_last_administrator_cannot_go(cast, eve):
    own = membership(cast.people["eve"], cast.borealis)
    with pytest.raises(InputError) as refused:
        end_membership(actor=eve, membership=own, at=NOW)
    assert "last administrator" in refused.value.diagnostics()
    with pytest.raises(InputError):
        change_roles(actor=eve, membership=own, roles=PREPARER, at=NOW)
    own.refresh_from_db()
    assert (own.ends, own.roles) == (None, ["administrator"])


def test_an_administrator_whose_end_is_in_sight_does_not_count(cast, eve):
    dev = membership(cast.people["dev"], cast.borealis)
    change_roles(actor=eve, membership=dev, roles=ADMINISTRATOR, at=NOW)
    Membership.objects.filter(pk=dev.pk).update(ends=TODAY + timedelta(days=9))
    with pytest.raises(InputError):
        end_membership(actor=eve, membership=membership(cast.people["eve"], cast.borealis), at=NOW)


def test_an_adviser_does_not_stand_in_for_the_last_administrator_of_the_house(cast, eve):
    finn = membership(cast.people["finn"], cast.borealis)
    change_roles(actor=eve, membership=finn, roles=ADMINISTRATOR, at=NOW)
    with pytest.raises(InputError):
        end_membership(actor=eve, membership=membership(cast.people["eve"], cast.borealis), at=NOW)


def test_with_another_administrator_she_may_go_and_sees_nothing_from_then_on(cast, eve):
    change_roles(
        actor=eve,
        membership=membership(cast.people["dev"], cast.borealis),
        roles=ADMINISTRATOR,
        at=NOW,
    )
    end_membership(actor=eve, membership=membership(cast.people["eve"], cast.borealis), at=NOW)
    assert acting(cast.people["eve"], cast.borealis.slug, TODAY) is None
    assert verbs(cast.borealis)[-2:] == ["changed roles", "ended membership"]


def test_nobody_leaves_twice(cast, eve):
    dev = membership(cast.people["dev"], cast.borealis)
    end_membership(actor=eve, membership=dev, at=NOW)
    with pytest.raises(InputError, match="membership"):
        end_membership(actor=eve, membership=dev, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_who_remove_each_other_one_remains(cast, eve):
    dev = membership(cast.people["dev"], cast.borealis)
    change_roles(actor=eve, membership=dev, roles=ADMINISTRATOR, at=NOW)
    eves = membership(cast.people["eve"], cast.borealis)
    refused = []
    start = threading.Barrier(2)

    def remove(actor, member):
        start.wait()
        try:
            end_membership(actor=actor, membership=member, at=NOW)
        except InputError as error:
            refused.append(error)
        finally:
            connections.close_all()

    other = acting(cast.people["dev"], cast.borealis.slug, TODAY)
    threads = [threading.Thread(target=remove, args=args) for args in ((eve, dev), (other, eves))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1


@pytest.mark.parametrize("name", ["ada", "ben", "cora", "dev"])
def test_every_service_asks_for_the_right(cast, name):
    actor = cast.act(name)
    member = membership(cast.people["dev"], cast.borealis)
    mandate = Mandate.objects.get(client=cast.borealis)
    invitation = Invitation(organisation=cast.borealis, pk=1)
    terms: dict[str, Any] = {"roles": PREPARER, "ends": None, "proof": "x", "at": NOW}
    for act in (
        lambda: invite(actor=actor, email="x@example.com", roles=PREPARER, at=NOW),
        lambda: withdraw_invitation(actor=actor, invitation=invitation, at=NOW),
        lambda: change_roles(actor=actor, membership=member, roles=PREPARER, at=NOW),
        lambda: end_membership(actor=actor, membership=member, at=NOW),
        lambda: offer_mandate(actor=actor, email="x@example.com", begins=TODAY, **terms),
        lambda: limit_mandate(actor=actor, mandate=mandate, **terms),
        lambda: revoke_mandate(actor=actor, mandate=mandate, at=NOW),
        lambda: send_to_client(
            actor=actor, mandate=mandate, user=cast.people["finn"], roles=PREPARER, at=NOW
        ),
        lambda: open_client(
            actor=actor,
            name="x",
            kind=OrganisationKind.EMPLOYER,
            begins=TODAY,
            proof="x",
            at=NOW,
        ),
        lambda: change_settings(actor=actor, name="x", retention_years=3, at=NOW),
    ):
        with pytest.raises(MissingRightError, match="administer"):
            act()


def test_rows_of_another_organisation_are_not_there(cast, as_user):
    client, here = as_user("eve"), f"/desk/{cast.borealis.slug}/members/"
    foreign = membership(cast.people["hana"], cast.cobalt)
    for address in (f"{foreign.pk}/", f"{foreign.pk}/end/"):
        assert client.post(here + address, {"roles": ["administrator"]}).status_code == 404
    mandate = Mandate.objects.get(client=cast.cobalt)
    for address in ("mandates/{}/", "mandates/{}/revoke/", "clients/{}/"):
        assert client.post(here + address.format(mandate.pk)).status_code == 404
    offer = invite(actor=cast.act("lea"), email="x@example.com", roles=PREPARER, at=NOW)
    assert client.post(f"{here}invitations/{offer.pk}/withdraw/").status_code == 404
    assert membership(cast.people["hana"], cast.cobalt).ends is None


# ── invitations ──
@pytest.fixture
def invited(cast, as_user, django_capture_on_commit_callbacks):
    """The path of a link that Eve sent to an address."""

    def send(email, *roles):
        with django_capture_on_commit_callbacks(execute=True):
            answer = as_user("eve").post(
                f"/desk/{cast.borealis.slug}/members/invite/",
                {"email": email, "roles": roles or ["preparer"]},
            )
        assert answer.status_code == 302, answer.content.decode()
        return link_in_mail()

    return send


def test_an_invited_stranger_opens_her_account_and_is_in(cast, invited):
    path = invited("Nora@Example.com", "preparer", "auditor")
    assert mail.outbox[0].to == ["nora@example.com"]
    assert "Eve" in mail.outbox[0].body
    assert "nora" not in path
    client = visitor()
    assert client.get(path).status_code == 200
    answer = client.post(path, {"name": "Nora Quist", "password": PASSWORD})
    assert answer.url == f"/desk/{cast.borealis.slug}/"
    nora = User.objects.get(email="nora@example.com")
    assert acting(nora, cast.borealis.slug, TODAY).roles == {Role.PREPARER, Role.AUDITOR}
    assert client.session["_auth_user_id"] == str(nora.pk)
    assert EmailAddress.objects.get(user=nora).verified
    assert verbs(cast.borealis)[-2:] == ["invited member", "took invitation"]


def test_a_link_works_once(invited):
    path = invited("nora@example.com")
    visitor().post(path, {"name": "Nora Quist", "password": PASSWORD})
    again = visitor().post(path, {"name": "Somebody Else", "password": PASSWORD})
    assert again.status_code == 410
    assert User.objects.filter(email="nora@example.com").count() == 1
    nora = User.objects.get(email="nora@example.com")
    offer = Invitation.objects.get(email="nora@example.com")
    with pytest.raises(InputError):
        take_invitation(user=nora, invitation=offer, at=NOW)


def test_a_weak_password_opens_nothing_and_what_was_typed_stays(invited):
    path = invited("nora@example.com")
    answer = visitor().post(path, {"name": "Nora Quist", "password": "short"})
    assert answer.status_code == 422
    assert 'value="Nora Quist"' in answer.content.decode()
    assert not User.objects.filter(email="nora@example.com").exists()


def test_nobody_else_can_take_it(cast, as_user, invited):
    path = invited(cast.people["hana"].email)
    other = as_user("ivan")
    answer = other.post(path, {"taken": "1"})
    assert answer.status_code == 403
    assert cast.people["hana"].email not in answer.content.decode()
    with pytest.raises(InputError):
        take_invitation(user=cast.people["ivan"], invitation=Invitation.objects.get(), at=NOW)
    assert cast.borealis not in organisations_of(cast.people["ivan"], TODAY)


def test_who_has_an_account_signs_in_and_takes_it(cast, as_user, invited):
    path = invited(cast.people["sam"].email)
    stranger = visitor()
    page = stranger.get(path).content.decode()
    assert "next=%2Faccounts%2Finvitation%2F" in page
    assert 'name="password"' not in page
    posted = stranger.post(path, {"name": "X", "password": PASSWORD})
    assert posted.status_code == 422
    assert as_user("sam").post(path, {"taken": "1"}).status_code == 302
    assert acting(cast.people["sam"], cast.borealis.slug, TODAY)


def test_a_withdrawn_a_lapsed_and_a_made_up_link_lead_nowhere(cast, as_user, invited):
    path = invited("nora@example.com")
    offer = Invitation.objects.get()
    as_user("eve").post(f"/desk/{cast.borealis.slug}/members/invitations/{offer.pk}/withdraw/")
    assert visitor().get(path).status_code == 410
    later = invited("olaf@example.com")
    with clock.stopped_at(NOW + timedelta(days=7)):
        assert visitor().get(later).status_code == 410
    assert visitor().get(later[:-2] + "x/").status_code == 404
    assert visitor().get("/accounts/invitation/1/").status_code == 404


def test_an_invitation_sent_again_replaces_the_first(invited):
    first, second = invited("nora@example.com"), invited("nora@example.com", "auditor")
    assert visitor().get(first).status_code == 410
    assert visitor().get(second).status_code == 200


def test_a_member_is_not_invited_again_and_who_left_may_come_back(cast, eve):
    dev = cast.people["dev"]
    with pytest.raises(InputError, match="email"):
        invite(actor=eve, email=dev.email.upper(), roles=PREPARER, at=NOW)
    end_membership(actor=eve, membership=membership(dev, cast.borealis), at=NOW)
    offer = invite(actor=eve, email=dev.email, roles=PREPARER, at=NOW)
    take_invitation(user=dev, invitation=offer, at=NOW)
    assert acting(dev, cast.borealis.slug, TODAY).roles == PREPARER
    assert Membership.objects.filter(user=dev, organisation=cast.borealis).count() == 2


def test_who_works_alone_invites_nobody(cast):
    with pytest.raises(InputError, match="email"):
        invite(actor=cast.act("gia"), email="x@example.com", roles=PREPARER, at=NOW)


def test_a_mail_that_cannot_leave_is_said_and_the_invitation_stands(
    cast, as_user, monkeypatch, django_capture_on_commit_callbacks
):
    def refuse(*_args, **_kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    client = as_user("eve")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            f"/desk/{cast.borealis.slug}/members/invite/",
            {"email": "nora@example.com", "roles": ["preparer"]},
        )
    assert Invitation.objects.filter(email="nora@example.com", withdrawn_at=None).exists()


# ── mandates ──
def test_a_client_gives_a_mandate_and_the_adviser_takes_it(
    cast, as_user, django_capture_on_commit_callbacks
):
    Membership.objects.filter(user=cast.people["finn"], organisation=cast.fathom).update(
        roles=["administrator"]
    )
    gia_desk = organisations_of(cast.people["gia"], TODAY)[0]
    with django_capture_on_commit_callbacks(execute=True):
        answer = as_user("gia").post(
            f"/desk/{gia_desk.slug}/members/mandates/give/",
            {
                "email": cast.people["finn"].email,
                "begins": "2026-11-22",
                "last_day": "2026-12-31",
                "roles": ["preparer"],
                "proof": "Power of attorney of 20 November 2026, in the office safe",
            },
        )
    assert answer.status_code == 302
    path = link_in_mail()
    finn = as_user("finn")
    assert cast.fathom.name in finn.get(path).content.decode()
    assert finn.post(path, {"adviser": cast.fathom.pk}).status_code == 302
    mandate = Mandate.objects.get(client=gia_desk)
    assert (mandate.ends, mandate.last_day) == (date(2027, 1, 1), date(2026, 12, 31))
    assert acting(cast.people["finn"], gia_desk.slug, date(2026, 12, 31))
    assert acting(cast.people["finn"], gia_desk.slug, date(2027, 1, 1)) is None
    assert verbs(gia_desk)[-2:] == ["offered mandate", "took mandate"]
    assert verbs(cast.fathom)[-1] == "took mandate"
    assert finn.post(path, {"adviser": cast.fathom.pk}).status_code == 410


def test_only_an_administrator_of_an_adviser_takes_a_mandate(cast, eve):
    terms: dict[str, Any] = {
        "roles": PREPARER,
        "begins": TODAY,
        "ends": None,
        "proof": "letter",
        "at": NOW,
    }
    for name, adviser in (("finn", cast.fathom), ("lea", cast.cobalt), ("lea", cast.fathom)):
        user = cast.people[name]
        offer = offer_mandate(actor=eve, email=user.email, **terms)
        with pytest.raises(InputError, match="adviser"):
            take_mandate(user=user, invitation=offer, adviser=adviser, at=NOW)


def test_a_mandate_needs_proof_and_an_end_after_its_beginning(eve):
    terms: dict[str, Any] = {"actor": eve, "email": "x@example.com", "roles": PREPARER, "at": NOW}
    with pytest.raises(InputError, match="proof"):
        offer_mandate(begins=TODAY, ends=None, proof=" ", **terms)
    with pytest.raises(InputError, match="last_day"):
        offer_mandate(begins=TODAY, ends=TODAY, proof="letter", **terms)


def test_a_limited_mandate_takes_roles_away_at_once_and_a_revoked_one_everything(cast, eve):
    mandate = Mandate.objects.get(client=cast.borealis)
    finn = cast.people["finn"]
    limit_mandate(
        actor=eve,
        mandate=mandate,
        roles=frozenset({Role.AUDITOR}),
        ends=None,
        proof="letter",
        at=NOW,
    )
    assert not acting(finn, cast.borealis.slug, TODAY).may(Right.PREPARE)
    revoke_mandate(actor=eve, mandate=mandate, at=NOW)
    assert acting(finn, cast.borealis.slug, TODAY) is None
    with pytest.raises(InputError, match="mandate"):
        revoke_mandate(actor=eve, mandate=mandate, at=NOW)
    assert verbs(cast.borealis)[-2:] == ["limited mandate", "revoked mandate"]
    assert acting(finn, cast.cobalt.slug, TODAY)


def test_an_administrator_by_mandate_cannot_widen_it(cast, eve):
    change_roles(
        actor=eve,
        membership=membership(cast.people["finn"], cast.borealis),
        roles=ADMINISTRATOR,
        at=NOW,
    )
    finn = acting(cast.people["finn"], cast.borealis.slug, TODAY)
    with pytest.raises(InputError, match="mandate"):
        limit_mandate(
            actor=finn,
            mandate=Mandate.objects.get(client=cast.borealis),
            roles=frozenset(Role),
            ends=None,
            proof="mine",
            at=NOW,
        )
    with pytest.raises(InputError, match="mandate"):
        offer_mandate(
            actor=finn,
            email="x@example.com",
            roles=PREPARER,
            begins=TODAY,
            ends=None,
            proof="mine",
            at=NOW,
        )


@pytest.fixture
def firm(cast):
    """An adviser's administrator, as she acts for her firm."""
    organisation = open_organisation(
        user=cast.people["sam"], name="Gull & Co", kind=OrganisationKind.ADVISER, at=NOW
    )
    return acting(cast.people["sam"], organisation.slug, TODAY)


def test_an_adviser_opens_a_client_and_sends_her_people_there(firm):
    own = open_client(
        actor=firm,
        name="Harbour Works",
        kind=OrganisationKind.EMPLOYER,
        begins=TODAY,
        proof="Engagement letter of 1 November 2026",
        at=NOW,
    )
    client, mandate = own.organisation, Mandate.objects.get(client=own.organisation)
    colleague = User.objects.create_user(email="col@example.com", name="Col Reed")
    Membership.objects.create(
        user=colleague, organisation=firm.organisation, roles=["preparer"], begins=TODAY
    )
    assert organisations_of(colleague, TODAY) == [firm.organisation]
    send_to_client(actor=firm, mandate=mandate, user=colleague, roles=PREPARER, at=NOW)
    there = acting(colleague, client.slug, TODAY)
    assert (there.roles, there.through) == (PREPARER, "Gull & Co")
    assert verbs(client) == ["opened organisation", "sent by adviser"]
    assert verbs(firm.organisation)[-2:] == ["opened client", "sent to client"]


def test_only_her_own_people_within_the_mandate_are_sent(cast, firm):
    own = open_client(
        actor=firm,
        name="Harbour Works",
        kind=OrganisationKind.EMPLOYER,
        begins=TODAY,
        proof="letter",
        at=NOW,
    )
    for user, change in (
        (cast.people["hana"], {}),
        (cast.people["sam"], {"roles": ["auditor"]}),
        (cast.people["sam"], {"ends": TODAY}),
    ):
        mandate = Mandate.objects.get(client=own.organisation)
        Mandate.objects.filter(pk=mandate.pk).update(**change)
        with pytest.raises(InputError):
            send_to_client(actor=firm, mandate=mandate, user=user, roles=PREPARER, at=NOW)


def test_only_an_adviser_opens_clients(eve):
    with pytest.raises(InputError, match="kind"):
        open_client(
            actor=eve,
            name="x",
            kind=OrganisationKind.EMPLOYER,
            begins=TODAY,
            proof="letter",
            at=NOW,
        )


def test_an_adviser_takes_her_people_back_but_leaves_somebody_in_charge(cast, as_user, firm):
    own = open_client(
        actor=firm,
        name="Harbour Works",
        kind=OrganisationKind.EMPLOYER,
        begins=TODAY,
        proof="letter",
        at=NOW,
    )
    mandate = Mandate.objects.get(client=own.organisation)
    colleague = User.objects.create_user(email="col@example.com", name="Col Reed")
    Membership.objects.create(
        user=colleague, organisation=firm.organisation, roles=["preparer"], begins=TODAY
    )
    sent = send_to_client(actor=firm, mandate=mandate, user=colleague, roles=PREPARER, at=NOW)
    client = as_user("sam")
    here = f"/desk/{firm.organisation.slug}/members/clients/{mandate.pk}/"
    assert client.post(f"{here}recall/{sent.pk}/").url == here
    assert acting(colleague, own.organisation.slug, TODAY) is None
    refused = client.post(f"{here}recall/{own.pk}/", follow=True)
    assert "last administrator" in refused.content.decode()
    assert acting(cast.people["sam"], own.organisation.slug, TODAY)
    assert verbs(own.organisation)[-1] == "recalled by adviser"
    foreign = membership(cast.people["finn"], cast.borealis)
    assert client.post(f"{here}recall/{foreign.pk}/").status_code == 404


# ── organisations and settings ──
def test_addresses_of_organisations_cannot_be_guessed_and_name_no_person():
    slugs = {new_slug("Borealis Instruments", OrganisationKind.EMPLOYER) for _ in range(50)}
    assert len(slugs) == 50
    assert all(re.fullmatch(r"borealis-instruments-[a-z2-9]{6}", slug) for slug in slugs)
    assert new_slug("Gia Moss", OrganisationKind.SELF_EMPLOYED).startswith("desk-")
    assert new_slug("東京", OrganisationKind.EMPLOYER).startswith("desk-")
    assert len(new_slug("x" * 200, OrganisationKind.EMPLOYER)) <= 60


def test_settings_are_kept_within_bounds_and_recorded(cast, eve):
    change_settings(actor=eve, name="Borealis Ltd", retention_years=10, at=NOW)
    organisation = Organisation.objects.get(pk=cast.borealis.pk)
    assert (organisation.name, organisation.retention_years) == ("Borealis Ltd", 10)
    assert organisation.slug == cast.borealis.slug
    assert verbs(cast.borealis)[-1] == "changed settings"
    for name, years in (("", 7), ("x", 0), ("x", 100)):
        with pytest.raises(InputError):
            change_settings(actor=eve, name=name, retention_years=years, at=NOW)


def test_a_person_opens_a_further_organisation(cast, as_user, settings):
    client = as_user("ada")
    said = {"kind": "self_employed", "organisation": "Ada Okafor"}
    answer = client.post("/accounts/organisations/new/", said)
    opened = Organisation.objects.latest("pk")
    assert answer.url == f"/desk/{opened.slug}/"
    assert acting(cast.people["ada"], opened.slug, TODAY).rights == rights_of(opened.roles)
    settings.OPEN_SIGN_UP = False
    assert client.post("/accounts/organisations/new/", said).status_code == 404


# ── pages ──
def test_a_form_that_cannot_stand_says_why_beside_the_field(cast, as_user):
    answer = as_user("eve").post(
        f"/desk/{cast.borealis.slug}/members/invite/",
        {"email": cast.people["dev"].email, "roles": ["preparer"]},
    )
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "is a member already" in text
    assert f'value="{cast.people["dev"].email}"' in text


def test_the_last_administrator_is_told_on_the_page(cast, as_user):
    client, own = as_user("eve"), membership(cast.people["eve"], cast.borealis)
    here = f"/desk/{cast.borealis.slug}/members/{own.pk}/"
    answer = client.post(f"{here}end/", follow=True)
    assert answer.redirect_chain == [(here, 302)]
    assert "last administrator" in answer.content.decode()


def test_a_nervous_second_click_invites_once(cast, as_user):
    client = as_user("eve")
    address = f"/desk/{cast.borealis.slug}/members/invite/"
    token = found(rf'name="{FIELD}" value="([^"]+)"', client.get(address).content.decode())
    said = {"email": "nora@example.com", "roles": ["preparer"], FIELD: token}
    first, second = client.post(address, said), client.post(address, said)
    assert first.url == second.url
    assert Invitation.objects.filter(email="nora@example.com").count() == 1


# ── roles that an organisation has not ──


@pytest.fixture
def agency_people(cast):
    """An agency with Eve as its administrator and Dev as an auditor."""
    house = Organisation.objects.create(
        slug="bureau", name="Bureau", kind=OrganisationKind.AGENCY, created_at=NOW
    )
    for name, role in (("eve", Role.ADMINISTRATOR), ("dev", Role.AUDITOR)):
        Membership.objects.create(
            user=cast.people[name], organisation=house, roles=[role.value], begins=TODAY
        )
    return house


def test_an_agency_has_examiners_and_no_preparers(cast, agency_people, as_user):
    eve = acting(cast.people["eve"], "bureau", TODAY)
    common = {"actor": eve, "email": "new@example.com", "at": NOW}
    for role in (Role.PREPARER, Role.APPROVER, Role.PAYROLL):
        with pytest.raises(InputError, match="roles"):
            invite(**common, roles=frozenset({role}))
    assert invite(**common, roles=frozenset({Role.EXAMINER})).roles == ["examiner"]
    dev = membership(cast.people["dev"], agency_people)
    with pytest.raises(InputError, match="roles"):
        change_roles(actor=eve, membership=dev, roles=PREPARER, at=NOW)
    change_roles(actor=eve, membership=dev, roles=frozenset({Role.SUPERVISOR}), at=NOW)
    page = as_user("eve").get("/desk/bureau/members/invite/").content.decode()
    assert 'value="examiner"' in page
    assert 'value="preparer"' not in page


def test_a_desk_has_no_examiners(cast, as_user):
    eve = acting(cast.people["eve"], cast.borealis.slug, TODAY)
    wrong = frozenset({Role.EXAMINER})
    with pytest.raises(InputError, match="roles"):
        invite(actor=eve, email="new@example.com", roles=wrong, at=NOW)
    with pytest.raises(InputError, match="roles"):
        change_roles(
            actor=eve, membership=membership(cast.people["dev"], cast.borealis), roles=wrong, at=NOW
        )
    with pytest.raises(InputError, match="roles"):
        offer_mandate(
            actor=eve,
            email="x@example.com",
            roles=wrong,
            begins=TODAY,
            ends=None,
            proof="Letter",
            at=NOW,
        )
    page = as_user("eve").get(f"/desk/{cast.borealis.slug}/members/invite/").content.decode()
    assert 'value="examiner"' not in page
    assert 'value="preparer"' in page


def test_a_role_that_came_into_a_row_past_the_services_gives_nothing(cast):
    """Whatever wrote it: a desk's examiner has no right of an agency."""
    row = membership(cast.people["dev"], cast.borealis)
    Membership.objects.filter(pk=row.pk).update(roles=["supervisor"])
    assert acting(cast.people["dev"], cast.borealis.slug, TODAY).rights == frozenset()


def test_an_invitation_to_a_role_that_there_is_not_is_not_taken(cast):
    eve = acting(cast.people["eve"], cast.borealis.slug, TODAY)
    offered = invite(actor=eve, email=cast.people["sam"].email, roles=PREPARER, at=NOW)
    Invitation.objects.filter(pk=offered.pk).update(roles=["examiner"])
    with pytest.raises(InputError, match="roles"):
        take_invitation(user=cast.people["sam"], invitation=offered, at=NOW)
    assert not Membership.objects.filter(
        user=cast.people["sam"], organisation=cast.borealis
    ).exists()
