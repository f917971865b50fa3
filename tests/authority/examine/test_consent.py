"""An exception with no partner connected: nothing is issued before the other agency's letter is entered, and the paper says whose word it is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.authority.cast import NOW, assessed, consented, too_long
from totalis.authority.models import Consent, IssuedCertificate, Partner
from totalis.authority.services import deciding
from totalis.authority.services.consenting import enter_consent
from totalis.authority.services.deciding import Given
from totalis.documents.certificate_face import exception_words
from totalis.kernel.errors import InputError
from totalis.webbase.accounts.actor import MissingRightError
from totalis.webbase.audit.models import AuditEntry
from totalis.webbase.once.tokens import FIELD, new_token
from totalis.webbase.signed.keys import new_key, public_of

pytestmark = pytest.mark.django_db
LETTER: Any = {
    "by": "Cleiss, Mme Martin",
    "document": "Letter DRI/2026/118",
    "on": date(2026, 11, 3),
}


def granted(office, *, kind="issue", **given):
    """An exception that Nora granted, without the other agency's word."""
    request = too_long(office)
    return deciding.decide(
        actor=office.act("nora"),
        request=request,
        assessment=assessed(request),
        given=Given(kind=kind, **given),
        at=NOW,
    )


def test_nothing_is_issued_before_the_letter_is_entered(office):
    made = granted(office)
    with pytest.raises(InputError) as refused:
        deciding.confirm(actor=office.act("petra"), decision=made, at=NOW)
    assert [one.path for one in refused.value.problems] == ["consent"]
    made.refresh_from_db()
    assert made.confirmed_at is None
    assert not IssuedCertificate.objects.exists()
    assert not AuditEntry.objects.filter(verb="confirmed decision").exists()


def test_the_paper_says_who_agreed_in_which_document_and_when(office):
    made = granted(office)
    enter_consent(actor=office.act("nora"), decision=made, at=NOW, **LETTER)
    deciding.confirm(actor=office.act("petra"), decision=made, at=NOW)
    content = IssuedCertificate.objects.get().content
    assert content["coverage"]["agreed"] == {
        "with": "Cleiss, Mme Martin",
        "on": "2026-11-03",
        "in": "Letter DRI/2026/118",
    }
    words = exception_words(content["coverage"])
    assert "Cleiss, Mme Martin agreed in writing on 3 November 2026: Letter DRI/2026/118" in words
    assert "both" not in words
    entered = AuditEntry.objects.get(verb="entered agreement of partner")
    assert entered.who == "Nora Feld"
    assert entered.details["document"] == "Letter DRI/2026/118"


def test_whoever_entered_the_letter_does_not_confirm(office):
    made = granted(office)
    enter_consent(actor=office.act("petra"), decision=made, at=NOW, **LETTER)
    with pytest.raises(InputError) as refused:
        deciding.confirm(actor=office.act("petra"), decision=made, at=NOW)
    assert "entered the other agency's agreement" in refused.value.problems[0].found
    deciding.confirm(actor=office.act("quinn"), decision=made, at=NOW)
    assert IssuedCertificate.objects.exists()


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"by": "  "}, "by"),
        ({"document": ""}, "document"),
        ({"document": "x" * 161}, "document"),
        ({"document": "About 536-90-4399"}, "document"),
        ({"on": NOW.date() + timedelta(days=1)}, "on"),
    ],
)
def test_what_is_no_letter_is_not_entered(office, changed, path):
    made = granted(office)
    with pytest.raises(InputError) as refused:
        enter_consent(actor=office.act("nora"), decision=made, at=NOW, **(LETTER | changed))
    assert [one.path for one in refused.value.problems] == [path]
    assert not Consent.objects.exists()


def test_who_may_not_enter_it_and_where_there_is_nothing_to_enter(office):
    made = granted(office)
    for who in ("rosa", "silas"):
        with pytest.raises(MissingRightError):
            enter_consent(actor=office.act(who), decision=made, at=NOW, **LETTER)
    deciding.reject(actor=office.act("nora"), decision=made, reason="A slip.", at=NOW)
    with pytest.raises(InputError):
        enter_consent(actor=office.act("nora"), decision=made, at=NOW, **LETTER)
    refusal = deciding.decide(
        actor=office.act("nora"),
        request=made.request,
        assessment=made.assessment,
        given=Given(kind="refuse", article="6(1)", reasons="Too long."),
        at=NOW,
    )
    with pytest.raises(InputError):
        enter_consent(actor=office.act("nora"), decision=refusal, at=NOW, **LETTER)


def test_a_connected_partner_is_asked_whatever_letter_there_is(office):
    made = granted(office)
    Partner.objects.create(
        organisation=office.organisation,
        country="FR",
        name="Bureau",
        address="https://bureau.example/service/messages/",
        key=public_of(new_key()),
        added_at=NOW,
    )
    with pytest.raises(InputError):
        enter_consent(actor=office.act("nora"), decision=made, at=NOW, **LETTER)
    deciding.confirm(actor=office.act("petra"), decision=made, at=NOW)
    assert not IssuedCertificate.objects.exists()


def test_the_page_asks_for_it_and_shows_it_before_the_second_person_confirms(office, as_person):
    made = granted(office)
    page = f"{office.house}requests/{made.request.control_number}/"
    petra, nora = as_person("petra"), as_person("nora")
    assert "Confirm decision" not in petra.get(page).text
    fields = {FIELD: new_token(), **LETTER, "on": LETTER["on"].isoformat()}
    where = f"{page}decisions/{made.pk}/consent/"
    assert nora.post(where, {**fields, "by": ""}).status_code == 422
    assert nora.post(where, {**fields, FIELD: new_token()}).status_code == 302
    shown = petra.get(page).text
    assert "Nora Feld entered that Cleiss, Mme Martin agreed on 3 November 2026" in shown
    assert "Confirm decision" in shown
    assert "Confirm decision" not in nora.get(page).text
    consented(office, made, who="petra")
    assert "another supervisor must confirm" in petra.get(page).text
