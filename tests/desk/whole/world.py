"""Two organisations with one of every record, everybody who could knock, and one of them who works alone.

`make_world` builds Borealis and Cobalt alike, through the services that people use, so that each has a number for
everything that stands in an address; an address of the one with a number of the other must lead nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tests.connected.samples import numbers_of as connected_numbers
from tests.desk.cast import BEGAN, NOW, Cast, empty_case, make_cast, posting_to_france
from tests.desk.proof import walk as proof
from tests.desk.request import walk
from tests.exposure_web.samples import numbers_of as exposure_numbers, pay_said
from tests.population.samples import numbers_of as screening_numbers
from tests.registers.samples import handed_in
from totalis.casework.selectors import records
from totalis.casework.services.alternate import record_attempt
from totalis.casework.services.certificates import ask_correction, release_to_payroll
from totalis.casework.services.channels import ask_channel_exception
from totalis.casework.services.decisions import determine_case
from totalis.casework.services.deliveries import record_delivery
from totalis.casework.services.evidence import add_document, newest_version, read_document
from totalis.casework.services.exports import export_proof
from totalis.casework.services.keeping import hold_case
from totalis.casework.services.lodging import record_sending
from totalis.casework.services.me import open_feed
from totalis.casework.services.people import update_worker
from totalis.casework.services.requests import begin_request
from totalis.casework.services.timeline import GivenPeriod, add_period
from totalis.casework.services.travel import GivenStay, add_stay
from totalis.gate.question import Question
from totalis.payroll.services import asked
from totalis.payroll.services.links import link_stream
from totalis.procedure.casefile import PeriodLane
from totalis.webbase.accounts.models import (
    Invitation,
    Mandate,
    Membership,
    Organisation,
    OrganisationKind,
    User,
)
from totalis.webbase.accounts.rights import Role
from totalis.webbase.tokens.scopes import Scope
from totalis.webbase.tokens.services import make_key
from totalis.webbase.webhooks.kinds import kinds
from totalis.webbase.webhooks.services import add_endpoint, send_test

if TYPE_CHECKING:
    from totalis.casework.models import Case
    from totalis.webbase.accounts.actor import Actor

HOUSES = {
    "borealis": ("ada", "ben", "cora", "eve"),
    "cobalt": ("hana", "ivan", "jo", "lea"),
}
"""Who prepares, approves, does payroll and administers where."""

RIGHTS = {
    "preparer": {"view", "read_numbers", "prepare", "lodge"},
    "approver": {"view", "read_numbers", "approve"},
    "payroll": {"view", "release"},
    "auditor": {"view", "read_numbers"},
    "administrator": {"view", "administer"},
}
"""What each role may do, said a second time: the program's own table is what is being tested."""
EVERY = set().union(*RIGHTS.values())

INSIDERS = {
    "borealis": {
        "ada": RIGHTS["preparer"],
        "ben": RIGHTS["approver"],
        "cora": RIGHTS["payroll"],
        "dev": RIGHTS["auditor"],
        "eve": RIGHTS["administrator"],
        "finn": RIGHTS["preparer"],  # by mandate
        "pia": EVERY,  # every role at once
    },
    "fathom": {"finn": RIGHTS["preparer"], "faye": RIGHTS["administrator"]},
}
"""Who may do what, today, in the two houses whose addresses are walked."""


@dataclass(frozen=True)
class Numbers:
    """The numbers of one organisation's records, by what they are called in addresses."""

    slug: str
    case: Case
    bare: Case
    """A case with a request that has not been sent."""
    of: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class World:
    """The cast, and the numbers of both houses."""

    cast: Cast
    houses: dict[str, Numbers]
    secret: str
    """Of Ada's calendar."""


def make_world() -> World:
    """Write everything into the database."""
    cast = make_cast()
    _newcomers(cast)
    houses = {slug: _furnished(cast, slug) for slug in HOUSES}
    # A reference that Cobalt has and Borealis has not: else both count from one.
    houses["cobalt"].of["alone"] = empty_case(cast.act("hana")).reference
    return World(cast, houses, open_feed(user=cast.ada, at=NOW))


