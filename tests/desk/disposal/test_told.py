"""What programs and keepers hear of a disposal, or do not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.desk.cast import NOW
from tests.payroll.walk import STREAM, answer, payable
from totalis.casework.models import StaffNumber
from totalis.casework.services.closing import close_case
from totalis.casework.services.disposing import dispose_due
from totalis.casework.services.keeping import set_disposal
from totalis.payroll.models import StreamLink
from totalis.payroll.services.changes import CHANGED
from totalis.webbase.webhooks.models import Endpoint, Message

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=366 * 12)


def test_no_program_is_told_to_ask_again_when_a_case_is_disposed_of(cast):
    """It would be told to withhold for pay periods that were lawfully exempt, and take the exemption back."""
    case, certificate = payable(cast)
    Endpoint.objects.create(
        organisation=cast.borealis,
        url="https://payroll.example.org/hook",
        kinds=[CHANGED.key],
        secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",  # noqa: S106 - of a test
        made_by=cast.eve,
        made_at=NOW,
    )
    assert answer(cast, certificate.start).word == "exempt"
    close_case(actor=cast.act("ada"), case=case, reason="It is over.", at=NOW)
    Message.objects.all().delete()
    set_disposal(actor=cast.act("eve"), allowed=True, reason="Schedule 12.", at=NOW)
    assert dispose_due(LATER) == 1
    assert StreamLink.objects.get(stream=STREAM).removed_at is None, "a number would be told of"
    assert not Message.objects.exists()
    assert StaffNumber.objects.get(worker=case.worker_id).known_until == LATER
    assert answer(cast, certificate.start, at=LATER).word == "withhold"
