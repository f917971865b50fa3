"""Contributions taken in and tested: where both countries charged the same earnings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from totalis.exposure.models import ContributionLine, ContributionRun, Overlap
from totalis.exposure.selectors.money import units_of
from totalis.exposure.services.answered import with_answers
from totalis.exposure.services.words import text_of
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record
from totalis.webbase.registers.models import Register
from totalis.webbase.registers.selectors import mapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from totalis.exposure.models import ChargeResolution
    from totalis.webbase.accounts.actor import Actor

BATCH = 2000
SHOWN = 1000


def take_contributions(*, actor: Actor, register: Register, at: datetime) -> ContributionRun:
    """Keep the lines of a register and what the same-earnings test finds in them.

    Raises:
        PermissionDenied: the person may not prepare.
        Register.DoesNotExist: it is another organisation's.
        InputError: a column is missing, or an amount has more decimals than any currency.
    """
    from totalis.earnings.exposure import exposure  # noqa: PLC0415 - polars is loaded where tables are tested
    from totalis.earnings.exposure_classified import classified  # noqa: PLC0415 - the same
    from totalis.earnings.exposure_register import frame_of, with_refused  # noqa: PLC0415 - the same

    require(actor, Right.PREPARE)
    Register.objects.of(actor.organisation).get(pk=register.pk)
    rows = mapped(register)
    frame = classified(frame_of(rows, register.mapping))
    given: dict[int, ChargeResolution] = {}
    if "category" not in register.mapping:
        frame, given = with_answers(actor.organisation, frame)
    found = with_refused(exposure(frame), rows)
    run = ContributionRun.objects.create(
        organisation=actor.organisation,
        title=register.file_name[:200],
        register=register,
        counts=found.counts._asdict(),
        apart=[
            {**row, "amount": f"{row['amount']:f}"} for row in found.apart.iter_rows(named=True)
        ],
        rejected=found.rejected.head(SHOWN).to_dicts(),
        made_by=actor.user,
        made_at=at,
    )
    refused = set(found.rejected["line"].to_list())
    paid = {row.line: row.values.get("paid_on") for row in rows.rows}
    good = (row for row in frame.iter_rows(named=True) if row["line"] not in refused)
    _bulk(
        ContributionLine,
        (_line(run, row, paid[row["line"]], given.get(row["line"])) for row in good),
    )
    _bulk(Overlap, (_overlap(run, row) for row in found.rows.iter_rows(named=True)))
    counted = found.rows.group_by("finding").len().sort("finding")
    record(
        actor=actor,
        verb="tested contributions",
        subject=run.title,
        at=at,
        details={
            "run": run.pk,
            "register": register.pk,
            "lines": run.counts,
            "findings": dict(counted.iter_rows()),
            "answered": len(given),
        },
    )
    return run


def withdraw_contributions(register: Register, actor: Actor, at: datetime) -> None:
    """Let the lines and findings of a register go with it; the history keeps that they were here."""
    for run in ContributionRun.objects.of(actor.organisation).filter(register=register):
        run.withdrawn_at, run.rejected = at, []
        run.save(update_fields=["withdrawn_at", "rejected"])
        run.contribution_lines.all().delete()
        run.overlaps.all().delete()
        record(
            actor=actor,
            verb="withdrew contributions",
            subject=run.title,
            at=at,
            details={"run": run.pk, "register": register.pk},
        )


def _bulk(model: type[Any], rows: Iterable[Any]) -> None:
    waiting = iter(rows)
    while some := list(islice(waiting, BATCH)):
        model.objects.bulk_create(some)


def _line(
    run: ContributionRun, row: Mapping[str, Any], paid_on: object, given: ChargeResolution | None
) -> ContributionLine:
    """A line of the classified table, in which texts are as they were typed; a split line is a row for each part."""
    number = int(row["line"])
    words = {
        name: text_of(row, column, most, number)
        for name, column, most in (
            ("staff_number", "worker_id", 40),
            ("stream", "stream_id", 120),
            ("label", "label", 300),
            ("payer", "payer", 40),
            ("category", "category", 20),
            ("document", "document", 120),
        )
    }
    base = row.get("base")
    return ContributionLine(
        organisation_id=run.organisation_id,
        run=run,
        number=number,
        country=str(row["country"]).upper(),
        period_start=date.fromisoformat(row["period_start"]),
        period_end=date.fromisoformat(row["period_end"]),
        amount=units_of(Decimal(row["amount"]), f"line {number}, amount") or 0,
        base=units_of(Decimal(base), f"line {number}, base") if base else None,
        currency=str(row["currency"]).upper(),
        paid_on=paid_on if isinstance(paid_on, date) else None,
        resolution=given,
        **words,
    )


def _overlap(run: ContributionRun, row: Mapping[str, Any]) -> Overlap:
    money = {
        name: units_of(row[column])
        for name, column in (
            ("us_amount", "us_amount"),
            ("foreign_amount", "foreign_amount"),
            ("us_unclear", "us_unclear_amount"),
            ("foreign_unclear", "foreign_unclear_amount"),
        )
    }
    texts = {
        name: row[column] or ""
        for name, column in (
            ("staff_number", "worker_id"),
            ("stream", "stream_id"),
            ("foreign_stream", "foreign_stream_id"),
            ("foreign_country", "foreign_country"),
            ("us_currency", "us_currency"),
            ("foreign_currency", "foreign_currency"),
            ("us_lines", "us_lines"),
            ("foreign_lines", "foreign_lines"),
            ("finding", "finding"),
            ("why", "why"),
        )
    }
    return Overlap(
        organisation_id=run.organisation_id,
        run=run,
        period_start=row["period_start"],
        period_end=row["period_end"],
        **money,
        **texts,
    )
