"""The fact sheet `totalis/facts/1`: who works, what, where, when, for whom.

None is unknown. `False`, `()` and the word `none` are known: known not.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from msgspec.structs import replace

from totalis.kernel.digest import canonical_json, digest_bytes

SCHEMA = "totalis/facts/1"
NONE = "none"
"""The known absence of a country (`government_of: none`)."""


class Worker(msgspec.Struct, frozen=True, kw_only=True):
    """The person. Countries are ISO 3166-1 alpha-2."""

    citizenships: tuple[str, ...] | None = None
    residence: str | None = None
    us_status: str | None = None
    private_health_insurance: bool | None = None
    accompanying_family: bool | None = None


class Employer(msgspec.Struct, frozen=True, kw_only=True):
    """The employer that employs or sends the worker."""

    name: str | None = None
    country: str | None = None
    american: bool | None = None
    headquarters: str | None = None
    government_of: str | None = None


class Posting(msgspec.Struct, frozen=True, order=True):
    """An earlier stay; both days are inside."""

    start: date
    end: date


class Engagement(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of work, in one country, for one employer or on own account."""

    id: str
    kind: str | None = None
    category: str | None = None
    work_country: tuple[str, ...] | None = None
    start: date | None = None
    end: date | None = None
    open_ended: bool | None = None
    employer: Employer = Employer()
    hired_in: str | None = None
    sent_by_employer: bool | None = None
    sent_from: str | None = None
    insured_at_home_en_route: bool | None = None
    employed_before_transfer: bool | None = None
    home_coverage_months_before: int | None = None
    works_for: str | None = None
    affiliate_3121l: bool | None = None
    earlier_postings: tuple[Posting, ...] | None = None
    flag: str | None = None
    occupation: str | None = None
    second_job_in: tuple[str, ...] | None = None
    normally_in: tuple[str, ...] | None = None
    same_activity_transferred: bool | None = None
    fixed_base_days: tuple[tuple[str, int], ...] | None = None
    presence_days: tuple[tuple[str, int], ...] | None = None
    elected: str | None = None
    us_class: str | None = None
    foreign_class: str | None = None
    covered_at_home: tuple[tuple[str, bool], ...] | None = None


class FactSheet(msgspec.Struct, frozen=True):
    """A worker and the engagements of that worker."""

    worker: Worker
    engagements: tuple[Engagement, ...]

    def value(self, engagement: Engagement, path: str) -> Any:
        """The value of a fact by its vocabulary path; None is unknown."""
        scope, name = path.split(".", 1)
        if scope == "worker":
            return getattr(self.worker, name)
        if name.startswith("employer."):
            return getattr(engagement.employer, name.removeprefix("employer."))
        return getattr(engagement, name)

    def with_value(self, engagement_id: str, path: str, value: Any) -> FactSheet:
        """Return a sheet with one fact changed; None makes it unknown."""
        scope, name = path.split(".", 1)
        if scope == "worker":
            return replace(self, worker=replace(self.worker, **{name: value}))
        changed = tuple(
            _with_engagement_value(item, name, value) if item.id == engagement_id else item
            for item in self.engagements
        )
        return replace(self, engagements=changed)

    def as_dict(self) -> dict[str, Any]:
        """The sheet in its public form; unknown facts are left out."""
        return {
            "schema": SCHEMA,
            "worker": _plain(self.worker),
            "engagements": [_plain(engagement) for engagement in self.engagements],
        }

    def canonical(self) -> bytes:
        """The bytes that the digest is taken of; the order of countries in a list does not matter to them."""
        return canonical_json(_sorted_lists(self.as_dict()))

    def digest(self) -> str:
        """The digest of the public form."""
        return digest_bytes(self.canonical())


def _with_engagement_value(engagement: Engagement, name: str, value: Any) -> Engagement:
    if name.startswith("employer."):
        part = name.removeprefix("employer.")
        return replace(engagement, employer=replace(engagement.employer, **{part: value}))
    return replace(engagement, **{name: value})


def _plain(item: Worker | Employer | Engagement) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name in item.__struct_fields__:
        value = getattr(item, name)
        if value is None:
            continue
        if isinstance(value, Employer):
            value = _plain(value)
            if not value:
                continue
        elif name == "work_country":
            value = value[0] if len(value) == 1 else list(value)
        elif name in ("fixed_base_days", "presence_days", "covered_at_home"):
            value = dict(value)
        elif name == "earlier_postings":
            value = [{"start": p.start.isoformat(), "end": p.end.isoformat()} for p in value]
        elif isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, tuple):
            value = list(value)
        result[name] = value
    return result


def _sorted_lists(value: Any) -> Any:
    """The same facts with every list of countries in order; other lists keep theirs."""
    if isinstance(value, dict):
        return {key: _sorted_lists(item) for key, item in value.items()}
    if isinstance(value, list):
        plain = all(isinstance(item, str) for item in value)
        return sorted(value) if plain else [_sorted_lists(item) for item in value]
    return value
