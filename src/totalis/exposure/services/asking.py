"""The catalogue asked about kept lines, and its words made ready to be kept."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from totalis.earnings.charges import ChargeLine as PrintedLine, Classifier, Resolution
from totalis.exposure.models import ChargeReason
from totalis.exposure.selectors.catalogues import catalogue_of
from totalis.exposure.selectors.money import amount_of
from totalis.lawbook.charges.labels import label_key
from totalis.lawbook.charges.model import Category

if TYPE_CHECKING:
    from totalis.earnings.charges import ClassifiedLine
    from totalis.exposure.models import ChargeLine, ChargeResolution, Classification


def classifier(agreement: str, resolutions: tuple[Resolution, ...] = ()) -> Classifier:
    """A classifier of a country's lines; it remembers what it has seen, so it is made for one piece of work."""
    return Classifier(catalogue_of(agreement), resolutions)


def printed(line: ChargeLine) -> PrintedLine:
    """A line as the catalogue is asked about it."""
    return PrintedLine(
        label=line.label,
        code=line.code,
        code_system=line.code_system,
        payer=line.payer,
        amount=amount_of(line.amount),
        currency=line.currency,
        base=amount_of(line.base),
        rate=Decimal(line.rate) if line.rate else None,
        period_start=line.period_start,
        period_end=line.period_end,
        worker_status=line.worker_status,
    )


def stated(given: ChargeResolution) -> Resolution:
    """A person's answer as the catalogue takes it."""
    return Resolution(
        label_key=label_key(given.label),
        category=Category(given.category),
        who=given.made_as,
        when=given.made_at.date(),
        why=given.why,
        code=given.code,
        code_system=given.code_system,
        payer=given.payer,
        charge=given.charge,
    )


def reason_of(work: Classification, row: ClassifiedLine) -> ChargeReason:
    """What was said of a line, not yet kept."""
    return ChargeReason(
        organisation_id=work.organisation_id,
        classification=work,
        category=row.category,
        certificate_effect=row.certificate_effect,
        credit=row.credit,
        branch=row.branch,
        basis=row.basis,
        why=row.why,
        citation=row.citation,
        charge=row.charge,
        confidence=row.confidence,
        suggestions=list(row.suggestions),
    )
