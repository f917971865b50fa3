"""The fields of a request as pages show them: value or mask, source document, writer, and what is unknown of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from totalis.casework.selectors.asked import fields_of_request, is_secret
from totalis.casework.selectors.requests import writers_of_fields
from totalis.facts.countries import COUNTRIES, name_of
from totalis.kernel.dates import day_words, read_day
from totalis.procedure.forms import FieldType
from totalis.procedure.forms_prefill import asked_now
from totalis.webbase.accounts.models import User
from totalis.webbase.secrets.masking import masked

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from totalis.casework.models import Case
    from totalis.procedure.casefile import CaseFile, EvidenceItem, RequestField
    from totalis.procedure.forms import FormField

GROUPS = {
    "request": "What is asked for",
    "worker": "Worker",
    "employer": "Employers",
    "assignment": "Work in the other country",
    "self_employment": "Trade or business",
    "country": "What this agreement adds",
    "requester": "Who asks",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """One field; `shown` never holds a whole personal number, `asked` None: the facts do not say."""

    field: FormField
    shown: str
    asked: bool | None
    evidence: EvidenceItem | None = None
    writer: str = ""

    @property
    def is_filled(self) -> bool:
        """Whether it has a value."""
        return bool(self.shown)

    @property
    def is_missing(self) -> bool:
        """Whether it must have a value, as far as is known, and has none."""
        needed = self.field.requirement == "required" and self.asked is not False
        return needed and not self.shown


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields that belong together."""

    key: str
    title: str
    rows: tuple[FieldRow, ...]


def field_groups(case: Case, file: CaseFile, at: datetime) -> tuple[FieldGroup, ...]:
    """Every field that the request asks for, grouped in the order of the form."""
    fields = fields_of_request(file)
    saved = saved_fields(file)
    writers = _names(writers_of_fields(case, at)) if fields else {}
    values = {name: item.value for name, item in saved.items()}
    rows = [_row(field, saved.get(field.key), file, values, writers) for field in fields]
    return tuple(
        FieldGroup(key, title, found)
        for key, title in _titles(fields).items()
        if (found := tuple(row for row in rows if row.field.group == key))
    )


def saved_fields(file: CaseFile) -> dict[str, RequestField]:
    """The fields of the request that have a value, by key."""
    return {item.field: item for item in file.request.fields} if file.request else {}


def shown_value(field: FormField, value: str) -> str:
    """A value in words: countries by name, days written out, personal numbers by their last four signs."""
    if is_secret(field):
        return masked(value)
    if field.type in (FieldType.COUNTRY, FieldType.COUNTRIES):
        parts = [part.strip() for part in value.split(",")]
        return ", ".join(name_of(part) if part in COUNTRIES else part for part in parts)
    if field.type is FieldType.YES_NO:
        return {"yes": "Yes", "no": "No"}.get(value, value)
    if field.type is FieldType.DATE:
        try:
            return day_words(read_day(value))
        except ValueError:
            return value
    return value


def _titles(fields: tuple[FormField, ...]) -> dict[str, str]:
    """Groups in the order of their first field."""
    return {field.group: GROUPS.get(field.group, field.group) for field in fields}


def _row(
    field: FormField,
    saved: RequestField | None,
    file: CaseFile,
    values: Mapping[str, str],
    writers: Mapping[str, str],
) -> FieldRow:
    return FieldRow(
        field=field,
        shown=shown_value(field, saved.value) if saved is not None else "",
        asked=asked_now(field, file, values),
        evidence=file.evidence_item(saved.evidence) if saved and saved.evidence else None,
        writer=writers.get(field.key, ""),
    )


def _names(writers: Mapping[str, int]) -> dict[str, str]:
    users = {user.pk: user.name for user in User.objects.filter(pk__in=set(writers.values()))}
    return {field: users[pk] for field, pk in writers.items() if pk in users}
