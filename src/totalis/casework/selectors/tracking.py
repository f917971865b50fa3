"""Where a request stands with the agency: what it said, how long to wait, who may ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from totalis.casework.models import AlternateAttempt, Communication, Lodgement, StatusCheck
from totalis.casework.selectors.requests import request_of
from totalis.kernel.errors import Problem
from totalis.procedure.alternate import alternate_guide
from totalis.procedure.sources import cite
from totalis.procedure.waiting import (
    completed_on,
    instruction_from,
    last_lodgement,
    mail_expected_by,
    may_follow_up,
    wait_book,
    window_of,
)
from totalis.webbase.accounts.rights import Right

if TYPE_CHECKING:
    from datetime import date, datetime

    from totalis.casework.models import Case, CertificateRequest
    from totalis.procedure.casefile import CaseFile
    from totalis.procedure.waiting import Instruction, Window
    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.accounts.models import User


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, for the list in the order of time; `row` is its record."""

    kind: str
    at: datetime
    row: Lodgement | StatusCheck | Communication


@dataclass(frozen=True, slots=True)
class Mail:
    """The channel calls it completed and no document is in hand: the mail may still bring it."""

    completed_on: date
    expected_by: date
    overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """When the agency may be asked again, and why; `stops` are what holds this person back today."""

    window: Window | None
    allowed: bool
    why: str
    earliest: date | None
    stops: tuple[Problem, ...]


def instruction_of(request: CertificateRequest | None) -> Instruction:
    """The waiting window that holds for a request."""
    return instruction_from(request.waiting if request is not None else None)


def follow_up_stops(
    case: Case, file: CaseFile, instruction: Instruction, user: User | None, on: date
) -> tuple[Problem, ...]:
    """Everything that holds back a follow-up by a person on a day; empty where nothing does."""
    allowed, why, earliest = may_follow_up(file, on, instruction)
    stops: list[Problem] = []
    if not allowed:
        stops.append(
            Problem(
                path="is_follow_up",
                found=why,
                expected=f"a follow-up from {earliest.isoformat()} on" if earliest else "a sending",
                remedy="Wait, or have a person who may approve override it with the reason.",
            )
        )
    if user != case.owner:
        stops.append(
            Problem(
                path="is_follow_up",
                found=f"{case.owner.name} owns this case: one owner, one message",
                expected=f"a follow-up by {case.owner.name}",
                remedy="Ask the owner to write, or become the owner of the case first.",
            )
        )
    return tuple(stops)


def tracking_page(actor: Actor, case: Case, file: CaseFile, today: date) -> dict[str, Any]:
    """What the tracking tab is drawn from."""
    request = request_of(case)
    instruction = instruction_of(request)
    allowed, why, earliest = may_follow_up(file, today, instruction)
    sent = Lodgement.objects.filter(case=case).select_related("packet", "made_by", "confirmation")
    lodgements = list(sent.order_by("sent_at", "pk"))
    is_open = case.closed_at is None
    return {
        "lodgements": lodgements,
        "events": _events(case, lodgements),
        "waiting": Waiting(
            window=window_of(file, instruction),
            allowed=allowed,
            why=why,
            earliest=earliest,
            stops=follow_up_stops(case, file, instruction, actor.user, today),
        ),
        "has_request": request is not None,
        "instruction": instruction,
        "mail": _mail(file, today),
        "mail_sources": cite(wait_book().mail.source),
        "label_sources": wait_book().completed_label,
        "guide": alternate_guide(file.direction),
        "attempts": AlternateAttempt.objects.filter(case=case)
        .select_related("made_by", "evidence")
        .order_by("happened_at", "pk"),
        "may_lodge": is_open and actor.may(Right.LODGE),
        "may_override": is_open and actor.may(Right.APPROVE),
    }


def _events(case: Case, lodgements: list[Lodgement]) -> list[Event]:
    """Sendings, checks and contacts in the order of time."""
    checks = StatusCheck.objects.filter(case=case).select_related("made_by", "evidence")
    contacts = Communication.objects.filter(case=case).select_related("made_by", "evidence")
    found = [
        *(Event("sent", row.sent_at, row) for row in lodgements),
        *(Event("check", row.checked_at, row) for row in checks),
        *(Event("contact", row.happened_at, row) for row in contacts),
    ]
    return sorted(found, key=lambda event: (event.at, event.row.made_at, event.row.pk))


def _mail(file: CaseFile, today: date) -> Mail | None:
    """The hold between Completed and the document in hand."""
    done, sent = completed_on(file), last_lodgement(file)
    if done is None or sent is None:
        return None
    if any(item.entered_at > sent.at for item in file.certificates):
        return None
    by = mail_expected_by(done)
    return Mail(done, by, overdue=today > by)
