"""The register: what may follow an issue, and that its history only grows."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.authority.cast import NOW, Office, make_office
from tests.authority.issue.cases import END, START, decided, issued
from totalis.authority.models import (
    Happened,
    IssuedCertificate,
    RegisterEntry,
    RequestEvent,
    Standing,
    StatusChange,
)
from totalis.authority.selectors.register import register_rows
from totalis.authority.services.issuing import issue
from totalis.authority.services.registering import (
    copy_handed_out,
    correct_certificate,
    end_early,
    replace_certificate,
    withdraw_certificate,
)
from totalis.kernel.errors import InputError
from totalis.webbase.accounts.actor import MissingRightError
from totalis.webbase.audit.selectors import standing_of

if TYPE_CHECKING:
    from typing import Any

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=30)


def test_a_correction_is_another_certificate(office: Office) -> None:
    """The name mended, everything else as it was; the old one points to the new one."""
    first = issued(office)
    made = correct_certificate(
        actor=office.act("nora"),
        certificate=first,
        changes={"holder.name": "María Rivera"},
        reason="The accent was missing.",
        at=LATER,
    )
    first.refresh_from_db()
    assert (first.standing, made.standing) == (Standing.REPLACED, Standing.IN_FORCE)
    assert first.content["holder"]["name"] == "Maria Rivera", "what was issued never changes"
    assert made.content["holder"]["name"] == "María Rivera"
    assert made.content["coverage"] == first.content["coverage"]
    assert made.content["replaces"] == first.number
    assert made.number != first.number
    assert made.check_code != first.check_code
    line = RegisterEntry.objects.get(certificate=first, kind="corrected")
    assert (line.successor, line.reason) == (made, "The accent was missing.")
    assert RequestEvent.objects.filter(
        kind=Happened.CERTIFICATE_CORRECTED, certificate=made
    ).exists()
    assert StatusChange.objects.filter(list_number=first.list_number).exists()
    assert list(register_rows(office.organisation, "maría  RIVERA")) == [made]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, "Nothing."),
        ({"holder.name": "Maria Rivera"}, "The same."),
        ({"holder.name": ""}, "No name."),
        ({"holder.birth_date": "14/3/1988"}, "No day."),
        ({"coverage.end": "2031-12-31"}, "A longer period rests on a decision."),
        ({"holder.name": "Maria R."}, "   "),
    ],
)
def test_what_no_correction_is(office: Office, changes: dict[str, str], reason: str) -> None:
    """Nothing changed, nothing left, something that rests on the decision, no reason."""
    first = issued(office)
    with pytest.raises(InputError):
        correct_certificate(
            actor=office.act("nora"), certificate=first, changes=changes, reason=reason, at=LATER
        )
    assert IssuedCertificate.objects.count() == 1


def test_a_lost_paper_is_replaced_and_an_early_end_stays(office: Office) -> None:
    """The replacement of a certificate that ended early ends on that day."""
    first = issued(office)
    last = date(2028, 6, 30)
    nora = office.act("nora")
    end_early(actor=nora, certificate=first, last_day=last, reason="She came home.", at=LATER)
    made = replace_certificate(actor=nora, certificate=first, reason="Lost in the post.", at=LATER)
    assert made.end == last
    assert made.content["coverage"]["end"] == "2028-06-30"
    assert made.content["holder"] == first.content["holder"]
    with pytest.raises(InputError):
        replace_certificate(actor=nora, certificate=first, reason="Again.", at=LATER)


@pytest.mark.parametrize("day", [START - timedelta(days=1), END, END + timedelta(days=1)])
def test_an_early_end_lies_within_the_period(office: Office, day: date) -> None:
    """Before the first day it is a withdrawal, on or after the last one it is none."""
    with pytest.raises(InputError):
        end_early(
            actor=office.act("nora"),
            certificate=issued(office),
            last_day=day,
            reason="She came home.",
            at=LATER,
        )


def test_an_end_comes_earlier_never_later(office: Office) -> None:
    """Another certificate is needed for a later one."""
    first, nora = issued(office), office.act("nora")
    for day in (date(2028, 6, 30), date(2028, 3, 31)):
        end_early(actor=nora, certificate=first, last_day=day, reason="Home.", at=LATER)
    with pytest.raises(InputError):
        end_early(
            actor=nora, certificate=first, last_day=date(2028, 5, 1), reason="Home.", at=LATER
        )
    first.refresh_from_db()
    assert first.ended_on == date(2028, 3, 31)


@pytest.mark.parametrize("who", ["rosa", "silas", "nora"])
def test_who_may_not_withdraw(office: Office, who: str) -> None:
    """Auditor, administrator, examiner; only a supervisor confirms and withdraws."""
    first = issued(office)
    with pytest.raises(MissingRightError):
        withdraw_certificate(actor=office.act(who), certificate=first, reason="No.", at=LATER)


@pytest.mark.parametrize("who", ["rosa", "silas"])
def test_who_may_not_keep_the_register(office: Office, who: str) -> None:
    """Neither auditor nor administrator corrects, replaces, ends or hands out."""
    first, actor = issued(office), office.act(who)
    with pytest.raises(MissingRightError):
        replace_certificate(actor=actor, certificate=first, reason="No.", at=LATER)
    with pytest.raises(MissingRightError):
        end_early(actor=actor, certificate=first, last_day=START, reason="No.", at=LATER)
    with pytest.raises(MissingRightError):
        correct_certificate(
            actor=actor, certificate=first, changes={"holder.name": "X"}, reason="No.", at=LATER
        )
    with pytest.raises(MissingRightError):
        copy_handed_out(actor=actor, certificate=first, to="Me", at=LATER)


def test_nothing_is_done_to_what_another_house_issued(office: Office) -> None:
    """An agency's people see and touch their own register only."""
    first = issued(office)
    other = make_office(slug="another-office", country="FR", name="Another office")
    with pytest.raises(IssuedCertificate.DoesNotExist):
        replace_certificate(actor=other.act("nora"), certificate=first, reason="Lost.", at=LATER)


