"""The answers that were recorded, as pages list and compare them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import Http404

from totalis.payroll.models import GateRecord
from totalis.payroll.selectors.records import answers_of, replayed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from totalis.payroll.selectors.records import Replayed
    from totalis.webbase.accounts.actor import Actor

A_PAGE = 50


class Page(NamedTuple):
    """A page of rows, and where the next one begins; None at the end."""

    rows: list[Any]
    after: int | None


def records_of(actor: Actor, chosen: Mapping[str, str], after: int | None) -> Page:
    """The calls of the organisation, the newest first."""
    rows: QuerySet[GateRecord] = GateRecord.objects.of(actor.organisation).select_related("case")
    if chosen.get("worker"):
        rows = rows.filter(staff_number=chosen["worker"].strip())
    if chosen.get("word"):
        rows = rows.filter(word=chosen["word"])
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk")[: A_PAGE + 1])
    return Page(found[:A_PAGE], found[A_PAGE - 1].pk if len(found) > A_PAGE else None)


def record_of(actor: Actor, number: int) -> GateRecord:
    """A call of the organisation.

    Raises:
        Http404: it has none of that number.
    """
    rows = GateRecord.objects.of(actor.organisation).select_related("organisation", "case", "blob")
    found = rows.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def compared(record: GateRecord, at: datetime, start: int = 0) -> tuple[list[Replayed], int | None]:
    """A page of a call's answers beside what is known now, and where the next one begins.

    Raises:
        Altered: what is kept is not what was given.
    """
    answers = answers_of(record)
    end = start + A_PAGE
    return replayed(record, answers[start:end], at), end if end < len(answers) else None
