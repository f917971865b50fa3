"""A house in the United States, France on the other end of the line, and exceptions that two people decided to grant."""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import pytest

from tests.authority.cast import NOW, Office, make_office, written_request
from tests.authority.exchange.partner import ANSWERS, EDITION, France, at_work, facts
from totalis.authority.models import CoverageRequest, Decision, Partner, State
from totalis.authority.services.assessing import assess
from totalis.authority.services.deciding import Given, confirm, decide
from totalis.authority.services.partners import add_partner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(autouse=True)
def _this_machine_may_be_called(settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]
    settings.ALLOWED_HOSTS = ["*"]


@pytest.fixture
def france() -> Iterator[France]:
    """The other agency."""
    with at_work() as made:
        yield made


@pytest.fixture
def house(transactional_db: None) -> Office:  # noqa: ARG001 - workers and threads write
    """The agency, in a database that is committed to."""
    return make_office()


@pytest.fixture
def partner(house: Office, france: France) -> Partner:
    """France as the house knows it."""
    return add_partner(
        actor=house.act("silas"),
        country="FR",
        name="Centre of Liaison",
        address=france.url,
        key=france.public,
        at=NOW,
    )


@pytest.fixture
def exception(house: Office) -> Callable[..., CoverageRequest]:
    """A request for an exception, as it came in and was assessed."""

    def made(number: str = "T-0001", **columns: Any) -> CoverageRequest:
        row = written_request(
            house,
            number,
            answers=ANSWERS,
            facts=facts(),
            product="exception",
            edition=EDITION,
            state=State.PENDING,
            **columns,
        )
        assess(request=row, at=NOW)
        return row

    return made


@pytest.fixture
def granted(house: Office) -> Callable[[CoverageRequest], Decision]:
    """An exception that Nora decides to grant and Petra confirms."""

    def made(row: CoverageRequest, **changes: Any) -> Decision:
        decision = decide(
            actor=house.act("nora"),
            request=row,
            assessment=assess(request=row, at=NOW),
            given=Given(
                **{
                    "kind": "issue",
                    "covered_by": "US",
                    "exempt_in": "FR",
                    "article": "6(3)",
                    "reasons": "The work cannot be handed over before 2033.",
                }
                | changes
            ),
            at=NOW,
        )
        assert decision.needs_second
        return confirm(actor=house.act("petra"), decision=decision, at=NOW)

    return made
