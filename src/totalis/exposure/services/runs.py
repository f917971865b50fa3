"""Charge lines taken in: from a register, or typed; their country said; withdrawn with the register."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from django.db import transaction

from totalis.casework.services.refusing import need, refuse, short
from totalis.exposure.models import ChargeLine, ChargeRun
from totalis.exposure.selectors.catalogues import charges
from totalis.exposure.selectors.money import units_of
from totalis.exposure.services.beginning import begin
from totalis.exposure.services.keys import line_key
from totalis.exposure.services.words import text_of
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record
from totalis.webbase.registers.models import Register
from totalis.webbase.registers.selectors import mapped
from totalis.webbase.secrets.masking import without_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from totalis.webbase.accounts.actor import Actor

BATCH = 2000
MOST_TYPED = 40
LONGEST_REASON = 300


def take_charges(*, actor: Actor, register: Register, at: datetime) -> ChargeRun:
    """Keep the lines of a register. They are classified once somebody says of which country they are.

    Raises:
        PermissionDenied: the person may not prepare.
        Register.DoesNotExist: it is another organisation's.
        InputError: an amount has more decimals than any currency.
    """
    require(actor, Right.PREPARE)
    Register.objects.of(actor.organisation).get(pk=register.pk)
    run = ChargeRun.objects.create(
        organisation=actor.organisation,
        title=register.file_name[:200],
        register=register,
        made_by=actor.user,
        made_at=at,
    )
    _keep(run, ((row.line, row.values) for row in mapped(register).rows))
    _told(actor, "took charge lines", run, at, {"register": register.pk})
    return run


def type_lines(
    *,
    actor: Actor,
    title: str,
    agreement: str,
    lines: Sequence[Mapping[str, object]],
    at: datetime,
) -> ChargeRun:
    """Keep lines that somebody typed, and classify them at once.

    Args:
        actor: Who types: the right to prepare.
        title: What to call them, such as "Payslip of March 2026".
        agreement: The country whose charges they are.
        lines: One mapping a line, by the keys of `services.columns.CHARGES`.
        at: When.

    Raises:
        PermissionDenied: the person may not prepare.
        InputError: no line, too many, or no catalogue of that country.
    """
    require(actor, Right.PREPARE)
    if not 0 < len(lines) <= MOST_TYPED:
        refuse("lines", f"{len(lines)} lines", f"1 to {MOST_TYPED}", "Upload a file for more.")
    _catalogue_there(agreement)
    with transaction.atomic():
        run = ChargeRun.objects.create(
            organisation=actor.organisation,
            title=without_numbers(title.strip())[:200] or "Typed lines",
            agreement=agreement,
            made_by=actor.user,
            made_at=at,
        )
        _keep(run, enumerate(lines, start=1))
        _told(actor, "typed charge lines", run, at, {"agreement": agreement})
        begin(actor=actor, run=run, at=at)
    return run


def say_agreement(*, actor: Actor, run: ChargeRun, agreement: str, at: datetime) -> ChargeRun:
    """Say of which country the lines are, and have them classified. Said once: another country is another upload.

    Raises:
        PermissionDenied: the person may not prepare.
        InputError: there is no catalogue of it, it was said before, or the lines were withdrawn.
    """
    require(actor, Right.PREPARE)
    _catalogue_there(agreement)
    with transaction.atomic():
        row = _standing(actor, run)
        if row.agreement:
            refuse("agreement", row.agreement, "lines without a country", "Upload them once more.")
        row.agreement = agreement
        row.save(update_fields=["agreement"])
        _told(actor, "named country of charge lines", row, at, {"agreement": agreement})
        begin(actor=actor, run=row, at=at)
    return row


def classify_again(*, actor: Actor, run: ChargeRun, at: datetime) -> ChargeRun:
    """Classify the lines with the catalogue as it is now; the former answers stay.

    Raises:
        PermissionDenied: the person may not prepare.
        InputError: no country was said, the catalogue is the same, or it is at work already.
    """
    require(actor, Right.PREPARE)
    with transaction.atomic():
        row = _standing(actor, run)
        if not row.agreement:
            refuse("agreement", "nothing", "a country", "Say of which country the lines are.")
        newest = row.classifications.order_by("-number").first()
        if newest is not None and newest.finished_at is None:
            refuse("run", "lines that are being classified", "lines at rest", "Wait for the end.")
        if newest is not None and newest.catalogue == charges().catalogue(row.agreement).digest:
            refuse(
                "catalogue", "the same catalogue", "a changed one", "Its answer would be the same."
            )
        begin(actor=actor, run=row, at=at)
    return row


def withdraw_run(*, actor: Actor, run: ChargeRun, reason: str, at: datetime) -> ChargeRun:
    """Take typed lines back, with the reason. What was typed stays to be looked at; nothing counts it any more.

    Lines of a file are taken back with their register.

    Raises:
        PermissionDenied: the person may not prepare.
        InputError: no reason, the lines came with a file, or they were taken back before.
    """
    require(actor, Right.PREPARE)
    need(reason, "reason", "Say why they are taken back.")
    short(reason.strip(), "reason", LONGEST_REASON)
    with transaction.atomic():
        row = _standing(actor, run)
        if row.register_id is not None:
            refuse(
                "run", "lines of a file", "typed lines", "Withdraw the file; its lines go with it."
            )
        row.withdrawn_by, row.withdrawn_as, row.withdrawn_at = actor.user, actor.label[:200], at
        row.withdrawn_because, row.current = without_numbers(reason.strip()), None
        row.save()
        row.classifications.all().delete()
        _told(actor, "withdrew charge lines", row, at, {"because": row.withdrawn_because})
    return row


def withdraw_charges(register: Register, actor: Actor, at: datetime) -> None:
    """Let the lines of a register go with it; the history keeps that they were here."""
    for run in ChargeRun.objects.of(actor.organisation).filter(register=register):
        run.withdrawn_at, run.current = at, None
        run.withdrawn_by, run.withdrawn_as = actor.user, actor.label[:200]
        run.save()
        run.classifications.all().delete()
        run.charge_lines.all().delete()
        _told(actor, "withdrew charge lines", run, at, {})


def _keep(run: ChargeRun, rows: Iterable[tuple[int, Mapping[str, object]]]) -> None:
    kept = 0
    waiting = iter(rows)
    while some := list(islice(waiting, BATCH)):
        ChargeLine.objects.bulk_create([_line(run, number, values) for number, values in some])
        kept += len(some)
    run.lines = kept
    run.save(update_fields=["lines"])


TEXTS = {
    "label": 300,
    "code": 40,
    "code_system": 20,
    "payer": 40,
    "staff_number": 40,
    "worker_status": 40,
    "currency": 3,
    "rate": 20,
}
"""Columns that are kept as texts, and how long they may be."""


def _line(run: ChargeRun, number: int, values: Mapping[str, object]) -> ChargeLine:
    words = {name: text_of(values, name, most, number) for name, most in TEXTS.items()}
    key = line_key(**{name: words[name] for name in ("label", "code", "code_system", "payer")})
    money = {
        name: units_of(values.get(name), f"line {number}, {name}")  # type: ignore[arg-type] # the column is money
        for name in ("amount", "base")
    }
    days = {name: values.get(name) or None for name in ("period_start", "period_end")}
    return ChargeLine(
        organisation_id=run.organisation_id,
        run=run,
        number=number,
        key=key,
        **words,
        **money,
        **days,
    )


def _standing(actor: Actor, run: ChargeRun) -> ChargeRun:
    rows = ChargeRun.objects.of(actor.organisation).select_for_update(of=("self",))
    row = rows.get(pk=run.pk)
    if row.withdrawn_at is not None:
        refuse("run", "lines that were withdrawn", "lines that stand", "Upload them once more.")
    return row


def _catalogue_there(agreement: str) -> None:
    known = charges().countries
    if agreement not in known:
        expected = f"one of {', '.join(known)}"
        refuse("agreement", agreement or "nothing", expected, "Choose a country with a catalogue.")


def _told(
    actor: Actor, verb: str, run: ChargeRun, at: datetime, more: Mapping[str, object]
) -> None:
    details = {"run": run.pk, "lines": run.lines, **more}
    record(actor=actor, verb=verb, subject=run.title, at=at, details=details)
