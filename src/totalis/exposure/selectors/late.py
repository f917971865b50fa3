"""Certificates that came late: what to correct in which payroll, how it comes back, until when."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from django.db.models import F
from django.http import Http404

from totalis.casework.models import Certificate as CertificateRow, StaffNumber, Worker
from totalis.earnings.money_us import DOLLAR
from totalis.earnings.settlement import Certificate, Paid, State, late_settlement
from totalis.earnings.settlement_law import refunds
from totalis.exposure.models import ContributionLine
from totalis.exposure.selectors.money import amount_of, said, units_of
from totalis.facts.countries import name_of
from totalis.kernel.dates import day_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from totalis.casework.models import Case
    from totalis.earnings.engagement_money import EngagementMoney
    from totalis.earnings.settlement import Claim, Correction, Settlement
    from totalis.lawbook.model import Source
    from totalis.webbase.accounts.actor import Actor

US = "US"
SHOWN = 100
MOST_LINES = 2000
_DAYS = (
    *("issuer_country", "covered_by", "exempt_in"),
    *("start", "end", "received_on", "withdrawn_on"),
)
STATES = {
    "open": ("can be asked for", "passed"),
    "out_of_time": ("out of time", "failed"),
    "unknown": ("until when is not known", "open"),
}


class Way(NamedTuple):
    """One way in which money comes back."""

    asks: str
    form: str
    says: str
    last_day: date | None
    word: str
    tag: str
    because: str
    needs: str
    minds: tuple[str, ...]
    sources: tuple[Source, ...]


class Corrected(NamedTuple):
    """A contribution that the certificate reaches."""

    label: str
    payer: str
    first: date
    last: date
    amount: str
    apportioned: bool
    word: str
    tag: str
    last_day: date | None
    reference: str


class Late(NamedTuple):
    """Everything that the page shows."""

    settlement: Settlement
    payroll: str
    periods: list[tuple[date, date]]
    corrections: list[Corrected]
    ways: list[Way]
    sums: list[tuple[str, str, str]]
    unclear: list[Paid]
    not_reached: list[tuple[str, int]]


class LateOfCase(NamedTuple):
    """What a late certificate of a case gives back."""

    row: CertificateRow
    late: Late
    computed: bool
    """The amounts are computed from the pay, because no register holds what was charged."""


def certificates_of(actor: Actor) -> list[CertificateRow]:
    """The newest certificates of the organisation's cases that were not withdrawn."""
    return list(_rows(actor).filter(withdrawn_on=None).order_by("-received_on", "-pk")[:SHOWN])


def certificate_of(actor: Actor, reference: str, number: int) -> CertificateRow:
    """One certificate of a case.

    Raises:
        Http404: the organisation has no such certificate on that case.
    """
    row = _rows(actor).filter(case__reference=reference, pk=number).first()
    if row is None:
        raise Http404
    return row


def paid_lines(actor: Actor, case: Case) -> list[ContributionLine]:
    """What contributions registers hold of the case's worker, by her staff number."""
    return _charged(case) if case.organisation_id == actor.organisation.pk else []


def _charged(case: Case) -> list[ContributionLine]:
    number = case.worker.staff_number
    if not number:
        return []
    rows = ContributionLine.objects.of(case.organisation).filter(staff_number=number)
    return list(rows.order_by("period_start", "number")[:MOST_LINES])


def late_of(
    actor: Actor,
    case: Case,
    lines: list[ContributionLine],
    money: EngagementMoney | None,
    today: date,
) -> LateOfCase | None:
    """The newest certificate of a case that came after its first day, with what it gives back; None where nothing was taken before."""
    rows = _rows(actor).filter(case=case, withdrawn_on=None, received_on__gt=F("start"))
    row = rows.order_by("-received_on", "-pk").first()
    if row is None:
        return None
    charged = [line for line in lines if line.country == row.exempt_in]
    if charged or money is None:
        return LateOfCase(row, settled(row, charged, today), computed=False)
    until = min(today, row.received_on)
    taken = _computed(row, money, until)
    return LateOfCase(row, _drawn(row, taken, today), computed=True) if taken else None


def why_kept(case: Case, today: date) -> str:
    """Why a case must stay for what a certificate that came late gives back: a day to ask by that has not passed, or is not known."""
    # Nothing that is encrypted is read: a case that cannot be decrypted keeps no page from being shown.
    late = CertificateRow.objects.filter(case=case, received_on__gt=F("start")).order_by("pk")
    for row in late.only(*_DAYS):
        certificate = _held(row)
        if certificate is None:
            continue
        for line in _reached(case, certificate).iterator(chunk_size=MOST_LINES):
            why = _to_ask_back(certificate, line, today)
            if why:
                return why
    return ""


def _held(row: CertificateRow) -> Certificate | None:
    """A certificate for as long as it held; None where it never did."""
    found = _certificate(row)
    if row.withdrawn_on is None:
        return found
    if row.withdrawn_on <= row.start:
        return None
    last = row.withdrawn_on - timedelta(days=1)
    return msgspec.structs.replace(found, end=last if row.end is None else min(row.end, last))


