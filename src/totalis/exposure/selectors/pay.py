"""What was said of a worker's pay in a case, and the rates of exchange that follow from it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from django.http import Http404

from totalis.earnings.money_shapes import Exchange, Pay
from totalis.earnings.money_us import DOLLAR
from totalis.exposure.models import CasePay
from totalis.exposure.selectors.money import amount_of, said

if TYPE_CHECKING:
    from totalis.casework.models import Case
    from totalis.webbase.accounts.actor import Actor


class ShownPay(NamedTuple):
    """A statement of pay in words."""

    row: CasePay
    amount: str
    rate: str


def pays_of(actor: Actor, case: Case) -> list[ShownPay]:
    """Every statement, the newest first."""
    rows = CasePay.objects.of(actor.organisation).filter(case=case).order_by("-made_at", "-pk")
    return [ShownPay(row, said(row.amount, row.currency), row.per_dollar) for row in rows]


def standing_pay(pays: list[ShownPay]) -> CasePay | None:
    """The newest statement that was not taken back."""
    return next((one.row for one in pays if one.row.withdrawn_at is None), None)


def pay_of(actor: Actor, case: Case, number: int) -> CasePay:
    """One statement.

    Raises:
        Http404: the case has none of that number.
    """
    row = CasePay.objects.of(actor.organisation).filter(case=case, pk=number).first()
    if row is None:
        raise Http404
    return row


def stated(row: CasePay | None, *, self_employed: bool) -> Pay | None:
    """The pay as the calculation takes it."""
    if row is None:
        return None
    amount = amount_of(row.amount) or Decimal(0)
    return Pay(amount=amount, currency=row.currency, self_employed=self_employed)


def exchange_of(row: CasePay | None, local: str) -> list[Exchange]:
    """The rate that was given, in both directions; it is one between the dollar and the other country's currency."""
    if row is None or not row.per_dollar or not local:
        return []
    return both_ways(Decimal(row.per_dollar), local, row.rate_source)


def both_ways(per_dollar: Decimal, local: str, source: str) -> list[Exchange]:
    """One rate between the dollar and another currency, there and back."""
    return [
        Exchange(have=DOLLAR, want=local, rate=per_dollar, source=source),
        Exchange(have=local, want=DOLLAR, rate=1 / per_dollar, source=source),
    ]