def _newcomers(cast: Cast) -> None:
    """People whose days are over, have not begun, or whose adviser was sent away; and one with every role."""
    people = {
        "pia": "has every role at Borealis",
        "faye": "administers Fathom",
        "otto": "has every role at Umbra, which has nothing to do with anybody here",
        "wes": "worked at Borealis until yesterday",
        "yan": "begins at Borealis tomorrow",
        "rex": "prepared for Borealis by a mandate that was revoked",
        "tia": "prepared for Borealis by a mandate that ran out",
        "zoe": "prepared for Borealis by Fathom's mandate, and left Fathom",
        "una": "has every role at Borealis and was switched off",
    }
    for name in people:
        cast.people[name] = User.objects.create_user(
            email=f"{name}@example.org", name=f"{name.title()} Newcomer"
        )
    umbra = _organisation("umbra", OrganisationKind.EMPLOYER)
    today = NOW.date()
    every = [role.value for role in Role]
    _join(cast.people["pia"], cast.borealis, every)
    _join(cast.people["faye"], cast.fathom, ["administrator"])
    _join(cast.people["otto"], umbra, every)
    _join(cast.people["wes"], cast.borealis, every, ends=today)
    _join(cast.people["yan"], cast.borealis, every, begins=today + timedelta(days=1))
    _join(cast.people["una"], cast.borealis, every)
    User.objects.filter(pk=cast.people["una"].pk).update(is_active=False)
    for name, more in (("rex", {"revoked_at": NOW}), ("tia", {"ends": today})):
        adviser = _organisation(f"advice-of-{name}", OrganisationKind.ADVISER)
        mandate = Mandate.objects.create(
            adviser=adviser, client=cast.borealis, begins=BEGAN, proof="Letter", **more
        )
        _join(cast.people[name], adviser, every)
        _join(cast.people[name], cast.borealis, ["preparer"], mandate=mandate)
    standing = Mandate.objects.get(adviser=cast.fathom, client=cast.borealis)
    _join(cast.people["zoe"], cast.fathom, every, ends=today)
    _join(cast.people["zoe"], cast.borealis, ["preparer"], mandate=standing)


def _organisation(slug: str, kind: OrganisationKind) -> Organisation:
    return Organisation.objects.create(slug=slug, name=slug.title(), kind=kind, created_at=NOW)


def _join(
    user: User,
    house: Organisation,
    roles: list[str],
    *,
    begins: date = BEGAN,
    ends: date | None = None,
    mandate: Mandate | None = None,
) -> None:
    Membership.objects.create(
        user=user, organisation=house, roles=roles, begins=begins, ends=ends, mandate=mandate
    )


def _furnished(cast: Cast, slug: str) -> Numbers:
    """One case from its first facts to its proof, one whose request is still open, and the house's own records."""
    prepares, approves, pays, administers = HOUSES[slug]
    actor = cast.act(prepares)
    case = posting_to_france(actor)
    determine_case(actor=actor, case=case, as_of=NOW.date(), at=NOW)
    case.refresh_from_db()
    walk.filled(cast, case, prepares)
    packet = walk.built(cast, case, prepares)
    walk.approve(cast, packet, approves)
    lodgement = record_sending(actor=actor, case=case, packet=packet, sent_at=NOW, at=NOW)
    certificate = proof.entered(cast, case, prepares)
    match = proof.decided(cast, case, certificate, approves)
    release_to_payroll(actor=cast.act(pays), case=case, match=match, at=NOW)
    ask_correction(
        actor=actor,
        case=case,
        certificate=certificate,
        asked_on=NOW.date(),
        what="The number",
        channel="mail",
        at=NOW,
    )
    delivery = record_delivery(
        actor=actor,
        case=case,
        certificate=certificate,
        recipient="us_employer",
        recipient_name="Records",
        sent_on=NOW.date(),
        method="by hand",
        at=NOW,
    )
    attempt = record_attempt(
        actor=actor,
        case=case,
        addressee="An office",
        asked_for="A statement",
        happened_at=NOW,
        at=NOW,
    )
    export = export_proof(actor=actor, case=case, day=NOW.date(), at=NOW)
    bare = walk.decided_case(cast, prepares)
    begin_request(actor=actor, case=bare, at=NOW)
    numbers = {
        **_of_the_file(cast, prepares, case),
        **_of_the_house(cast, slug, administers),
        **_of_payroll(cast, prepares, pays, case),
        **exposure_numbers(actor),
        **screening_numbers(actor),
        "case_pay": pay_said(actor, case).pk,
        **connected_numbers(cast.act(administers), actor, lodgement),
        "case": case.reference,
        "bare": bare.reference,
        "worker": case.worker_id,
        "party": case.caseparty_set.earliest("pk").pk,
        "employer": case.caseparty_set.earliest("pk").employer_id,
        "determination": case.casedetermination_set.earliest("pk").pk,
        "packet": packet.number,
        "lodgement": lodgement.pk,
        "certificate": certificate.pk,
        "paper": certificate.evidence_id,
        "delivery": delivery.pk,
        "attempt": attempt.pk,
        "export": export.pk,
        "hold": hold_case(actor=actor, case=case, why="An audit", at=NOW).pk,
        "register": handed_in(actor).pk,
        "exception": _exception(cast, prepares, bare),
    }
    named = {key: str(number) for key, number in numbers.items()}
    return Numbers(slug, proof.fresh(case), proof.fresh(bare), named)


