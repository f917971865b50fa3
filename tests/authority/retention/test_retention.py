"""Retention: what is older than the policy is disposed of whole, what is not stays whole, and everything still proves.

Words that are nobody's are planted in everything that is said of a person; afterwards they are looked for in every column
of every table, decrypted, and in every file that is kept. What people give as reasons of their own acts stands
in the audit chain, which never changes: the page says so.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from tests.authority.cast import NOW, assessed, sent, too_long
from totalis.authority.exchange.shapes import InformationRequest
from totalis.authority.models import (
    CoverageRequest,
    Draft,
    ExchangeMessage,
    IssuedCertificate,
    MessageState,
    RetentionPolicy,
    StatusList,
)
from totalis.authority.selectors.retention import due_for_disposal, retention_page
from totalis.authority.selectors.status_page import found as found_by_number
from totalis.authority.services import disposing
from totalis.authority.services.asking import answer, ask
from totalis.authority.services.assigning import prioritise
from totalis.authority.services.correcting import correct
from totalis.authority.services.deciding import Given, decide
from totalis.authority.services.disposing import BLANKED, dispose_due, set_retention
from totalis.authority.services.drafting import begin
from totalis.authority.services.exchanging_writing import write_to_partner
from totalis.authority.services.partners import add_partner
from totalis.authority.services.registering import end_early, withdraw_certificate
from totalis.authority.services.status_lists import sign_due
from totalis.authority.services.submitting import enclosed
from totalis.kernel.errors import InputError
from totalis.lawbook.forms.book import edition
from totalis.webbase import clock
from totalis.webbase.accounts.actor import MissingRightError
from totalis.webbase.audit.models import AuditEntry
from totalis.webbase.audit.selectors import verify_chain
from totalis.webbase.files.models import Blob
from totalis.webbase.files.selectors import content
from totalis.webbase.files.tasks import let_go_unused
from totalis.webbase.once.tokens import FIELD, new_token
from totalis.webbase.secrets.rotation import rekey
from totalis.webbase.signed.keys import new_key, public_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.authority.cast import Office

PLANTED = "Qzyxwv"
SSN = "212-48-1234"
YEARS = 5
LATER = NOW.replace(year=NOW.year + 9)
"""Longer after than the policy: the certificate's last day is 31 December 2029."""


def policy(office: Office, *, years: int = YEARS, allowed: bool = True, at: Any = None) -> None:
    """Silas sets it, long enough ago to count."""
    silas = office.act("silas")
    set_retention(actor=silas, allowed=allowed, years=years, reason="Schedule 12.", at=at or NOW)


def full(office: Office, **answers: str) -> CoverageRequest:
    """A request in which everything that can be said was said, issued in the end."""
    nora = office.act("nora")
    letter = enclosed(
        agency=office.agency, data=f"{PLANTED} letter".encode(), file_name=f"{PLANTED}.txt", at=NOW
    )
    said = {
        "worker_full_name": f"Maria {PLANTED}",
        "worker_ssn": SSN,
        "place_of_birth": f"{PLANTED}ville",
        "requester_name": f"Pat {PLANTED}",
        "requester_email": f"{PLANTED.lower()}@example.org",
        "us_employer_name": f"{PLANTED}, Inc.",
    }
    row = sent(office, answers=said | answers, attachments=(letter,))
    prioritise(actor=nora, request=row, priority=1, reason="She travels on Monday.", at=NOW)
    correct(
        request=row,
        answers={**row.answers, "place_of_hire": f"{PLANTED}, US"},
        reason=f"{PLANTED} was misspelt.",
        at=NOW,
        actor=office.public,
    )
    by = NOW.date() + timedelta(days=10)
    asked = ask(actor=nora, request=row, text=f"Who is {PLANTED}?", fields=[], answer_by=by, at=NOW)
    paper = enclosed(
        agency=office.agency, data=f"{PLANTED} answers".encode(), file_name="more.txt", at=NOW
    )
    answer(
        request=row,
        question=asked,
        text=f"{PLANTED} is she.",
        corrections={},
        files=[paper],
        at=NOW,
        actor=office.public,
    )
    partner = add_partner(
        actor=office.act("silas"),
        country="FR",
        name="Centre of Liaison",
        address="https://liaison.example/service/messages/",
        key=public_of(new_key()),
        at=NOW,
    )
    write_to_partner(
        actor=nora,
        partner=partner,
        content=InformationRequest(text=f"Do you know {PLANTED}?"),
        at=NOW,
        request=row,
    )
    ExchangeMessage.objects.update(state=MessageState.DELIVERED, done_at=NOW, due_at=None)
    begin(
        agency=office.agency,
        edition=edition(row.edition),
        language="en",
        at=NOW,
        answers=row.answers,
        corrects=row,
    )
    row.refresh_from_db()
    given = Given(kind="issue", reasons=f"{PLANTED} was sent.")
    decide(actor=nora, request=row, assessment=assessed(row), given=given, at=NOW)
    row.refresh_from_db()
    assert row.outcome == "issued"
    return row


