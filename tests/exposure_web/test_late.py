"""Late certificates: what the contributions of a register come to under a certificate of a case."""

from __future__ import annotations

from datetime import date

import pytest

from tests.desk.cast import NOW, posting_to_france, worker_of
from tests.exposure_web.samples import contributions_run
from tests.exposure_web.test_pages import DESK, text_of
from totalis.casework.models import Certificate
from totalis.casework.services.evidence import add_document
from totalis.exposure.selectors.late import paid_lines, settled

pytestmark = pytest.mark.django_db
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def late_certificate(actor):
    """A certificate of the United States for somebody in France, which came in November for January."""
    case = posting_to_france(actor, worker=worker_of(actor, staff_number="E-1001"))
    paper = add_document(
        actor=actor,
        case=case,
        title="Certificate",
        kind="certificate",
        data=PAPER,
        file_name="certificate.pdf",
        at=NOW,
    )
    return Certificate.objects.create(
        organisation=actor.organisation,
        case=case,
        product="certificate",
        issuer_country="US",
        issuer="SSA",
        number="1",
        worker_name="Maria Rivera",
        covered_by="US",
        exempt_in="FR",
        start=date(2026, 1, 1),
        end=date(2028, 12, 31),
        received_on=date(2026, 11, 20),
        evidence=paper,
        made_by=actor.user,
        made_at=NOW,
    )


def test_french_contributions_come_back_and_american_ones_stay(cast):
    ada = cast.act("ada")
    contributions_run(ada)
    row = late_certificate(ada)
    late = settled(row, paid_lines(ada, row.case), NOW.date())
    assert late.payroll == "France"
    assert late.periods == [(date(2026, 1, 1), date(2026, 1, 31))]
    assert [one.amount for one in late.corrections] == ["276.35 EUR"]
    # The time runs from the payment, which the register does not say: nothing is assumed.
    assert [word for word, _tag, _amount in late.sums] == ["until when is not known"]
    assert [one.label for one in late.unclear] == ["Contribution maison au titre du plan"]
    assert dict(late.not_reached) == {"US covers the work: this contribution is due.": 3}


def test_a_day_of_payment_makes_the_last_day_known(cast):
    ada = cast.act("ada")
    run = contributions_run(ada)
    run.contribution_lines.filter(country="FR").update(paid_on=date(2026, 2, 15))
    row = late_certificate(ada)
    late = settled(row, paid_lines(ada, row.case), NOW.date())
    # CSS L243-6: three years from the payment.
    assert [one.last_day for one in late.corrections] == [date(2029, 2, 15)]
    assert [word for word, _tag, _amount in late.sums] == ["can be asked for"]
    after = settled(row, paid_lines(ada, row.case), date(2029, 2, 16))
    assert [word for word, _tag, _amount in after.sums] == ["out of time"]


def test_the_page(as_user, cast):
    ada = cast.act("ada")
    contributions_run(ada)
    row = late_certificate(ada)
    assert "after its first day" in text_of(as_user("dev").get(f"{DESK}late/"))
    page = text_of(as_user("dev").get(f"{DESK}late/{row.case.reference}/{row.pk}/"))
    assert "What to correct in France" in page
    assert "276.35 EUR" in page
    assert as_user("dev").get(f"{DESK}late/TC-2026-9999/{row.pk}/").status_code == 404
