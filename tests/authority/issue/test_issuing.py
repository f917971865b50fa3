"""Issuing: once for a decision that stands, never without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, connection, transaction

from tests.authority.cast import FR_ANSWERS, NOW, Office
from tests.authority.issue.cases import END, START, decided, issued
from totalis.authority.models import (
    Decision,
    Happened,
    IssuedCertificate,
    Outcome,
    RegisterEntry,
    RequestEvent,
    State,
)
from totalis.authority.services.issuing import issue
from totalis.documents.certificate import content_digest
from totalis.documents.certificate_number import check_certificate_number, check_code_as_kept
from totalis.kernel.errors import InputError
from totalis.webbase.audit.models import AuditEntry
from totalis.webbase.files.selectors import content as content_of

if TYPE_CHECKING:
    from typing import Any

pytestmark = pytest.mark.django_db


def test_a_decision_becomes_a_certificate_in_the_register(office: Office) -> None:
    """Everything in one transaction: paper, register, request, feed, chain."""
    decision = decided(office)
    made = issue(decision=decision, at=NOW)
    assert check_certificate_number(made.number) == made.number
    assert check_code_as_kept(made.check_code) == made.check_code
    assert (made.start, made.end, made.covered_by, made.exempt_in) == (START, END, "US", "FR")
    assert made.content_digest == content_digest(made.content)
    assert made.content["holder"]["name"] == "Maria Rivera"
    assert content_of(made.paper).startswith(b"%PDF-1.7")
    decision.request.refresh_from_db()
    assert (decision.request.state, decision.request.outcome) == (State.COMPLETED, Outcome.ISSUED)
    assert decision.request.completed_at == NOW
    event = RequestEvent.objects.get(request=decision.request)
    assert (event.kind, event.certificate) == (Happened.ISSUED, made)
    entry = AuditEntry.objects.get(verb="issued certificate")
    assert (entry.subject, entry.who) == (made.number, "Nora Feld")


def test_the_register_says_who_gets_how_many_papers(office: Office) -> None:
    """France: two for the employer, one for a self-employed person (POMS RS 02001.546, in the agreement's file)."""
    made = issued(office)
    lines = RegisterEntry.objects.filter(certificate=made).order_by("pk")
    assert [line.kind for line in lines] == ["issued", "copied"]
    assert lines[1].reason == "2 papers go to the employer."


def test_a_decision_is_issued_once(office: Office) -> None:
    """Neither the service nor the database lets a second one through."""
    decision = decided(office)
    first = issue(decision=decision, at=NOW)
    with pytest.raises(InputError, match="decision"):
        issue(decision=decision, at=NOW)
    second = IssuedCertificate.objects.get(pk=first.pk)
    second.pk, second.number, second.list_index = None, "US26-0000-0000-0", first.list_index + 1
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save(force_insert=True)
    assert IssuedCertificate.objects.count() == 1


@pytest.mark.parametrize(
    "columns",
    [
        {"kind": "refuse"},
        {"rejected_at": NOW},
        {"needs_second": True},
        {"start": None},
        {"covered_by": ""},
        {"exempt_in": ""},
        {"end": START.replace(year=2026)},
    ],
)
def test_nothing_is_issued_without_a_decision_that_stands(
    office: Office, columns: dict[str, Any]
) -> None:
    """Refused, rejected, unconfirmed or incomplete: nothing is written."""
    decision = decided(office, **columns)
    with pytest.raises(InputError):
        issue(decision=decision, at=NOW)
    assert not IssuedCertificate.objects.exists()
    decision.request.refresh_from_db()
    assert decision.request.state != State.COMPLETED


def test_the_second_person_is_another_one(office: Office) -> None:
    """Who decided cannot confirm, whatever the row says; a supervisor can, and stands in the history."""
    nora, petra = office.people["nora"], office.people["petra"]
    decision = decided(office, needs_second=True, confirmed_by=nora, confirmed_at=NOW)
    with pytest.raises(InputError):
        issue(decision=decision, at=NOW)
    Decision.objects.filter(pk=decision.pk).update(confirmed_by=petra)
    made = issue(decision=decision, at=NOW)
    assert RegisterEntry.objects.filter(certificate=made)[0].made_by == petra


def test_nothing_stays_where_a_certificate_fails(office: Office) -> None:
    """A request that names nobody: no certificate, no line, no event, the request as it was."""
    decision = decided(office, answers={**FR_ANSWERS, "worker_full_name": "  "})
    with pytest.raises(InputError):
        issue(decision=decision, at=NOW)
    assert not RegisterEntry.objects.exists()
    assert not RequestEvent.objects.exists()


def test_what_is_personal_is_ciphertext_in_the_database(office: Office) -> None:
    """Neither name nor number stands in the row as it is stored."""
    made = issued(office)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM authority_issuedcertificate WHERE id = %s", [made.pk])
        stored = " ".join(str(value) for value in cursor.fetchone())
    for secret in ("Rivera", "536904399", "536-90-4399", "1988-03-14"):
        assert secret not in stored
