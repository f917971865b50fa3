"""Each case of the demonstration stands where its story says, and payroll hears what the story's facts make of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from tests.demo.conftest import NOW
from totalis.casework.models import Case
from totalis.casework.selectors.casefile import case_file
from totalis.casework.services.exports import export_proof
from totalis.documents.verify import verify_bytes
from totalis.gate import payroll_state
from totalis.procedure.standing import standing_of
from totalis.procedure.waiting import earliest_follow_up, may_follow_up
from totalis.site.demo.load import STORIES
from totalis.webbase.accounts.models import Organisation, User
from totalis.webbase.accounts.selectors import actor_for
from totalis.webbase.audit.selectors import verify_chain
from totalis.webbase.files.selectors import content

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("played")]
TODAY = NOW.date()


@dataclass(frozen=True)
class Told:
    """What a story tells: stage, outcome of the decision, word for payroll today, whose turn it is."""

    title: str
    stage: str
    outcome: str
    payroll: str
    right: str


TOLD = (
    Told("Rivera to Lyon", "in_force", "assigned", "exempt", ""),
    Told("My work in Berlin", "in_force", "assigned", "exempt", "prepare"),
    Told("Sato to Dayton", "matching", "assigned", "hold", "prepare"),
    Told("Ferraro to Torino", "review", "election", "hold", "prepare"),
    Told("Raman in São Paulo", "review", "disputed", "hold", "prepare"),
    Told("Osei to Pune", "ended", "no_agreement", "withhold", "prepare"),
    Told("Brandt in Leeds", "waiting", "exception_required", "hold", "lodge"),
    Told("Feldmann in Zürich", "delivery", "assigned", "exempt", "prepare"),
    Told("Okonkwo to Valencia", "approval", "assigned", "withhold", "approve"),
    Told("Haddad to Perth", "waiting", "assigned", "hold", "lodge"),
)


def case_called(title: str) -> Case:
    rows = Case.objects.select_related("worker", "owner", "organisation")
    return rows.get(title__startswith=title)


@pytest.mark.parametrize("told", TOLD, ids=lambda told: told.title)
def test_a_case_stands_where_its_story_says(told: Told):
    standing = standing_of(case_file(case_called(told.title)), TODAY)
    assert (standing.stage, standing.outcome, standing.payroll, standing.next_right) == (
        told.stage,
        told.outcome,
        told.payroll,
        told.right,
    )


def test_every_story_is_told_and_every_case_says_what_it_shows():
    assert Case.objects.count() == len(TOLD) == len(STORIES)
    assert all(len(case.about) > 100 for case in Case.objects.all())


def word_on(title: str, day: date) -> str:
    return payroll_state(case_file(case_called(title)), day).state


def test_the_posting_to_france_is_exempt_on_its_days_and_on_no_other():
    # Three years from the first of the month that lies nine months back.
    first, last = date(2026, 2, 1), date(2029, 1, 31)
    assert [word_on("Rivera", day) for day in (first, TODAY, last)] == ["exempt"] * 3
    assert word_on("Rivera", first - timedelta(days=1)) != "exempt"
    assert word_on("Rivera", last + timedelta(days=1)) != "exempt"


def test_the_late_certificate_reaches_back_but_payroll_withheld_until_it_came():
    case = case_called("Feldmann")
    begun = date(2025, 2, 1)
    while_it_was_awaited = NOW - timedelta(days=30)
    then = payroll_state(case_file(case, while_it_was_awaited), while_it_was_awaited.date())
    assert then.state == "hold"  # which withholds: pending is not approved
    assert word_on("Feldmann", begun) == word_on("Feldmann", TODAY) == "exempt"


def test_the_japanese_certificate_ends_a_year_early():
    file = case_file(case_called("Sato"))
    certificate = file.certificates[-1]
    assert certificate.end == date(2028, 3, 31)
    assert file.facts[-1].sheet["engagements"][0]["end"] == "2029-03-31"


def test_the_agency_may_be_asked_on_the_next_business_day_and_not_today():
    file = case_file(case_called("Haddad"))
    opens = earliest_follow_up(file.lodgements[-1].at.date())
    assert opens == date(2026, 11, 23)
    assert not may_follow_up(file, TODAY, None)[0]
    assert may_follow_up(file, opens, None)[0]


def test_one_return_lacks_its_copy_of_the_german_certificate():
    standing = standing_of(case_file(case_called("My work")), TODAY)
    assert standing.next_action == "Attach the copy of the certificate to the return for 2025."


def test_what_was_approved_was_approved_by_somebody_else():
    decided = 0
    for case in Case.objects.exclude(organisation__kind="self_employed"):
        for packet in case_file(case).packets:
            decided += len(packet.approvals)
            assert packet.made_by not in [approval.by for approval in packet.approvals]
    assert decided >= 5  # France, Switzerland, Japan, the United Kingdom, Australia


def test_a_proof_of_the_posting_to_france_is_genuine():
    case = case_called("Rivera")
    auditor = actor_for(User.objects.get(email="dev@borealis.example"), "borealis", TODAY)
    assert auditor
    export = export_proof(actor=auditor, case=case, day=TODAY, at=NOW)
    found = verify_bytes(content(export.blob), "proof.zip")
    assert found.genuine, found


def test_the_histories_are_whole():
    for organisation in Organisation.objects.all():
        assert verify_chain(organisation) == []


def test_where_organisations_exist_nothing_is_loaded():
    before = User.objects.count()
    said = StringIO()
    call_command("load_demo", stdout=said)
    assert said.getvalue().startswith("The database has organisations already; nothing was loaded.")
    assert User.objects.count() == before