def _of_payroll(cast: Cast, prepares: str, pays: str, case: Case) -> dict[str, int]:
    """A stream that is linked to the case, and one question about it."""
    worker = proof.fresh(case).worker
    update_worker(
        actor=cast.act(prepares),
        worker=worker,
        seen=worker.revision,
        given=records.worker(worker),
        at=NOW,
        staff_number="E-1001",
    )
    link = link_stream(actor=cast.act(pays), case=case, stream="salary", at=NOW)
    question = Question(worker="E-1001", stream="salary", day=NOW.date())
    kept = asked(actor=cast.act(pays), questions=[question], at=NOW).record
    assert kept is not None
    return {"stream_link": link.pk, "gate_record": kept.pk}


def _exception(cast: Cast, who: str, case: Case) -> int:
    return ask_channel_exception(
        actor=cast.act(who),
        case=case,
        channel="fax",
        reason="The service is down.",
        destination="+1 410 966 1861",
        destination_source="A call",
        destination_checked_on=NOW.date(),
        at=NOW,
    ).pk


def _of_the_file(cast: Cast, who: str, case: Case) -> dict[str, int]:
    """Papers, readings, periods and stays of a case that was sent: added afterwards, as happens."""
    actor = cast.act(who)
    evidence = add_document(
        actor=actor,
        case=case,
        title="Second letter",
        kind="assignment_letter",
        data=walk.PNG,
        file_name="letter.png",
        at=NOW,
    )
    version = newest_version(evidence)
    reading = read_document(
        actor=actor,
        case=case,
        version=version,
        place="worker.citizenships",
        value="US",
        at=NOW,
    )
    period = add_period(
        actor=actor,
        case=case,
        given=GivenPeriod(
            lane=PeriodLane.CONTRIBUTIONS, start=date(2026, 1, 1), end=None, country="US"
        ),
        at=NOW,
    )
    stay = add_stay(
        actor=actor,
        case=case,
        given=GivenStay(start=date(2026, 5, 4), end=date(2026, 5, 8), country="DE", worked=True),
        at=NOW,
    )
    return {
        "evidence": evidence.pk,
        "version": version.number,
        "reading": reading.pk,
        "period": period.pk,
        "stay": stay.pk,
    }


def _of_the_house(cast: Cast, slug: str, administers: str) -> dict[str, int]:
    house = Organisation.objects.get(slug=slug)
    invitation = Invitation.objects.create(
        organisation=house,
        email=f"new-at-{slug}@example.org",
        roles=["auditor"],
        begins=NOW.date(),
        invited_by=cast.people[administers],
        sent_at=NOW,
        lapses_at=NOW + timedelta(days=14),
    )
    own = Membership.objects.filter(organisation=house, mandate=None).earliest("pk")
    mandate = Mandate.objects.get(adviser=cast.fathom, client=house)
    sent = Membership.objects.get(mandate=mandate, user=cast.finn)
    return _of_its_programs(cast.act(administers)) | {
        "invitation": invitation.pk,
        "membership": own.pk,
        "mandate": mandate.pk,
        "sent": sent.pk,
    }


def _of_its_programs(actor: Actor) -> dict[str, int]:
    """A key, and an endpoint that was sent a test."""
    last_day = NOW.date() + timedelta(days=30)
    key = make_key(actor=actor, name="Run", scopes=frozenset(Scope), last_day=last_day, at=NOW).key
    endpoint = add_endpoint(
        actor=actor, url="https://payroll.example.org/", chosen=[kinds()[0].key], at=NOW
    ).endpoint
    send_test(actor=actor, endpoint=endpoint, at=NOW)
    return {"machine": key.pk, "endpoint": endpoint.pk, "sending": endpoint.deliveries.get().pk}
