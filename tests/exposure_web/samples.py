"""Registers for these tests: a payslip as URSSAF's own model computed it, and contributions of two countries."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.desk.cast import NOW
from totalis.exposure.models import ChargeRun, ContributionRun
from totalis.exposure.services.pay import say_pay
from totalis.exposure.services.resolutions import Document, resolve
from totalis.exposure.services.runs import say_agreement, type_lines
from totalis.tables.reading import reading_of
from totalis.webbase.registers.selectors import first_rows, kind_for, proposed_mapping
from totalis.webbase.registers.services import confirm_mapping, confirm_reading, hand_in, take

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.casework.models import Case
    from totalis.exposure.models import CasePay, ChargeLine, Classification
    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.registers.models import Register

PAYSLIPS = Path(__file__).parent.parent / "earnings" / "payslips"
SLIP = "ms-2025-01-small"
UNKNOWN = "Prévoyance supplémentaire maison"
"""A label that is in no catalogue."""
HOUSE = "Contribution maison au titre du plan"

CONTRIBUTIONS = (
    "worker_id,stream_id,country,label,period_start,period_end,base,amount,currency,payer\n"
    "E-1001,salary,US,Social Security,2026-01-01,2026-01-31,8000.00,496.00,USD,employee\n"
    "E-1001,salary,US,Medicare,2026-01-01,2026-01-31,8000.00,116.00,USD,employee\n"
    "E-1001,salary,FR,Sécurité sociale plafonnée,2026-01-01,2026-01-31,4005.00,276.35,EUR,employee\n"
    "E-1001,salary,FR,Contribution maison au titre du plan,2026-01-01,2026-01-31,,40.00,EUR,employee\n"
    "E-1001,bonus,US,Social Security,2026-01-01,2026-01-31,2000.00,124.00,USD,employee\n"
    "E-2002,salary,FR,Sécurité sociale plafonnée,2026-01-01,2026-01-31,3000.00,207.00,EUR,employee\n"
)
"""One worker charged twice on one stream and once on another; one charged once."""


def slip_rows(name: str = SLIP) -> list[dict[str, str]]:
    """The lines of a payslip with what the engine knows of them (`truth`)."""
    with (PAYSLIPS / "modele_social.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["slip"] == name]


def slip_csv(times: int = 1) -> str:
    """A register of that payslip, with two lines of a house plan that nobody knows."""
    names = ("label", "payer", "amount", "currency", "base", "rate", "period_start", "period_end")
    lines = [",".join(names)]
    for _ in range(times):
        lines.extend(",".join(f'"{row[name]}"' for name in names) for row in slip_rows())
        for payer, amount in (("employee", "25.00"), ("employer", "50.00")):
            lines.append(f'"{UNKNOWN}",{payer},{amount},EUR,,,2025-01-01,2025-01-31')
    return "\n".join(lines) + "\n"


def taken(
    actor: Actor,
    kind: str,
    text: str,
    name: str,
    at: datetime = NOW,
    chosen: dict[str, str] | None = None,
) -> Register:
    """A register handed in, read and taken, as a person does it step by step; `chosen` columns beyond the proposed."""
    row = hand_in(actor=actor, kind=kind, data=text.encode(), file_name=name, at=at)
    row = confirm_reading(
        actor=actor, register=row, answers={"decimal": "point", "dates": "iso"}, at=at
    )
    headers = first_rows(row, reading_of(row.reading)).columns
    mapping = proposed_mapping(None, headers, kind_for(row).columns) | (chosen or {})
    row = confirm_mapping(actor=actor, register=row, mapping=mapping, at=at)
    return take(actor=actor, register=row, at=at)


def classified_run(actor: Actor, at: datetime = NOW, times: int = 1) -> ChargeRun:
    """The payslip of the sample, classified."""
    register = taken(actor, "charges", slip_csv(times), "payslip-2025-01.csv", at)
    run = ChargeRun.objects.get(register=register)
    return say_agreement(actor=actor, run=run, agreement="FR", at=at)


def typed_run(actor: Actor, at: datetime = NOW) -> ChargeRun:
    """Two typed lines: one that is known, one that is not."""
    common = {
        "currency": "EUR",
        "payer": "employee",
        "period_start": date(2026, 1, 1),
        "period_end": date(2026, 1, 31),
    }
    return type_lines(
        actor=actor,
        title="Payslip of January 2026",
        agreement="FR",
        lines=[
            {"label": "Sécurité sociale plafonnée", "amount": Decimal("276.35"), **common},
            {"label": UNKNOWN, "amount": Decimal(40), **common},
        ],
        at=at,
    )


def contributions_run(actor: Actor, at: datetime = NOW) -> ContributionRun:
    """The contributions of the sample, tested."""
    register = taken(actor, "contributions", CONTRIBUTIONS, "contributions-2026-01.csv", at)
    return ContributionRun.objects.get(register=register)


def pay_said(actor: Actor, case: Case, at: datetime = NOW, **given: Any) -> CasePay:
    """Eight thousand dollars a month, with a rate to the euro, or whatever `given` says."""
    return say_pay(
        **{
            "actor": actor,
            "case": case,
            "amount": Decimal(8000),
            "currency": "USD",
            "known_by": "Assignment letter, annex 1",
            "per_dollar": Decimal("0.90"),
            "rate_source": "European Central Bank, 2 January 2026",
            "at": at,
            **given,
        }
    )


def unknown_line(run: ChargeRun, payer: str = "employee") -> ChargeLine:
    """The first unknown line of a run."""
    return run.charge_lines.filter(label=UNKNOWN, payer=payer).earliest("number")


def numbers_of(actor: Actor) -> dict[str, int]:
    """One of each record of exposure, for the walks over all addresses."""
    run = typed_run(actor)
    other = {"label": HOUSE, "amount": Decimal(5), "currency": "EUR"}
    second = type_lines(actor=actor, title="More", agreement="FR", lines=[other], at=NOW)
    line = second.charge_lines.get()
    given = resolve(
        actor=actor,
        run=second,
        line=line,
        category="not_covered",
        why="Letter",
        document=Document(b"The plan of the house.\n", "plan.txt"),
        at=NOW,
    )
    tested = contributions_run(actor)
    return {
        "charge_run": run.pk,
        "contribution_run": tested.pk,
        "overlap": tested.overlaps.earliest("pk").pk,
        "charge_line": unknown_line(run).pk,
        "resolution": given.resolution.pk,
    }


def work_of(run: ChargeRun) -> Classification:
    """The answers of a run that are shown."""
    assert run.current is not None
    return run.current
