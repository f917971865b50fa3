"""Whatever people do, in whatever order: nothing is exempt without its proof, and the past is answered as it was.

The machine calls the services that pages call. After each step it asks about every day, stream and charge, compares the
answers with a second reading of the tables (`oracle`), and asks some of the earlier moments again.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.desk.cast import NOW, worker_of
from tests.desk.proof.walk import fresh, paper_of, typed
from tests.desk.request import walk
from tests.payroll.oracle import REACHED, proofs
from tests.payroll.walk import named
from totalis.casework.models import Certificate, Match, Packet
from totalis.casework.selectors.casefile import case_file
from totalis.casework.selectors.certificates import compared, difference_digest
from totalis.casework.services.approvals import decide_packet
from totalis.casework.services.certificates import (
    ask_correction,
    decide_match,
    enter_certificate,
    release_to_payroll,
    withdraw_certificate,
)
from totalis.casework.services.closing import close_case, reopen_case
from totalis.casework.services.decisions import determine_case
from totalis.casework.services.facts import state_facts
from totalis.casework.services.lodging import record_sending
from totalis.casework.services.packets import build_packet
from totalis.gate.question import Question
from totalis.kernel.errors import InputError
from totalis.payroll.models import GateRecord, StreamLink
from totalis.payroll.selectors.records import replay
from totalis.payroll.services import asked
from totalis.payroll.services.links import link_stream, unlink_stream
from totalis.procedure.matching_checklist import checklist
from totalis.webbase import clock

if TYPE_CHECKING:
    from datetime import datetime

    from tests.desk.cast import Cast
    from totalis.casework.models import Case

pytestmark = pytest.mark.django_db
NUMBERS, STREAMS = ("E-1", "E-2"), ("salary", "bonus")
DAYS = (
    date(2025, 12, 31),
    date(2026, 1, 1),
    date(2027, 3, 14),
    date(2027, 6, 30),
    date(2027, 7, 1),
    date(2028, 12, 31),
    date(2029, 1, 1),
)
CHANGES: tuple[dict[str, Any], ...] = (
    {"engagements[posting-to-lyon].end": "2027-06-30"},
    {"engagements[posting-to-lyon].end": "2028-12-31"},
    {"engagements[posting-to-lyon].affiliate_3121l": False},
    {"engagements[posting-to-lyon].affiliate_3121l": True},
    {"engagements[posting-to-lyon].sent_by_employer": None},
    {"engagements[posting-to-lyon].sent_by_employer": True},
)
QUESTIONS = [
    Question(worker=worker, stream=stream, day=day, charge=charge)
    for worker in NUMBERS
    for stream in STREAMS
    for day in DAYS
    for charge in REACHED
]
which = st.integers(0, 1)
some_day = st.sampled_from(DAYS)


class Desk(RuleBasedStateMachine):
    """Two workers, a case each; every step that a person can take."""

    cast: Cast
    cases: tuple[Case, Case]

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.said: list[tuple[Any, Any]] = []
        self.undo = transaction.atomic()
        self.undo.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def attempt(self, service: Any, **given: Any) -> Any:
        """Take a step; what the services refuse is not done."""
        self.now += timedelta(minutes=7)
        try:
            with clock.stopped_at(self.now), transaction.atomic():
                return service(at=self.now, **given)
        except InputError:
            return None

    def case(self, number: int) -> Case:
        return fresh(self.cases[number])

    @initialize(begun=st.sampled_from(["bare", "exempt", "exempt"]))
    def begin(self, begun: str) -> None:
        """Long lives are rare by chance: most begin with an exemption that can fall."""
        if begun == "exempt":
            self.link(0, "salary", None, None)
            self.receive(number=0, end=DAYS[5], replaces=False, right_way=True)
            self.compare(number=0, accepted=True)
            self.release(0)
            assert any(one.word == "exempt" for one in self.answers(self.now))

    # ── certificates

    @rule(
        number=which,
        end=st.sampled_from([DAYS[5], DAYS[3], None]),
        replaces=st.booleans(),
        right_way=st.sampled_from([True, True, False]),
    )
    def receive(self, *, number: int, end: date | None, replaces: bool, right_way: bool) -> None:
        case = self.case(number)
        former = Certificate.objects.filter(case=case).order_by("pk").last() if replaces else None
        other = {} if right_way else {"covered_by": "FR", "exempt_in": "US"}
        try:
            given = {
                "evidence": paper_of(self.cast, case),
                "typed": typed(case, end=end, start=DAYS[1], **other),
            }
        except (InputError, AssertionError):  # closed, or nothing is expected
            return
        actor = self.cast.act("ada")
        self.attempt(enter_certificate, actor=actor, case=case, replaces=former, **given)

    @rule(number=which, accepted=st.sampled_from([True, True, False]))
    def compare(self, *, number: int, accepted: bool) -> None:
        case = self.case(number)
        found = Certificate.objects.filter(case=case).order_by("pk").last()
        if found is not None:
            self.attempt(lambda at: _decide(self.cast, case, found, accepted=accepted, at=at))

    @rule(number=which)
    def release(self, number: int) -> None:
        case = self.case(number)
        match = Match.objects.filter(case=case).order_by("pk").last()
        if match is not None:
            actor = self.cast.act("cora")
            self.attempt(release_to_payroll, actor=actor, case=case, match=match)

    @rule(number=which, day=some_day)
    def withdraw(self, number: int, day: date) -> None:
        case = self.case(number)
        found = Certificate.objects.filter(case=case).order_by("pk").last()
        if found is not None:
            self.attempt(
                withdraw_certificate,
                actor=self.cast.act("ada"),
                case=case,
                certificate=found,
                on=day,
                reason="The issuer says so.",
            )

    @rule(number=which)
    def ask_for_a_correction(self, number: int) -> None:
        case = self.case(number)
        found = Certificate.objects.filter(case=case).order_by("pk").first()
        if found is not None:
            self.attempt(
                ask_correction,
                actor=self.cast.act("ada"),
                case=case,
                certificate=found,
                asked_on=self.now.date(),
                what="The last day",
                channel="mail",
            )

    # ── facts, decision, request

    @rule(number=which, values=st.sampled_from(CHANGES))
    def change_facts(self, number: int, values: dict[str, Any]) -> None:
        case = self.case(number)
        newest = case.factversion_set.order_by("-number").first()
        self.attempt(
            state_facts,
            actor=self.cast.act("ada"),
            case=case,
            values=values,
            basis="Told by the worker",
            seen_version=newest.number if newest else 0,
            reason="Plans changed",
        )

    @rule(number=which)
    def decide(self, number: int) -> None:
        case, day = self.case(number), NOW.date()
        self.attempt(determine_case, actor=self.cast.act("ada"), case=case, as_of=day)

    @rule(number=which)
    def move_the_request_on(self, number: int) -> None:
        case = self.case(number)
        packet = Packet.objects.filter(case=case, void_at=None).order_by("pk").last()
        ada = self.cast.act("ada")
        if packet is None:
            self.attempt(build_packet, actor=ada, case=case)
        elif not packet.decisions.exists():
            self.attempt(
                decide_packet,
                actor=self.cast.act("ben"),
                case=case,
                packet=packet,
                approved=True,
                packet_digest=packet.digest,
            )
        else:
            self.attempt(record_sending, actor=ada, case=case, packet=packet, sent_at=self.now)

    # ── the house

    @rule(number=which)
    def close_or_open(self, number: int) -> None:
        case, actor = self.case(number), self.cast.act("ada")
        step = close_case if case.closed_at is None else reopen_case
        self.attempt(step, actor=actor, case=case, reason="It is so.")

    @rule(
        number=which,
        stream=st.sampled_from(STREAMS),
        first=st.none() | some_day,
        last=st.none() | some_day,
    )
    def link(self, number: int, stream: str, first: date | None, last: date | None) -> None:
        self.attempt(
            link_stream,
            actor=self.cast.act("cora"),
            case=self.case(number),
            stream=stream,
            first=first,
            last=last,
        )

    @rule()
    def unlink(self) -> None:
        standing = StreamLink.objects.filter(removed_at=None).order_by("pk").first()
        if standing is not None:
            actor = self.cast.act("cora")
            self.attempt(unlink_stream, actor=actor, link=standing, reason="Wrong.")

    @rule(number=which, staff=st.sampled_from(NUMBERS))
    def give_a_number(self, number: int, staff: str) -> None:
        worker = self.case(number).worker
        self.attempt(lambda at: named(self.cast, worker, staff, at))

    # ── what must always hold

    @invariant()
    def nothing_is_exempt_without_its_proof(self) -> None:
        house = self.cast.borealis.pk
        answers = self.answers(self.now)
        for one in answers:
            allowed = proofs(one.question, house)
            if one.word == "exempt":
                assert one.certificate in allowed, one
                match = Match.objects.get(pk=int(one.match))
                assert (match.certificate_id, match.accepted) == (int(one.certificate), True)
                assert one.approval is not None
                assert match.released_by is not None
                assert one.approval.released_by == match.released_by.name
                assert one.valid_until is None or one.valid_until >= one.question.day
            else:
                assert not allowed, one
        self.said.append((self.now, answers))
        self.every_earlier_moment_is_answered_as_it_was()

    def every_earlier_moment_is_answered_as_it_was(self) -> None:
        for place in {0, len(self.said) // 2, max(0, len(self.said) - 2)}:
            moment, answers = self.said[place]
            assert self.answers(moment) == answers
        record = GateRecord.objects.order_by("pk").last()
        if record is not None:
            assert not [one for one in replay(record, self.now) if one.drift]

    @rule(question=st.sampled_from(QUESTIONS))
    def ask(self, question: Question) -> None:
        self.attempt(asked, actor=self.cast.act("cora"), questions=[question])

    def answers(self, moment: Any) -> list[Any]:
        return asked(
            actor=self.cast.act("cora"),
            questions=QUESTIONS,
            at=self.now,
            known_at=moment,
            record=False,
        ).answers


def _decide(
    cast: Cast, case: Case, certificate: Certificate, *, accepted: bool, at: datetime
) -> Match:
    file = case_file(fresh(case))
    return decide_match(
        actor=cast.act("ben"),
        case=case,
        certificate=certificate,
        accepted=accepted,
        checklist=dict.fromkeys([point.key for point in checklist(file)], True),
        seen=difference_digest(compared(file, str(certificate.pk))),
        reason="Looked at beside the document.",
        at=at,
    )


def lives(cast: Cast, *, examples: int, steps: int) -> None:
    """Let many desks live, each from the same two cases on."""
    first = walk.filled(cast, walk.decided_case(cast))
    named(cast, first.worker, NUMBERS[0])
    packet = walk.built(cast, fresh(first))
    walk.approve(cast, packet)
    record_sending(actor=cast.act("ada"), case=first, packet=packet, sent_at=NOW, at=NOW)
    other = worker_of(
        cast.act("ada"), staff_number=NUMBERS[1], ssn="536904398", family_names="Osei"
    )
    second = walk.filled(cast, walk.decided_case(cast, worker=other))
    Desk.cast, Desk.cases = cast, (first, second)
    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )


def test_whatever_happens(cast):
    lives(cast, examples=12, steps=14)


@pytest.mark.slow
def test_whatever_happens_for_long(cast):
    lives(cast, examples=60, steps=40)
