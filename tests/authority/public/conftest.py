"""What tests of the public pages have: a form that is filled in, a request that was sent, a real post office."""

from __future__ import annotations

import email
import email.policy
import socket
from typing import TYPE_CHECKING

import pytest
from aiosmtpd.controller import Controller
from django.test import Client

from tests.authority.cast import NOW
from tests.authority.public.filling import example_answers
from totalis.authority.models import Channel
from totalis.authority.services.submitting import submit
from totalis.lawbook.forms.book import edition
from totalis.webbase import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import timedelta

    from tests.authority.cast import Office
    from totalis.authority.models import CoverageRequest
    from totalis.lawbook.forms.model import FormEdition

FRANCE = "us-fr-employer-certificate-2026-11"


@pytest.fixture(autouse=True)
def _stopped() -> Iterator[None]:
    with clock.stopped_at(NOW):
        yield


@pytest.fixture
def france() -> FormEdition:
    """The employer's form for France."""
    return edition(FRANCE)


@pytest.fixture
def answers(france: FormEdition) -> dict[str, str]:
    """That form, filled in with its own examples."""
    return example_answers(france)


@pytest.fixture
def sent(
    office: Office, france: FormEdition, answers: dict[str, str]
) -> Callable[..., CoverageRequest]:
    """`sent(worker_full_name="…")` is a request that came in by the form; `_email` is where mails go."""

    def send(**changes: str) -> CoverageRequest:
        address = changes.pop("_email", "")
        return submit(
            agency=office.agency,
            edition=france,
            answers=answers | {"requester_email": address} | changes,
            facts=None,
            channel=Channel.ONLINE,
            at=NOW,
        )

    return send


@pytest.fixture
def visitor() -> Client:
    """Somebody with a browser."""
    return Client()


@pytest.fixture
def later() -> Callable[[timedelta], object]:
    """`with later(timedelta(days=1)):` stops the clock so much later."""
    return lambda delta: clock.stopped_at(NOW + delta)


class Postbox:
    """What a mail server takes in; it refuses recipients whose address begins with `refused`."""

    def __init__(self) -> None:
        self.mails: list[email.message.EmailMessage] = []

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - aiosmtpd's name
        if address.startswith("refused"):
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        self.mails.append(
            email.message_from_bytes(envelope.original_content, policy=email.policy.default)
        )
        return "250 OK"


@pytest.fixture
def postbox(settings) -> Iterator[Postbox]:
    """A mail server on this machine, to which mails go by real SMTP."""
    box = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield box
    controller.stop()
