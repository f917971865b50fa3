"""The register after the issue: correction, replacement after loss, early end, withdrawal, another copy.

Each is one line of a history that only grows; a certificate's content never changes. Of a certificate and those that took its place
one at most counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from totalis.authority.models import Happened, Standing
from totalis.authority.selectors.register_second import needs_second
from totalis.authority.services.registering_lines import enter, hand_over
from totalis.authority.services.registering_steps import (
    follow,
    given_reason,
    in_force,
    none_waits,
    note,
    refuse,
    tell,
    what_differs,
)
from totalis.authority.services.status_lists import changed
from totalis.kernel.errors import InputError, Problem
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from totalis.authority.models import IssuedCertificate, RegisterEntry
    from totalis.webbase.accounts.actor import Actor

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
        InputError: it does not count any more; no reason; nothing is changed, or something that may not be; no name or no day left;
            it may make another person's certificate of it (`registering_second.propose_correction`); such a one waits.
    """
    require(actor, Right.EXAMINE)
    why = given_reason(reason)
    with transaction.atomic():
        former = in_force(actor, certificate)
        none_waits(former)
        wrong = what_differs(former, changes)
        _refuse_weighty(needs_second(former, wrong))
        made = follow(actor, former, why, at, changes=wrong)
        hand_over(former, made, kind="corrected", reason=why, by=actor.user, at=at)
        fields: dict[str, object] = {"fields": sorted(wrong)}
        tell(actor, made, Happened.CERTIFICATE_CORRECTED, "corrected certificate", at, fields)
    return made


def replace_certificate(
    *, actor: Actor, certificate: IssuedCertificate, reason: str, at: datetime
) -> IssuedCertificate:
    """Issue it again under another number because the paper was lost; the lost one stops to count.

    Raises:
        MissingRightError: the person may not examine.
        InputError: it does not count any more, no reason, or a correction of it waits for a second person.
    """
    require(actor, Right.EXAMINE)
    why = given_reason(reason)
    with transaction.atomic():
        former = in_force(actor, certificate)
        none_waits(former)
        made = follow(actor, former, REPLACED_REASON, at)
        hand_over(former, made, kind="replaced", reason=why, by=actor.user, at=at)
        tell(actor, made, Happened.CERTIFICATE_REPLACED, "replaced certificate", at, {})
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
    why = given_reason(reason)
    with transaction.atomic():
        row = in_force(actor, certificate)
        _check_last_day(row, last_day)
        row.ended_on = last_day
        row.save(update_fields=["ended_on"])
        enter(row, "ended", on=last_day, by=actor.user, at=at, reason=why)
        changed(row, at=at)
        said: dict[str, object] = {"last_day": last_day.isoformat()}
        tell(actor, row, Happened.CERTIFICATE_ENDED, "ended certificate early", at, said)
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
    why = given_reason(reason)
    with transaction.atomic():
        row = in_force(actor, certificate)
        row.standing = Standing.WITHDRAWN
        row.save(update_fields=["standing"])
        enter(row, "withdrawn", on=at.date(), by=actor.user, at=at, reason=why)
        changed(row, at=at)
        tell(actor, row, Happened.CERTIFICATE_WITHDRAWN, "withdrew certificate", at, {})
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
    receiver = given_reason(to, path="to")
    with transaction.atomic():
        row = in_force(actor, certificate)
        line = enter(row, "copied", on=at.date(), by=actor.user, at=at, reason=receiver)
        note(actor, row, "handed out a copy", at, {})
    return line


def note_taken(*, actor: Actor, certificate: IssuedCertificate, what: str, at: datetime) -> None:
    """Say in the chain that somebody took a certificate with the numbers on it.

    Raises:
        MissingRightError: the person may not read numbers.
    """
    require(actor, Right.READ_NUMBERS)
    note(actor, certificate, f"took {what} of certificate", at, {})


def _refuse_weighty(found: Mapping[str, str]) -> None:
    remedy = "Propose the correction: a supervisor who did not propose it confirms it."
    if found:
        raise InputError(
            [
                Problem(key, why, "a second person who confirms it", remedy)
                for key, why in found.items()
            ]
        )


def _check_last_day(row: IssuedCertificate, last_day: date) -> None:
    latest = row.ended_on or row.end
    if last_day < row.start:
        refuse(
            "last_day",
            "a day before the first one",
            f"{row.start.isoformat()} or later",
            "Where the work never began, withdraw the certificate.",
        )
    if latest is not None and last_day >= latest:
        refuse(
            "last_day",
            last_day.isoformat(),
            f"a day before {latest.isoformat()}",
            "A longer period is another certificate: it needs a request.",
        )
