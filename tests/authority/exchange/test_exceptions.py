"""An exception put to the partner: nothing is issued before both agree, and what was said is proven by both signatures."""

from __future__ import annotations

import html
from datetime import date, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from pdfminer.high_level import extract_text

from tests.authority.cast import NOW, consented
from tests.authority.exchange.partner import asks, replies
from totalis.authority.exchange.shapes import (
    CertificateCopy,
    ExceptionReply,
    ExceptionRequest,
    Notification,
)
from totalis.authority.models import (
    Channel,
    CoverageRequest,
    Decision,
    ExchangeMessage,
    Happened,
    IssuedCertificate,
    MessageState,
    Outcome,
    State,
)
from totalis.authority.selectors.exchange import (
    ProofCheck,
    WithPartner,
    after_confirming,
    check_proof,
    partner_state,
    waiting_for_partner,
    waiting_for_us,
)
from totalis.authority.services.assessing import assess
from totalis.authority.services.deciding import Given, confirm, decide
from totalis.authority.services.exchanging import put_to_partner, settle_with_partner
from totalis.authority.services.telling import happened
from totalis.cli.work import drain
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.audit.selectors import verify_chain
from totalis.webbase.files.selectors import content
from totalis.webbase.notices.models import Notice

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from tests.authority.cast import Office
    from tests.authority.exchange.partner import France
    from totalis.authority.models import Partner

    Ask: TypeAlias = Callable[..., CoverageRequest]
    Grant: TypeAlias = Callable[..., Decision]

pytestmark = pytest.mark.usefixtures("partner")


def test_both_agree(house: Office, france: France, exception: Ask, granted: Grant) -> None:
    row = exception()
    granted(row)
    row.refresh_from_db()
    assert (row.state, partner_state(row).state) == (State.PENDING, WithPartner.WAITING)
    assert not IssuedCertificate.objects.exists()
    assert [one.request for one in waiting_for_partner(house.organisation)] == [row]
    drain()
    (asked,) = france.got
    assert isinstance(asked.content, ExceptionRequest)
    assert (asked.kind, asked.sender, asked.recipient) == ("A001", "US", "FR")
    assert asked.content.control_number == row.control_number
    assert asked.content.answers == row.answers
    assert asked.content.proposed.period.last == date(2033, 12, 31)
    sent = ExchangeMessage.objects.get(outgoing=True)
    assert sent.state == MessageState.DELIVERED
    assert check_proof(sent) == ProofCheck(message=True, receipt=True)

    with clock.stopped_at(NOW + timedelta(days=9)):
        reply = france.message(
            replies(agrees=True, on=clock.now()),
            conversation=asked.conversation,
            answers=asked.identifier,
        )
        assert france.leave(reply).taken
        row.refresh_from_db()
        assert (row.state, row.outcome) == (State.COMPLETED, Outcome.ISSUED)
        certificate = IssuedCertificate.objects.get()
        assert (certificate.start, certificate.end) == (date(2027, 1, 1), date(2033, 12, 31))
        assert (certificate.covered_by, certificate.exempt_in) == ("US", "FR")
        state = partner_state(row)
        assert (state.state, state.on) == (WithPartner.AGREED, date(2026, 12, 1))
        agreed = {"with": "Centre of Liaison", "on": "2026-12-01"}
        assert certificate.content["coverage"]["agreed"] == agreed
        text = extract_text(BytesIO(content(certificate.paper)))
        says = "Granted together with Centre of Liaison, which agreed on 1 December 2026."
        assert says in " ".join(text.split())
        drain()
    copy = france.got[-1]
    assert isinstance(copy.content, CertificateCopy)
    assert (copy.content.happened, copy.content.number) == ("issued", certificate.number)
    assert copy.conversation == asked.conversation
    assert verify_chain(house.organisation) == []


def test_the_partner_refuses(house: Office, france: France, exception: Ask, granted: Grant) -> None:
    row = exception()
    decision = granted(row)
    drain()
    (asked,) = france.got
    reply = france.message(
        replies(agrees=False, reasons="Somebody else can do the work."),
        conversation=asked.conversation,
        answers=asked.identifier,
    )
    assert france.leave(reply).taken
    decision.refresh_from_db()
    row.refresh_from_db()
    assert decision.rejected_at == NOW
    assert decision.rejected_reason.endswith("does not agree: Somebody else can do the work.")
    assert row.state == State.PENDING
    assert not IssuedCertificate.objects.exists()
    told = {one.user.name for one in Notice.objects.filter(subject__contains="does not agree")}
    assert {"Nora Feld", "Otto Grand", "Petra Hale", "Quinn Iverson"} == told
    # Examiners now tell the requester, with reasons; a second person looks at it, since it is an exception.
    refusal = decide(
        actor=house.act("nora"),
        request=row,
        assessment=assess(request=row, at=NOW),
        given=Given(kind="refuse", article="6(3)", reasons="France does not agree."),
        at=NOW,
    )
    confirm(actor=house.act("petra"), decision=refusal, at=NOW)
    row.refresh_from_db()
    assert (row.state, row.outcome) == (State.COMPLETED, Outcome.REFUSED)


