"""A certificate corrected on a request: nothing that was done to the one before is undone by it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.authority.cast import FR_ANSWERS, NOW, consented
from tests.authority.issue.cases import END, START, decided, issued
from totalis.authority.models import Decision, Standing
from totalis.authority.services.issuing import issue
from totalis.authority.services.registering import correct_certificate, end_early
from totalis.authority.services.registering_second import propose_correction, reject_correction
from totalis.kernel.errors import InputError

if TYPE_CHECKING:
    from tests.authority.cast import Office
    from totalis.authority.models import IssuedCertificate

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=30)


def asked(
    office: Office, former: IssuedCertificate, *, days: Any = None, **answers: str
) -> Decision:
    """A request to correct it, decided: the form begins with the answers of the earlier request."""
    return decided(
        office,
        "T-0002",
        answers={**FR_ANSWERS, **answers},
        request={"product": "correction", "refers_to": former.request},
        **(days or {}),
    )


def dated(decision: Decision, **days: date) -> Decision:
    """The decision with other days."""
    Decision.objects.filter(pk=decision.pk).update(**days)
    decision.refresh_from_db()
    return decision


def test_what_the_register_corrected_stays_where_the_request_says_nothing_else(
    office: Office,
) -> None:
    act: dict[str, Any] = {"actor": office.act("nora"), "reason": "A slip.", "at": NOW}
    changes = {"holder.name": "María Rivera", "holder.birth_place": "Baltimore, MD"}
    first = correct_certificate(certificate=issued(office), changes=changes, **act)
    made = issue(
        decision=asked(office, first, us_employer_name="Borealis Inc.", place_of_birth="Salem"),
        at=LATER,
    )
    holder = made.content["holder"]
    assert holder["name"] == "María Rivera", "nobody asked to write it as before"
    assert holder["birth_place"] == "Salem", "the request says something else"
    assert made.content["employment"]["businesses"][0]["name"] == "Borealis Inc."
    assert (made.content["replaces"], made.replaces) == (first.number, first)
    assert made.content["number"] == made.number
    assert (made.start, made.end) == (START, END)


def test_an_early_end_is_not_undone(office: Office) -> None:
    first = issued(office)
    last = date(2028, 6, 30)
    end_early(actor=office.act("nora"), certificate=first, last_day=last, reason="Home.", at=NOW)
    wrong = asked(office, first, place_of_birth="Salem")
    with pytest.raises(InputError) as error:
        issue(decision=wrong, at=LATER)
    assert "2028-06-30 or earlier" in error.value.problems[0].expected
    first.refresh_from_db()
    assert first.standing == Standing.IN_FORCE, "nothing is half done"
    assert issue(decision=dated(wrong, end=last), at=LATER).end == last


def test_a_correction_that_waits_is_not_passed_over(office: Office) -> None:
    first = issued(office)
    waiting = propose_correction(
        actor=office.act("nora"),
        certificate=first,
        changes={"holder.name": "Bea Short"},
        reason="Papers were mixed up.",
        at=NOW,
    )
    decision = asked(office, first, place_of_birth="Salem")
    with pytest.raises(InputError) as error:
        issue(decision=decision, at=LATER)
    assert "waits for a second person" in error.value.problems[0].found
    reject_correction(actor=office.act("petra"), correction=waiting, reason="No.", at=LATER)
    assert issue(decision=decision, at=LATER).content["holder"]["birth_place"] == "Salem"


def test_what_both_agencies_agreed_to_stays_so_and_no_longer(office: Office) -> None:
    exception = decided(
        office,
        "T-0001",
        request={"product": "exception"},
        is_exception=True,
        needs_second=True,
        confirmed_by=office.people["petra"],
        confirmed_at=NOW,
        end=date(2033, 12, 31),
    )
    # As an examiner enters it while the decision waits.
    exception.confirmed_at, held = None, exception.confirmed_at
    exception.save()
    consented(office, exception)
    exception.confirmed_at = held
    exception.save()
    first = issue(decision=exception, at=NOW)
    coverage = first.content["coverage"]
    assert coverage["exception"]
    assert coverage["agreed"]["with"] == "Cleiss"
    longer = asked(office, first, days={"end": date(2034, 12, 31)}, place_of_birth="Salem")
    with pytest.raises(InputError) as error:
        issue(decision=longer, at=LATER)
    assert error.value.problems[0].path == "end"
    earlier = dated(longer, start=date(2026, 12, 1), end=date(2033, 12, 31))
    with pytest.raises(InputError) as error:
        issue(decision=earlier, at=LATER)
    assert error.value.problems[0].path == "start"
    made = issue(decision=dated(earlier, start=START), at=LATER)
    again = made.content["coverage"]
    assert (again["exception"], again["agreed"]) == (True, coverage["agreed"])
    assert made.content["holder"]["birth_place"] == "Salem"


@pytest.mark.parametrize("product", ["correction", "replacement"])
def test_a_letter_stays_a_letter(office: Office, product: str) -> None:
    first = issued(office, request={"product": "letter_of_exemption"})
    assert first.product == "letter_of_exemption"
    row = {"product": product, "refers_to": first.request}
    made = issue(decision=decided(office, "T-0002", request=row), at=LATER)
    assert made.product == "letter_of_exemption"
    assert made.content["product"] == "letter_of_exemption"
