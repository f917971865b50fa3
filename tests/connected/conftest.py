"""A desk and an agency in one installation that talk over real HTTP, as if they were two.

`tests/connected/test_two_houses.py` has them in processes of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import pytest

from tests.authority.cast import make_office
from tests.connected.posting import approved_packet
from tests.desk.cast import NOW, make_cast
from tests.desk.conftest import (  # noqa: F401 - the desk's fixtures, for these tests too
    _empty_cache,
    _stopped_clock,
    as_user,
    sign_in,
)
from tests.web.conftest import (  # noqa: F401 - the browser's fixtures too
    axe,
    axe_source,
    browser,
    narrow_page,
    page,
    page_without_javascript,
    shoot,
)
from totalis.authority.keys import jwk, new_trial_keys
from totalis.authority.models import CoverageRequest
from totalis.authority.services.asking import ask
from totalis.authority.services.clients import add_client
from totalis.authority.services.deciding import Given, confirm, decide, reject
from totalis.casework.models import Case
from totalis.connected.models import Filing, Reply
from totalis.connected.services import outbox, taking
from totalis.connected.services.connecting import connect
from totalis.connected.services.filing import file_packet
from totalis.webbase import clock
from totalis.webbase.signed.keys import public_of

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

    from tests.authority.cast import Office
    from tests.desk.cast import Cast
    from totalis.authority.models import Decision, Question
    from totalis.casework.models import Packet
    from totalis.connected.models import Service


@pytest.fixture(autouse=True)
def _this_machine_may_be_called(settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]


@pytest.fixture(autouse=True, scope="session")
def _trial_keys(django_db_setup: None) -> None:  # noqa: ARG001 - settings are made by then
    new_trial_keys(name="Office of Certificates", country="US", at=NOW)


@pytest.fixture
def cast(transactional_db: None) -> Cast:  # noqa: ARG001 - the server reads what is committed
    """Everybody of `tests.desk.cast`."""
    return make_cast()


@pytest.fixture
def office(transactional_db: None) -> Office:  # noqa: ARG001 - as above
    """The agency with everybody of `tests.authority.cast`."""
    return make_office()


@dataclass
class Both:
    """Desk and agency, connected: what people do on either side, and what workers do in between."""

    cast: Cast
    office: Office
    service: Service

    def packet(self) -> Packet:
        """A packet of a posting to France, approved for the connection."""
        return approved_packet(self.cast)

    def click(self, packet: Packet) -> Filing:
        """Ada files it."""
        return file_packet(
            actor=self.cast.act("ada"),
            case=packet.case,
            packet=packet,
            service=self.service,
            at=clock.now(),
        )

    def work(self) -> None:
        """A worker sends all that is due."""
        for row in Filing.objects.filter(state="due").order_by("pk"):
            outbox.send_filing.func(row.pk)
        for reply in Reply.objects.filter(state="due").order_by("pk"):
            outbox.send_reply.func(reply.pk)

    def filed(self) -> Filing:
        """A filing that the service has."""
        made = self.click(self.packet())
        self.work()
        made.refresh_from_db()
        assert made.control_number, made.last_error
        return made

    def news(self) -> int:
        """A worker asks for news, a little later: behind a gap the feed waits for a minute, and an emptied table has one."""
        self.service.refresh_from_db()
        with clock.stopped_at(clock.now() + timedelta(minutes=2)):
            return taking.ask(self.service, clock.now())

    def theirs(self) -> CoverageRequest:
        """The request as the agency has it."""
        return CoverageRequest.objects.latest("pk")

    def asks(self, text: str, *fields: str) -> Question:
        """Nora asks."""
        by = clock.today() + timedelta(days=14)
        row = self.theirs()
        nora = self.office.act("nora")
        return ask(actor=nora, request=row, text=text, fields=fields, answer_by=by, at=clock.now())

    def decides(self, kind: str = "issue", *, only: bool = False, **given: Any) -> Decision:
        """Nora decides, and Petra confirms where it needs her; with `only`, Petra has not come to it yet."""
        row = self.theirs()
        newest = row.assessments.order_by("-pk")[0]
        made = decide(
            actor=self.office.act("nora"),
            request=row,
            assessment=newest,
            given=Given(kind=kind, **given),
            at=clock.now(),
        )
        if made.needs_second and not only:
            confirm(actor=self.office.act("petra"), decision=made, at=clock.now())
        return made

    def rejects(self, decision: Decision) -> None:
        """Petra rejects what Nora decided."""
        petra = self.office.act("petra")
        reject(actor=petra, decision=decision, reason="Ask first.", at=clock.now())

    def case(self) -> Case:
        """The case as it now is."""
        rows = Case.objects.select_related("worker", "owner", "organisation")
        return rows.get(organisation=self.cast.borealis)


@pytest.fixture
def both(cast: Cast, office: Office, live_server: LiveServer) -> Both:
    """Borealis connected with the Office of Certificates."""
    service = connect(
        actor=cast.act("eve"),
        name="Office of Certificates",
        country="US",
        address=f"{live_server.url}/service/api/v1/",
        key=public_of(jwk()),
        at=NOW,
    )
    add_client(
        actor=office.act("silas"),
        name="Borealis Instruments",
        key=public_of(service.own_key),
        at=NOW,
    )
    return Both(cast, office, service)
