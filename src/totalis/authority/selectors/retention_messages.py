"""Which messages of partners hang on no request of the house and are older than the retention policy: copies above all."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from totalis.authority.exchange.shapes import CertificateCopy, Determined, Provisional
from totalis.authority.models import ExchangeMessage, MessageState
from totalis.authority.selectors.exchange import message_in
from totalis.authority.selectors.retention import first_day_kept
from totalis.kernel.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from totalis.authority.exchange.shapes import Content
    from totalis.webbase.accounts.models import Organisation

ON_THEIR_OWN = Q(request=None) | Q(request__disposed_at__isnull=False)
"""Messages that go with no request: about none, or come after theirs was disposed of."""
WITHDRAWN = "withdrawn"
COVERING = ("COPY", "A003", "A007")
"""The kinds of message that name days of coverage."""
DETERMINATION = "a determination"


def old_messages(organisation: Organisation, years: int, today: date) -> QuerySet[ExchangeMessage]:
    """Messages about no request here that say something still, whose whole conversation is older than so many years.

    What a request here is about goes with that request; what came after that, later by itself. Whether a copy still covers a day is asked of its words (`cover_until`).
    """
    moment = datetime.combine(first_day_kept(today, years), time(), UTC)
    young = Q(state=MessageState.DUE) | Q(made_at__gte=moment)
    same = ExchangeMessage.objects.filter(
        young, partner=OuterRef("partner"), conversation=OuterRef("conversation")
    ).exclude(conversation="")
    rows = ExchangeMessage.objects.of(organisation).filter(ON_THEIR_OWN, made_at__lt=moment)
    rows = rows.exclude(text="").exclude(state=MessageState.DUE)
    return rows.exclude(Exists(same)).order_by("pk")


def conversation_of(row: ExchangeMessage) -> QuerySet[ExchangeMessage]:
    """The messages of its conversation that go with no request, in their order; without a conversation it alone."""
    rows = ExchangeMessage.objects.filter(ON_THEIR_OWN, partner=row.partner_id).exclude(text="")
    if not row.conversation:
        return rows.filter(pk=row.pk)
    return rows.filter(conversation=row.conversation).order_by("made_at", "pk")


def cover_until(messages: Iterable[ExchangeMessage]) -> date | None:
    """The last day that what they copy or determine covers; None where they name no day that counts.

    The end of time where a certificate has no last day.
    """
    last: dict[str, date] = {}
    for row in messages:
        try:
            content = message_in(row).content
        except InputError:
            continue
        _weigh(last, content)
    return max(last.values(), default=None)


def _weigh(last: dict[str, date], content: Content) -> None:
    if isinstance(content, CertificateCopy):
        last.pop(str(content.content.get("replaces") or ""), None)
        if content.happened == WITHDRAWN:
            last.pop(content.number, None)
        else:
            last[content.number] = content.ended_on or _end(content.content)
    elif isinstance(content, Determined | Provisional):
        last[DETERMINATION] = content.coverage.period.last or date.max


def _end(content: dict[str, Any]) -> date:
    """The last day on a certificate that another house wrote; the end of time where none reads."""
    coverage = content.get("coverage")
    said = coverage.get("end") if isinstance(coverage, dict) else None
    try:
        return date.fromisoformat(str(said))
    except ValueError:
        return date.max
