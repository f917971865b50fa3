"""The people of one house, in a process of its own: reads orders as JSON lines, acts through the services, answers in JSON.

python -m tests.authority.exchange.hands        (with the environment of the house)
"""

from __future__ import annotations

import json
import sys
import time
from datetime import timedelta
from typing import Any

from totalis.cli.door import open_database

open_database()

from tests.authority.cast import Office, make_office, written_request  # noqa: E402 - models want Django first
from tests.authority.exchange.partner import ANSWERS, EDITION, facts  # noqa: E402
from totalis.authority.exchange.shapes import InformationRequest  # noqa: E402
from totalis.authority.keys import jwk, new_trial_keys  # noqa: E402
from totalis.authority.models import (  # noqa: E402
    Agency,
    Channel,
    CoverageRequest,
    ExchangeMessage,
    IssuedCertificate,
    MessageState,
    Partner,
    State,
)
from totalis.authority.selectors.exchange import (  # noqa: E402
    check_proof,
    message_in,
    partner_state,
    waiting_for_us,
)
from totalis.authority.services.assessing import assess  # noqa: E402
from totalis.authority.services.deciding import Given, confirm, decide  # noqa: E402
from totalis.authority.services.exchanging_writing import inform, resend, write_to_partner  # noqa: E402
from totalis.authority.services.partners import add_partner  # noqa: E402
from totalis.cli.work import drain  # noqa: E402
from totalis.webbase import clock  # noqa: E402
from totalis.webbase.accounts.models import User  # noqa: E402
from totalis.webbase.audit.selectors import verify_chain  # noqa: E402
from totalis.webbase.signed.keys import public_of  # noqa: E402


def office() -> Office:
    """The house as it stands."""
    agency = Agency.objects.select_related("organisation").get()
    people = {user.email.partition("@")[0]: user for user in User.objects.all()}
    return Office(agency=agency, people=people)


def build(country: str, name: str) -> dict[str, str]:
    """Found the house; gives the key by which it signs."""
    make_office(slug=f"house-{country.lower()}", country=country, name=name)
    new_trial_keys(name=name, country=country, at=clock.now())
    return public_of(jwk())


def meet(country: str, name: str, address: str, key: dict[str, str]) -> None:
    """Enter the partner."""
    add_partner(
        actor=office().act("silas"),
        country=country,
        name=name,
        address=address,
        key=key,
        at=clock.now(),
    )


def grant(number: str) -> None:
    """A request for an exception comes in, is decided by Nora and confirmed by Petra."""
    house, now = office(), clock.now()
    row = written_request(
        house,
        number,
        answers=ANSWERS,
        facts=facts(),
        at=now,
        product="exception",
        edition=EDITION,
        state=State.PENDING,
    )
    decide_on(row, kind="issue", covered_by="US", exempt_in="FR", reasons="She alone knows it.")


def decide_on(row: CoverageRequest, **given: Any) -> None:
    """Nora decides, Petra confirms."""
    house, now = office(), clock.now()
    made = decide(
        actor=house.act("nora"),
        request=row,
        assessment=assess(request=row, at=now),
        given=Given(article="6(3)", **given),
        at=now,
    )
    confirm(actor=house.act("petra"), decision=made, at=now)


def answer(kind: str, reasons: str) -> None:
    """Decide the one request of the partner that is open."""
    row = CoverageRequest.objects.exclude(state=State.COMPLETED).get(channel=Channel.PARTNER)
    decide_on(row, kind=kind, covered_by="US", exempt_in="FR", reasons=reasons)


def ask(text: str, number: str = "") -> None:
    """Ask the partner something, about a request or about nothing."""
    request = CoverageRequest.objects.get(control_number=number) if number else None
    write_to_partner(
        actor=office().act("nora"),
        partner=Partner.objects.get(),
        content=InformationRequest(text=text),
        at=clock.now(),
        request=request,
    )


def tell(text: str, question: str) -> None:
    """Answer the question of the partner that says this; others may wait beside it."""
    house = office()
    waiting = [one for one in waiting_for_us(house.organisation) if one.kind == "A005"]
    (asked,) = [one for one in waiting if getattr(message_in(one).content, "text", "") == question]
    inform(actor=house.act("nora"), asked=asked, text=text, at=clock.now())


def work(seconds: float = 60) -> bool:
    """Work until everything has arrived; whether it has. Nora does not wait for the hour of the next attempt."""
    until = time.monotonic() + seconds
    due = ExchangeMessage.objects.filter(state=MessageState.DUE)
    while time.monotonic() < until:
        drain()
        if not due.exists():
            return True
        time.sleep(0.2)
        soon = clock.now() + timedelta(seconds=10)
        for row in due.filter(tries__gt=1, due_at__gt=soon):
            resend(actor=office().act("nora"), message=row, at=clock.now())
    return False


def requests() -> list[dict[str, Any]]:
    """Every request, with how it stands."""
    return [
        {
            "number": row.control_number,
            "channel": row.channel,
            "state": row.state,
            "outcome": row.outcome,
            "partner": partner_state(row).state,
            "certificates": IssuedCertificate.objects.filter(request=row).count(),
        }
        for row in CoverageRequest.objects.order_by("pk")
    ]


def messages() -> list[dict[str, Any]]:
    """Every message, with what it says and whether both signatures hold."""
    found = []
    for row in ExchangeMessage.objects.order_by("pk"):
        proof = check_proof(row)
        found.append(
            {
                "kind": row.kind,
                "outgoing": row.outgoing,
                "identifier": row.identifier,
                "state": row.state,
                "tries": row.tries,
                "error": row.last_error,
                "text": getattr(message_in(row).content, "text", ""),
                "message_holds": proof.message,
                "receipt_holds": proof.receipt,
            }
        )
    return found


def chain() -> list[str]:
    """What is wrong with the history."""
    return verify_chain(office().organisation)


ORDERS = {
    one.__name__: one
    for one in (build, meet, grant, answer, ask, tell, work, requests, messages, chain)
}


def main() -> None:
    """Do what is ordered until the line ends."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        order = json.loads(line)
        done: Any = ORDERS[order.pop("do")](**order)
        sys.stdout.write(json.dumps(done) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
