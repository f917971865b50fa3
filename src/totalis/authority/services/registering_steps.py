"""What every act on the register begins and ends with: the certificate held, a reason, a follower, word to everybody concerned."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from totalis.authority.models import (
    Correction,
    CoverageRequest,
    IssuedCertificate,
    Standing,
)
from totalis.authority.services.issuing_paper import Origin, write_certificate
from totalis.authority.services.registering_lines import enter_issue
from totalis.authority.services.telling import happened
from totalis.documents.certificate_changes import correctables, issued_again
from totalis.kernel.dates import read_day
from totalis.kernel.errors import InputError, Problem
from totalis.webbase.audit.services import record
from totalis.webbase.secrets.masking import without_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from totalis.authority.models import Happened
    from totalis.webbase.accounts.actor import Actor

REASON_LENGTH = 500
NAME = "holder.name"
DAYS = frozenset({"holder.birth_date"})


def in_force(actor: Actor, certificate: IssuedCertificate) -> IssuedCertificate:
    """The certificate, locked, where it counts; its request is locked first, as whoever issues does.

    Raises:
        InputError: it does not count any more.
        IssuedCertificate.DoesNotExist: it is another agency's.
    """
    CoverageRequest.objects.select_for_update().get(pk=certificate.request_id)
    held = IssuedCertificate.objects.select_for_update(of=("self",)).select_related(
        "request", "decision", "organisation"
    )
    row = held.get(pk=certificate.pk, organisation=actor.organisation)
    if not row.content:
        found = "a certificate whose data were disposed of"
        refuse("certificate", found, "one that is kept whole", "Its number and how it stands stay.")
    if row.standing != Standing.IN_FORCE:
        refuse(
            "certificate",
            f"a certificate that is {row.get_standing_display().lower()}",
            "one that is in force",
            "Open its history: it says what took its place.",
        )
    return row


def follow(
    actor: Actor,
    former: IssuedCertificate,
    reason: str,
    at: datetime,
    changes: Mapping[str, str] | None = None,
) -> IssuedCertificate:
    """The certificate issued again in the former's place, with what is corrected."""
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


def what_differs(row: IssuedCertificate, changes: Mapping[str, str]) -> dict[str, str]:
    """What of a correction is not as it stands.

    Raises:
        InputError: nothing; something that may not be corrected; no name or no day left.
    """
    now = {one.key: one.value for one in correctables(row.content)}
    wanted = {key: value.strip() for key, value in changes.items()}
    wrong = {key: value for key, value in wanted.items() if now.get(key) != value}
    if not wrong:
        refuse("changes", "nothing that differs", "at least one correction")
    for key in wrong.keys() - now.keys():
        expected = "a name, a number or an address"
        remedy = "For another period, country or article decide a new request."
        refuse(key, "something that rests on the decision", expected, remedy)
    if wrong.get(NAME) == "":
        refuse(NAME, "nothing", "the name of the person")
    for key in DAYS & wrong.keys():
        try:
            read_day(wrong[key])
        except ValueError:
            refuse(key, "what is no day", "a day such as 1988-03-14")
    return wrong


def none_waits(row: IssuedCertificate) -> None:
    """Refuse what would pull the certificate away from under a correction that waits.

    Raises:
        InputError: one waits for a second person.
    """
    if Correction.objects.filter(certificate=row, confirmed_at=None, rejected_at=None).exists():
        remedy = "Confirm or reject it first, or let whoever proposed it take it back."
        refuse("certificate", "a correction that waits for a second person", "none", remedy)


def given_reason(text: str, path: str = "reason") -> str:
    """A reason that is one.

    Raises:
        InputError: it is empty or too long, or names a Social Security number: it is printed, and kept in the clear.
    """
    why = text.strip()
    if not why or len(why) > REASON_LENGTH:
        found = f"{len(why)} letters" if why else "nothing"
        refuse(path, found, f"1 to {REASON_LENGTH} letters", "Say it in one or two sentences.")
    if without_numbers(why) != why:
        expected = "a text without numbers of persons"
        refuse(path, "a Social Security number", expected, "Name the field instead.")
    return why


def tell(
    actor: Actor,
    row: IssuedCertificate,
    kind: Happened,
    verb: str,
    at: datetime,
    said: dict[str, object],
    in_the_house: dict[str, object] | None = None,
) -> None:
    """Tell the requester, the desks and the partner, and write the line of the chain, which alone has `in_the_house`."""
    replaces = row.replaces.number if row.replaces else ""
    details: dict[str, object] = {"number": row.number, "replaces": replaces, **said}
    happened(kind, request=row.request, at=at, by=actor.user, certificate=row, details=details)
    note(actor, row, verb, at, {**details, "content": row.content_digest, **(in_the_house or {})})


def note(
    actor: Actor, row: IssuedCertificate, verb: str, at: datetime, details: dict[str, object]
) -> None:
    """Write a line of the chain about a certificate."""
    record(
        actor=actor,
        verb=verb,
        subject=row.number,
        at=at,
        case_reference=row.request.control_number,
        details=details,
    )


def refuse(
    path: str, found: str, expected: str, remedy: str = "Correct it and send it again."
) -> NoReturn:
    """Stop with one problem.

    Raises:
        InputError: always.
    """
    raise InputError([Problem(path=path, found=found, expected=expected, remedy=remedy)])
