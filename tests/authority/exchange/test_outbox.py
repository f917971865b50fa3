"""The outbox: a message stays due until its receipt is there, signed by the partner and of this message."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connections

from tests.authority.cast import NOW
from totalis.authority.exchange.shapes import Trial
from totalis.authority.models import ExchangeMessage, MessageState
from totalis.authority.selectors.exchange import ProofCheck, check_proof
from totalis.authority.services import exchanging_outbox as outbox
from totalis.authority.services.exchanging_writing import resend, write_to_partner
from totalis.authority.services.partners import change_key
from totalis.authority.tasks.exchange import forget_former_keys, wake_exchange
from totalis.cli.work import drain
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.accounts.actor import MissingRightError
from totalis.webbase.notices.models import Notice
from totalis.webbase.signed.keys import new_key

if TYPE_CHECKING:
    from tests.authority.cast import Office
    from tests.authority.exchange.partner import France
    from totalis.authority.models import Partner


@pytest.fixture
def message(house: Office, partner: Partner) -> ExchangeMessage:
    """A test that is due."""
    content = Trial(text="Is anybody there?")
    return write_to_partner(actor=house.act("silas"), partner=partner, content=content, at=NOW)


def test_a_message_is_delivered_when_its_receipt_is_there(
    france: France, message: ExchangeMessage
) -> None:
    drain()
    message.refresh_from_db()
    assert (message.state, message.tries) == (MessageState.DELIVERED, 1)
    assert check_proof(message) == ProofCheck(message=True, receipt=True)
    assert [one.identifier for one in france.got] == [message.identifier]


def test_the_proof_outlives_the_keys(
    house: Office, france: France, partner: Partner, message: ExchangeMessage
) -> None:
    drain()
    france.key = new_key()
    change_key(
        actor=house.act("silas"), partner=partner, key=france.public, former_until=None, at=NOW
    )
    message.refresh_from_db()
    assert check_proof(message) == ProofCheck(message=True, receipt=True)
    # And a text that was touched is found out.
    message.text = message.text.replace("anybody", "somebody")
    assert check_proof(message).message is False


@pytest.mark.parametrize("fault", ["away", "unsigned", "names", "key"])
def test_without_its_receipt_it_stays_due(
    france: France, message: ExchangeMessage, fault: str
) -> None:
    if fault == "key":
        france.key = new_key()
    else:
        setattr(france, fault, "another" if fault == "names" else True)
    drain()
    message.refresh_from_db()
    assert (message.state, message.tries) == (MessageState.DUE, 1)
    assert message.due_at == NOW + outbox.RETRIES[0]
    assert message.last_error
    assert message.proof == {}


def test_it_is_tried_for_days_then_given_up_and_said(
    house: Office, france: France, message: ExchangeMessage
) -> None:
    france.away, moment = True, NOW
    for wait in (*outbox.RETRIES, timedelta(0)):
        with clock.stopped_at(moment):
            wake_exchange(moment)
            drain()
        moment += wait
    message.refresh_from_db()
    assert (message.state, message.tries) == (MessageState.GIVEN_UP, len(outbox.RETRIES) + 1)
    assert timedelta(days=2) < moment - NOW < timedelta(days=4)
    assert Notice.objects.filter(subject__contains="did not reach").count() == 4
    france.away = False
    with pytest.raises(MissingRightError):
        resend(actor=house.act("rosa"), message=message, at=moment)
    with clock.stopped_at(moment):
        resend(actor=house.act("otto"), message=message, at=moment)
        drain()
    message.refresh_from_db()
    assert (message.state, message.tries) == (MessageState.DELIVERED, 1)
    with pytest.raises(InputError):
        resend(actor=house.act("otto"), message=message, at=moment)


def test_a_lost_order_to_send_is_found_again(france: France, message: ExchangeMessage) -> None:
    """A worker took it and was killed: its lease runs out, and the periodic job wakes the next."""
    taken = outbox._taken(message.partner_id, NOW)
    assert taken == message
    drain()
    assert not france.got
    later = NOW + outbox.LEASE
    with clock.stopped_at(later):
        wake_exchange(later)
        drain()
    message.refresh_from_db()
    assert message.state == MessageState.DELIVERED


def test_of_two_workers_one_sends(france: France, message: ExchangeMessage) -> None:
    def work() -> None:
        try:
            outbox.send_waiting.func(message.partner_id)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(france.got) == 1


def test_a_partner_out_of_use_gets_nothing(
    france: France, partner: Partner, message: ExchangeMessage
) -> None:
    partner.active = False
    partner.save()
    drain()
    message.refresh_from_db()
    assert (message.state, france.got) == (MessageState.DUE, [])


def test_former_keys_are_let_go_when_their_day_is_over(
    house: Office, france: France, partner: Partner
) -> None:
    france.key = new_key()
    until = (NOW + timedelta(days=1)).date()
    change_key(
        actor=house.act("silas"), partner=partner, key=france.public, former_until=until, at=NOW
    )
    forget_former_keys(NOW + timedelta(days=1))
    partner.refresh_from_db()
    assert partner.former_key
    forget_former_keys(NOW + timedelta(days=2))
    partner.refresh_from_db()
    assert partner.former_key is None
