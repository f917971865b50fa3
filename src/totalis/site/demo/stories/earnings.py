"""Charges of the French subsidiary line by line, and the Swiss months that were charged twice before the certificate."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from totalis.casework.models import Case
from totalis.exposure.models import ChargeRun
from totalis.exposure.services.pay import say_pay
from totalis.exposure.services.resolutions import confirm, resolve
from totalis.exposure.services.runs import say_agreement
from totalis.site.demo.cast import BOREALIS
from totalis.site.demo.stories.borealis import NORA
from totalis.tables.reading import reading_of
from totalis.webbase.registers.selectors import first_rows, kind_for, proposed_mapping
from totalis.webbase.registers.services import confirm_mapping, confirm_reading, hand_in, take

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalis.site.demo.desk import Desk, Story
    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.registers.models import Register

PAYSLIP = (
    ("Sécurité sociale - maladie maternité invalidité décès", "employer", "3800.00", "13.00"),
    ("Sécurité sociale plafonnée", "employee", "3800.00", "6.90"),
    ("Sécurité sociale plafonnée", "employer", "3800.00", "8.55"),
    ("Sécurité sociale déplafonnée", "employee", "3800.00", "0.40"),
    ("Sécurité sociale déplafonnée", "employer", "3800.00", "2.02"),
    ("Allocations familiales", "employer", "3800.00", "5.25"),
    ("Accidents du travail", "employer", "3800.00", "1.50"),
    ("Contribution solidarité autonomie", "employer", "3800.00", "0.30"),
    ("Complémentaire Tranche 1", "employee", "3800.00", "4.01"),
    ("Complémentaire Tranche 1", "employer", "3800.00", "6.01"),
    ("Assurance chômage", "employer", "3800.00", "4.00"),
    ("CSG déductible de l'impôt sur le revenu", "employee", "3733.50", "6.80"),
    ("CSG/CRDS non déductible de l'impôt sur le revenu", "employee", "3733.50", "2.90"),
)
"""Charge, payer, base and rate of a month under the ceiling: made up, with the rates of the end of 2025."""
HOUSE_PLAN = "Prévoyance complémentaire Horizon"
FLAT = ((HOUSE_PLAN, "employee", "22.80"), (HOUSE_PLAN, "employer", "34.20"))
MONTHS = ((date(2025, 10, 1), 31), (date(2025, 11, 1), 30), (date(2025, 12, 1), 31))
HUNDRED = Decimal(100)


def earnings(desk: Desk) -> Story:
    """Payslips of the French subsidiary are told apart; the Swiss months show what was charged twice."""
    yield desk.ago(30, 10)
    finn = desk.who("finn", BOREALIS)
    register = taken(desk, finn, "charges", _payslips(), "bulletins-2025-q4.csv")
    run = ChargeRun.objects.get(register=register)
    say_agreement(actor=finn, run=run, agreement="FR", at=desk.now)
    yield desk.ago(29, 11)
    line = run.charge_lines.filter(label=HOUSE_PLAN, payer="employee").earliest("number")
    run.refresh_from_db()
    given = resolve(
        actor=desk.who("finn", BOREALIS),
        run=run,
        line=line,
        category="not_covered",
        why="Contract of the insurer Horizon with Borealis France SAS: a private plan of the company.",
        at=desk.now,
    )
    yield desk.ago(28, 9)
    confirm(actor=desk.who("ben", BOREALIS), resolution=given.resolution, at=desk.now)
    yield desk.ago(10, 15)
    ada = desk.who("ada", BOREALIS)
    taken(desk, ada, "contributions", _contributions(desk), "contributions-feldmann.csv")
    yield desk.ago(9, 10)
    say_pay(
        actor=desk.who("ada", BOREALIS),
        case=Case.objects.get(organisation=ada.organisation, worker__staff_number=NORA),
        amount=Decimal(9000),
        currency="USD",
        known_by="Assignment letter, annex 1",
        per_dollar=Decimal("0.90"),
        rate_source="made up for the demonstration",
        at=desk.now,
    )


def taken(desk: Desk, actor: Actor, kind: str, text: str, name: str) -> Register:
    """A register handed in, confirmed and taken, step by step as a person does it."""
    row = hand_in(actor=actor, kind=kind, data=text.encode(), file_name=name, at=desk.now)
    answers = {"decimal": "point", "dates": "iso"}
    row = confirm_reading(actor=actor, register=row, answers=answers, at=desk.now)
    headers = first_rows(row, reading_of(row.reading)).columns
    mapping = proposed_mapping(None, headers, kind_for(row).columns)
    row = confirm_mapping(actor=actor, register=row, mapping=mapping, at=desk.now)
    return take(actor=actor, register=row, at=desk.now)


def _payslips() -> str:
    return csv_of(
        "libellé,part,assiette,taux,montant,devise,date de début,date de fin,matricule",
        _payslip_lines(),
    )


def _payslip_lines() -> Iterator[tuple[object, ...]]:
    for first, days in MONTHS:
        end = ("EUR", first, first.replace(day=days), "F-310")
        for label, payer, base, rate in PAYSLIP:
            yield (label, payer, base, rate, _part(base, rate), *end)
        for label, payer, amount in FLAT:
            yield (label, payer, "", "", amount, *end)


def _contributions(desk: Desk) -> str:
    """What both countries took from Nora Feldmann's salary in the six months before; a talk abroad was paid apart."""
    lines: list[tuple[object, ...]] = []
    for months in range(-6, 0):
        first = desk.first_of_month(months)
        last = desk.first_of_month(months + 1) - timedelta(days=1)
        for country, label, payer, base, rate, currency in (
            ("US", "Social Security", "employee", "9000.00", "6.20", "USD"),
            ("US", "Social Security", "employer", "9000.00", "6.20", "USD"),
            ("US", "Medicare", "employee", "9000.00", "1.45", "USD"),
            ("US", "Medicare", "employer", "9000.00", "1.45", "USD"),
            ("CH", "AHV/IV/EO", "employee", "8100.00", "5.30", "CHF"),
            ("CH", "AHV/IV/EO", "employer", "8100.00", "5.30", "CHF"),
            ("CH", "ALV", "employee", "8100.00", "1.10", "CHF"),
        ):
            amount = _part(base, rate)
            lines.append(
                (NORA, "salary", country, label, payer, base, amount, currency, first, last, last)
            )
    first, last = desk.first_of_month(-4), desk.first_of_month(-3) - timedelta(days=1)
    talk = _part("1500.00", "5.30")
    lines.append(
        (NORA, "talk", "CH", "AHV/IV/EO", "employee", "1500.00", talk, "CHF", first, last, last)
    )
    head = (
        "worker id,stream,country,label,payer,base,amount,currency,period start,period end,paid on"
    )
    return csv_of(head, lines)


def _part(base: str, rate: str) -> Decimal:
    return (Decimal(base) * Decimal(rate) / HUNDRED).quantize(Decimal("0.01"))


def csv_of(head: str, lines: Iterator[tuple[object, ...]] | list[tuple[object, ...]]) -> str:
    """A file as people send it."""
    rows = (",".join(str(cell) for cell in line) for line in lines)
    return "\n".join([head, *rows]) + "\n"
