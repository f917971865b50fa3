"""Random lives of a case: payroll is told `exempt` exactly while a plain reading of the records allows it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from tests.procedure.file.acme import (
    APPROVER,
    CLERK,
    LODGED,
    PREPARER,
    acme,
    certificate,
    decided,
    match,
    packet,
    read,
    sheet_of,
)
from totalis.gate import payroll_state
from totalis.procedure.casefile import (
    Correction,
    Difference,
    Direction,
    PayrollState,
    Reopening,
    Stage,
    StatusCheck,
)
from totalis.procedure.standing import standing_of

SHEETS = {
    "good": {},
    "longer": {"end": "2032-12-31"},
    "no affiliate": {"affiliate_3121l": False},
    "unknown": {"sent_by_employer": None},
    "shorter": {"end": "2027-06-30"},
}
DAYS = [
    date(2025, 12, 31),
    date(2026, 1, 1),
    date(2026, 11, 22),
    date(2027, 6, 30),
    date(2027, 7, 1),
    date(2028, 12, 31),
    date(2029, 1, 1),
]
WORD = Difference(field="employer_name", rank="breaks", expected="A", found="B", says="Other.")
EARLY = Difference(field="end", rank="breaks", expected="2028", found="2027", says="Ends early.")
SMALL = Difference(field="article", rank="harmless", expected="6", found="", says="None named.")


class Life(RuleBasedStateMachine):
    """Every step that the desk can write, in any order."""

    def __init__(self):
        super().__init__()
        self.file = acme(facts=(), determinations=(), direction=Direction.OPEN, partner="")
        self.clock = datetime.fromisoformat("2026-10-10T08:00:00+00:00")
        self.decided = ""
        self.sheet = ""
        """The newest facts, where the newest decision was made of them."""

    def tick(self):
        self.clock += timedelta(hours=1)
        return self.clock

    def change(self, **more):
        self.file = replace(self.file, **more, known_at=self.clock)

    @initialize(begun=st.sampled_from(["empty", "decided", "released", "released"]))
    def begin(self, begun):
        """Long lives are rare by chance: some begin in the middle."""
        if begun != "empty":
            self.state_facts("good", decide=True)
            self.choose_direction(Direction.US_CERTIFICATE)
        if begun == "released":
            self.lodge()
            self.receive(end=date(2028, 12, 31), pair=("US", "FR"), replaces=False)
            self.compare(accepted=True, found=(), which=0)
            self.release()

    # -- facts and decision

    @rule(name=st.sampled_from(sorted(SHEETS)), decide=st.booleans())
    def state_facts(self, name, decide):
        number = len(self.file.facts) + 1
        facts, record = decided(read(sheet_of(SHEETS[name])), number=number)
        self.decided = name if decide else self.decided
        self.sheet = name if name == self.decided else ""
        self.tick()
        self.change(facts=(*self.file.facts, facts))
        if decide:
            self.change(determinations=(*self.file.determinations, record))

    @rule(
        direction=st.sampled_from([Direction.US_CERTIFICATE, Direction.US_CERTIFICATE, *Direction])
    )
    def choose_direction(self, direction):
        self.change(direction=direction, partner="FR")

    # -- request

    @rule()
    def lodge(self):
        sent = replace(LODGED, at=self.tick())
        self.change(packets=(packet(),), lodgements=(*self.file.lodgements, sent))

    @rule(label=st.sampled_from(["Received", "Pending", "Completed"]))
    def check_status(self, label):
        seen = StatusCheck(
            at=self.tick(), by=PREPARER, channel="online", verbatim=label, label=label
        )
        self.change(checks=(*self.file.checks, seen))

    # -- certificate

    @rule(
        end=st.sampled_from([None, date(2028, 12, 31), date(2027, 6, 30)]),
        pair=st.sampled_from([("US", "FR"), ("US", "FR"), ("FR", "US")]),
        replaces=st.booleans(),
    )
    def receive(self, end, pair, replaces):
        count = len(self.file.certificates)
        made = certificate(
            id=f"c{count + 1}",
            end=end,
            covered_by=pair[0],
            exempt_in=pair[1],
            issuer_country=pair[0],
            entered_at=self.tick(),
            replaces=self.file.certificates[-1].id if replaces and count else "",
        )
        self.change(certificates=(*self.file.certificates, made))

    @precondition(lambda self: self.file.certificates)
    @rule(
        accepted=st.booleans(),
        found=st.sampled_from([(), (), (SMALL,), (EARLY,), (WORD,)]),
        which=st.integers(0, 9),
    )
    def compare(self, accepted, found, which):
        target = self.file.certificates[which % len(self.file.certificates)]
        made = match(
            certificate=target.id,
            accepted=accepted,
            differences=found,
            at=self.tick(),
            by=APPROVER,
            released_by=None,
            released_at=None,
        )
        self.change(matches=(*self.file.matches, made))

    @precondition(lambda self: self.file.matches)
    @rule()
    def release(self):
        *others, newest = self.file.matches
        if newest.accepted:
            newest = replace(newest, released_by=CLERK, released_at=self.tick())
            self.change(matches=(*others, newest))

    @precondition(lambda self: self.file.certificates)
    @rule(day=st.sampled_from(DAYS))
    def withdraw(self, day):
        *others, newest = self.file.certificates
        gone = replace(newest, withdrawn_on=day, withdrawn_reason="ended early")
        self.change(certificates=(*others, gone))

    @precondition(lambda self: self.file.certificates)
    @rule(which=st.integers(0, 9))
    def ask_for_a_correction(self, which):
        target = self.file.certificates[which % len(self.file.certificates)]
        asked = Correction(
            certificate=target.id,
            asked_on=self.clock.date(),
            what="last day",
            channel="mail",
            by=PREPARER,
            at=self.tick(),
        )
        self.change(corrections=(*self.file.corrections, asked))

    @precondition(lambda self: self.file.corrections and len(self.file.certificates) > 1)
    @rule()
    def settle_the_correction(self):
        *others, newest = self.file.corrections
        settled = self.file.certificates[-1].id
        if settled != newest.certificate:
            self.change(corrections=(*others, replace(newest, settled_by=settled)))

    @precondition(lambda self: self.file.certificates)
    @rule(pay_from=st.sampled_from([None, *DAYS]), which=st.integers(0, 9))
    def reopen(self, pay_from, which):
        target = self.file.certificates[which % len(self.file.certificates)]
        made = Reopening(
            at=self.tick(),
            by=None,
            cause="law",
            before="a",
            after="b",
            changed=("The law changed.",),
            certificates=(target.id,),
            pay_from=pay_from,
        )
        self.change(reopenings=(*self.file.reopenings, made))

    # -- what must always hold

    def allowed(self, day):
        """A plain reading of the rule, written apart from the code."""
        relied = {
            item.id
            for item in self.file.certificates
            if (found := self.file.match_of(item.id)) and found.accepted and found.released_by
        }
        for item in self.file.certificates:
            found = self.file.match_of(item.id)
            if item.id not in relied:
                continue
            if item.withdrawn_on is not None and day >= item.withdrawn_on:
                continue
            if self.file.direction is not Direction.US_CERTIFICATE or item.covered_by != "US":
                continue
            breaking = {one.field for one in found.differences if one.rank == "breaks"}
            mine = [one for one in self.file.corrections if one.certificate == item.id]
            if breaking - {"start", "end"} or (
                breaking and any(not one.settled_by for one in mine)
            ):
                continue
            heirs = {one.settled_by for one in mine} | {
                one.id for one in self.file.certificates if one.replaces == item.id
            }
            if heirs & relied:
                continue
            if day < item.start or (item.end is not None and day > item.end):
                continue
            if any(
                item.id in one.certificates
                and (one.pay_from is None or day >= one.pay_from)
                and not (found.at > one.at and found.released_at > one.at)
                for one in self.file.reopenings
            ):
                continue
            last = date(2027, 6, 30) if self.sheet == "shorter" else date(2028, 12, 31)
            if self.sheet in ("good", "shorter") and date(2026, 1, 1) <= day <= last:
                return True
        return False

    @invariant()
    def payroll_is_exempt_exactly_while_allowed(self):
        for day in DAYS:
            answer = payroll_state(self.file, day)
            assert (answer.state is PayrollState.EXEMPT) == self.allowed(day), answer
            if answer.state is PayrollState.EXEMPT:
                assert answer.released_by == CLERK
                assert answer.match is not None
                assert answer.match.accepted

    @invariant()
    def where_it_stands_fits_what_payroll_does(self):
        standing = standing_of(self.file, DAYS[2])
        assert standing.payroll is payroll_state(self.file, DAYS[2]).state
        if standing.payroll is PayrollState.CHANGED:
            assert standing.stage is Stage.REVIEW
        if standing.stage is Stage.IN_FORCE:
            assert self.file.certificates
        if standing.payroll in (PayrollState.HOLD, PayrollState.CHANGED):
            assert standing.hold_count


Life.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestLifeOfACase = Life.TestCase