def everything() -> Iterator[tuple[str, str]]:
    """Every value of every row of every table, as text, decrypted; and every file that is kept."""
    for model in apps.get_models():
        for row in model._base_manager.all():
            for field in model._meta.local_concrete_fields:
                value = getattr(row, field.attname)
                text = json.dumps(value, default=str, ensure_ascii=False)
                yield f"{model._meta.label}.{field.name}", text
    for blob in Blob.objects.all():
        yield f"file {blob.pk}", content(blob).decode("utf-8", "replace")


def where_planted() -> set[str]:
    """Where a planted word or the number still stands."""
    needles = (PLANTED.lower(), SSN, SSN.replace("-", ""), "1988-03-14")
    return {place for place, text in everything() if any(one in text.lower() for one in needles)}


@pytest.mark.django_db
def test_nothing_of_the_person_is_left_and_everything_still_proves(office):
    row = full(office)
    assert len(where_planted()) > 12, "the test plants too little"
    issued = IssuedCertificate.objects.get()
    kept = (issued.number, issued.content_digest, issued.paper.digest, issued.list_index)
    versions = list(row.requestversions.values_list("number", "digest"))
    entries = AuditEntry.objects.count()
    policy(office)
    with clock.stopped_at(LATER):
        assert dispose_due(LATER) == 1
        let_go_unused(LATER + timedelta(days=8))
        assert where_planted() == set()
        assert verify_chain(office.organisation) == []
        sign_due(organisation=office.organisation, at=LATER)
    row.refresh_from_db()
    issued.refresh_from_db()
    assert (row.state, row.outcome, row.disposed_at) == ("completed", "issued", LATER)
    assert kept == (
        issued.number,
        issued.content_digest,
        issued.document_digest,
        issued.list_index,
    )
    assert list(row.requestversions.values_list("number", "digest")) == versions
    assert AuditEntry.objects.count() == entries + 2
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.who, entry.subject) == (
        "disposed of personal data",
        "Retention policy",
        row.control_number,
    )
    assert entry.details["documents"] == 2
    assert not Draft.objects.filter(corrects=row).exists()


@pytest.mark.django_db
def test_every_page_of_the_house_still_opens_and_nobody_else_finds_it(office, as_person):
    row = full(office)
    policy(office)
    number = IssuedCertificate.objects.get().number
    with clock.stopped_at(LATER):
        dispose_due(LATER)
        nora, house = as_person("nora"), office.house
        for path in (
            "",
            "queue/?state=all",
            f"requests/{row.control_number}/",
            f"requests/{row.control_number}/?numbers=whole",
            f"requests/{row.control_number}/messages/",
            "register/",
            f"register/{number}/",
            "history/",
            f"partners/messages/{ExchangeMessage.objects.earliest('pk').pk}/",
        ):
            shown = nora.get(house + path)
            assert shown.status_code == 200, path
        page = nora.get(f"{house}requests/{row.control_number}/").content.decode()
        assert "was disposed of on" in page
        for path in (f"register/{number}/certificate.pdf", f"register/{number}/credential.sd-jwt"):
            assert nora.get(house + path).status_code == 404
        proved = nora.post(f"{house}history/check/", {FIELD: new_token()}, follow=True)
        assert b"The chain is whole" in proved.content
        for born in ("", "1988-03-14"):
            assert found_by_number(office.agency, row.control_number, born) is None
        status = Browser().post("/service/status/", {"number": row.control_number})
        assert status.status_code < 500
        with pytest.raises(InputError):
            withdraw_certificate(
                actor=office.act("petra"),
                certificate=IssuedCertificate.objects.get(),
                reason="Too late.",
                at=LATER,
            )
        assert rekey(CoverageRequest) == rekey(IssuedCertificate) == 0


