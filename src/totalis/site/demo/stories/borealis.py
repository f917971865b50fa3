"""What the stories of Borealis Robotics share: the employer, the facts of a posting, what its requests say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from totalis.site.demo.desk import at_home

if TYPE_CHECKING:
    from totalis.casework.models import Employer
    from totalis.site.demo.desk import Desk
    from totalis.webbase.accounts.actor import Actor

SSA = "Social Security Administration"
AMERICAN = {"name": "Borealis Robotics, Inc.", "country": "US", "american": True}
CITIZEN = {"citizenships": ["US"], "residence": "US", "us_status": "citizen"}
POSTED = {
    "kind": "employment",
    "category": "ordinary",
    "open_ended": False,
    "employer": AMERICAN,
    "hired_in": "US",
    "sent_by_employer": True,
    "sent_from": "US",
    "employed_before_transfer": True,
    "home_coverage_months_before": 60,
    "earlier_postings": [],
}
ASKED = {
    "requester_name": "Ada Lindqvist, Borealis Robotics, Inc.",
    "requester_address": "4100 Lake Street\nMinneapolis, MN 55407\nUnited States",
    "requester_phone": "+1 612 555 0142",
    "requester_email": "ada@borealis.example",
    "date_of_hire": "2014-06-02",
    "place_of_hire": "Minneapolis, United States",
}
WRITTEN_IN_LETTERS = (
    "engagements[e1].start",
    "engagements[e1].end",
    "engagements[e1].work_country",
)
"""The facts that an assignment letter proves."""
TOLD = "Read in the assignment letter"
MAYA = "B-1187"
"""The number by which payroll knows Maya Rivera."""
NORA = "B-2041"
"""The number by which payroll knows Nora Feldmann."""


def home(desk: Desk, actor: Actor) -> Employer:
    """Borealis Robotics itself."""
    return desk.employer(
        actor,
        "Borealis Robotics, Inc.",
        "US",
        address=at_home("4100 Lake Street", "Minneapolis", "MN", "55407"),
        registrations={"EIN": "41-2384617"},
        contact_name="Ada Lindqvist",
        contact_email="ada@borealis.example",
        contact_phone="+1 612 555 0142",
        activity="Makes robots for warehouses",
    )


def day_before(day: date) -> date:
    """The day before."""
    return day - timedelta(days=1)
