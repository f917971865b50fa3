"""Words that people write beside a request are kept in the clear, so no number of a person gets into them; and whom a question reaches."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.authority.cast import NOW, assessed, sent, too_long
from tests.authority.examine.test_news import address
from tests.authority.retention.test_messages import dump
from totalis.authority.models import (
    Channel,
    CoverageRequest,
    Decision,
    IssuedCertificate,
    RequestVersion,
)
from totalis.authority.services.asking import ask
from totalis.authority.services.assigning import prioritise
from totalis.authority.services.correcting import correct, withdraw
from totalis.authority.services.deciding import Given, decide, reject
from totalis.authority.services.registering import end_early, withdraw_certificate
from totalis.kernel.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.authority.cast import Office

pytestmark = pytest.mark.django_db
NUMBER = "536-90-4399"
SAID = f"It belongs to {NUMBER}."


def refused(act: Callable[[], Any]) -> tuple[str, str]:
    """Where a number was found."""
    with pytest.raises(InputError) as error:
        act()
    (problem,) = error.value.problems
    return problem.path, problem.found


@pytest.mark.parametrize("field", ["reasons", "override_reason"])
def test_a_decision_names_no_number(office: Office, field: str) -> None:
    row = sent(office)
    words: dict[str, Any] = {"reasons": "No.", "override_reason": "Seen."} | {field: SAID}
    given = Given(kind="refuse", article="6(1)", **words)
    nora, found = office.act("nora"), assessed(row)
    what = refused(lambda: decide(actor=nora, request=row, assessment=found, given=given, at=NOW))
    assert what == (field, "a Social Security number")
    assert not Decision.objects.exists()


def test_neither_does_a_priority_a_rejection_nor_a_line_of_the_register(office: Office) -> None:
    nora, petra = office.act("nora"), office.act("petra")
    row = too_long(office)
    number = ("reason", "a Social Security number")
    act: dict[str, Any] = {"actor": nora, "request": row, "at": NOW}
    assert refused(lambda: prioritise(**act, priority=1, reason=SAID)) == number
    given = Given(kind="issue", covered_by="US", exempt_in="FR", article="6(1)")
    made = decide(actor=nora, request=row, assessment=assessed(row), given=given, at=NOW)
    assert refused(lambda: reject(actor=petra, decision=made, reason=SAID, at=NOW)) == number
    other = sent(office, answers={"worker_ssn": "212-48-1234"})
    issue = Given(kind="issue")
    decide(actor=nora, request=other, assessment=assessed(other), given=issue, at=NOW)
    certificate = IssuedCertificate.objects.get()
    common: dict[str, Any] = {"certificate": certificate, "reason": SAID, "at": NOW}
    last = certificate.start + timedelta(days=30)
    assert refused(lambda: end_early(actor=nora, last_day=last, **common)) == number
    assert refused(lambda: withdraw_certificate(actor=petra, **common)) == number
    assert NUMBER not in dump()


def test_a_number_in_a_requesters_own_words_is_masked(office: Office) -> None:
    row = sent(office)
    new = {**row.answers, "worker_ssn": "212-48-1234"}
    correct(request=row, answers=new, reason=f"{SAID} Wrong.", at=NOW, actor=office.public)
    reason = RequestVersion.objects.get(number=2).reason
    assert reason == "It belongs to ••••4399. Wrong."
    withdraw(request=row, reason=SAID, at=NOW, actor=office.public)
    everything = dump()
    assert "withdrew request" in everything
    for one in (NUMBER, "212-48-1234"):
        assert one not in everything


def test_a_partners_request_is_asked_about_by_a_message(
    office: Office, as_person: Callable[[str], Client]
) -> None:
    row = too_long(office)
    nora = as_person("nora")
    assert "Ask for information" in nora.get(address(office, "request", row)).text
    CoverageRequest.objects.filter(pk=row.pk).update(channel=Channel.PARTNER)
    by = NOW.date() + timedelta(days=9)
    what = refused(
        lambda: ask(
            actor=office.act("nora"), request=row, text="Who?", fields=[], answer_by=by, at=NOW
        )
    )
    assert what[0] == "request"
    page = nora.get(address(office, "request", row)).text
    assert "Ask for information" not in page
    assert "The partner agency sent this request" in page
