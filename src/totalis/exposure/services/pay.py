"""What a worker earns, said for a case and taken back. Nothing of it is in the facts: no coverage rule asks for pay."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from totalis.casework.services.refusing import need, refuse, short
from totalis.exposure.models import CasePay
from totalis.exposure.selectors.money import units_of
from totalis.tables.codes import CURRENCIES
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record
from totalis.webbase.secrets.masking import without_numbers

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.casework.models import Case
    from totalis.casework.services.pay import StatedPay
    from totalis.webbase.accounts.actor import Actor

LONGEST = 300
LONGEST_SOURCE = 200
LONGEST_RATE = 24
HIGHEST_RATE = Decimal(10) ** 9


def say_pay(
    *,
    actor: Actor,
    case: Case,
    amount: Decimal,
    currency: str,
    known_by: str,
    at: datetime,
    per_dollar: Decimal | None = None,
    rate_source: str = "",
) -> CasePay:
    """Say what the worker of a case earns in a full month. It counts for the whole engagement; a former answer stays in the list.

    Args:
        actor: Who says it: the right to prepare.
        case: An open case.
        amount: Gross pay of a full month, above nothing.
        currency: Three letters.
        known_by: Where it stands, or who told it.
        at: When.
        per_dollar: One US dollar in the currency of the other country, where somebody has a rate.
        rate_source: Where the rate stands; needed with it.

    Raises:
        PermissionDenied: the person may not prepare.
        InputError: the case is closed, or something of the above does not hold.
    """
    require(actor, Right.PREPARE)
    if not amount.is_finite() or amount <= 0:
        refuse("amount", f"{amount}", "an amount above nothing", "Give the pay of a full month.")
    if currency not in CURRENCIES:
        refuse("currency", currency or "nothing", "three letters such as USD", "Name the currency.")
    need(known_by, "known_by", "Say where the pay stands, or who told it.")
    short(known_by.strip(), "known_by", LONGEST)
    _rate(per_dollar, rate_source)
    with transaction.atomic():
        row = _open(actor, case)
        made = CasePay.objects.create(
            organisation=actor.organisation,
            case=row,
            amount=units_of(amount) or 0,
            currency=currency,
            per_dollar="" if per_dollar is None else f"{per_dollar:f}",
            rate_source=without_numbers(rate_source.strip()) if per_dollar is not None else "",
            known_by=without_numbers(known_by.strip()),
            made_by=actor.user,
            made_as=actor.label[:200],
            made_at=at,
        )
        # The amount itself is not in the chain, which is exported and never shortened.
        details = {"pay": made.pk, "currency": currency, "known_by": made.known_by}
        record(
            actor=actor,
            verb="stated pay",
            subject=row.reference,
            at=at,
            details=details,
            case_reference=row.reference,
        )
    return made


def keep_stated(actor: Actor, case: Case, pay: StatedPay, at: datetime) -> CasePay:
    """Keep the pay that was stated where a case was opened. Raises as `say_pay`."""
    return say_pay(
        actor=actor,
        case=case,
        amount=pay.amount,
        currency=pay.currency,
        known_by=pay.known_by,
        at=at,
    )


def withdraw_pay(*, actor: Actor, pay: CasePay, reason: str, at: datetime) -> CasePay:
    """Take a statement of pay back, with the reason; it stays in the list and counts for nothing.

    Raises:
        PermissionDenied: the person may not prepare.
        InputError: no reason, the case is closed, or it was taken back before.
    """
    require(actor, Right.PREPARE)
    need(reason, "reason", "Say why it is taken back.")
    short(reason.strip(), "reason", LONGEST)
    with transaction.atomic():
        case = _open(actor, pay.case)
        row = CasePay.objects.of(actor.organisation).select_for_update().get(pk=pay.pk)
        if row.withdrawn_at is not None:
            refuse("pay", "a pay that was taken back", "one that stands", "Look at the list again.")
        row.withdrawn_by, row.withdrawn_as, row.withdrawn_at = actor.user, actor.label[:200], at
        row.withdrawn_because = without_numbers(reason.strip())
        row.save(
            update_fields=["withdrawn_by", "withdrawn_as", "withdrawn_at", "withdrawn_because"]
        )
        details = {"pay": row.pk, "because": row.withdrawn_because}
        record(
            actor=actor,
            verb="withdrew pay",
            subject=case.reference,
            at=at,
            details=details,
            case_reference=case.reference,
        )
    return row


def _rate(per_dollar: Decimal | None, source: str) -> None:
    if per_dollar is None:
        return
    if not per_dollar.is_finite() or not 0 < per_dollar < HIGHEST_RATE:
        refuse("per_dollar", f"{per_dollar}", "a rate above nothing", "Write it as 0.92.")
    if len(f"{per_dollar:f}") > LONGEST_RATE:
        refuse("per_dollar", "a very long number", f"at most {LONGEST_RATE} signs", "Round it.")
    need(source, "rate_source", "Say where the rate stands, and of which day it is.")
    short(source.strip(), "rate_source", LONGEST_SOURCE)


def _open(actor: Actor, case: Case) -> Case:
    """The case, locked, if it is still open."""
    rows = type(case).objects.of(actor.organisation).select_for_update(of=("self",))
    row = rows.select_related("worker", "organisation").get(pk=case.pk)
    if row.closed_at is not None:
        refuse("case", f"{row.reference} was closed", "an open case", "Reopen the case first.")
    return row
