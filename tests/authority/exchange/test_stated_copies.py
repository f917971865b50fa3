"""Who gets copies is preset by what sources state of the agreement; an administrator sets otherwise with a reason."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from tests.authority.cast import NOW, Office, make_office
from totalis.authority.models import Partner
from totalis.authority.selectors.partners_copies import all_stated, stated_copies
from totalis.authority.services.partners import add_partner, change_partner
from totalis.kernel.errors import InputError
from totalis.webbase.audit.models import AuditEntry
from totalis.webbase.signed.keys import new_key, public_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

pytestmark = pytest.mark.django_db
URL = "https://liaison.example/service/messages/"


def added(house: Office, country: str, **more: Any) -> Partner:
    """Silas adds a partner."""
    return add_partner(
        **{
            "actor": house.act("silas"),
            "country": country,
            "name": "Agency",
            "address": URL,
            "key": public_of(new_key()),
            "at": NOW,
            **more,
        }
    )


# The reference dossier, service/process.md, 3.6: "SSA also sends a copy to the partner authority: IE, NL, LU. Others: not
# stated"; Australia and Switzerland "a copy or the data" by their administrative arrangements.
@pytest.mark.parametrize(
    ("country", "copies"),
    [("IE", True), ("LU", True), ("NL", True), ("AU", False), ("CH", False), ("FR", False)],
)
def test_what_sources_state_of_the_american_agency(
    office: Office,
    country: str,
    copies: bool,  # noqa: FBT001 - a parameter of a test
) -> None:
    made = added(office, country)
    assert made.gets_copies is copies
    assert made.copies_reason == ""


def test_only_five_agreements_say_anything_for_the_american_agency(office: Office) -> None:
    found = all_stated(office.organisation)
    assert [one.country for one in found] == ["AU", "IE", "LU", "NL", "CH"]
    assert all(said.sources for one in found for said in one.said)


def test_the_dutch_contradiction_is_shown(office: Office) -> None:
    says, *against = stated_copies(office.organisation, "NL").said
    assert "1995" in says.says
    assert any("2022" in one.says for one in against)


def test_a_house_abroad_goes_by_its_own_side(office: Office) -> None:
    del office
    ireland = make_office_of("IE")
    assert added(ireland, "US").gets_copies is False


def make_office_of(country: str) -> Office:
    """Another country's agency."""
    return make_office(slug=f"office-{country.lower()}", country=country, name="Office abroad")


def test_a_weak_source_alone_presets_nothing(office: Office) -> None:
    """Of Germany only a commentary says that a paper goes to the American agency: shown, and not relied on."""
    del office
    germany = make_office_of("DE")
    stated = stated_copies(germany.organisation, "US")
    assert stated.said
    assert stated.each is False


def test_otherwise_only_with_a_reason_which_stands_in_the_history(office: Office) -> None:
    with pytest.raises(InputError) as refused:
        added(office, "FR", gets_copies=True)
    assert refused.value.problems[0].path == "copies_reason"
    made = added(office, "FR", gets_copies=True, copies_reason="Agreed by letter.")
    assert (made.gets_copies, made.copies_reason) == (True, "Agreed by letter.")
    assert AuditEntry.objects.latest("pk").details["copies_reason"] == "Agreed by letter."
    changed = change_partner(
        actor=office.act("silas"), partner=made, name="Agency", address=URL, at=NOW
    )
    assert (changed.gets_copies, changed.copies_reason) == (False, "")


def test_the_page_shows_the_source_and_takes_a_choice(
    office: Office, as_person: Callable[[str], Client]
) -> None:
    silas = as_person("silas")
    new = reverse("authority:partner-new", args=[office.organisation.slug])
    assert "How a certificate is issued, U.S. Irish Agreement" in silas.get(new).content.decode()
    given = {
        "country": "IE",
        "name": "Agency",
        "address": URL,
        "key": json.dumps(public_of(new_key())),
        "copies": "exceptions",
    }
    assert silas.post(new, given).status_code == 422
    done = silas.post(new, given | {"copies_reason": "They asked for none."})
    made = Partner.objects.get()
    assert (made.gets_copies, made.copies_reason) == (False, "They asked for none.")
    page = silas.get(done.headers["Location"]).content.decode()
    assert "otherwise than sources state: They asked for none." in page
    assert "SSA sends a copy of the certificate to the Irish authority" in page