def test_the_second_person_comes_before_the_partner(
    house: Office, france: France, exception: Ask
) -> None:
    row = exception()
    decide(
        actor=house.act("nora"),
        request=row,
        assessment=assess(request=row, at=NOW),
        given=Given(kind="issue", covered_by="US", exempt_in="FR", article="6(3)"),
        at=NOW,
    )
    with pytest.raises(InputError):
        put_to_partner(actor=house.act("nora"), request=row, at=NOW)
    drain()
    assert not france.got


def test_it_is_put_once(house: Office, exception: Ask, granted: Grant) -> None:
    row = exception()
    granted(row)
    with pytest.raises(InputError) as caught:
        put_to_partner(actor=house.act("nora"), request=row, at=NOW)
    assert "was put to the partner" in caught.value.problems[0].found


def test_a_refusal_of_ours_asks_nobody(house: Office, france: France, exception: Ask) -> None:
    row = exception()
    refusal = decide(
        actor=house.act("nora"),
        request=row,
        assessment=assess(request=row, at=NOW),
        given=Given(kind="refuse", article="6(3)", reasons="Nobody needs her there."),
        at=NOW,
    )
    confirm(actor=house.act("petra"), decision=refusal, at=NOW)
    drain()
    assert not france.got


def test_a_withdrawn_request_is_taken_back_from_the_partner(
    france: France, exception: Ask, granted: Grant
) -> None:
    row = exception()
    granted(row)
    row.state, row.outcome = State.COMPLETED, Outcome.WITHDRAWN
    row.save()
    happened(Happened.WITHDRAWN, request=row, at=NOW)
    drain()
    asked, news = france.got
    assert isinstance(news.content, Notification)
    assert news.content.withdrawn
    # The partner's agreement comes all the same: it changes nothing.
    reply = france.message(
        replies(agrees=True), conversation=asked.conversation, answers=asked.identifier
    )
    assert france.leave(reply).taken
    assert not IssuedCertificate.objects.exists()


# ── the partner asks ──


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        (Given(kind="issue", covered_by="FR", exempt_in="US", article="6(3)"), Outcome.AGREED),
        (Given(kind="refuse", article="6(3)", reasons="The plant has others."), Outcome.REFUSED),
    ],
)
def test_the_partner_gets_our_word(
    house: Office, france: France, given: Given, outcome: Outcome
) -> None:
    asked = france.message(asks())
    assert france.leave(asked).taken
    row = CoverageRequest.objects.get()
    assert (row.channel, row.product, row.state) == (Channel.PARTNER, "exception", State.RECEIVED)
    assert row.answers == asked.content.answers  # type: ignore[union-attr] # an A001
    assert [one.request for one in waiting_for_us(house.organisation)] == [row]
    decision = decide(
        actor=house.act("nora"),
        request=row,
        assessment=assess(request=row, at=NOW),
        given=given,
        at=NOW,
    )
    assert decision.needs_second
    assert not ExchangeMessage.objects.filter(outgoing=True).exists()
    confirm(actor=house.act("petra"), decision=decision, at=NOW)
    row.refresh_from_db()
    assert (row.state, row.outcome) == (State.COMPLETED, outcome)
    assert not IssuedCertificate.objects.exists()
    drain()
    (reply,) = france.got
    assert isinstance(reply.content, ExceptionReply)
    assert reply.content.agrees is (outcome == Outcome.AGREED)
    assert reply.content.reasons == given.reasons
    assert (reply.answers, reply.conversation) == (asked.identifier, asked.conversation)
    assert not waiting_for_us(house.organisation)


def test_the_partner_takes_its_request_back(france: France) -> None:
    asked = france.message(asks())
    france.leave(asked)
    news = france.message(
        Notification(text="She stays at home.", withdrawn=True), conversation=asked.conversation
    )
    assert france.leave(news).taken
    row = CoverageRequest.objects.get()
    assert (row.state, row.outcome) == (State.COMPLETED, Outcome.WITHDRAWN)
    assert ExchangeMessage.objects.filter(request=row).count() == 2


def test_the_second_person_reads_what_her_word_sets_off(
    house: Office, partner: Partner, exception: Ask
) -> None:
    row = exception()
    made = decide(
        actor=house.act("nora"),
        request=row,
        assessment=assess(request=row, at=NOW),
        given=Given(kind="issue"),
        at=NOW,
    )
    client = Client()
    client.force_login(house.people["petra"])
    address = f"/authority/{house.organisation.slug}/requests/{row.control_number}/"
    assert "puts the exception to Centre of Liaison" in client.get(address).content.decode()
    partner.active = False
    partner.save()
    said = client.get(address).content.decode()
    assert "waits until somebody has entered" in said
    assert after_confirming(row, made) in html.unescape(said)


def test_without_a_connected_partner_its_letter_counts_once_it_is_entered(
    house: Office, partner: Partner, exception: Ask
) -> None:
    partner.active = False
    partner.save()
    row = exception()
    made = decide(
        actor=house.act("nora"),
        request=row,
        assessment=assess(request=row, at=NOW),
        given=Given(kind="issue"),
        at=NOW,
    )
    with pytest.raises(InputError):
        confirm(actor=house.act("petra"), decision=made, at=NOW)
    confirm(actor=house.act("petra"), decision=consented(house, made), at=NOW)
    row.refresh_from_db()
    assert row.outcome == Outcome.ISSUED
    assert not ExchangeMessage.objects.exists()
    decision = Decision.objects.get()
    assert not settle_with_partner(decision=decision, row=row, actor=house.act("nora"), at=NOW)