@pytest.mark.django_db
def test_status_lists_say_the_same_before_and_after(office):
    full(office)
    policy(office)
    sign_due(organisation=office.organisation, at=NOW)
    before = list(StatusList.objects.values_list("number", "token", "taken"))
    dispose_due(LATER)
    assert list(StatusList.objects.values_list("number", "token", "taken")) == before


@pytest.mark.django_db
def test_off_until_somebody_sets_it_and_then_for_a_week(office):
    full(office)
    assert dispose_due(LATER) == 0
    policy(office, allowed=False)
    assert dispose_due(LATER) == 0
    policy(office, at=LATER)
    assert dispose_due(LATER + timedelta(days=6)) == 0
    assert dispose_due(LATER + timedelta(days=7)) == 1
    assert dispose_due(LATER + timedelta(days=8)) == 0


@pytest.mark.parametrize(
    ("day", "reached"),
    [
        (date(2034, 12, 31), False),
        (date(2035, 1, 1), True),
    ],
)
@pytest.mark.django_db
def test_a_certificate_is_kept_for_the_years_after_its_last_day(office, day, reached):
    """Its last day is 31 December 2029; five years after that day are over on 31 December 2034."""
    full(office)
    rows = due_for_disposal(office.organisation, YEARS, day)
    assert rows.exists() is reached


@pytest.mark.django_db
def test_what_stays(office):
    nora, petra = office.act("nora"), office.act("petra")
    still_open = sent(office, answers={"worker_ssn": "536-90-4000"})
    row = full(office)
    certificate = IssuedCertificate.objects.get()
    day = date(2036, 1, 1)
    assert list(due_for_disposal(office.organisation, YEARS, day)) == [row]

    IssuedCertificate.objects.update(end=None)
    assert not due_for_disposal(office.organisation, YEARS, day).exists(), "no last day"
    IssuedCertificate.objects.update(end=certificate.end)

    late = NOW.replace(year=2033)
    end_early(
        actor=nora, certificate=certificate, last_day=date(2028, 1, 1), reason="Home.", at=late
    )
    assert not due_for_disposal(office.organisation, YEARS, day).exists(), "touched since"
    assert due_for_disposal(office.organisation, YEARS, date(2039, 1, 1)).exists()

    withdraw_certificate(actor=petra, certificate=certificate, reason="False.", at=late)
    assert due_for_disposal(office.organisation, YEARS, date(2039, 1, 1)).exists()

    CoverageRequest.objects.filter(pk=still_open.pk).update(refers_to=row)
    assert not due_for_disposal(office.organisation, YEARS, date(2039, 1, 1)).exists()
    page = retention_page(office.organisation, date(2039, 1, 1), YEARS)
    assert (page.count, page.held_back, page.disposed) == (0, 1, 0)


@pytest.mark.django_db
def test_one_that_cannot_be_disposed_of_keeps_no_other_waiting(office, monkeypatch):
    full(office)
    other = too_long(office, answers={"worker_ssn": "536-90-4001"})
    CoverageRequest.objects.filter(pk=other.pk).update(
        state="completed", outcome="withdrawn", completed_at=NOW
    )
    policy(office)
    real = disposing.dispose

    def failing(*, request: CoverageRequest, **more: Any) -> bool:
        if request.pk == other.pk:
            raise RuntimeError
        return real(request=request, **more)

    monkeypatch.setattr(disposing, "dispose", failing)
    assert dispose_due(LATER) == 1
    assert CoverageRequest.objects.filter(disposed_at=None).get() == other


