"""Periodic work."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from totalis.connected.models import Service
from totalis.connected.services import outbox, taking
from totalis.connected.services.wire import ServiceAwayError, ServiceRefusedError
from totalis.webbase.notices.jobs import every

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

log = logging.getLogger(__name__)


@every(minutes=5)
def ask_services(at: datetime) -> None:
    """Nothing waits for somebody to look: every service is asked for news; what was lost on its way is sent again."""
    outbox.wake(at)
    _each(taking.ask, at)


@every(hours=24)
def look_at_services_again(at: datetime) -> None:
    """Once a day everything that is open or in force is looked at anew, whatever the feed said."""
    _each(taking.look_again, at)


def _each(act: Callable[[Service, datetime], int], at: datetime) -> None:
    rows = Service.objects.filter(active=True).select_related("organisation")
    for service in rows.filter(filings__isnull=False).distinct():
        try:
            act(service, at)
        except (ServiceAwayError, ServiceRefusedError) as error:
            # It stands on the service's page, and the next round asks again.
            log.warning("The service %s did not answer: %s", service.pk, type(error).__name__)
