"""Every service that somebody calls as somebody: without the right, from another house, with another house's records.

Found by looking: a public function of the services' packages that takes `actor`. Who adds one is asked here what it
needs (`SERVICES`), or why it needs nothing of its own (`WITHIN`).
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from tests.desk.cast import NOW
from tests.desk.proof.walk import typed
from tests.desk.request.walk import PNG
from totalis.casework import models, services as of_cases
from totalis.casework.selectors import records as value_of
from totalis.casework.services import findings, tracking
from totalis.casework.services.timeline import GivenPeriod
from totalis.casework.services.travel import GivenStay
from totalis.kernel.errors import InputError
from totalis.procedure.casefile import PartyRole, PeriodLane
from totalis.webbase.accounts.actor import MissingRightError
from totalis.webbase.accounts.models import Invitation, Mandate, Membership, OrganisationKind
from totalis.webbase.accounts.rights import Right, Role
from totalis.webbase.audit.models import AuditEntry
from totalis.webbase.members import services as of_people

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.desk.whole.world import World
    from totalis.webbase.accounts.actor import Actor

pytestmark = pytest.mark.django_db

SERVICES_BY_RIGHT = {
    Right.VIEW: """
        cases.note_download evidence.note_seen
    """,
    Right.READ_NUMBERS: """
        exports.export_proof exports.drawn_proof exports.keep_proof exports.note_taken
        packets.note_taken
    """,
    Right.PREPARE: """
        cases.open_case cases.change_case cases.change_owner cases.add_party cases.remove_party
        certificates.enter_certificate certificates.withdraw_certificate
        channels.ask_channel_exception channels.choose_channel
        closing.close_case closing.reopen_case decisions.determine_case
        deliveries.record_delivery deliveries.record_receipt deliveries.record_attachment
        keeping.hold_case
        evidence.add_document evidence.add_version evidence.read_document evidence.remove_reading
        facts.state_facts facts.prove_fact
        packets.build_packet packets.draw_packet packets.keep_packet
        people.create_worker people.update_worker people.create_employer people.update_employer
        requests.begin_request requests.renew_request requests.fill_fields sources.note_source
        timeline.add_period timeline.change_period timeline.remove_period
        travel.add_stay travel.remove_stay travel.import_csv travel.import_calendar
    """,
    Right.APPROVE: """
        approvals.decide_packet certificates.decide_match channels.decide_channel_exception
    """,
    Right.LODGE: """
        alternate.record_attempt alternate.record_outcome certificates.ask_correction
        lodging.record_sending lodging.record_control_number
        tracking.record_check tracking.set_waiting_instruction
    """,
    Right.RELEASE: "certificates.release_to_payroll",
    Right.ADMINISTER: """
        clients.open_client clients.send_to_client clients.recall_from_client invitations.invite
        invitations.withdraw_invitation mandates.offer_mandate mandates.limit_mandate
        keeping.set_disposal keeping.lift_hold
        mandates.revoke_mandate people.change_roles people.end_membership settings.change_settings
    """,
}
SERVICES = {name: right for right, names in SERVICES_BY_RIGHT.items() for name in names.split()}
"""The right that each service asks for."""
BY_HAND = {"findings.close", "tracking.record_communication"}
"""What is asked for depends on what is done: tested one by one below."""
WITHIN = {
    "editing.changing": "the lock that all others take; it is given the right",
    "decisions.decide": "the work of determine_case and state_facts, under their lock",
    "evidence.keep_document": "the work of add_document and the imports, under their lock",
    "pay.hand_over": "the end of opening a case from a register; say_pay asks for the right",
    "reopening.reopen_if_changed": "follows a decision",
    "request_records.keep_request": "writes down what another service did",
    "revisions.remember": "writes down what another service did",
    "telling.tell": "tells what another service did",
    "voiding.void_packets": "follows a change",
    "voiding.void_what_fell": "the end of every change",
    "changing.person": "who acts",
    "changing.administering": "the lock that the services about members take",
}
EARLY = {
    "certificates.enter_certificate",
    "travel.import_csv",
    "travel.import_calendar",
}
"""Services that look at the case before they lock it; they refuse all the same, in other words."""


def _services() -> Iterator[tuple[str, Callable[..., Any]]]:
    for package in (of_cases, of_people):
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(found.name)
            for name, thing in vars(module).items():
                plain = inspect.unwrap(thing) if callable(thing) else None
                if not inspect.isfunction(plain) or plain.__module__ != found.name:
                    continue
                if "actor" in inspect.signature(thing).parameters and not name.startswith("_"):
                    yield f"{found.name.rpartition('.')[2]}.{name}", thing


FOUND = dict(_services())
services = pytest.mark.parametrize("name", sorted(SERVICES))


class Untouched:
    """An argument that nobody may look at before the right was checked."""

    def __getattribute__(self, name: str) -> Any:
        message = f"An argument was looked at ({name}) before the right was checked."
        raise AssertionError(message)

    __iter__ = __bool__ = __eq__ = __str__ = __len__ = __hash__ = None  # type: ignore[assignment]


def rows() -> dict[str, int]:
    """How much is written."""
    every = [*vars(models).values(), AuditEntry, Membership, Mandate, Invitation]
    return {
        model.__name__: model._base_manager.count()
        for model in every
        if hasattr(model, "_meta") and not model._meta.abstract
    }


def wrote(queries: CaptureQueriesContext) -> list[str]:
    words = ("INSERT", "UPDATE", "DELETE")
    return [one["sql"] for one in queries.captured_queries if one["sql"].startswith(words)]


def able(world: World, house: str, rights: frozenset[Right] = frozenset(Right)) -> Actor:
    """Somebody of a house with these rights."""
    who = {"borealis": "pia", "cobalt": "lea"}[house]
    return replace(world.cast.act(who, _house(world, house)), rights=rights)


def _house(world: World, house: str) -> Any:
    return getattr(world.cast, house)


def test_every_service_is_known():
    assert sorted(FOUND) == sorted([*SERVICES, *BY_HAND, *WITHIN])


@services
def test_without_the_right(world, name):
    """With every right but the one: refused, before an argument is looked at or a row is written."""
    service, right = FOUND[name], SERVICES[name]
    given: dict[str, Any] = {}
    for parameter in inspect.signature(service).parameters.values():
        if parameter.default is parameter.empty:
            given[parameter.name] = Untouched()
    if "case" in given:
        given["case"] = world.houses["borealis"].case
    given["actor"] = able(world, "borealis", frozenset(Right) - {right})
    with CaptureQueriesContext(connection) as queries, pytest.raises(MissingRightError) as refusal:
        service(**given)
    assert refusal.value.right is right
    assert not wrote(queries)


def test_closing_takes_what_the_finding_takes(world):
    case = world.houses["borealis"].case
    for key in ("no-such-key", ""):
        for right in (Right.PREPARE,):
            actor = able(world, "borealis", frozenset(Right) - {right})
            with pytest.raises(MissingRightError):
                findings.close(actor=actor, case=case, key=key, reason="Settled", at=NOW)


def test_contacts_take_the_right_to_lodge_and_an_early_follow_up_that_to_approve(world):
    case = world.houses["borealis"].case
    contact: dict[str, Any] = {
        "case": case,
        "direction": "out",
        "channel": "mail",
        "counterpart": "SSA",
        "verbatim": "Where is it?",
        "happened_at": NOW,
        "at": NOW,
    }
    before = rows()
    kinds: tuple[dict[str, Any], ...] = ({}, {"is_follow_up": True})
    for more in kinds:
        with pytest.raises(MissingRightError):
            tracking.record_communication(
                actor=able(world, "borealis", frozenset({Right.VIEW, Right.PREPARE})),
                **contact,
                **more,
            )
    lodger = able(world, "borealis", frozenset({Right.VIEW, Right.LODGE}))
    with pytest.raises((PermissionDenied, InputError)):
        tracking.record_communication(
            actor=lodger, **contact, is_follow_up=True, override_reason="I may not"
        )
    assert rows() == before


# ── other houses ──


def arguments(world: World, house: str) -> dict[str, Any]:
    """Good arguments for any service, with the records of a house."""
    numbers = world.houses[house]
    case, of = numbers.case, numbers.of
    day = NOW.date()
    return {
        "case": case,
        "at": NOW,
        "worker": case.worker,
        "employer": models.Employer.objects.get(pk=of["employer"]),
        "party": models.CaseParty.objects.get(pk=of["party"]),
        "evidence": models.Evidence.objects.get(pk=of["evidence"]),
        "confirmation": models.Evidence.objects.get(pk=of["evidence"]),
        "version": models.EvidenceVersion.objects.get(evidence=int(of["evidence"])),
        "reading": models.DocumentReading.objects.get(pk=of["reading"]),
        "period": models.WorkPeriod.objects.get(pk=of["period"]),
        "stay": models.TravelStay.objects.get(pk=of["stay"]),
        "packet": models.Packet.objects.get(case=case, number=of["packet"]),
        "lodgement": models.Lodgement.objects.get(pk=of["lodgement"]),
        "certificate": models.Certificate.objects.get(pk=of["certificate"]),
        "replaces": models.Certificate.objects.get(pk=of["certificate"]),
        "match": models.Match.objects.get(certificate=int(of["certificate"])),
        "delivery": models.Delivery.objects.get(pk=of["delivery"]),
        "export": models.Export.objects.get(pk=of["export"]),
        "hold": models.CaseHold.objects.get(pk=of["hold"]),
        "allowed": True,
        "attempt": models.AlternateAttempt.objects.get(pk=of["attempt"]),
        "exception": models.ChannelException.objects.get(pk=of["exception"]),
        "membership": Membership.objects.get(pk=of["membership"]),
        "mandate": Mandate.objects.get(pk=of["mandate"]),
        "invitation": Invitation.objects.get(pk=of["invitation"]),
        "owner": world.cast.people["ada" if house == "borealis" else "hana"],
        "user": world.cast.people["ada" if house == "borealis" else "hana"],
        "typed": typed(case),
        "sent_at": NOW,
        "checked_at": NOW,
        "happened_at": NOW,
        "as_of": day,
        "day": day,
        "on": day,
        "begins": day,
        "ends": day + timedelta(days=90),
        "asked_on": day,
        "sent_on": day,
        "receipt_on": day,
        "attached_on": day,
        "accessed_on": day,
        "read_on": day,
        "destination_checked_on": day,
        "document_date": day,
        "tax_year": 2027,
        "seen": 1,
        "seen_revision": 1,
        "seen_version": 1,
        "business_days": 60,
        "retention_years": 7,
        "shown": 1,
        "approved": True,
        "accepted": True,
        "checklist": {},
        "packet_digest": models.Packet.objects.get(case=case, number=of["packet"]).digest,
        "data": PNG,
        "file_name": "scan.png",
        "kind": OrganisationKind.EMPLOYER,
        "role": PartyRole.FOREIGN_EMPLOYER,
        "roles": frozenset({Role.AUDITOR}),
        "values": {},
        "channel": "mail",
        "email": "somebody@example.org",
        "control_number": "C-1",
        "recipient": "worker",
        "place": "worker.citizenships",
        "verbatim": "Pending",
        "how": "saw",
        "url": "https://example.org/",
    }


GIVEN = {
    "timeline": GivenPeriod(
        lane=PeriodLane.CONTRIBUTIONS, start=date(2025, 1, 1), end=None, country="US"
    ),
    "travel": GivenStay(start=date(2026, 6, 1), end=date(2026, 6, 2), country="FR"),
}
RECORDS = {
    *("case", "worker", "employer", "party", "evidence", "confirmation", "version", "reading"),
    *("period", "stay", "packet", "lodgement", "certificate", "replaces", "match", "delivery"),
    *("attempt", "exception", "export", "membership", "mandate", "invitation", "owner"),
}
"""Arguments that are records of a house."""


def call(world: World, name: str, actor: Actor, records: dict[str, Any]) -> Any:
    """Call a service with good arguments, but for the records that are named."""
    service = FOUND[name]
    known = arguments(world, actor.organisation.slug) | records
    module = name.partition(".")[0]
    if module in GIVEN:
        known["given"] = GIVEN[module]
    if name.endswith("_worker"):
        known["given"] = value_of.worker(known["worker"])
    if name.endswith("_employer"):
        known["given"] = value_of.employer(known["employer"])
    if name == "evidence.add_document":
        known["kind"] = "assignment_letter"
    parameters = inspect.signature(service).parameters.values()
    needed = {one.name for one in parameters if one.default is one.empty} | set(records)
    wanted = {one: known.get(one, "words") for one in needed if one != "actor"}
    return service(actor=actor, **wanted)


def refused(world: World, name: str, actor: Actor, records: dict[str, Any]) -> Exception:
    """What a call was refused with; nothing of it is written."""
    before = rows()
    with (
        pytest.raises((ObjectDoesNotExist, Http404, PermissionDenied, InputError)) as refusal,
        transaction.atomic(),
    ):
        call(world, name, actor, records)
    assert rows() == before, f"{name} refused, and wrote all the same"
    return refusal.value


OF_A_CASE = sorted(name for name in SERVICES if "case" in inspect.signature(FOUND[name]).parameters)


@pytest.mark.parametrize("name", OF_A_CASE)
def test_a_case_of_another_house(world, name):
    """Somebody with every right in her own house, and a case of another: it is not there for her."""
    theirs = arguments(world, "borealis")
    parameters = set(inspect.signature(FOUND[name]).parameters)
    records = {key: theirs[key] for key in RECORDS & parameters - {"replaces", "owner"}}
    refusal = refused(world, name, able(world, "cobalt"), records)
    assert name in EARLY or not isinstance(refusal, InputError), f"{name}: {refusal}"


PAIRS = sorted(
    (name, key)
    for name in SERVICES
    for key in (RECORDS - {"case"}) & set(inspect.signature(FOUND[name]).parameters)
)


@pytest.mark.parametrize(("name", "key"), PAIRS)
def test_a_record_of_another_house(world, name, key):
    """Her own case, and one record of another house, in every place that takes one."""
    theirs = arguments(world, "borealis")[key]
    refused(world, name, able(world, "cobalt"), {key: theirs})
