"""The money of one case: what double payment costs, for how many months, what a late certificate gives back."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from totalis.earnings.contribution_law import contribution_law, countries
from totalis.earnings.engagement_money import EngagementMoney, engagement_money
from totalis.earnings.money_shapes import Contribution
from totalis.exposure.models import Overlap
from totalis.exposure.selectors.catalogues import country_name
from totalis.exposure.selectors.contributions import foreign_sums, us_sums
from totalis.exposure.selectors.late import LateOfCase, late_of, paid_lines
from totalis.exposure.selectors.money import amount_of, said, units_of
from totalis.exposure.selectors.pay import ShownPay, exchange_of, pays_of, standing_pay, stated
from totalis.exposure.selectors.risk import WORDS, Risk, drawn
from totalis.facts.countries import name_of
from totalis.gate.spans import spans
from totalis.gate.words import Word
from totalis.procedure.standing_decision import current_answers

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from totalis.casework.models import Case
    from totalis.earnings.contribution_law import ContributionLaw
    from totalis.earnings.money_shapes import Total
    from totalis.exposure.models import CasePay, ContributionLine
    from totalis.procedure.casefile import CaseFile
    from totalis.procedure.standing_decision import Answer
    from totalis.webbase.accounts.actor import Actor

US = "US"
SELF_EMPLOYED = "self_employment"


class Side(NamedTuple):
    """What one country takes."""

    country: str
    shares: tuple[tuple[str, str], ...]
    """Who bears it, and how much."""
    sum: str
    """Both shares together; empty where nothing is known."""
    is_not_due: bool
    """By the decision, the other country covers the work."""


class CaseMoney(NamedTuple):
    """Everything that the block and the page show."""

    country: str
    currency: str
    """Of the other country; empty where the lawbook does not say it."""
    decided: bool
    """Whether a decision with a first day stands; nothing is computed before."""
    pay: CasePay | None
    pays: list[ShownPay]
    money: EngagementMoney | None
    risk: Risk | None
    month: list[Side]
    open: list[Side]
    whole: list[Side]
    not_due_in: str
    missing: tuple[str, ...]
    twice: tuple[tuple[str, ...], tuple[str, ...]] | None
    """What registers hold as charged on both sides for the same pay and days."""
    late: LateOfCase | None
    law: ContributionLaw | None


def case_money(actor: Actor, case: Case, file: CaseFile, today: date) -> CaseMoney:
    """Compute it from the decision, the pay that was said and the registers of the organisation."""
    answer = _answer(case, file)
    agreement = _agreement(case, answer)
    law = contribution_law(agreement) if agreement else None
    pays = pays_of(actor, case)
    pay = standing_pay(pays)
    lines = paid_lines(actor, case)
    money = _money(case, file, answer, agreement, pay, lines, law, today) if answer else None
    exempt_in = answer.exempt_in if answer else ""
    return CaseMoney(
        country=country_name(agreement) if agreement else "",
        currency=law.currency if law else "",
        decided=answer is not None and answer.start is not None,
        pay=pay,
        pays=pays,
        money=money,
        risk=drawn(money.risk) if money else None,
        month=_of_month(money, agreement, exempt_in) if money else [],
        open=_sides(money.open_totals, exempt_in) if money else [],
        whole=_sides(money.risk.totals, exempt_in) if money else [],
        not_due_in=name_of(exempt_in) if exempt_in else "",
        missing=_missing(money),
        twice=_twice(actor, case),
        late=late_of(actor, case, lines, money, today),
        law=law,
    )


def _answer(case: Case, file: CaseFile) -> Answer | None:
    """What was decided for the work that the case is about."""
    answers = current_answers(file)
    return next((one for one in answers if one.id == case.engagement), next(iter(answers), None))


def _agreement(case: Case, answer: Answer | None) -> str:
    """Whose charges they are: Québec has a file of its own under Canada's agreement."""
    named = answer.agreement if answer is not None else ""
    return named if named in countries() else case.partner


def _money(
    case: Case,
    file: CaseFile,
    answer: Answer,
    agreement: str,
    pay: CasePay | None,
    lines: list[ContributionLine],
    law: ContributionLaw | None,
    today: date,
) -> EngagementMoney | None:
    """None while the first day is not known, or where there is nothing to compute it from."""
    charged = [_contribution(line) for line in lines if _is_theirs(line, case.partner)]
    if answer.start is None or not agreement or (pay is None and not charged):
        return None
    exempt = [(one.first, one.last) for one in spans(file) if one.word is Word.EXEMPT]
    return engagement_money(
        country=agreement,
        start=answer.start,
        end=answer.end,
        today=today,
        pay=stated(pay, self_employed=_kind(file, answer.id) == SELF_EMPLOYED),
        exempt=exempt,
        contributions=charged,
        exchange=exchange_of(pay, law.currency if law else ""),
    )


def _kind(file: CaseFile, engagement: str) -> str:
    facts = file.current_facts
    listed = facts.sheet.get("engagements", ()) if facts is not None else ()
    return next((item.get("kind") or "" for item in listed if item.get("id") == engagement), "")


def _is_theirs(line: ContributionLine, country: str) -> bool:
    """Whether a line is a contribution of the other country that the agreement reaches."""
    return line.country == country and line.category == "covered"


def _contribution(line: ContributionLine) -> Contribution:
    return Contribution(
        period_start=line.period_start,
        period_end=line.period_end,
        amount=amount_of(line.amount) or Decimal(0),
        currency=line.currency,
        payer=line.payer,
    )


def _of_month(money: EngagementMoney, agreement: str, exempt_in: str) -> list[Side]:
    """Both sides of the month that is shown; one that is not known has no shares."""
    month = money.month
    ours = _side(US, "USD", (month.us or {}).items(), exempt_in)
    theirs = _side(agreement, month.foreign_currency, (month.foreign or {}).items(), exempt_in)
    return [ours, theirs]


def _sides(totals: Iterable[Total], exempt_in: str) -> list[Side]:
    """Sums by country and currency, the United States first."""
    found: dict[tuple[str, str], dict[str, Decimal]] = {}
    for one in totals:
        found.setdefault((one.country, one.currency), {})[one.payer] = one.amount
    order = sorted(found.items(), key=lambda item: (item[0][0] != US, item[0]))
    return [_side(key[0], key[1], shares.items(), exempt_in) for key, shares in order]


def _side(
    country: str, currency: str, shares: Iterable[tuple[str, Decimal]], exempt_in: str
) -> Side:
    listed = sorted(shares)
    return Side(
        country_name(country),
        tuple(
            (WORDS.get(payer, payer), said(units_of(amount), currency)) for payer, amount in listed
        ),
        said(units_of(sum((amount for _payer, amount in listed), Decimal(0))), currency)
        if listed
        else "",
        bool(exempt_in) and country.partition("-")[0] == exempt_in,
    )


def _missing(money: EngagementMoney | None) -> tuple[str, ...]:
    """What is not in the sums of the other country, once."""
    if money is None:
        return ()
    shown = [one for one in money.risk.months if one.foreign is not None]
    return tuple(dict.fromkeys(text for one in shown for text in one.foreign_missing))


def _twice(actor: Actor, case: Case) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    number = case.worker.staff_number
    if not number or not case.partner:
        return None
    rows = list(
        Overlap.objects.of(actor.organisation).filter(
            run__withdrawn_at=None,
            staff_number=number,
            finding="same_earnings",
            foreign_country=case.partner,
        )
    )
    return (us_sums(rows), foreign_sums(rows)) if rows else None
