"""Two postings in the middle of the way: a packet that waits for its approver, a request that waits for the agency."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from totalis.casework.services.tracking import record_check
from totalis.procedure.waiting import earliest_follow_up
from totalis.site.demo.cast import BOREALIS
from totalis.site.demo.desk import abroad, at_home
from totalis.site.demo.stories.borealis import ASKED, day_before
from totalis.site.demo.stories.posting import Posting, opened

if TYPE_CHECKING:
    from totalis.site.demo.desk import Desk, Story


def spain(desk: Desk) -> Story:
    """A packet was built and waits for a second pair of eyes."""
    yield desk.ago(6, 9)
    case = opened(
        desk,
        Posting(
            title="Okonkwo to Valencia",
            about=(
                "A posting that is about to begin. Facts, documents and request are complete and the packet is built. It waits "
                "for an approver, who must be somebody else than the preparer: what is approved is this packet, byte by byte."
            ),
            given="Chidi",
            family="Okonkwo",
            born=date(1990, 8, 9),
            birth_place="Houston",
            ssn="899610244",
            address=at_home("18 Elm Court", "Minneapolis", "MN", "55414"),
            country="ES",
            place="Valencia",
            host="Borealis Ibérica S.L.",
            host_address=abroad("Calle de la Paz 14", "Valencia", "46003", "ES", region="Valencia"),
            does="Puts warehouse robots into service at a customer in Valencia",
            start=desk.first_of_month(2),
            end=day_before(desk.first_of_month(26)),
        ),
    )
    yield desk.ago(3, 15)
    ada = desk.who("ada", BOREALIS)
    desk.request(ada, case, ASKED)
    desk.packet(ada, case)


def australia(desk: Desk) -> Story:
    """A request was sent; the agency may be asked where it is from the next business day on."""
    sent = _sent_on(desk.today)
    days = (desk.today - sent).days
    yield desk.ago(days + 8, 9)
    case = opened(
        desk,
        Posting(
            title="Haddad to Perth",
            about=(
                "The request is on its way. The agency asks for 90 business days before anybody follows up, and they end now: on "
                "the next business day the owner may ask, once. Until the certificate is here, payroll withholds."
            ),
            given="Leila",
            family="Haddad",
            born=date(1986, 4, 17),
            birth_place="Dearborn",
            ssn="899208861",
            address=at_home("601 Pine Street", "Minneapolis", "MN", "55404"),
            country="AU",
            place="Perth",
            host="Borealis Australia Pty Ltd",
            host_address=abroad("22 Marine Terrace", "Perth", "6000", "AU", region="WA"),
            does="Trains operators of warehouse robots at a customer in Perth",
            start=desk.first_of_month(-2),
            end=day_before(desk.first_of_month(22)),
        ),
    )
    yield desk.ago(days + 4, 9)
    ada = desk.who("ada", BOREALIS)
    desk.request(ada, case, ASKED)
    packet = desk.packet(ada, case)
    yield desk.ago(days + 2, 14)
    desk.approve(desk.who("ben", BOREALIS), case, packet)
    yield desk.ago(days, 10)
    desk.send(ada, case, packet, "COC-5127-4486")
    yield desk.ago(21, 9)
    record_check(
        actor=desk.who("ada", BOREALIS),
        case=case,
        checked_at=desk.now,
        label="In process",
        verbatim="Your request is being processed.",
        at=desk.now,
    )


def _sent_on(today: date) -> date:
    """The latest business day whose waiting window is over with today."""
    day = today - timedelta(days=200)
    while earliest_follow_up(day) <= today:
        day += timedelta(days=1)
    return day
