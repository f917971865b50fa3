"""What people do with registers: hand in, confirm how they are read and mapped, take, withdraw."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import msgspec
from django.conf import settings
from django.db import transaction

from totalis.tables.detecting import detect
from totalis.tables.mapping import check_mapping
from totalis.tables.reading import reading_of
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.files.names import clean_name
from totalis.webbase.files.services import keep_made
from totalis.webbase.registers.editing import changing, refuse, told
from totalis.webbase.registers.kinds import kind_of
from totalis.webbase.registers.models import Register, RememberedMapping, State
from totalis.webbase.registers.selectors import bounds, first_rows, headers_key, kind_for
from totalis.webbase.registers.tasks import have_read, have_taken

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.core.files.base import File

    from totalis.tables.reading import Reading
    from totalis.webbase.accounts.actor import Actor

MEDIA_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "jsonl": "application/jsonl",
}
OPEN = (State.UPLOADED, State.CONFIRMED, State.REFUSED)
"""The states in which somebody may still choose how the file is read."""


def hand_in(
    *, actor: Actor, kind: str, data: bytes | File[bytes], file_name: str, at: datetime
) -> Register:
    """Keep a register and find out how it seems to be read.

    `tables.detect` decides whether it is a table, by its bytes and within the bounds of registers, before anything is kept.

    Raises:
        PermissionDenied: the person may not prepare.
        InputError: nobody takes such a kind, or the file is no table that can be read.
    """
    require(actor, Right.PREPARE)
    if kind_of(kind) is None:
        refuse("kind", f"“{kind}”", "a kind of register that this desk takes", "Choose one.")
    name = clean_name(file_name)
    content = _bytes(data)
    reading = detect(content, name=name, bounds=bounds())
    with transaction.atomic():
        blob = keep_made(actor=actor, data=content, media_type=MEDIA_TYPES[reading.kind], at=at)
        made = Register.objects.create(
            organisation=actor.organisation,
            kind=kind,
            file_name=name,
            blob=blob,
            reading=reading.as_json(),  # type: ignore[misc] # the field takes JSON
            made_by=actor.user,
            made_at=at,
        )
        details = {"kind": kind, "digest": blob.digest, "size": blob.size}
        told(actor, "handed in register", made, at, details)
    return made


def confirm_reading(
    *, actor: Actor, register: Register, answers: Mapping[str, object], at: datetime
) -> Register:
    """Fix how a register is read; its columns are mapped anew.

    Args:
        actor: Who confirms.
        register: The register.
        answers: Fields of `Reading`, by name: encoding, delimiter, quote, sheet, header_row, decimal, dates, serials, guarded.
        at: When.

    Raises:
        PermissionDenied: the person may not prepare.
        InputError: the file cannot be read so, a doubt is left open, or it was taken meanwhile.
    """
    with changing(actor, register, OPEN) as row:
        reading = reading_of(row.reading).confirmed(**answers)
        row.__dict__.pop("_mapped", None)
        first_rows(row, reading)
        row.reading, row.reading_confirmed, row.state = reading.as_json(), True, State.UPLOADED
        row.mapping, row.problems, row.rejected = {}, [], None
        row.lines = row.taken_rows = row.refused_lines = row.blank_lines = 0
        row.save()
        told(actor, "confirmed reading", row, at, {"reading": _said(reading)})
    return row


def confirm_mapping(
    *, actor: Actor, register: Register, mapping: Mapping[str, str], at: datetime
) -> Register:
    """Fix which column is which, remember it for the organisation, and have every line read.

    Raises:
        PermissionDenied: the person may not prepare.
        InputError: the mapping does not fit, the reading is not confirmed, or it was taken meanwhile.
    """
    with changing(actor, register, OPEN) as row:
        if not row.reading_confirmed:
            refuse("reading", "not confirmed", "a confirmed reading", "Confirm how it is read.")
        reading = reading_of(row.reading)
        headers = first_rows(row, reading, rows=1).columns
        chosen = {key: header for key, header in mapping.items() if header}
        check_mapping(headers, chosen, kind_for(row).columns)
        row.mapping, row.confirmed_by, row.confirmed_at = chosen, actor.user, at
        row.state, row.working_since, row.problems = State.CHECKING, at, []
        row.save()
        RememberedMapping.objects.create(
            organisation=actor.organisation,
            kind=row.kind,
            headers=headers_key(headers),
            mapping=chosen,
            decimal=reading.decimal,
            dates=reading.dates,
            made_by=actor.user,
            made_at=at,
        )
        told(actor, "confirmed columns", row, at, {"columns": sorted(chosen)})
    have_read(row, at)
    row.refresh_from_db()
    return row


def take(*, actor: Actor, register: Register, at: datetime) -> Register:
    """Give the rows that can be read to the room that takes such registers; large ones go to the worker.

    Raises:
        PermissionDenied: the person may not prepare.
        InputError: no line can be taken, or it was taken or withdrawn meanwhile.
    """
    with changing(actor, register, (State.CONFIRMED,)) as row:
        if not row.taken_rows:
            refuse(
                "lines", "no line that can be read", "one at least", "Choose how it is read again."
            )
        row.state, row.working_since, row.taken_by = State.TAKING, at, actor.user
        row.save(update_fields=["state", "working_since", "taken_by"])
    have_taken(row, actor, at)
    row.refresh_from_db()
    return row


def withdraw(*, actor: Actor, register: Register, reason: str, at: datetime) -> Register:
    """Take a register back: its content is let go, the fact that it was here stays.

    Raises:
        PermissionDenied: the person may not prepare.
        InputError: no reason, it is at work, or the room that took its rows cannot give them back.
    """
    if not reason.strip():
        refuse("reason", "nothing", "a reason", "Say why it is taken back.")
    with changing(actor, register, (*OPEN, State.TAKEN)) as row:
        kind = kind_of(row.kind)
        if row.state == State.TAKEN and kind is not None and kind.withdraw is not None:
            kind.withdraw(row, actor, at)
        row.state, row.blob, row.rejected = State.WITHDRAWN, None, None
        row.reading, row.problems = {}, []
        row.withdrawn_by, row.withdrawn_at, row.withdrawn_because = actor.user, at, reason.strip()
        row.save()
        told(actor, "withdrew register", row, at, {"reason": reason.strip()[:300]})
    return row


def _bytes(data: bytes | File[bytes]) -> bytes:
    most = settings.REGISTER_MAX_BYTES
    if isinstance(data, bytes):
        return data[: most + 1]
    data.seek(0)
    return cast("bytes", data.read(most + 1))


def _said(reading: Reading) -> dict[str, object]:
    """A reading for the chain: without doubts, which quote cells."""
    plain: dict[str, object] = msgspec.to_builtins(reading)
    return {key: value for key, value in plain.items() if key not in ("doubts", "sheets")}
