"""Every service that somebody acts by, in the house and for the connections: without its right nothing is looked at or written.

They are found in the packages: a new one that stands nowhere here, or asks for another right than is written here, fails.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.desk.whole.test_services import Untouched, wrote
from totalis.authority import services as of_the_agency
from totalis.authority.exchange.shapes import InformationReply
from totalis.connected import services as of_connections
from totalis.webbase.accounts.actor import MissingRightError
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.proving import have_proved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.django_db

SERVICES_BY_RIGHT = {
    Right.VIEW: "assigning.note_download assigning.note_seen news.note_heard proving.have_proved",
    Right.READ_NUMBERS: "registering.note_taken",
    Right.EXAMINE: """
        asking.ask asking.take_back assessing_again.assess_again
        assigning.hand_over assigning.prioritise assigning.take_up deciding.decide
        exchanging.issue_agreed exchanging.put_to_partner
        exchanging_writing.answer_partner exchanging_writing.inform
        exchanging_writing.resend exchanging_writing.write_to_partner
        registering.copy_handed_out registering.correct_certificate
        registering.end_early registering.replace_certificate
        registering_second.propose_correction consenting.enter_consent
    """,
    Right.CONFIRM: """
        deciding.confirm deciding.reject registering.withdraw_certificate
        registering_second.confirm_correction registering_second.reject_correction
    """,
    Right.ADMINISTER: """
        clients.add_client clients.end_client clients.replace_key disposing.set_retention
        partners.add_partner partners.change_key partners.change_partner partners.use
        policy.change_agency policy.set_policy
        connecting.connect connecting.disconnect connecting.expect_key
        connecting.make_next_key connecting.set_acceptance
    """,
    Right.LODGE: "correction.correct filing.file_packet replying.answer replying.withdraw",
}
SERVICES = {name: right for right, names in SERVICES_BY_RIGHT.items() for name in names.split()}
BEYOND = {
    "asking.answer": "an act of the requester: who holds number and code, or the desk that filed",
    "correcting.correct": "an act of the requester",
    "correcting.withdraw": "an act of the requester",
    "assigning.examining": "the lock that others take; it is given the right",
    "assigning.begin": "the work of take_up, ask, decide, under their lock",
    "deciding.take_effect": "the work of decide and confirm, under their lock",
    "deciding.write": "the work of decide and of the policies, under their lock",
    "exchanging.locked": "the lock that others take",
    "exchanging.settle_with_partner": "the work of decide and confirm, under their lock",
    "registering_steps.in_force": "the lock that others take",
    "registering_steps.follow": "the work of correct, replace and confirm, under their lock",
    "registering_steps.note": "writes down what another service did",
    "registering_steps.tell": "writes down what another service did",
    "exchanging_writing.recorded": "writes down what another service did",
}
"""Services that ask for no right of a member, and why."""
NEEDED: dict[str, dict[str, Any]] = {
    "consenting.enter_consent": {"decision": SimpleNamespace(request=Untouched())},
    "registering_second.reject_correction": {"correction": SimpleNamespace(made_by=None)},
    "asking.take_back": {"question": SimpleNamespace(request=Untouched())},
    "deciding.reject": {"decision": SimpleNamespace(made_by=None, request=Untouched())},
    "exchanging_writing.write_to_partner": {"content": InformationReply(text="Where is it?")},
}
"""What must be known to know the right: whose decision it is, which kind of message."""


def _services() -> Iterator[tuple[str, Callable[..., Any]]]:
    for package in (of_the_agency, of_connections):
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(found.name)
            for name, thing in vars(module).items():
                plain = inspect.unwrap(thing) if callable(thing) else None
                if not inspect.isfunction(plain) or plain.__module__ != found.name:
                    continue
                if "actor" in inspect.signature(thing).parameters and not name.startswith("_"):
                    yield f"{found.name.rpartition('.')[2]}.{name}", thing


FOUND = {**dict(_services()), "proving.have_proved": have_proved}
"""The last one is for both houses and stands with the chain."""


def test_every_service_is_known():
    assert sorted(FOUND) == sorted([*SERVICES, *BEYOND])


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_without_the_right(office, name):
    """With every right but the one: refused, before an argument is looked at or a row is written."""
    right = SERVICES[name]
    given: dict[str, Any] = {one: Untouched() for one in inspect.signature(FOUND[name]).parameters}
    given |= NEEDED.get(name, {})
    given["actor"] = replace(office.act("nora"), rights=frozenset(Right) - {right})
    with CaptureQueriesContext(connection) as queries, pytest.raises(MissingRightError) as refusal:
        FOUND[name](**given)
    assert refusal.value.right is right
    assert not wrote(queries)
