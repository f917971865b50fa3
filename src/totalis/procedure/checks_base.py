"""What a data check is, what it looks at, and the list in which every check stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from totalis.lawbook.model import Source
from totalis.procedure.casefile import CaseFile, Direction, Lane, RequestField, Value
from totalis.procedure.forms_facts import US, day
from totalis.procedure.sources import cite

if TYPE_CHECKING:
    from datetime import date

    from totalis.procedure.casefile import CertificateRecord
    from totalis.procedure.forms import FormField


class Severity(StrEnum):
    """How grave a finding is: nothing is sent over a stop; a warning is answered by a person."""

    STOP = "stop"
    WARN = "warn"
    NOTE = "note"


class DataCheck(Value, frozen=True, kw_only=True):
    """One thing found in a request before it is sent; personal numbers are never repeated."""

    key: str
    severity: Severity
    place: str
    """The field (`worker_ssn`), or the place in the case (`parties.us_employer`)."""
    says: str
    remedy: str
    evidence: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


class CheckEntry(Value, frozen=True, kw_only=True):
    """A check as pages and docs list it."""

    key: str
    looks_for: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What is checked: the case file, the fields of its request with their values, the day, other certificates."""

    case: CaseFile
    fields: Mapping[str, FormField]
    values: Mapping[str, RequestField]
    on: date
    others: tuple[CertificateRecord, ...] = ()

    def value(self, key: str) -> str:
        """The value of a field; empty where it has none."""
        field = self.values.get(key)
        return field.value.strip() if field else ""

    def day(self, key: str) -> date | None:
        """The value of a field as a day."""
        return day(self.value(key))

    def proof(self, *keys: str) -> tuple[str, ...]:
        """The documents behind some fields."""
        found = (self.values[key].evidence for key in keys if key in self.values)
        return tuple(dict.fromkeys(item for item in found if item))

    @property
    def texts(self) -> dict[str, str]:
        """Every value by its field."""
        return {key: field.value.strip() for key, field in self.values.items()}

    @property
    def foreign(self) -> bool:
        """Whether a certificate of the other country is asked for."""
        return self.case.direction is Direction.FOREIGN_CERTIFICATE

    @property
    def work_country(self) -> str:
        """The country in which the work must be done for this request to make sense; empty where either will do.

        A self-employed person may need the other country's certificate for work in that very country: it frees her
        from United States tax on what she earns there.
        """
        request = self.case.request
        if self.foreign and request is not None and request.lane is Lane.SELF_EMPLOYED:
            return ""
        return US if self.foreign else self.case.partner

    @property
    def product(self) -> str:
        """What is asked for."""
        return self.case.request.product if self.case.request else "certificate"


Look = Callable[[Subject], Iterable[DataCheck]]


@dataclass(frozen=True)
class Check:
    """A check: its entry in the list and the function that looks."""

    entry: CheckEntry
    look: Look


@dataclass(frozen=True)
class Finder:
    """Makes the findings of one check, so that each carries its key and its sources."""

    entry: CheckEntry

    def __call__(
        self,
        severity: Severity,
        place: str,
        says: str,
        remedy: str,
        *,
        evidence: Iterable[str] = (),
        sources: Iterable[Source] = (),
    ) -> DataCheck:
        """One finding."""
        return DataCheck(
            key=self.entry.key,
            severity=severity,
            place=place,
            says=says,
            remedy=remedy,
            evidence=tuple(dict.fromkeys(item for item in evidence if item)),
            sources=(*sources,) or self.entry.sources,
        )


Written = Callable[[Subject, Finder], Iterator[DataCheck]]


def check(key: str, looks_for: str, *source: str) -> Callable[[Written], Check]:
    """Make a check of a function that yields findings; `source` are keys of `sources.yaml`."""
    entry = CheckEntry(key=key, looks_for=looks_for, sources=cite(source))

    def made(function: Written) -> Check:
        return Check(entry=entry, look=lambda subject: function(subject, Finder(entry)))

    return made