def _reached(case: Case, certificate: Certificate) -> QuerySet[ContributionLine]:
    """What was charged of the worker in the exempting country in the days of a certificate, by any number that she ever had."""
    held = StaffNumber.objects.filter(worker=case.worker_id).values_list("number", flat=True)
    today = Worker.objects.filter(pk=case.worker_id).values_list("staff_number", flat=True)
    numbers = {*held, *today} - {""}
    lines = ContributionLine.objects.filter(
        organisation=case.organisation_id,
        staff_number__in=numbers,
        country=certificate.exempt_in,
        period_end__gte=certificate.start,
    )
    if certificate.end is not None:
        lines = lines.filter(period_start__lte=certificate.end)
    return lines.order_by("-pk")  # the newest first: it can be asked back the longest


def _to_ask_back(certificate: Certificate, line: ContributionLine, today: date) -> str:
    country = name_of(certificate.exempt_in)
    found = late_settlement(certificate, [_paid(line)], today=today)
    for claim in (claim for one in found.corrections for claim in one.claims):
        if claim.state is State.UNKNOWN:
            return f"Until when contributions can be asked back in {country} is not known: {claim.because}"
        if claim.last_day is not None and claim.last_day >= today:
            return (
                f"Contributions can be asked back in {country} until {day_words(claim.last_day)}."
            )
    return next(iter(found.unknown), "")


def _computed(row: CertificateRow, money: EngagementMoney, until: date) -> list[Paid]:
    """What the exempting country took by the calculation, in the months that were over when the certificate was in hand.

    The calculation takes a month to be paid at its end: of one that was not over, nothing was taken yet.
    """
    ours = row.exempt_in == US
    return [
        Paid(
            country=row.exempt_in,
            period_start=month.first,
            period_end=month.last,
            label="computed from the pay",
            payer=payer,
            amount=amount,
            currency=DOLLAR if ours else month.foreign_currency,
            reference="not as charged",
        )
        for month in money.risk.months
        if month.last <= until
        for payer, amount in ((month.us if ours else month.foreign) or {}).items()
    ]


def settled(row: CertificateRow, lines: Iterable[ContributionLine], today: date) -> Late:
    """What follows from a certificate for what was paid, seen on a day."""
    return _drawn(row, [_paid(line) for line in lines], today)


def _drawn(row: CertificateRow, paid: list[Paid], today: date) -> Late:
    found = late_settlement(_certificate(row), paid, today=today)
    return Late(
        settlement=found,
        payroll=name_of(found.payroll),
        periods=list(found.periods),
        corrections=[_corrected(one) for one in found.corrections],
        ways=_ways(found),
        sums=[
            (
                STATES[one.state.value][0],
                STATES[one.state.value][1],
                said(units_of(one.amount), one.currency),
            )
            for one in found.sums
        ],
        unclear=[one.paid for one in found.unclear],
        not_reached=_counted(one.because for one in found.not_reached),
    )


def _certificate(row: CertificateRow) -> Certificate:
    return Certificate(
        issuer=row.issuer_country,
        covered_by=row.covered_by,
        exempt_in=row.exempt_in,
        start=row.start,
        end=row.end,
        received=row.received_on,
    )


def _rows(actor: Actor) -> QuerySet[CertificateRow]:
    rows = CertificateRow.objects.filter(
        case__organisation=actor.organisation, case__disposed_at=None
    )
    return rows.select_related("case", "case__worker", "case__organisation")


def _paid(line: ContributionLine) -> Paid:
    return Paid(
        country=line.country,
        period_start=line.period_start,
        period_end=line.period_end,
        worker_id=line.staff_number,
        stream_id=line.stream,
        label=line.label,
        payer=line.payer,
        amount=amount_of(line.amount),
        currency=line.currency,
        paid_on=line.paid_on,
        category=line.category or "unclear",
        reference=f"{line.document or 'line'} {line.number}",
    )


def _corrected(one: Correction) -> Corrected:
    word, tag = STATES[one.state.value]
    days = [claim.last_day for claim in one.claims if claim.last_day is not None]
    return Corrected(
        one.paid.label or "not named",
        one.paid.payer or "not said",
        one.first,
        one.last,
        said(units_of(one.amount), one.paid.currency),
        one.apportioned,
        word,
        tag,
        max(days) if days else None,
        one.paid.reference,
    )


def _ways(found: Settlement) -> list[Way]:
    """Each way once, with the earliest of its last days: that is the day to mind."""
    claims: dict[str, Claim] = {}
    for correction in found.corrections:
        for claim in correction.claims:
            known = claims.get(claim.route.id)
            if known is None or _earlier(claim, known):
                claims[claim.route.id] = claim
    return [_way(claim) for claim in claims.values()]


def _earlier(claim: Claim, known: Claim) -> bool:
    return claim.last_day is not None and (
        known.last_day is None or claim.last_day < known.last_day
    )


def _way(claim: Claim) -> Way:
    word, tag = STATES[claim.state.value]
    sources = refunds().sources
    keys = dict.fromkeys((*claim.route.source, *claim.source))
    return Way(
        claim.route.asks,
        claim.route.form,
        claim.route.says,
        claim.last_day,
        word,
        tag,
        claim.because,
        ", ".join(NEEDS.get(need, need) for need in claim.needs),
        tuple(mind.says for mind in claim.route.minds),
        tuple(sources[key] for key in keys if key in sources),
    )


NEEDS = {
    "paid_on": "the day of payment",
    "return_filed": "the day on which the return was filed",
}


def _counted(texts: Iterable[str]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for text in texts:
        counts[text] = counts.get(text, 0) + 1
    return list(counts.items())
