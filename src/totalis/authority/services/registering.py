"""The register after the issue: correction, replacement after loss, early end, withdrawal, another copy.

Each is one line of a history that only grows; a certificate's content never changes. Of a certificate and those that took its place
one at most counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from django.db import transaction

from totalis.authority.models import CoverageRequest, Happened, IssuedCertificate, Standing
from totalis.authority.services.issuing_paper import Origin, write_certificate
from totalis.authority.services.registering_lines import enter, enter_issue, hand_over
from totalis.authority.services.status_lists import changed
from totalis.authority.services.telling import happened
from totalis.documents.certificate_changes import correctables, issued_again
from totalis.kernel.dates import read_day
from totalis.kernel.errors import InputError, Problem
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from totalis.authority.models import RegisterEntry
    from totalis.webbase.accounts.actor import Actor

REASON_LENGTH = 500
NAME = "holder.name"
DAYS = frozenset({"holder.birth_date"})
REPLACED_REASON = "Replacement after loss."


def correct_certificate(
    *,
    actor: Actor,
    certificate: IssuedCertificate,
    changes: Mapping[str, str],
    reason: str,
    at: datetime,
) -> IssuedCertificate:
    """Issue it again with slips of the pen mended; the one before stops to count.

    Args:
        actor: Needs the right to examine.
        certificate: One that counts.
        changes: Key (`documents.certificate_changes.correctables`) to what is right; only what differs.
        reason: Why; it stands on the paper and in the history.
        at: Now.

    Raises:
        MissingRightError: the person may not.
        InputError: it does not count any more; no reason; nothing is changed, or something that may not be; no name or no day left.
    """
    require(actor, Right.EXAMINE)
    why = _reason(reason)
    with transaction.atomic():
        former = _in_force(actor, certificate)
        now = {one.key: one.value for one in correctables(former.content)}
        wanted = {key: value.strip() for key, value in changes.items()}
        wrong = {key: value for key, value in wanted.items() if now.get(key) != value}
        if not wrong:
            _refuse("changes", "nothing that differs", "at least one correction")
        _check_corrected(wrong)
        made = _follow(actor, former, why, at, changes=wrong)
        hand_over(former, made, kind="corrected", reason=why, by=actor.user, at=at)
        fields: dict[str, object] = {"fields": sorted(wrong)}
        _tell(actor, made, Happened.CERTIFICATE_CORRECTED, "corrected certificate", at, fields)
    return made


def replace_certificate(
    *, actor: Actor, certificate: IssuedCertificate, reason: str, at: datetime
) -> IssuedCertificate:
    """Issue it again under another number because the paper was lost; the lost one stops to count.

    Raises:
        MissingRightError: the person may not examine.
        InputError: it does not count any more, or no reason.
    """
    require(actor, Right.EXAMINE)
    why = _reason(reason)
    with transaction.atomic():
        former = _in_force(actor, certificate)
        made = _follow(actor, former, REPLACED_REASON, at)
        hand_over(former, made, kind="replaced", reason=why, by=actor.user, at=at)
        _tell(actor, made, Happened.CERTIFICATE_REPLACED, "replaced certificate", at, {})
    return made


def end_early(
    *, actor: Actor, certificate: IssuedCertificate, last_day: date, reason: str, at: datetime
) -> IssuedCertificate:
    """Say that it ended earlier than its face says; a later word may bring the end still earlier, never later.

    Raises:
        MissingRightError: the person may not examine.
        InputError: it does not count any more; no reason; the day is not within what is left of its period.
    """
    require(actor, Right.EXAMINE)
    why = _reason(reason)
    with transaction.atomic():
        row = _in_force(actor, certificate)
        _check_last_day(row, last_day)
        row.ended_on = last_day
        row.save(update_fields=["ended_on"])
        enter(row, "ended", on=last_day, by=actor.user, at=at, reason=why)
        changed(row, at=at)
        said: dict[str, object] = {"last_day": last_day.isoformat()}
        _tell(actor, row, Happened.CERTIFICATE_ENDED, "ended certificate early", at, said)
    return row


def withdraw_certificate(
    *, actor: Actor, certificate: IssuedCertificate, reason: str, at: datetime
) -> IssuedCertificate:
    """Take it back: it counts for no day any more.

    Raises:
        MissingRightError: the person may not confirm, and so may not withdraw.
        InputError: it does not count any more, or no reason.
    """
    require(actor, Right.CONFIRM)
    why = _reason(reason)
    with transaction.atomic():
        row = _in_force(actor, certificate)
        row.standing = Standing.WITHDRAWN
        row.save(update_fields=["standing"])
        enter(row, "withdrawn", on=at.date(), by=actor.user, at=at, reason=why)
        changed(row, at=at)
        _tell(actor, row, Happened.CERTIFICATE_WITHDRAWN, "withdrew certificate", at, {})
    return row


def copy_handed_out(
    *, actor: Actor, certificate: IssuedCertificate, to: str, at: datetime
) -> RegisterEntry:
    """Note that somebody got another paper of it; the file is the same.

    Raises:
        MissingRightError: the person may not examine.
        InputError: it does not count any more, or nobody is named.
    """
    require(actor, Right.EXAMINE)
    receiver = _reason(to, path="to")
    with transaction.atomic():
        row = _in_force(actor, certificate)
        line = enter(row, "copied", on=at.date(), by=actor.user, at=at, reason=receiver)
        _record(actor, row, "handed out a copy", at, {})
    return line


def note_taken(*, actor: Actor, certificate: IssuedCertificate, what: str, at: datetime) -> None:
    """Say in the chain that somebody took a certificate with the numbers on it.

    Raises:
        MissingRightError: the person may not read numbers.
    """
    require(actor, Right.READ_NUMBERS)
    _record(actor, certificate, f"took {what} of certificate", at, {})


def _in_force(actor: Actor, certificate: IssuedCertificate) -> IssuedCertificate:
    """The certificate, locked, where it counts; its request is locked first, as whoever issues does."""
    CoverageRequest.objects.select_for_update().get(pk=certificate.request_id)
    held = IssuedCertificate.objects.select_for_update(of=("self",)).select_related(
        "request", "decision", "organisation"
    )
    row = held.get(pk=certificate.pk, organisation=actor.organisation)
    if row.standing != Standing.IN_FORCE:
        _refuse(
            "certificate",
            f"a certificate that is {row.get_standing_display().lower()}",
            "one that is in force",
            "Open its history: it says what took its place.",
        )
    return row


def _follow(
    actor: Actor,
    former: IssuedCertificate,
    reason: str,
    at: datetime,
    changes: Mapping[str, str] | None = None,
) -> IssuedCertificate:
    origin = Origin(
        actor=actor,
        request=former.request,
        decision=former.decision,
        product=former.product,
        content=lambda number, code: issued_again(
            former.content,
            number=number,
            check_code=code,
            day=at.date(),
            reason=reason,
            changes=changes,
            last_day=former.ended_on,
        ),
        replaces=former,
    )
    made = write_certificate(origin, at=at)
    enter_issue(made, by=actor.user, at=at)
    return made


def _check_corrected(wrong: Mapping[str, str]) -> None:
    if wrong.get(NAME) == "":
        _refuse(NAME, "nothing", "the name of the person")
    for key in DAYS & wrong.keys():
        try:
            read_day(wrong[key])
        except ValueError:
            _refuse(key, "what is no day", "a day such as 1988-03-14")


def _check_last_day(row: IssuedCertificate, last_day: date) -> None:
    latest = row.ended_on or row.end
    if last_day < row.start:
        _refuse(
            "last_day",
            "a day before the first one",
            f"{row.start.isoformat()} or later",
            "Where the work never began, withdraw the certificate.",
        )
    if latest is not None and last_day >= latest:
        _refuse(
            "last_day",
            last_day.isoformat(),
            f"a day before {latest.isoformat()}",
            "A longer period is another certificate: it needs a request.",
        )


def _reason(text: str, path: str = "reason") -> str:
    why = text.strip()
    if not why or len(why) > REASON_LENGTH:
        found = f"{len(why)} letters" if why else "nothing"
        _refuse(path, found, f"1 to {REASON_LENGTH} letters", "Say it in one or two sentences.")
    return why


def _tell(
    actor: Actor,
    row: IssuedCertificate,
    kind: Happened,
    verb: str,
    at: datetime,
    said: dict[str, object],
) -> None:
    replaces = row.replaces.number if row.replaces else ""
    details: dict[str, object] = {"number": row.number, "replaces": replaces, **said}
    happened(kind, request=row.request, at=at, by=actor.user, certificate=row, details=details)
    _record(actor, row, verb, at, {**details, "content": row.content_digest})


def _record(
    actor: Actor, row: IssuedCertificate, verb: str, at: datetime, details: dict[str, object]
) -> None:
    record(
        actor=actor,
        verb=verb,
        subject=row.number,
        at=at,
        case_reference=row.request.control_number,
        details=details,
    )


def _refuse(
    path: str, found: str, expected: str, remedy: str = "Correct it and send it again."
) -> NoReturn:
    raise InputError([Problem(path=path, found=found, expected=expected, remedy=remedy)])
