"""A worker gets no two documents for the same days by people who do not know of each other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connections

from tests.authority.cast import NOW, assessed, sent
from tests.authority.examine.test_news import address, decided
from totalis.authority.models import Assessment, CoverageRequest, IssuedCertificate
from totalis.authority.services.assessing_again import assess_again
from totalis.authority.services.deciding import Given, confirm, decide, reject
from totalis.authority.services.deciding_checks import REJECT_FIRST
from totalis.kernel.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.authority.cast import Office

pytestmark = pytest.mark.django_db
ISSUE = Given(kind="issue")


def two(office: Office) -> list[CoverageRequest]:
    """Two requests about one worker for the same days, of which neither assessment knows the other: they came in at once.

    Sent one after the other the second one's assessment knows the first; that point is taken out.
    """
    first, second = sent(office), sent(office)
    assert assessed(first).is_clear
    assert [point["key"] for point in assessed(second).points] == [
        f"overlap:{first.control_number}"
    ]
    Assessment.objects.filter(request=second).update(points=[], is_clear=True)
    return [first, second]


def issue(office: Office, row: CoverageRequest, who: str = "nora") -> Any:
    """Somebody issues it on its newest assessment."""
    return decide(actor=office.act(who), request=row, assessment=assessed(row), given=ISSUE, at=NOW)


def test_the_second_is_not_issued_on_an_assessment_that_knows_nothing_of_the_first(
    office: Office, as_person: Callable[[str], Client]
) -> None:
    first, second = two(office)
    nora = as_person("nora")
    page = nora.get(address(office, "request", second)).text
    issue(office, first)
    stale = decided(nora, office, second, page)
    assert stale.status_code == 422
    assert f"does not know that {first.control_number} was issued" in stale.text
    assert f"{first.control_number} about the same worker was issued since" in stale.text
    assert IssuedCertificate.objects.count() == 1
    again = assess_again(actor=office.act("nora"), request=second, at=NOW)
    assert not again.is_clear
    assert f"overlap:{first.control_number}" in {point["key"] for point in again.points}
    assert "was issued since" not in nora.get(address(office, "request", second)).text
    issue(office, second)
    assert IssuedCertificate.objects.count() == 2, "with open eyes it can be right"


def test_a_second_person_confirms_no_second_one(office: Office) -> None:
    first, second = two(office)
    given = Given(kind="issue", article="6(3)", override_reason="As the letter says.")
    made = decide(
        actor=office.act("nora"), request=second, assessment=assessed(second), given=given, at=NOW
    )
    assert made.needs_second
    issue(office, first)
    with pytest.raises(InputError) as error:
        confirm(actor=office.act("petra"), decision=made, at=NOW)
    assert error.value.problems[0].path == "assessment"
    assert error.value.problems[0].remedy == REJECT_FIRST
    made.refresh_from_db()
    assert made.confirmed_at is None


def test_what_the_second_person_is_told_to_do_leads_on(office: Office) -> None:
    """Assessed again the decision stands in the way still; rejected, assessed and decided anew it can be confirmed."""
    first, second = two(office)
    given = Given(kind="issue", article="6(3)", override_reason="As the letter says.")
    nora, petra = office.act("nora"), office.act("petra")
    made = decide(actor=nora, request=second, assessment=assessed(second), given=given, at=NOW)
    issue(office, first)
    assess_again(actor=nora, request=second, at=NOW)
    with pytest.raises(InputError) as error:
        confirm(actor=petra, decision=made, at=NOW)
    assert error.value.problems[0].remedy == REJECT_FIRST
    assert REJECT_FIRST.startswith("Reject this decision, then assess")
    reject(actor=petra, decision=made, reason="Another one was issued.", at=NOW)
    assess_again(actor=nora, request=second, at=NOW)
    anew = decide(actor=nora, request=second, assessment=assessed(second), given=given, at=NOW)
    confirm(actor=petra, decision=anew, at=NOW)
    assert IssuedCertificate.objects.filter(decision=anew).exists()


def test_a_refusal_needs_no_such_thing(office: Office) -> None:
    first, second = two(office)
    issue(office, first)
    given = Given(kind="refuse", article="6(1)", reasons="Twice.", override_reason="It is twice.")
    assert decide(
        actor=office.act("nora"), request=second, assessment=assessed(second), given=given, at=NOW
    ).needs_second


@pytest.mark.django_db(transaction=True)
def test_of_two_that_issue_at_once_one_is_told(office: Office) -> None:
    rows = two(office)
    start = Barrier(2)

    def run(number: int) -> str:
        try:
            start.wait(timeout=60)
            issue(office, rows[number], ("nora", "otto")[number])
        except InputError as error:
            return error.problems[0].path
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(2) as pool:
        found = sorted(pool.map(run, range(2)))
    assert found == ["", "assessment"]
    assert IssuedCertificate.objects.count() == 1