def test_a_request_to_replace_takes_the_place(office: Office) -> None:
    """A replacement that was asked for and decided: the new one has the old one's content, the old one is replaced."""
    first = issued(office)
    row = {"product": "replacement", "refers_to": first.request}
    made = issue(decision=decided(office, "T-0002", request=row), at=LATER)
    first.refresh_from_db()
    assert (first.standing, made.replaces, made.product) == (
        Standing.REPLACED,
        first,
        "certificate",
    )
    again = decided(office, "T-0003", request=row)
    with pytest.raises(InputError):
        issue(decision=again, at=LATER)


def test_search_knows_numbers_and_whole_names_only(office: Office) -> None:
    """Names are ciphertext: a part of one finds nothing."""
    first = issued(office)
    bare = first.number.replace("-", "").lower()
    for words in (first.number, bare, "T-0001", "maria rivera", " MARIA   Rivera "):
        assert list(register_rows(office.organisation, words)) == [first], words
    for words in ("Rivera", "Maria", "536904399", "US26-0000-0000-0"):
        assert not register_rows(office.organisation, words), words


class Register(RuleBasedStateMachine):
    """Whatever is done to a certificate, in whatever order."""

    office: Office
    first: IssuedCertificate

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.current = self.first
        self.lines: list[int] = []
        self.step = 0

    def teardown(self) -> None:
        """The next life begins anew."""
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def _acted(self, act: Any, **named: Any) -> None:
        self.step += 1
        try:
            made = act(
                certificate=self.current,
                reason="Because.",
                at=NOW + timedelta(hours=self.step),
                **named,
            )
        except InputError:
            return
        self.current = made

    @rule()
    def replace(self) -> None:
        """Lost."""
        self._acted(replace_certificate, actor=self.office.act("nora"))

    @rule(name=st.sampled_from(["Maria Rivera", "María Rivera", "M. Rivera"]))
    def correct(self, name: str) -> None:
        """A slip of the pen."""
        self._acted(
            correct_certificate, actor=self.office.act("otto"), changes={"holder.name": name}
        )

    @rule(days=st.integers(-3, 1100))
    def end(self, days: int) -> None:
        """An earlier end."""
        last_day = START + timedelta(days=days)
        self._acted(end_early, actor=self.office.act("nora"), last_day=last_day)

    @precondition(lambda self: self.step > 2)
    @rule()
    def withdraw(self) -> None:
        """Taken back."""
        self._acted(withdraw_certificate, actor=self.office.act("petra"))

    @rule(back=st.integers(1, 3))
    def do_something_to_an_older_one(self, back: int) -> None:
        """A certificate that was replaced is touched by nothing."""
        older = IssuedCertificate.objects.exclude(standing=Standing.IN_FORCE).order_by("-pk")
        for one in older[:back]:
            with pytest.raises(InputError):
                replace_certificate(
                    actor=self.office.act("nora"), certificate=one, reason="No.", at=NOW
                )

    @invariant()
    def one_at_most_counts(self) -> None:
        """Of the chain."""
        assert IssuedCertificate.objects.filter(standing=Standing.IN_FORCE).count() <= 1

    @invariant()
    def the_history_only_grows(self) -> None:
        """No line is lost or changed, and the chain is whole."""
        lines = list(RegisterEntry.objects.order_by("pk").values_list("pk", flat=True))
        assert lines[: len(self.lines)] == self.lines
        self.lines = lines
        assert not standing_of(self.office.organisation).problems

    @invariant()
    def no_end_moves_out(self) -> None:
        """The period never grows."""
        rows = IssuedCertificate.objects.order_by("pk")
        ends = [row.ended_on or row.end or date.max for row in rows]
        assert all(later <= earlier for earlier, later in pairwise(ends))


@pytest.mark.parametrize(
    ("examples", "steps"), [(6, 10), pytest.param(40, 30, marks=pytest.mark.slow)]
)
def test_whatever_is_done_to_the_register(office: Office, examples: int, steps: int) -> None:
    """Each life begins with the same certificate."""
    Register.office, Register.first = office, issued(office)
    run_state_machine_as_test(
        Register,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )
