"""The people of a desk or of an agency, in a process of its own: orders as JSON lines, done through the services.

python -m tests.connected.hands        (with the environment of the installation)
"""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import timedelta
from typing import Any

from totalis.cli.door import open_database

open_database()

from tests.authority.cast import Office, make_office  # noqa: E402 - models want Django first
from tests.connected.posting import approved_packet, corrected_packet  # noqa: E402
from tests.desk.cast import Cast, make_cast  # noqa: E402
from tests.desk.proof.walk import decided, word  # noqa: E402
from totalis.authority.keys import jwk, new_trial_keys  # noqa: E402
from totalis.authority.models import Agency, CoverageRequest, IssuedCertificate  # noqa: E402
from totalis.authority.services.asking import ask  # noqa: E402
from totalis.authority.services.clients import add_client  # noqa: E402
from totalis.authority.services.deciding import Given, decide  # noqa: E402
from totalis.authority.services.registering import withdraw_certificate  # noqa: E402
from totalis.casework.models import Case, Certificate, Lodgement, StatusCheck  # noqa: E402
from totalis.casework.services.certificates import release_to_payroll  # noqa: E402
from totalis.connected.models import Asked, Filing, Reply, Service  # noqa: E402
from totalis.connected.services import outbox, replied, sent, taking  # noqa: E402
from totalis.connected.services.connecting import connect  # noqa: E402
from totalis.connected.services.correction import correct as send_correction  # noqa: E402
from totalis.connected.services.filing import file_packet  # noqa: E402
from totalis.connected.services.replying import answer  # noqa: E402
from totalis.webbase import clock  # noqa: E402
from totalis.webbase.accounts.models import Organisation, User  # noqa: E402
from totalis.webbase.audit.selectors import verify_chain  # noqa: E402
from totalis.webbase.signed.keys import public_of  # noqa: E402

# ── the agency ──


def office() -> Office:
    """The agency as it stands."""
    agency = Agency.objects.select_related("organisation").get()
    people = {user.email.partition("@")[0]: user for user in User.objects.all()}
    return Office(agency=agency, people=people)


def found_agency() -> dict[str, str]:
    """Found it; gives the key by which it signs."""
    make_office()
    new_trial_keys(name="Office of Certificates", country="US", at=clock.now())
    return public_of(jwk())


def let_file(key: dict[str, str]) -> None:
    """Silas lets the desk file."""
    add_client(actor=office().act("silas"), name="Borealis", key=key, at=clock.now())


def requests() -> list[dict[str, Any]]:
    """What the agency has."""
    return [
        {"number": row.control_number, "state": row.state, "outcome": row.outcome}
        for row in CoverageRequest.objects.order_by("pk")
    ]


def versions() -> list[list[str]]:
    """What the newest request said, version by version: why it changed, and where she was hired."""
    row = CoverageRequest.objects.latest("pk")
    found = row.requestversions.order_by("number")
    return [[one.reason, one.answers["place_of_hire"]] for one in found]


def ask_for(text: str) -> None:
    """Nora asks."""
    ask(
        actor=office().act("nora"),
        request=CoverageRequest.objects.latest("pk"),
        text=text,
        fields=["place_of_hire"],
        answer_by=clock.today() + timedelta(days=14),
        at=clock.now(),
    )


def issue() -> str:
    """Nora issues."""
    row = CoverageRequest.objects.latest("pk")
    decide(
        actor=office().act("nora"),
        request=row,
        assessment=row.assessments.latest("pk"),
        given=Given(kind="issue"),
        at=clock.now(),
    )
    return IssuedCertificate.objects.get(request=row).number


def take_back(number: str) -> None:
    """Petra withdraws a certificate."""
    withdraw_certificate(
        actor=office().act("petra"),
        certificate=IssuedCertificate.objects.get(number=number),
        reason="The employer was another one.",
        at=clock.now(),
    )


# ── the desk ──


def desk() -> Cast:
    """The desk as it stands."""
    houses = {one.slug: one for one in Organisation.objects.all()}
    people = {user.email.partition("@")[0]: user for user in User.objects.all()}
    return Cast(
        borealis=houses["borealis"],
        cobalt=houses["cobalt"],
        fathom=houses["fathom"],
        gias=houses["gia-moss"],
        people=people,
    )