@pytest.mark.django_db
def test_switching_it_off_stops_a_night_that_runs(office, monkeypatch):
    row = full(office)
    policy(office)
    standing = RetentionPolicy.objects.get()
    real = disposing.dispose

    def switched_off(**more: Any) -> bool:
        policy(office, allowed=False, at=LATER)
        return real(**more)

    monkeypatch.setattr(disposing, "dispose", switched_off)
    assert dispose_due(LATER) == 0
    assert not real(request=row, policy=standing, at=LATER)
    assert RetentionPolicy.objects.count() == 2, "one look, and the night is over"
    assert not CoverageRequest.objects.exclude(disposed_at=None).exists()


@pytest.mark.django_db
def test_the_request_is_held_before_it_is_asked_what_happened_to_it(office):
    """A certificate that is replaced this moment is seen: its request waits for whoever acts on it."""
    row = full(office)
    policy(office)
    with CaptureQueriesContext(connection) as asked:
        assert disposing.dispose(request=row, policy=RetentionPolicy.objects.get(), at=LATER)
    read = [one["sql"] for one in asked if '"authority_coveragerequest"' in one["sql"]]
    assert "issuedcertificate" not in read[0]
    assert "issuedcertificate" in read[1]
    assert ("FOR UPDATE" in read[0]) is connection.features.has_select_for_update


@pytest.mark.django_db
def test_who_sets_it_and_what_is_refused(office, as_person):
    with pytest.raises(MissingRightError):
        set_retention(actor=office.act("petra"), allowed=True, years=5, reason="x", at=NOW)
    address = f"{office.house}retention/"
    assert as_person("nora").get(address).status_code == 403
    silas = as_person("silas")
    assert silas.get(f"{address}?years=0").status_code == 200
    for wrong in ({"years": "0"}, {"reason": ""}, {"allowed": ""}):
        given = {"allowed": "yes", "years": "7", "reason": "Schedule 12."} | wrong
        assert silas.post(address, given).status_code == 422
    assert not RetentionPolicy.objects.exists()
    done = silas.post(address, {"allowed": "yes", "years": "7", "reason": "Schedule 12."})
    assert done.status_code == 302
    made = RetentionPolicy.objects.get()
    assert (made.years, made.begins_on) == (7, date(2026, 11, 29))
    assert b"Schedule 12." in silas.get(address).content


# ── nothing is forgotten when a model grows ──

KEPT = {
    "authority.CoverageRequest": {
        "control_number",
        "product",
        "agreement",
        "lane",
        "edition",
        "language",
        "channel",
        "state",
        "outcome",
        "client_reference",
    },
    "authority.RequestVersion": {"digest", "client_reference", "sent_digest"},
    "authority.RequestEvent": {"kind"},
    "authority.RequestMail": {"state"},
    "authority.Assessment": {"version_digest", "determination_digest", "law", "proposal"},
    "authority.Question": set(),
    "authority.Decision": {
        "kind",
        "product",
        "determination_digest",
        "law",
        "covered_by",
        "exempt_in",
    },
    "authority.Consent": set(),
    "authority.IssuedCertificate": {
        "number",
        "check_code",
        "product",
        "agreement",
        "covered_by",
        "exempt_in",
        "content_digest",
        "document_digest",
        "standing",
    },
    "authority.Correction": set(),
    "authority.RegisterEntry": {"kind"},
    "authority.ExchangeMessage": {
        "identifier",
        "conversation",
        "kind",
        "answers",
        "digest",
        "state",
    },
}
DELETED = {"authority.Attachment", "authority.Draft", "authority.DraftFile"}
ROOT = "authority.CoverageRequest"


def _label(field: Any) -> str:
    return str(field.related_model._meta.label)


def test_every_column_that_holds_words_is_emptied_or_kept_on_purpose():
    """Whatever hangs on a request: a new model or column that nobody thought of fails here."""
    hanging = {ROOT}
    grown = True
    while grown:
        found = {
            model._meta.label
            for model in apps.get_app_config("authority").get_models()
            for field in model._meta.local_concrete_fields
            if isinstance(field, models.ForeignKey) and _label(field) in hanging
        }
        grown = not found <= hanging
        hanging |= found
    assert hanging - DELETED == set(KEPT)
    blanked = {model._meta.label: set(blank) for model, (_way, blank) in BLANKED.items()}
    for label, kept in KEPT.items():
        wordy = {
            field.name
            for field in apps.get_model(label)._meta.local_concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField)
        }
        assert wordy - blanked[label] == kept, label
