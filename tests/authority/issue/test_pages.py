"""Pages of the register: who sees what, what they do, and how they look."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests.authority.issue.cases import issued
from tests.web.settling import fits
from totalis.authority.models import IssuedCertificate, RegisterEntry, Standing
from totalis.webbase.audit.models import AuditEntry

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.authority.cast import Office
    from tests.web.conftest import Axe, Shoot

pytestmark = pytest.mark.django_db
EVERYBODY = {"nora": 200, "petra": 200, "rosa": 200, "silas": 200, "tess": 404}


def of(office: Office, made: IssuedCertificate, end: str = "") -> str:
    """Address of a page about a certificate."""
    return f"{office.house}register/{made.number}/{end}"


def test_who_sees_the_register(office: Office, as_person: Callable[[str], Client]) -> None:
    """Everybody of the house; nobody else learns that there is one."""
    made = issued(office)
    for who, status in EVERYBODY.items():
        assert as_person(who).get(f"{office.house}register/").status_code == status, who
        assert as_person(who).get(of(office, made)).status_code == status, who
    assert Client().get(of(office, made)).status_code in (302, 404)


def test_numbers_of_persons_are_masked_on_the_page(
    office: Office, as_person: Callable[[str], Client]
) -> None:
    """The last four stand there, for whoever looks; the paper itself is taken by who may read numbers, on record."""
    made = issued(office)
    for who in ("petra", "silas"):
        text = as_person(who).get(of(office, made)).content.decode()
        assert "••••4399" in text
        assert "536-90-4399" not in text
        assert "536904399" not in text
    for end in ("certificate.pdf", "credential.sd-jwt"):
        assert as_person("silas").get(of(office, made, end)).status_code == 403
        taken = as_person("rosa").get(of(office, made, end))
        assert taken["Content-Disposition"].startswith("attachment")
        assert "no-store" in taken["Cache-Control"]
    verbs = AuditEntry.objects.filter(who="Rosa Jung").values_list("verb", flat=True)
    assert list(verbs) == ["took PDF of certificate", "took credential of certificate"]


def test_a_name_is_found_without_standing_in_an_address(
    office: Office, as_person: Callable[[str], Client]
) -> None:
    """It is posted."""
    made = issued(office)
    nora = as_person("nora")
    found = nora.post(f"{office.house}register/", {"words": "maria rivera"}).content.decode()
    assert made.number in found
    assert (
        "Nothing was found"
        in nora.post(f"{office.house}register/", {"words": "Rivera"}).content.decode()
    )


ACTS = {
    "replace/": {"reason": "Lost."},
    "end/": {"reason": "Home.", "last_day": "2028-06-30"},
    "copy/": {"to": "The employee"},
    "withdraw/": {"reason": "Issued by mistake."},
}


@pytest.mark.parametrize("end", ACTS)
def test_who_may_act(office: Office, as_person: Callable[[str], Client], end: str) -> None:
    """Examiners keep the register; only a supervisor withdraws."""
    made = issued(office)
    allowed = "petra" if end == "withdraw/" else "nora"
    refused = ["rosa", "silas", *(["nora"] if end == "withdraw/" else [])]
    for who in refused:
        assert as_person(who).post(of(office, made, end), ACTS[end]).status_code == 403, who
    assert as_person("tess").post(of(office, made, end), ACTS[end]).status_code == 404
    answer = as_person(allowed).post(of(office, made, end), ACTS[end])
    assert answer.status_code == 302
    assert RegisterEntry.objects.exclude(kind__in=("issued", "copied")).exists() or end == "copy/"


def test_what_is_refused_stands_beside_its_field(
    office: Office, as_person: Callable[[str], Client]
) -> None:
    """The page comes again, with what was typed."""
    made = issued(office)
    answer = as_person("nora").post(
        of(office, made, "end/"), {"reason": "Home.", "last_day": "2035-01-01"}
    )
    assert answer.status_code == 422
    assert "a day before 2029-12-31" in answer.content.decode()
    made.refresh_from_db()
    assert made.ended_on is None


def test_a_correction_by_hand(
    office: Office,
    page: Page,
    narrow_page: Page,
    sign_in: Callable[[Page, str], None],
    axe: Axe,
    shoot: Shoot,
) -> None:
    """By keyboard and without a mouse, looked at in both widths; the number stays where nobody typed another."""
    made = issued(office)
    for each in (page, narrow_page):
        sign_in(each, "petra")
        each.goto(f"{office.house}register/")
        axe(each)
    page.get_by_role("link", name=made.number).click()
    page.wait_for_url(f"**{of(office, made)}")
    axe(page)
    page.get_by_text("Correct a slip of the pen").click()
    page.get_by_label("Name", exact=True).fill("María Rivera")
    section = page.locator("#correct")
    section.get_by_label("Reason").fill("The accent was missing.")
    axe(page)
    shoot(page, "register-correct")
    section.get_by_role("button", name="Correct the certificate").click()
    page.get_by_text("This one stands in the place of the one before.").wait_for()
    follower = IssuedCertificate.objects.get(replaces=made)
    assert follower.standing == Standing.IN_FORCE
    assert follower.content["holder"]["name"] == "María Rivera"
    assert follower.content["holder"]["numbers"] == made.content["holder"]["numbers"]
    narrow_page.goto(of(office, made))
    axe(narrow_page)
    expect(narrow_page.get_by_role("link", name=follower.number).first).to_be_visible()
    fits(narrow_page)
    shoot(page, "register-certificate")
