"""The copy that goes with a self-employed person's United States return, year by year (F5, `data/marking.yaml`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from totalis.procedure.casefile import Direction, Lane
from totalis.procedure.delivery import Contradiction, Reading
from totalis.procedure.reader import read_data
from totalis.procedure.sources import rests_on_weak
from totalis.procedure.standing_certificates import superseded, was_relied_on
from totalis.procedure.standing_decision import main_answer

if TYPE_CHECKING:
    from totalis.procedure.casefile import CaseFile, CertificateRecord, ReturnAttachment


class MarkedYears(msgspec.Struct, frozen=True, kw_only=True):
    """Where the words go in a span of tax years."""

    first: int
    last: int
    where: str
    box: str
    note: str
    source: tuple[str, ...]


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence with its sources."""

    says: str
    source: tuple[str, ...]


class DueDay(msgspec.Struct, frozen=True, kw_only=True):
    """A day of the year after the tax year."""

    month: int
    day: int
    says: str
    source: tuple[str, ...]


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """When the return is filed."""

    general: DueDay
    abroad: DueDay


class TwoReadings(msgspec.Struct, frozen=True, kw_only=True):
    """What sources disagree on."""

    says: str
    readings: tuple[Reading, ...]


class MarkingBook(msgspec.Struct, frozen=True, kw_only=True):
    """The file `marking.yaml`."""

    attach: Statement
    words: str
    words_source: tuple[str, ...]
    years: tuple[MarkedYears, ...]
    unknown_year: str
    contradiction: TwoReadings
    due: Due


@dataclass(frozen=True, slots=True, kw_only=True)
class Marking:
    """What is written on the return of a year, where, and how far to trust it; `where` is empty while unknown."""

    year: int
    words: str
    where: str
    box: str
    note: str
    weak: bool
    source: tuple[str, ...]
    contradiction: Contradiction


@dataclass(frozen=True, slots=True, kw_only=True)
class YearlyAttachment:
    """One year's copy: attached or not yet, and by when the return is filed."""

    certificate: str
    year: int
    due: date
    due_says: str
    source: tuple[str, ...]
    marking: Marking
    record: ReturnAttachment | None

    @property
    def attached(self) -> bool:
        """Whether the copy is known to have gone with the return."""
        return self.record is not None and self.record.attached_on is not None


@cache
def marking_book() -> MarkingBook:
    """The file as it reads; a LawError where it does not."""
    return read_data("marking", MarkingBook)


def marking_of(year: int) -> Marking:
    """What is written on the return of a tax year, with its source and with what sources disagree on."""
    book = marking_book()
    found = next((item for item in book.years if item.first <= year <= item.last), None)
    says, readings = book.contradiction.says, book.contradiction.readings
    return Marking(
        year=year,
        words=book.words,
        where=found.where if found is not None else "",
        box=found.box if found is not None else "",
        note=found.note if found is not None else book.unknown_year,
        weak=rests_on_weak(found.source) if found is not None else True,
        source=found.source if found is not None else book.words_source,
        contradiction=Contradiction(key="schedule_se", says=says, readings=readings),
    )


def yearly_attachments(file: CaseFile, today: date) -> tuple[YearlyAttachment, ...]:
    """The years whose United States return takes a copy: every year covered that has begun."""
    if not _goes_with_returns(file):
        return ()
    return tuple(
        _attachment(file, certificate, year)
        for certificate in file.certificates
        if certificate.withdrawn_on is None
        and was_relied_on(file.match_of(certificate.id))
        and not superseded(file, certificate)
        for year in _years(certificate, today)
    )


def _goes_with_returns(file: CaseFile) -> bool:
    """Foreign certificates and letters of self-employed people; employees' stay with the employer."""
    if file.direction not in (Direction.FOREIGN_CERTIFICATE, Direction.LETTER_OF_EXEMPTION):
        return False
    if file.request is not None and file.request.lane is not Lane.HOLD:
        return file.request.lane is Lane.SELF_EMPLOYED
    answer = main_answer(file)
    return answer is not None and answer.lane == Lane.SELF_EMPLOYED


def _years(certificate: CertificateRecord, today: date) -> range:
    last = today.year if certificate.end is None else min(certificate.end.year, today.year)
    return range(certificate.start.year, last + 1)


def _attachment(file: CaseFile, certificate: CertificateRecord, year: int) -> YearlyAttachment:
    records = [
        item
        for item in file.attachments
        if item.certificate == certificate.id and item.tax_year == year
    ]
    book = marking_book()
    abroad = file.worker.address.country not in ("", "US", "PR")
    due = book.due.abroad if abroad else book.due.general
    return YearlyAttachment(
        certificate=certificate.id,
        year=year,
        due=date(year + 1, due.month, due.day),
        due_says=due.says,
        source=(*book.attach.source, *due.source),
        marking=marking_of(year),
        record=records[-1] if records else None,
    )
