"""Nobody makes a certificate another person's alone: what is a slip of the pen, and what waits for a second person."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.authority.cast import NOW
from tests.authority.issue.cases import issued
from tests.web.settling import fits
from totalis.authority.models import Correction, IssuedCertificate, RegisterEntry, Standing
from totalis.authority.services.registering import correct_certificate, replace_certificate
from totalis.authority.services.registering_second import (
    confirm_correction,
    propose_correction,
    reject_correction,
)
from totalis.documents.certificate_identity import is_spelling
from totalis.kernel.errors import InputError
from totalis.webbase.accounts.actor import MissingRightError
from totalis.webbase.audit.models import AuditEntry
from totalis.webbase.audit.selectors import standing_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from playwright.sync_api import Page

    from tests.authority.cast import Office
    from tests.web.conftest import Axe, Shoot

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=30)
NUMBER = "holder.numbers.0.value"
ANOTHER = {"holder.name": "Berta Kranz", NUMBER: "212-48-1234", "holder.birth_date": "1990-05-01"}
WEIGHTY = [
    ANOTHER,
    {"holder.name": "Berta Kranz"},
    {"holder.name": "Maria Rivera Lopez"},
    {NUMBER: "536-90-4390"},
    {"holder.birth_date": "1988-03-15"},
    {"holder.citizenships": "IN"},
    {"holder.residence": "IN"},
    {"holder.name_at_birth": "Kranz"},
    {"employment.businesses.0.name": "Cobalt Software LLC"},
]
LIGHT = [
    {"holder.name": "María Rivera"},
    {"holder.name": "RIVERA, Maria"},
    {"holder.name": "Maria Riviera"},
    {"employment.businesses.0.name": "Borealis Instrument, Inc."},
    {"employment.businesses.0.address": "2 Harbor Way\nBoston, MA 02210"},
    {"holder.birth_place": "Boston"},
]


@pytest.mark.parametrize("changes", WEIGHTY)
def test_one_person_alone_makes_nobody_else_of_it(office: Office, changes: dict[str, str]) -> None:
    """The easy way is shut, however it is called."""
    first = issued(office)
    for who in ("nora", "petra"):
        with pytest.raises(InputError) as refused:
            correct_certificate(
                actor=office.act(who), certificate=first, changes=changes, reason="No.", at=LATER
            )
        assert {one.path for one in refused.value.problems} == set(changes)
        assert "second person" in refused.value.problems[0].expected
    assert IssuedCertificate.objects.count() == 1
    assert not RegisterEntry.objects.filter(kind="corrected").exists()


@pytest.mark.parametrize("changes", LIGHT)
def test_a_slip_of_the_pen_stays_easy(office: Office, changes: dict[str, str]) -> None:
    """One examiner, at once."""
    made = correct_certificate(
        actor=office.act("nora"), certificate=issued(office), changes=changes, reason="A.", at=LATER
    )
    assert made.standing == Standing.IN_FORCE


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Søren Kierkegård", "Søren Kierkegaard", True),
        ("Jean-Luc Picard", "jean luc PICARD", True),
        ("Müller", "Mueller", True),
        ("Anna Schmidt", "Anna Schmitd", True),
        ("田中", "山田", False),
        ("Li Wei", "Li Na", False),
        ("Иванов Пётр", "Иванов Петр", True),
        ("कमला", "कमल", False),
        ("", "Kranz", False),
        ("Ann", "Ada", False),
        ("Maria Rivera", "Mario Riveri", True),
        ("Maria Rivera", "Marta Rovero", False),
    ],
)
def test_what_is_one_name_in_two_spellings(one: str, other: str, *, same: bool) -> None:
    """In any script; in short names each letter counts."""
    assert is_spelling(one, other) is same
    assert is_spelling(other, one) is same


def test_small_steps_are_one_large_one(office: Office) -> None:
    """A letter today and a letter tomorrow: held against the name that was decided on, not against the last one."""
    row, nora = issued(office), office.act("nora")
    steps = ["Marta Rivera", "Marta Rovera", "Marta Rovero"]
    for name in steps[:2]:
        row = correct_certificate(
            actor=nora, certificate=row, changes={"holder.name": name}, reason="A slip.", at=LATER
        )
    row = replace_certificate(actor=nora, certificate=row, reason="Lost.", at=LATER)
    with pytest.raises(InputError):
        correct_certificate(
            actor=nora, certificate=row, changes={"holder.name": steps[2]}, reason="A.", at=LATER
        )
    waiting = propose_correction(
        actor=nora, certificate=row, changes={"holder.name": steps[2]}, reason="A.", at=LATER
    )
    row = confirm_correction(actor=office.act("petra"), correction=waiting, at=LATER)
    small = {"holder.name": "Marta Roveri"}
    made = correct_certificate(
        actor=nora, certificate=row, changes=small, reason="From what two people saw.", at=LATER
    )
    assert made.content["holder"]["name"] == "Marta Roveri"


def test_two_people_make_it_and_the_chain_names_both(office: Office) -> None:
    """Until then it counts as it stands; afterwards the new one does."""
    first = issued(office)
    waiting = propose_correction(
        actor=office.act("nora"),
        certificate=first,
        changes=ANOTHER,
        reason="Papers mixed up.",
        at=LATER,
    )
    first.refresh_from_db()
    assert first.standing == Standing.IN_FORCE
    assert IssuedCertificate.objects.count() == 1
    made = confirm_correction(actor=office.act("petra"), correction=waiting, at=LATER)
    first.refresh_from_db()
    assert (first.standing, made.standing) == (Standing.REPLACED, Standing.IN_FORCE)
    assert made.content["holder"]["name"] == "Berta Kranz"
    assert made.content["holder"]["numbers"][0]["value"] == "212-48-1234"
    assert made.content["coverage"] == first.content["coverage"]
    proposed, corrected = AuditEntry.objects.filter(verb__contains="correct").order_by("number")
    assert (proposed.who, proposed.verb) == ("Nora Feld", "proposed correction")
    assert (corrected.who, corrected.verb) == ("Petra Hale", "corrected certificate")
    assert corrected.details["proposed_by"] == "Nora Feld"
    assert corrected.details["confirmed_by"] == "Petra Hale"
    said = str([entry.details for entry in AuditEntry.objects.all()])
    for secret in ("Kranz", "212-48-1234", "1990-05-01"):
        assert secret not in said
    assert not standing_of(office.organisation).problems


def test_nobody_is_her_own_second_and_nothing_acts_twice(office: Office) -> None:
    """Who proposed it, who may not confirm, and a correction that is done with."""
    first = issued(office)
    waiting = propose_correction(
        actor=office.act("petra"), certificate=first, changes=ANOTHER, reason="Mixed up.", at=LATER
    )
    with pytest.raises(InputError):
        confirm_correction(actor=office.act("petra"), correction=waiting, at=LATER)
    for who in ("nora", "rosa", "silas"):
        with pytest.raises(MissingRightError):
            confirm_correction(actor=office.act(who), correction=waiting, at=LATER)
    with pytest.raises(InputError):
        propose_correction(
            actor=office.act("nora"), certificate=first, changes=ANOTHER, reason="2.", at=LATER
        )
    for act in (correct_certificate, replace_certificate):
        more = {"changes": {"holder.name": "María Rivera"}} if act is correct_certificate else {}
        with pytest.raises(InputError):
            act(actor=office.act("nora"), certificate=first, reason="Lost.", at=LATER, **more)
    confirm_correction(actor=office.act("quinn"), correction=waiting, at=LATER)
    with pytest.raises(InputError):
        confirm_correction(actor=office.act("quinn"), correction=waiting, at=LATER)
    with pytest.raises(InputError):
        reject_correction(actor=office.act("quinn"), correction=waiting, reason="Late.", at=LATER)
    assert IssuedCertificate.objects.count() == 2


def test_what_is_rejected_changes_nothing_and_another_may_follow(office: Office) -> None:
    """Who proposed it takes it back; another examiner may not."""
    first = issued(office)
    nora = office.act("nora")
    waiting = propose_correction(
        actor=nora, certificate=first, changes=ANOTHER, reason="Mixed up.", at=LATER
    )
    with pytest.raises(MissingRightError):
        reject_correction(actor=office.act("otto"), correction=waiting, reason="No.", at=LATER)
    reject_correction(actor=nora, correction=waiting, reason="My mistake.", at=LATER)
    first.refresh_from_db()
    assert first.standing == Standing.IN_FORCE
    again = propose_correction(
        actor=nora, certificate=first, changes={NUMBER: "536-90-4390"}, reason="A.", at=LATER
    )
    assert again.rejected_at is None


def test_the_pages_say_which_is_which(
    office: Office,
    as_person: Callable[[str], Client],
    page: Page,
    narrow_page: Page,
    sign_in: Callable[[Page, str], None],
    axe: Axe,
    shoot: Shoot,
) -> None:
    """An examiner sends another number; the certificate stays; a supervisor finds it, compares and confirms."""
    first = issued(office)
    where = f"{office.house}register/{first.number}/"
    sign_in(page, "nora")
    page.goto(where)
    page.get_by_text("Correct a slip of the pen").click()
    section = page.locator("#correct")
    section.get_by_label("Personal number (US)").fill("212-48-4399")
    section.get_by_label("Reason").fill("Two papers were mixed up.")
    shoot(page, "correction-proposed")
    section.get_by_role("button", name="Correct the certificate").click()
    page.get_by_text("It waits for a second person").wait_for()
    axe(page)
    assert page.get_by_role("button", name="Confirm correction").count() == 0
    waiting = Correction.objects.get()
    assert as_person("nora").post(f"{where}corrections/{waiting.pk}/confirm/").status_code == 403
    sign_in(narrow_page, "petra")
    narrow_page.goto(f"{office.house}second/")
    axe(narrow_page)
    narrow_page.get_by_role("link", name=first.number).click()
    narrow_page.wait_for_url(f"**{where}*")
    narrow_page.get_by_text("another personal number").wait_for()
    assert "212-48-4399" not in narrow_page.content()
    narrow_page.get_by_role("link", name="Show numbers whole").click()
    narrow_page.get_by_text("212-48-4399").wait_for()
    axe(narrow_page)
    fits(narrow_page)
    shoot(narrow_page, "correction-waits")
    assert AuditEntry.objects.filter(who="Petra Hale", verb__contains="numbers").exists()
    narrow_page.get_by_role("button", name="Confirm correction").click()
    narrow_page.get_by_text("Confirmed. This one stands in the place of the one before.").wait_for()
    made = IssuedCertificate.objects.get(replaces=first)
    assert made.content["holder"]["numbers"][0]["value"] == "212-48-4399"
