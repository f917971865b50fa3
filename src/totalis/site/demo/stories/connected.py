"""Two packets that wait for one click: the agency that they go to runs beside the desk."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from totalis.casework.services.channels import choose_channel
from totalis.connected.selectors.services import CHANNEL
from totalis.procedure.casefile import Direction
from totalis.site.demo.cast import BOREALIS
from totalis.site.demo.desk import abroad, at_home
from totalis.site.demo.stories.borealis import ASKED, day_before
from totalis.site.demo.stories.posting import Posting, opened

if TYPE_CHECKING:
    from totalis.casework.models import Case
    from totalis.site.demo.desk import Desk, Story

PLANT = abroad("4 quai du Port", "Marseille", "13002", "FR")


def marseille(desk: Desk) -> Story:
    """A posting whose packet is approved and goes to the connected agency by one click."""
    yield desk.ago(5, 9)
    case = opened(
        desk,
        Posting(
            title="Castellanos to Marseille",
            about=(
                "Facts, documents and packet are ready and approved, and the desk is connected to the agency: one click files "
                "it there, without typing anything again. Control number, questions and certificate come back by themselves."
            ),
            given="Daniel",
            family="Castellanos",
            born=date(1991, 1, 23),
            birth_place="Tucson",
            ssn="899314476",
            address=at_home("212 Maple Avenue", "Minneapolis", "MN", "55408"),
            country="FR",
            place="Marseille",
            host="Chantiers du Port SA",
            host_address=PLANT,
            does="Puts warehouse robots into service at a customer in Marseille",
            start=desk.first_of_month(0),
            end=day_before(desk.first_of_month(24)),
            insured=True,
        ),
    )
    yield desk.ago(4, 10)
    yield from _approved(desk, case)


def toulouse(desk: Desk) -> Story:
    """A posting past its five years, whose extension both agencies must agree to."""
    end = day_before(desk.first_of_month(14))
    yield desk.ago(9, 9)
    case = opened(
        desk,
        Posting(
            title="Whitlock in Toulouse beyond five years",
            about=(
                "The fifth year ends, and the customer's hall is not finished. Only if both countries agree does American "
                "coverage go on: the request goes to the American agency by one click, and from there to the French one."
            ),
            given="Rosalind",
            family="Whitlock",
            born=date(1983, 9, 30),
            birth_place="Madison",
            ssn="899775231",
            address=at_home("77 Cedar Lane", "Minneapolis", "MN", "55406"),
            country="FR",
            place="Toulouse",
            host="Halles de Toulouse SARL",
            host_address=abroad("31 avenue de l'Aérodrome", "Toulouse", "31000", "FR"),
            does="Leads the installation of a warehouse system in Toulouse",
            start=desk.first_of_month(-58),
            end=end,
            insured=True,
        ),
    )
    yield desk.ago(8, 10)
    reason = (
        "The opening of the hall was moved by a year after a flood. Ms. Whitlock has led the installation since its first day "
        "and trains the staff who take over; nobody else knows the system."
    )
    asked = {"exception_reason": reason, "exception_until": end.isoformat()}
    yield from _approved(desk, case, asked, product="exception")


def _approved(
    desk: Desk, case: Case, more: dict[str, str] | None = None, *, product: str = "certificate"
) -> Story:
    """The request for the connected channel, its packet built and approved, not filed yet."""
    ada = desk.who("ada", BOREALIS)
    asked = ASKED | (more or {})
    desk.request(ada, case, asked, product=product, direction=Direction.US_CERTIFICATE)
    request = desk.fresh(case).request
    choose_channel(
        actor=ada, case=case, channel=CHANNEL, seen_revision=request.revision, at=desk.now
    )
    packet = desk.packet(ada, case)
    yield desk.now.replace(hour=15)
    desk.approve(desk.who("ben", BOREALIS), case, packet)
