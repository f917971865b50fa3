"""Each case of the demonstration stands where its story says, and payroll hears what the story's facts make of it.

The words on payroll, on the whole workforce, on charges and contributions are the gate's, the engine's and the catalogue's
own. All of it is asked of one load, which takes most of the time: so it stands in one file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from tests.demo.conftest import NOW
from totalis.casework.models import Case, Certificate
from totalis.casework.selectors.casefile import case_file
from totalis.casework.services.exports import export_proof
from totalis.documents.verify import verify_bytes
from totalis.exposure.models import ChargeResolution, ChargeRun, ContributionRun
from totalis.exposure.selectors.case_money import case_money
from totalis.exposure.selectors.late import paid_lines, settled
from totalis.exposure.selectors.money import amount_of
from totalis.gate import payroll_state
from totalis.gate.question import Question
from totalis.gate.words import Word
from totalis.payroll.models import StreamLink
from totalis.payroll.services.asking import asked
from totalis.population.models import ScreeningRun
from totalis.procedure.standing import standing_of
from totalis.procedure.waiting import earliest_follow_up, may_follow_up
from totalis.site.demo.load import STORIES
from totalis.site.demo.stories.borealis import MAYA, NORA
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


# ── payroll, and the whole workforce ──


@pytest.fixture
def cora():
    house = Organisation.objects.get(slug="borealis")
    found = actor_for(User.objects.get(name__startswith="Cora"), house.slug, NOW.date())
    assert found is not None
    return found


def test_payroll_hears_exempt_for_what_the_certificate_reaches_and_for_nothing_else(cora):
    assert StreamLink.objects.get().stream == "salary"
    questions = [
        Question(worker=MAYA, stream="salary", day=NOW.date()),
        Question(worker=MAYA, stream="salary", day=NOW.date(), charge="CRDS"),
        Question(worker=MAYA, stream="bonus", day=NOW.date()),
        Question(worker=NORA, stream="salary", day=NOW.date()),
    ]
    answers = asked(actor=cora, questions=questions, at=NOW).answers
    words = [answer.word for answer in answers]
    assert words[0] is Word.EXEMPT
    assert words[1] is Word.HOLD  # French law ends it, the certificate does not
    assert Word.EXEMPT not in words[2:]


def test_the_workforce_is_screened_whole():
    run = ScreeningRun.objects.get()
    assert run.finished_at is not None
    rows = {row.worker_id: row for row in run.screened.all()}
    assert len(rows) == run.rows == 13
    assert (rows["B-3100"].outcome, rows["B-3100"].covered_by) == ("assigned", "US")
    assert (rows["B-3200"].covered_by, rows["B-3200"].exempt_in) == ("DE", "US")
    assert rows["B-3200"].at_risk == 113220  # 15.3 percent of 7,400.00, both shares
    assert "affiliate_3121l" in rows["B-3300"].missing
    assert rows["B-3302"].outcome == "no_agreement"
    assert rows["B-3303"].outcome == "invalid"


# ── charges and contributions ──


def test_the_case_says_what_double_payment_costs():
    actor = actor_for(User.objects.get(email__startswith="ada"), "borealis", NOW.date())
    assert actor is not None
    case = Case.objects.get(worker__staff_number=NORA)
    money = case_money(actor, case, case_file(case), NOW.date())
    assert money.money is not None
    months = money.money.risk.months
    # 7.65 percent of 9,000 dollars each.
    assert months[-1].us == {"employee": Decimal("688.50"), "employer": Decimal("688.50")}
    assert {month.foreign_basis for month in months} >= {"contributions"}
    assert money.twice is not None
    assert money.late is not None
    assert not money.late.computed


def test_the_payslips_are_told_apart():
    run = ChargeRun.objects.get()
    assert run.current is not None
    answers = list(run.current.answers.select_related("line", "resolution"))
    # 3,800.00 at 6.90 and 0.40 percent of the employee, three months.
    covered = [row for row in answers if row.category == "covered" and row.line.payer == "employee"]
    assert sum((amount_of(row.amount) or Decimal(0)) for row in covered) == 3 * Decimal("277.40")
    assert {row.part for row in answers if row.category == "crds"} == {"crds"}
    unclear = {(row.line.label, row.line.payer) for row in answers if row.category == "unclear"}
    assert unclear == {
        ("Contribution solidarité autonomie", "employer"),
        ("Prévoyance complémentaire Horizon", "employer"),
    }
    given = ChargeResolution.objects.get()
    assert (given.made_as, given.confirmed_as) == (
        "Finn Halloran (Finch & Lee Advisers)",
        "Ben Okafor",
    )
    assert given.answers.count() == 3


def test_the_swiss_months_were_charged_twice_and_come_back():
    run = ContributionRun.objects.get()
    twice = run.overlaps.filter(finding="same_earnings")
    assert twice.count() == 6
    assert {row.stream for row in twice} == {"salary"}
    assert run.overlaps.filter(finding="separate_streams").count() == 1
    row = Certificate.objects.select_related("case__worker").get(exempt_in="CH")
    house = Organisation.objects.get(slug="borealis")
    ada = actor_for(User.objects.get(name="Ada Lindqvist"), house.slug, NOW.date())
    assert ada is not None
    late = settled(row, paid_lines(ada, row.case), NOW.date())
    # AHV and IV alone, of both shares and of the talk: 4.35 and 0.70 percent. EO is unclear, ALV outside.
    assert {one.label for one in late.corrections} == {"AHV/IV/EO"}
    assert {word for word, _tag, _amount in late.sums} == {"can be asked for"}
    assert len(late.periods) == 6
