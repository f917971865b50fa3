"""The dates that follow from a certificate in hand: end, extension, deliveries, returns, retention."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from totalis.kernel.dates import day_words
from totalis.procedure.deadlines_shape import Deadline
from totalis.procedure.delivery import delivery_book, outstanding
from totalis.procedure.marking import marking_book, yearly_attachments
from totalis.procedure.standing_certificates import fits_direction, superseded, was_relied_on
from totalis.procedure.waiting import is_business_day, standing_instruction, wait_book

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalis.procedure.casefile import CaseFile, CertificateRecord

RETENTION_YEARS = 4
"""IRS: records of employment taxes, at least."""


def of_certificates(file: CaseFile, today: date) -> Iterator[Deadline]:
    """The dates of every certificate that stands; of one that stood, how long its records are kept."""
    for certificate in file.certificates:
        yield from _retention(file, certificate)
        if file.closed_at is not None or not was_relied_on(file.match_of(certificate.id)):
            continue
        if certificate.withdrawn_on is not None or superseded(file, certificate):
            continue
        yield from _end(file, certificate)
        if fits_direction(file, certificate):
            yield from _deliveries(file, certificate)
    if file.closed_at is None:
        yield from _returns(file, today)


def _end(file: CaseFile, certificate: CertificateRecord) -> Iterator[Deadline]:
    if certificate.end is None:
        return
    ends, name = certificate.end, f"{file.reference}:{{}}:{certificate.id}"
    yield Deadline(
        uid=name.format("expiry"),
        kind="expiry",
        day=ends,
        says="The certificate ends; from the next day on nothing exempts the work.",
        right="prepare",
    )
    yield Deadline(
        uid=name.format("extension_window"),
        kind="extension_window",
        day=ask_by(ends),
        says=(
            "If the work goes on, ask now: the waiting window and the mail pass just before the "
            f"certificate ends on {day_words(ends)}."
        ),
        right="prepare",
        source=("house", *wait_book().follow_up.source),
    )
    yield Deadline(
        uid=name.format("extension_latest"),
        kind="extension_latest",
        day=ends,
        says="Last day to ask for an extension: it is asked for before the end, and both countries must agree.",
        right="lodge",
        source=("poms_gb_370", "poms_pt_565"),
    )


def ask_by(ends: date) -> date:
    """The last day from which the waiting window and the mail pass before an end."""
    day = ends - timedelta(days=wait_book().mail.days)
    left = standing_instruction().business_days
    while left:
        day -= timedelta(days=1)
        left -= is_business_day(day)
    return day


def _deliveries(file: CaseFile, certificate: CertificateRecord) -> Iterator[Deadline]:
    for item in outstanding(file, certificate):
        yield Deadline(
            uid=f"{file.reference}:delivery:{certificate.id}:{item.recipient}",
            kind="delivery",
            day=item.due,
            says=f"The certificate must be with {_recipient(item.recipient)}, and its receipt confirmed.",
            right="prepare",
            must=True,
            source=("house",),
        )


def _recipient(key: str) -> str:
    """Who must have it, without a name: dates go into calendars and mails."""
    known = delivery_book().recipients.get(key)
    return known.name if known is not None else "whoever was to get a copy"


def _returns(file: CaseFile, today: date) -> Iterator[Deadline]:
    for item in yearly_attachments(file, today):
        if item.attached:
            continue
        yield Deadline(
            uid=f"{file.reference}:return:{item.certificate}:{item.year}",
            kind="return",
            day=item.due,
            says=f"Attach the copy of the certificate to the return for {item.year}. {item.due_says}",
            right="prepare",
            must=True,
            source=item.source,
        )


def _retention(file: CaseFile, certificate: CertificateRecord) -> Iterator[Deadline]:
    """Until when what it exempted must be proved; longer rules abroad are not known.

    One that was withdrawn or replaced was relied on until that was known, which may be long after the day from which it
    no longer held: the last day that it names counts, and the day of withdrawal where it names none.
    """
    last = certificate.end or certificate.withdrawn_on
    ever = any(was_relied_on(one) for one in file.matches if one.certificate == certificate.id)
    if last is None or not ever:
        return
    yield Deadline(
        uid=f"{file.reference}:retention:{certificate.id}",
        kind="retention",
        day=retention_until(last),
        says="Keep everything at least until this day; other countries may ask for longer.",
        right="administer",
        source=("irs_four_years", "usc_6072"),
    )


def retention_until(last: date) -> date:
    """Four years after the return of the year of a day was due."""
    due = marking_book().due.general
    return date(last.year + 1 + RETENTION_YEARS, due.month, due.day)


def retained_from(today: date) -> date:
    """The first day whose `retention_until` has not passed on a day."""
    year = today.year - 1 - RETENTION_YEARS
    return date(year if retention_until(date(year, 1, 1)) >= today else year + 1, 1, 1)
