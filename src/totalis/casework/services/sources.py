"""Pages that somebody read for a case, with the day of access (D4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from totalis.casework.models import SourceConsulted
from totalis.casework.services.editing import changing
from totalis.casework.services.voiding import void_packets
from totalis.kernel.errors import InputError, Problem
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from datetime import date, datetime

    from totalis.casework.models import Case
    from totalis.webbase.accounts.actor import Actor

_WEB = URLValidator(schemes=["http", "https"])


def note_source(
    *,
    actor: Actor,
    case: Case,
    title: str,
    url: str,
    accessed_on: date,
    why: str,
    at: datetime,
) -> SourceConsulted:
    """Note a page, a letter or a manual section that was read, when, and why it matters here.

    The list of sources is part of a packet, so one that was not sent yet becomes void.

    Raises:
        PermissionDenied: the person may not prepare.
        InputError: the title or the reason is missing, the address is none, the day lies ahead.
    """
    with changing(actor=actor, case=case, right=Right.PREPARE, at=at) as locked:
        problems = list(_problems(title, url, accessed_on, why, at))
        if problems:
            raise InputError(problems)
        made = SourceConsulted.objects.create(
            organisation=actor.organisation,
            case=locked,
            title=title.strip(),
            url=url.strip(),
            accessed_on=accessed_on,
            why=why.strip(),
            made_by=actor.user,
            made_at=at,
        )
        reason = f"A source was noted after it was built: {made.title}"
        void_packets(actor=actor, case=locked, reason=reason, at=at)
        record(
            actor=actor,
            verb="noted source",
            subject=made.title,
            at=at,
            case_reference=locked.reference,
            details={"url": made.url, "accessed_on": accessed_on.isoformat()},
        )
    return made


def _problems(title: str, url: str, accessed_on: date, why: str, at: datetime) -> list[Problem]:
    found = []
    if not title.strip():
        found.append(Problem("title", "nothing", "the name of the page", "Write its title."))
    if not why.strip():
        found.append(
            Problem("why", "nothing", "why it matters here", "Say in a few words what it settles.")
        )
    if accessed_on > at.date():
        found.append(
            Problem("accessed_on", accessed_on.isoformat(), "today or earlier", "Correct the day.")
        )
    if url.strip():
        try:
            _WEB(url.strip())
        except ValidationError:
            found.append(
                Problem(
                    "url",
                    "a text that is no web address",
                    "an address that begins with https://",
                    "Copy it from the browser, or leave it empty for something on paper.",
                )
            )
    return found
