"""Random lives of an inbox: messages come twice, late, in any order, spoilt; an oracle of a few lines says what must be."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.authority.cast import NOW, make_office, written_request
from tests.authority.exchange.partner import ANSWERS, EDITION, France, asks, facts, replies
from totalis.authority.exchange.reading import read_message, written
from totalis.authority.exchange.shapes import InformationRequest, Notification
from totalis.authority.models import (
    Channel,
    CoverageRequest,
    Decision,
    ExchangeMessage,
    IssuedCertificate,
    MessageState,
    Outcome,
    State,
)
from totalis.authority.services.assessing import assess
from totalis.authority.services.deciding import Given, confirm, decide
from totalis.authority.services.exchanging_inbox import take_in
from totalis.authority.services.partners import add_partner
from totalis.webbase.audit.selectors import verify_chain

if TYPE_CHECKING:
    from totalis.authority.exchange.shapes import Content, Message, Receipt


@dataclass
class Oracle:
    """What must be true, kept beside the database."""

    receipts: dict[str, Receipt] = field(default_factory=dict)
    """The receipt of each message that was taken, by its identifier."""
    conversations: set[str] = field(default_factory=set)
    """Those with a request of the partner's."""
    withdrawn: set[str] = field(default_factory=set)
    """Those that were taken back, before or after their request came."""
    answered: dict[str, bool] = field(default_factory=dict)
    """Our exceptions by the identifier of their A001: whether the partner's first reply agreed."""


class Inbox(RuleBasedStateMachine):
    """One house, one partner."""

    messages = Bundle("messages")

    def __init__(self) -> None:
        super().__init__()
        self.began = transaction.atomic()
        self.began.__enter__()
        self.at = NOW
        self.oracle = Oracle()
        self.france = France()
        self.number = 0

    @initialize()
    def acquaint(self) -> None:
        self.house = make_office()
        self.partner = add_partner(
            actor=self.house.act("silas"),
            country="FR",
            name="Centre of Liaison",
            address="https://liaison.example/service/messages/",
            key=self.france.public,
            at=NOW,
        )

    def written(self, content: Content, **parts: Any) -> Message:
        self.number += 1
        return self.france.message(content, identifier=f"m-{self.number}", **parts)

    # ── what the partner writes ──

    @rule(target=messages, words=st.text(min_size=1, max_size=20).filter(str.strip))
    def asks_for_an_exception(self, words: str) -> Message:
        return self.written(asks(reasons=words), conversation=f"c-{self.number}")

    @rule(target=messages, of=messages, withdrawn=st.booleans())
    def goes_on(self, of: Message, *, withdrawn: bool) -> Message:
        content: Content = InformationRequest(text="Since when?")
        if withdrawn:
            content = Notification(text="No more.", withdrawn=True)
        return self.written(content, conversation=of.conversation)

    @rule(target=messages, of=messages)
    def asks_twice_in_one_conversation(self, of: Message) -> Message:
        return self.written(asks(), conversation=of.conversation)

    @rule(target=messages, agrees=st.booleans())
    def replies_to_our_newest_exception(self, *, agrees: bool) -> Message:
        ours = ExchangeMessage.objects.filter(outgoing=True, kind="A001").order_by("-pk").first()
        return self.written(
            replies(agrees=agrees, reasons="Thus."),
            conversation=ours.conversation if ours else "c-none",
            answers=ours.identifier if ours else "m-none",
        )

    # ── what we do ──

    @rule()
    def we_put_an_exception(self) -> None:
        self.number += 1
        row = written_request(
            self.house,
            f"T-{self.number}",
            answers=ANSWERS,
            facts=facts(),
            product="exception",
            edition=EDITION,
            state=State.PENDING,
        )
        made = decide(
            actor=self.house.act("nora"),
            request=row,
            assessment=assess(request=row, at=self.at),
            given=Given(kind="issue", covered_by="US", exempt_in="FR", article="6(3)"),
            at=self.at,
        )
        confirm(actor=self.house.act("petra"), decision=made, at=self.at)

    # ── what arrives ──

    @rule(message=messages)
    def arrives(self, message: Message) -> None:
        self.at += timedelta(minutes=1)
        _, receipt = take_in(partner=self.partner, text=written(message), proof={}, at=self.at)
        before = self.oracle.receipts.get(message.identifier)
        if before is not None:
            assert receipt == before
            return
        assert receipt.taken is self.expected(message)
        if receipt.taken:
            self.oracle.receipts[message.identifier] = receipt
            self.note(message)

    @rule(message=messages)
    def arrives_spoilt(self, message: Message) -> None:
        """Another content under a name that was taken changes nothing."""
        if message.identifier not in self.oracle.receipts:
            return
        other = self.france.message(
            InformationRequest(text="Something else"), identifier=message.identifier
        )
        _, receipt = take_in(partner=self.partner, text=written(other), proof={}, at=self.at)
        assert not receipt.taken

    def expected(self, message: Message) -> bool:
        """Whether it must be taken."""
        if message.kind == "A001":
            return message.conversation not in self.oracle.conversations
        if message.kind == "A002":
            known = ExchangeMessage.objects.filter(outgoing=True, identifier=message.answers)
            return known.exists() and message.answers not in self.oracle.answered
        return True

    def note(self, message: Message) -> None:
        if message.kind == "A001":
            self.oracle.conversations.add(message.conversation)
        elif message.kind == "A002":
            self.oracle.answered[message.answers] = message.content.agrees  # type: ignore[union-attr] # an A002
        elif getattr(message.content, "withdrawn", False):
            self.oracle.withdrawn.add(message.conversation)

    # ── what must be ──

    @invariant()
    def nothing_came_twice_and_nothing_is_lost(self) -> None:
        theirs = CoverageRequest.objects.filter(channel=Channel.PARTNER)
        assert theirs.count() == len(self.oracle.conversations)
        gone = theirs.filter(outcome=Outcome.WITHDRAWN)
        assert gone.count() == len(self.oracle.withdrawn & self.oracle.conversations)
        agreed = sum(self.oracle.answered.values())
        assert IssuedCertificate.objects.count() == agreed
        refused = Decision.objects.filter(rejected_at__isnull=False).count()
        assert refused == len(self.oracle.answered) - agreed
        taken = ExchangeMessage.objects.filter(outgoing=False, state=MessageState.TAKEN)
        assert {one.identifier for one in taken} == self.oracle.receipts.keys()
        for one in taken:
            assert read_message(one.text).identifier == one.identifier

    def teardown(self) -> None:
        try:
            if hasattr(self, "house"):
                assert verify_chain(self.house.organisation) == []
        finally:
            transaction.set_rollback(True)
            self.began.__exit__(None, None, None)


def lives(examples: int, steps: int) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        suppress_health_check=list(HealthCheck),
    )


@pytest.mark.django_db
def test_a_few_lives_of_an_inbox() -> None:
    run_state_machine_as_test(Inbox, settings=lives(4, 10))


@pytest.mark.slow
@pytest.mark.django_db
def test_many_lives_of_an_inbox() -> None:
    run_state_machine_as_test(Inbox, settings=lives(40, 25))
