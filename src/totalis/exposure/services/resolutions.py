"""What people say of lines that the catalogue leaves unclear: said, confirmed by a second person, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import IntegrityError, transaction

from totalis.casework.services.refusing import need, refuse, short
from totalis.exposure.models import ChargeAnswer, ChargeResolution
from totalis.exposure.selectors.catalogues import catalogue_of
from totalis.exposure.services.applying import apply_now, refusal_of, take_back
from totalis.lawbook.charges.model import Category
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record
from totalis.webbase.files.names import clean_name
from totalis.webbase.files.services import keep
from totalis.webbase.secrets.masking import without_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.core.files.base import File

    from totalis.exposure.models import ChargeLine, ChargeRun
    from totalis.webbase.accounts.actor import Actor

LONGEST = 1000
SETTLING = tuple(one for one in Category if one is not Category.UNCLEAR)
"""What a person may say that a line is."""


class Document(NamedTuple):
    """The paper that shows it, where one was handed in."""

    data: bytes | File[bytes]
    file_name: str


class Resolved(NamedTuple):
    """What was remembered, and how many lines it reached."""

    resolution: ChargeResolution
    lines: int


def resolve(
    *,
    actor: Actor,
    run: ChargeRun,
    line: ChargeLine,
    category: str,
    why: str,
    at: datetime,
    charge: str = "",
    document: Document | None = None,
) -> Resolved:
    """Say what an unclear line is: for every line of that label, code, table, payer and country, now and later.

    Args:
        actor: Who says it: the right to prepare.
        run: The run of the line.
        line: A line that the catalogue leaves unclear as a whole.
        category: What it is; never `unclear`.
        why: Which document shows it, in words.
        at: When.
        charge: The entry of the catalogue that it is, where it is one; its axes then count.
        document: The paper itself.

    Raises:
        PermissionDenied: the person may not prepare.
        InputError: no reason, the line is not unclear, somebody answered before, or the catalogue does not take the
            answer, such as "covered" for a line that holds several charges.
    """
    require(actor, Right.PREPARE)
    need(why, "why", "Say which document shows what the line is.")
    short(why.strip(), "why", LONGEST)
    with transaction.atomic():
        answer = _unclear(actor, run, line)
        given = _given(actor, run, line, category, charge, without_numbers(why.strip()), at)
        refused = refusal_of(given, answer)
        if refused:
            refuse(
                "category",
                category,
                "an answer that the line allows",
                f"It is not taken: {refused}.",
            )
        if document is not None:
            given.document = keep(
                actor=actor, data=document.data, file_name=document.file_name, at=at
            )
            given.document_name = clean_name(document.file_name)[:200]
        _saved(given)
        reached = apply_now(given)
        _told(actor, "resolved charge line", given, at, {"lines": reached, "why": given.why})
    return Resolved(given, reached)


def confirm(*, actor: Actor, resolution: ChargeResolution, at: datetime) -> ChargeResolution:
    """Confirm what somebody else said. Nothing waits for it; the pages show whether it was done.

    Raises:
        PermissionDenied: the person may not approve.
        InputError: it is her own, withdrawn, or confirmed before.
    """
    require(actor, Right.APPROVE)
    with transaction.atomic():
        row = _locked(actor, resolution)
        if (
            row.made_by_id is not None
            and actor.user is not None
            and row.made_by_id == actor.user.pk
        ):
            refuse(
                "resolution", "your own answer", "the answer of somebody else", "Ask a colleague."
            )
        if row.confirmed_at is not None:
            refuse("resolution", "a confirmed answer", "one that nobody confirmed", "It is done.")
        row.confirmed_by, row.confirmed_as, row.confirmed_at = actor.user, actor.label[:200], at
        row.save(update_fields=["confirmed_by", "confirmed_as", "confirmed_at"])
        _told(actor, "confirmed charge line", row, at, {})
    return row


def withdraw(
    *, actor: Actor, resolution: ChargeResolution, reason: str, at: datetime
) -> ChargeResolution:
    """Take an answer back: its lines are unclear again, the answer stays in the list with who, when and why.

    Raises:
        PermissionDenied: the person may not prepare.
        InputError: no reason, or it was withdrawn before.
    """
    require(actor, Right.PREPARE)
    need(reason, "reason", "Say why it is taken back.")
    short(reason.strip(), "reason", LONGEST)
    with transaction.atomic():
        row = _locked(actor, resolution)
        row.withdrawn_by, row.withdrawn_as, row.withdrawn_at = actor.user, actor.label[:200], at
        row.withdrawn_because = without_numbers(reason.strip())
        row.save(
            update_fields=["withdrawn_by", "withdrawn_as", "withdrawn_at", "withdrawn_because"]
        )
        back = take_back(row)
        more = {"lines": back, "why": row.withdrawn_because}
        _told(actor, "withdrew answer to charge line", row, at, more)
    return row


def _saved(given: ChargeResolution) -> None:
    """Keep an answer; of two people who answer the same line in the same moment, one is told of the other."""
    try:
        with transaction.atomic():
            given.save()
    except IntegrityError:
        refuse(
            "line", "an answer that somebody else has just given", "no answer yet", "Look at it."
        )


def _unclear(actor: Actor, run: ChargeRun, line: ChargeLine) -> ChargeAnswer:
    """The answer that the person looks at, if it is one that she may settle."""
    rows = ChargeAnswer.objects.of(actor.organisation).filter(classification=run.current, line=line)
    answer = rows.select_related("line", "by_catalogue", "resolution").first()
    if answer is None or answer.part or answer.by_catalogue.category != Category.UNCLEAR:
        refuse("line", "a line that the catalogue places", "an unclear line", "Choose another one.")
    if answer.resolution is not None:
        refuse(
            "line",
            f"the answer of {answer.resolution.made_as}",
            "a line without an answer",
            "Withdraw that answer first.",
        )
    return answer


def _given(
    actor: Actor,
    run: ChargeRun,
    line: ChargeLine,
    category: str,
    charge: str,
    why: str,
    at: datetime,
) -> ChargeResolution:
    """The answer, checked and not yet kept."""
    if category not in SETTLING:
        refuse("category", category or "nothing", f"one of {', '.join(SETTLING)}")
    entries = {entry.id: entry for entry in catalogue_of(run.agreement).charges}
    if charge and charge not in entries:
        refuse("charge", charge, "an entry of the catalogue", "Choose one of the list, or none.")
    if charge and entries[charge].category != category:
        expected = f"{entries[charge].category}, which the catalogue says of it"
        refuse("category", category, expected, "Change one of the two.")
    standing = ChargeResolution.objects.of(actor.organisation).filter(
        agreement=run.agreement, key=line.key, withdrawn_at=None
    )
    known = standing.first()
    if known is not None:
        refuse("line", f"the answer of {known.made_as}", "no answer yet", "Withdraw it first.")
    return ChargeResolution(
        organisation=actor.organisation,
        agreement=run.agreement,
        key=line.key,
        label=line.label,
        code=line.code,
        code_system=line.code_system,
        payer=line.payer,
        category=category,
        charge=charge,
        why=why,
        made_by=actor.user,
        made_as=actor.label[:200],
        made_at=at,
    )


def _locked(actor: Actor, resolution: ChargeResolution) -> ChargeResolution:
    rows = ChargeResolution.objects.of(actor.organisation).select_for_update(of=("self",))
    row = rows.get(pk=resolution.pk)
    if row.withdrawn_at is not None:
        refuse("resolution", "an answer that was withdrawn", "one that stands", "It is done.")
    return row


def _told(
    actor: Actor, verb: str, row: ChargeResolution, at: datetime, more: Mapping[str, object]
) -> None:
    details = {
        "resolution": row.pk,
        "agreement": row.agreement,
        "category": row.category,
        "code": f"{row.code_system} {row.code}".strip(),
        "payer": row.payer,
        **more,
    }
    record(actor=actor, verb=verb, subject=row.label, at=at, details=details)
