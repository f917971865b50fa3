"""The service under many odd requests of a desk that has something there: a request, a question, a certificate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.authority.cast import NOW, make_office
from tests.authority.filing.conftest import filing, known_to
from tests.authority.filing.signing import signing
from tests.authority.filing.test_document import ADDRESS
from tests.promises.attack import attacked, judged
from tests.promises.watch import DOCUMENTS
from totalis.authority.models import CoverageRequest, IssuedCertificate
from totalis.authority.selectors.assessment import newest_assessment
from totalis.authority.services.asking import ask
from totalis.authority.services.deciding import Given, decide

if TYPE_CHECKING:
    from schemathesis import Case

    from tests.authority.cast import Office
    from tests.authority.filing.signing import Desk

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@dataclass
class There:
    """What the desk has at the service, by number."""

    open: str
    question: int
    taken_back: str
    certificate: str

    def steered(self, case: Case[Any], number: int) -> None:
        """Every second call goes to what is there; every fourth files, corrects or answers something that can be."""
        name = case.operation.definition.raw["operationId"]
        if name == "file" and number % 8:
            self._filed(case, number)
        if number % 2:
            return
        parameters = case.path_parameters or {}
        if "number" in parameters:
            certificates = case.operation.path.startswith("/service/api/v1/certificates")
            mine = self.taken_back if name == "withdraw" else self.open
            parameters["number"] = self.certificate if certificates else mine
        if "question" in parameters:
            parameters["question"] = self.question
        if name == "status_of_many":
            case.query = {"number": [self.open, "2222-2222-2222"]}
        if name in ("forms", "events") and number % 4:
            case.query = {}
        if number % 4 and name in ("answer", "correct", "withdraw"):
            bodies: dict[str, dict[str, Any]] = {
                "answer": {"text": "In Boston."},
                "correct": {"answers": {"end_date": "2029-06-30"}, "reason": "She leaves earlier."},
                "withdraw": {"reason": "She stays."},
            }
            case.media_type, case.body = "application/json", bodies[name]

    def _filed(self, case: Case[Any], number: int) -> None:
        """A filing that is good but for one member, or altogether."""
        good = filing(client_reference=f"odd:{number % 500}")
        given = case.body if isinstance(case.body, dict) else {}
        names = [name for name in given if name != "client_reference"]
        if names and number % 3:
            name = names[number % len(names)]
            good[name] = given[name]
        case.media_type, case.body = "application/json", good


def have_something_there(office: Office, desk: Desk) -> There:
    """Three requests: one with an open question, one to be taken back, one with its certificate."""
    numbers = [
        desk.post("requests", filing(client_reference=f"there:{one}")).json()["control_number"]
        for one in range(3)
    ]
    rows = [CoverageRequest.objects.get(control_number=number) for number in numbers]
    nora = office.act("nora")
    day = NOW.date().replace(day=30)
    question = ask(
        actor=nora, request=rows[0], text="Since when?", fields=["end_date"], answer_by=day, at=NOW
    )
    newest = newest_assessment(rows[2])
    assert newest is not None
    decide(actor=nora, request=rows[2], assessment=newest, given=Given(kind="issue"), at=NOW)
    issued = IssuedCertificate.objects.get()
    return There(numbers[0], question.pk, numbers[1], issued.number)


def test_many_odd_requests(monkeypatch):
    monkeypatch.setattr("totalis.api.service.limits.A_MINUTE", 10**9)
    office = make_office()
    desk = known_to(office, "Borealis Instruments")
    there = have_something_there(office, desk)
    outcome = attacked(ADDRESS, signing(desk), examples=60, steer=there.steered)
    judged(outcome, list(DOCUMENTS[1].operations))