def found_desk(address: str, key: dict[str, str]) -> dict[str, str]:
    """Eve connects it; gives the desk's public key."""
    cast = make_cast()
    made = connect(
        actor=cast.act("eve"),
        name="Office of Certificates",
        country="US",
        address=address,
        key=key,
        at=clock.now(),
    )
    return public_of(made.own_key)


def file() -> str:
    """Ada makes a packet, Ben approves it, Ada clicks."""
    cast = desk()
    packet = approved_packet(cast)
    return file_packet(
        actor=cast.act("ada"),
        case=packet.case,
        packet=packet,
        service=Service.objects.get(),
        at=clock.now(),
    ).reference


def work(*, die: bool = False) -> dict[str, Any]:
    """A worker sends what is due, as if its time had come; with `die` it is killed with the answer in its hands."""
    if die:
        sent.taken = lambda *_anything: os.kill(os.getpid(), signal.SIGKILL)
        replied.taken = lambda *_anything: os.kill(os.getpid(), signal.SIGKILL)
    now = clock.now()
    Filing.objects.filter(state="due").update(due_at=now)
    Reply.objects.filter(state="due").update(due_at=now)
    for row in Filing.objects.filter(state="due"):
        outbox.send_filing.func(row.pk)
    for reply in Reply.objects.filter(state="due"):
        outbox.send_reply.func(reply.pk)
    return filings()


def filings() -> dict[str, Any]:
    """What the desk knows of what it filed."""
    return {
        "filings": [
            {"state": row.state, "number": row.control_number, "outcome": row.outcome}
            for row in Filing.objects.order_by("pk")
        ],
        "lodgements": Lodgement.objects.count(),
        "numbers": list(Lodgement.objects.values_list("control_number", flat=True)),
        "checks": StatusCheck.objects.count(),
        "certificates": list(Certificate.objects.values_list("number", flat=True)),
    }


def news() -> int:
    """A worker asks for news."""
    return taking.ask(Service.objects.select_related("organisation").get(), clock.now())


def reply(text: str) -> str:
    """Ada answers; gives the question."""
    asked = Asked.objects.get(closed_at=None)
    answer(
        actor=desk().act("ada"),
        question=asked,
        text=text,
        corrections={},
        documents=[],
        labels={},
        at=clock.now(),
    )
    return asked.text


def correct(reason: str) -> None:
    """Ada changes a field of the newest request, Ben approves the packet, Ada sends it as a correction."""
    cast, filing = desk(), Filing.objects.latest("pk")
    case = Case.objects.get(pk=filing.case_id)
    packet = corrected_packet(cast, case, place_of_hire="Cambridge, US")
    send_correction(
        actor=cast.act("ada"), filing=filing, packet=packet, reason=reason, at=clock.now()
    )


def accept() -> None:
    """Ben accepts what came, Cora releases it to payroll."""
    cast, certificate = desk(), Certificate.objects.latest("pk")
    case = Case.objects.get(pk=certificate.case_id)
    match = decided(cast, case, certificate)
    release_to_payroll(actor=cast.act("cora"), case=case, match=match, at=clock.now())


def gate() -> str:
    """What payroll hears of the newest certificate's first day."""
    certificate = Certificate.objects.latest("pk")
    return word(Case.objects.get(pk=certificate.case_id), certificate.start)


def chain() -> list[str]:
    """What is wrong with the histories; empty."""
    found = [verify_chain(one) for one in Organisation.objects.all()]
    return [str(one) for one in found if one]


ORDERS = {
    order.__name__: order
    for order in (
        found_agency,
        let_file,
        requests,
        ask_for,
        issue,
        take_back,
        found_desk,
        file,
        work,
        filings,
        news,
        reply,
        correct,
        versions,
        accept,
        gate,
        chain,
    )
}


def main() -> None:
    """Do what is ordered until nobody orders any more."""
    print("ready", flush=True)  # noqa: T201 - the answer to who ordered
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(ORDERS[order.pop("do")](**order)), flush=True)  # noqa: T201 - as above


if __name__ == "__main__":
    main()
