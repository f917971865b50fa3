"""Whatever people do in whatever order: nothing is issued without a decision that stands, and nobody is her own second."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.authority.cast import NOW, assessed, consented, make_office, sent, too_long, undetermined
from totalis.authority.models import Assessment, Decision, IssuedCertificate
from totalis.authority.services import assigning, deciding
from totalis.authority.services.correcting import correct, withdraw
from totalis.authority.services.deciding import Given
from totalis.kernel.errors import InputError

if TYPE_CHECKING:
    from totalis.authority.models import CoverageRequest

PEOPLE = ("nora", "otto", "petra", "quinn", "rosa", "silas")
MAKERS = {"clear": sent, "open": undetermined, "beyond": too_long}
people = st.sampled_from(PEOPLE)
GIVEN = st.sampled_from(
    [
        Given(kind="issue"),
        Given(kind="issue", override_reason="Form 2032 seen."),
        Given(
            kind="issue",
            covered_by="US",
            exempt_in="FR",
            article="6(1)",
            override_reason="Form 2032 seen.",
        ),
        Given(kind="issue", covered_by="US", exempt_in="FR", article="6(1)"),
        Given(kind="refuse", article="6(1)", reasons="No insurance."),
        Given(kind="refuse", article="6(1)", reasons="No insurance.", override_reason="Seen."),
    ]
)


class House(RuleBasedStateMachine):
    """One request, everybody at it."""

    request: CoverageRequest

    @initialize(kind=st.sampled_from(sorted(MAKERS)))
    def begin(self, kind):
        self.block = transaction.atomic()
        self.block.__enter__()
        self.office = make_office()
        self.request = MAKERS[kind](self.office)
        self.seen = [assessed(self.request)]

    def teardown(self):
        if hasattr(self, "block"):
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    @rule(who=people, given=GIVEN, which=st.integers(0, 3))
    def decide(self, who, given, which):
        assessment = Assessment.objects.get(pk=self.seen[which % len(self.seen)].pk)
        with suppress(InputError, PermissionDenied):
            deciding.decide(
                actor=self.office.act(who),
                request=self.request,
                assessment=assessment,
                given=given,
                at=NOW,
            )

    @rule(who=people)
    def confirm(self, who):
        made = Decision.objects.order_by("pk").last()
        if made is not None:
            with suppress(InputError, PermissionDenied):
                deciding.confirm(actor=self.office.act(who), decision=made, at=NOW)

    @rule(who=people)
    def enter_letter(self, who):
        made = Decision.objects.order_by("pk").last()
        if made is not None:
            with suppress(InputError, PermissionDenied):
                consented(self.office, made, who=who)

    @rule(who=people)
    def reject(self, who):
        made = Decision.objects.order_by("pk").last()
        if made is not None:
            with suppress(InputError, PermissionDenied):
                deciding.reject(actor=self.office.act(who), decision=made, reason="Again.", at=NOW)

    @rule(end=st.sampled_from(["2028-12-31", "2029-06-30", "2033-12-31"]))
    def correct(self, end):
        self.request.refresh_from_db()
        with suppress(InputError):
            correct(
                request=self.request,
                answers={**self.request.answers, "end_date": end},
                reason="Other days.",
                at=NOW,
                actor=self.office.public,
            )
        newest = assessed(self.request)
        if newest not in self.seen:
            self.seen.append(newest)

    @rule(who=people)
    def take(self, who):
        with suppress(InputError, PermissionDenied):
            assigning.take_up(actor=self.office.act(who), request=self.request, at=NOW)

    @rule(rarely=st.integers(0, 9))
    def withdraw(self, rarely):
        if rarely == 0:
            with suppress(InputError):
                withdraw(request=self.request, reason="", at=NOW, actor=self.office.public)

    @invariant()
    def nothing_without_a_decision(self):
        if not hasattr(self, "request"):
            return
        self.request.refresh_from_db()
        standing = list(Decision.objects.filter(rejected_at=None).select_related("assessment"))
        assert len(standing) <= 1
        for made in standing:
            newest = self.request.requestversions.latest("number")
            assert made.assessment.version_digest == newest.digest
            assert made.law == made.assessment.law
            assert made.needs_second or made.kind == made.assessment.proposal
            assert not made.is_exception or made.needs_second
            assert bool(made.override_reason) <= made.needs_second
            if made.confirmed_at is not None:
                assert made.confirmed_by is not None
                assert made.confirmed_by != made.made_by
        certificates = list(IssuedCertificate.objects.select_related("decision"))
        assert len(certificates) <= 1
        assert bool(certificates) == (self.request.outcome == "issued")
        for one in certificates:
            made = one.decision
            assert made in standing
            assert made.kind == "issue"
            assert made.confirmed_at is not None or not made.needs_second
            if made.is_exception:
                assert made.consent.made_by != made.confirmed_by
        if self.request.outcome == "refused":
            assert standing[0].kind == "refuse"
            assert standing[0].reasons
            assert standing[0].article


@pytest.mark.django_db
def test_four_eyes():
    run_state_machine_as_test(
        House,
        settings=settings(
            max_examples=15,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
@pytest.mark.slow
def test_four_eyes_for_long():
    run_state_machine_as_test(
        House,
        settings=settings(
            max_examples=150,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
