"""The kinds of registers, and how a room of the desk takes one in.

A room registers its kind in its `AppConfig.ready`:

    from totalis.webbase.registers import kinds

    kinds.register(
        kinds.Kind(
            key="charges",
            label="Charge lines",
            help="One line for each charge of a payslip or statement.",
            columns=(Column("label", "Label", "The words of the charge.", required=True, aliases=("libellé",)), …),
            receive=receive_charges,
        )
    )

`receive(register, actor, at) -> address` is called once, inside the transaction that marks the register as taken: in the
request for small files, by `totalis work` for large ones. It reads the rows with

    from totalis.webbase.registers.selectors import mapped
    for row in mapped(register).rows:        # row.line, row.values["label"]: str, Decimal, date or None by the column

and answers the address of the page that shows what became of them. It must write everything or raise:
`InputError` refuses the register with those words (the person sees them and may choose again); anything else is a fault.
`withdraw(register, actor, at)`, where given, undoes what `receive` made when somebody withdraws the register, inside that
transaction; it raises `InputError` where that is no longer possible. Without it, what was made stands, and the page says so.

What `Register` holds: `organisation`, `kind` (the key), `file_name`, `state`, `reading` (`reading_of` gives the value),
`mapping` ({column key: header}), `lines`, `taken_rows`, `refused_lines`, `blank_lines`, who and when.
To ask for an upload of one kind, link to `registers:register-upload` with `?kind=<key>`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from totalis.tables.columns import Column
    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.registers.models import Register

KEY_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of register."""

    key: str
    label: str
    help: str
    columns: tuple[Column, ...]
    receive: Callable[[Register, Actor, datetime], str]
    withdraw: Callable[[Register, Actor, datetime], None] | None = None


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known; called by the room that takes it in, once."""
    if kind.key in _kinds or not 0 < len(kind.key) <= KEY_LENGTH:
        message = f"The kind {kind.key!r} is known already, or its key is no word."
        raise ValueError(message)
    keys = [column.key for column in kind.columns]
    if len(keys) != len(set(keys)):
        message = f"The kind {kind.key!r} has a column twice."
        raise ValueError(message)
    _kinds[kind.key] = kind


def kinds() -> tuple[Kind, ...]:
    """Every kind, by its label."""
    return tuple(sorted(_kinds.values(), key=lambda kind: kind.label))


def kind_of(key: str) -> Kind | None:
    """The kind of that key; None where no room of this installation takes it in."""
    return _kinds.get(key)
