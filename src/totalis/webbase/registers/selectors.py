"""What is read of registers: the list, the first rows under a reading, typed rows, refused lines."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import msgspec
from django.conf import settings
from django.http import Http404

from totalis.kernel.digest import digest_bytes
from totalis.tables.limits import BOUNDS
from totalis.tables.mapping import (
    Mapped,
    apply_mapping,
    map_rows,
    plain_name,
    suggest_mapping,
)
from totalis.tables.reader import preview, read_table
from totalis.tables.reading import reading_of
from totalis.tables.table import Rejected
from totalis.webbase.accounts.rights import Right
from totalis.webbase.files.selectors import content
from totalis.webbase.registers.kinds import kind_of
from totalis.webbase.registers.models import Register, RememberedMapping
from totalis.webbase.secrets.masking import masked, without_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from totalis.tables.columns import Column
    from totalis.tables.limits import Bounds
    from totalis.tables.reading import Reading
    from totalis.tables.table import Table
    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.registers.kinds import Kind

_LONG_NUMBER = re.compile(r"\d(?:[ \u00a0./-]?\d){8,}")
"""Nine digits and more: numbers of people have so many, amounts of a payroll have not."""


def bounds() -> Bounds:
    """How large a register may be that is handed in here."""
    return msgspec.structs.replace(
        BOUNDS, bytes=settings.REGISTER_MAX_BYTES, rows=settings.REGISTER_MAX_ROWS
    )


def registers_of(actor: Actor) -> QuerySet[Register]:
    """The registers of the organisation, the newest first."""
    rows = Register.objects.of(actor.organisation).select_related("made_by", "blob")
    return rows.order_by("-made_at", "-pk")


def register_of(actor: Actor, number: int) -> Register:
    """One register of the organisation.

    Raises:
        Http404: there is none.
    """
    row = registers_of(actor).filter(pk=number).select_related("organisation", "rejected").first()
    if row is None:
        raise Http404
    return row


def kind_for(register: Register) -> Kind:
    """The kind of a register.

    Raises:
        Http404: no room of this installation takes it in any more.
    """
    kind = kind_of(register.kind)
    if kind is None:
        raise Http404
    return kind


def bytes_of(register: Register) -> bytes:
    """The content of a register.

    Raises:
        Http404: it was withdrawn.
    """
    if register.blob is None:
        raise Http404
    return content(register.blob)


def first_rows(register: Register, reading: Reading, rows: int = 8) -> Table:
    """The first rows under a reading.

    Raises:
        InputError: the file cannot be read so.
    """
    data = bytes_of(register)
    return preview(data, name=register.file_name, reading=reading, rows=rows, bounds=bounds())


def mapped(register: Register) -> Mapped:
    """The typed rows of a confirmed register and its refused lines; read once for each `Register` object.

    Raises:
        InputError: the file cannot be read as it was confirmed.
    """
    known = register.__dict__.get("_mapped")
    if isinstance(known, Mapped):
        return known
    found = apply_mapping(table_of(register), register.mapping, kind_for(register).columns)
    register.__dict__["_mapped"] = found
    return found


def table_of(register: Register) -> Table:
    """The rows of a confirmed register as text under the file's own names, for kinds that work on frames.

    Raises:
        InputError: the file cannot be read as it was confirmed.
    """
    return read_table(
        bytes_of(register),
        name=register.file_name,
        reading=reading_of(register.reading),
        bounds=bounds(),
    )


def row_count(register: Register) -> tuple[int, int, list[Rejected]]:
    """How many rows can be used, how many lines are blank, and why the others cannot; holds no values.

    Raises:
        InputError: the file cannot be read as it was confirmed.
    """
    table = table_of(register)
    rejected = list(table.rejected)
    usable = 0
    for found in map_rows(table, register.mapping, kind_for(register).columns):
        if isinstance(found, list):
            rejected += found
        else:
            usable += 1
    rejected.sort(key=lambda one: one.line)
    return usable, table.blank, rejected


def twins_of(register: Register) -> list[Register]:
    """Registers of the same kind that hold the very same content: most likely handed in twice."""
    same = Register.objects.of(register.organisation).filter(
        kind=register.kind, blob=register.blob, blob__isnull=False
    )
    return list(same.exclude(pk=register.pk).select_related("made_by").order_by("-made_at")[:5])


def rejected_of(register: Register) -> tuple[Rejected, ...]:
    """Every reason for every refused line."""
    if register.rejected is None:
        return ()
    return tuple(msgspec.convert(json.loads(content(register.rejected)), list[Rejected]))


def headers_key(headers: Sequence[str]) -> str:
    """The digest under which a mapping of these headers is remembered."""
    return digest_bytes("\n".join(plain_name(one) for one in headers).encode())


def remembered(actor: Actor, kind: str, headers: Sequence[str]) -> RememberedMapping | None:
    """How the organisation mapped such a file the last time."""
    rows = RememberedMapping.objects.of(actor.organisation).select_related("made_by")
    return rows.filter(kind=kind, headers=headers_key(headers)).order_by("-made_at", "-pk").first()


def proposed_mapping(
    known: RememberedMapping | None, headers: Sequence[str], columns: Sequence[Column]
) -> dict[str, str]:
    """The mapping to show: as remembered, else as suggested by names."""
    if known is None:
        return suggest_mapping(headers, columns)
    by_name = {plain_name(one): one for one in headers}
    keys = {column.key for column in columns}
    return {
        key: by_name[plain_name(header)]
        for key, header in known.mapping.items()
        if key in keys and plain_name(header) in by_name
    }


def discreet(actor: Actor, text: str) -> str:
    """A cell as the person may see it: whole with the right to read numbers, else long numbers by their last four."""
    if actor.may(Right.READ_NUMBERS):
        return text
    return _LONG_NUMBER.sub(lambda found: masked(found.group()), without_numbers(text))
