"""A kind of register for tests, and files of it as people send them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.desk.cast import NOW
from totalis.kernel.errors import InputError, Problem
from totalis.tables.columns import Column
from totalis.webbase.registers import kinds
from totalis.webbase.registers.selectors import mapped
from totalis.webbase.registers.services import hand_in

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.registers.models import Register

COLUMNS = (
    Column("label", "Label", "The words of the charge.", required=True, aliases=("libellé",)),
    Column("amount", "Amount", "What was charged.", "money", aliases=("montant",)),
    Column("period_start", "First day", "Of the period.", "day", aliases=("début",)),
    Column("currency", "Currency", "Of the amount.", "currency", aliases=("devise",)),
)
FRENCH = (
    "Libellé;Montant;Début;Devise;Numéro\n"
    "CSG déductible;1 234,56;01/02/2024;EUR;1 85 05 78 006 084 36\n"
    "CRDS;-12,50;25/02/2024;EUR;\n"
    "Vieillesse;abc;31/02/2024;ZZZ;\n"
    "Retraite;7,00;01/03/2024;EUR;\n"
)
"""Four lines, of which one cannot be used, for three reasons."""
OPEN = "label,amount,period_start\nCSG,1.234,01/02/2024\nCRDS,5,03/04/2024\n"
"""What it says depends on who wrote it."""

received: list[tuple[int, list[dict[str, object]]]] = []
"""What the kind was given: the register's number and its rows."""
withdrawn: list[int] = []


def receive(register: Register, actor: Actor, at: datetime) -> str:
    """Take the rows; refuses those that say so, faults on those that ask for it."""
    rows: list[dict[str, object]] = [dict(row.values) for row in mapped(register).rows]
    labels = {row["label"] for row in rows}
    if "refuse me" in labels:
        raise InputError([Problem("label", "“refuse me”", "another label", "Remove it.")])
    if "break me" in labels:
        message = "a fault"
        raise RuntimeError(message)
    received.append((register.pk, rows))
    return f"/desk/{actor.organisation.slug}/registers/?took={register.pk}&at={at:%Y}"


def withdraw(register: Register, actor: Actor, at: datetime) -> None:
    """Give the rows back."""
    assert actor.organisation == register.organisation
    assert at >= register.made_at
    withdrawn.append(register.pk)


KIND = kinds.Kind(
    key="sample",
    label="Sample lines",
    help="One line for each charge.",
    columns=COLUMNS,
    receive=receive,
    withdraw=withdraw,
)
if kinds.kind_of(KIND.key) is None:
    kinds.register(KIND)


def handed_in(
    actor: Actor, text: str | bytes = FRENCH, *, file_name: str = "charges.csv", at: datetime = NOW
) -> Register:
    """A register that somebody has just handed in."""
    data = text.encode() if isinstance(text, str) else text
    return hand_in(actor=actor, kind=KIND.key, data=data, file_name=file_name, at=at)
