"""What changed between two determinations, and between the fact sheets behind them, one sentence each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from totalis.facts.countries import with_article
from totalis.kernel.dates import days_written_out
from totalis.procedure.matching_names import Likeness, business_likeness

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]
NO_SHEET: Json = {}
"""Where the fact sheet behind a determination is not in the file."""
OUTCOME_WORDS: dict[str, str] = {
    "assigned": "one country covers the work",
    "undetermined": "facts are missing",
    "not_dual": "only one country's own law applies",
    "no_agreement": "no agreement is in force",
    "election": "the worker may choose",
    "split": "each part is decided by itself",
    "exception_required": "an exception of both countries is needed",
    "disputed": "sources contradict each other",
    "not_stated": "no source states a rule",
}
_COUNTRIES = (("covered_by", "covering country"), ("exempt_in", "exempt country"))
_TEXTS = (("rule", "rule"), ("article", "article"))
_PROOF = (("product", "proof"), ("issuer_name", "issuing office"), ("lane", "lane"))
_FACTS = (
    ("kind", "employee or self-employed"),
    ("category", "special kind of work"),
    ("works_for", "company worked for"),
    ("affiliate_3121l", "section 3121(l) agreement"),
)


def engagement_of(document: Json, name: str) -> Json:
    """The answer for an engagement; empty where it has none."""
    found = (item for item in document.get("engagements", ()) if item.get("id") == name)
    return next(found, {})


def answer_changes(old: Json, new: Json) -> Iterator[str]:
    """What the answer says otherwise."""
    if not old and not new:
        return
    if not new:
        yield f"The engagement {old['id']} is no longer in the fact sheet."
        return
    if not old:
        yield f"The engagement {new['id']} is new in the fact sheet."
        return
    if old["outcome"] != new["outcome"]:
        yield _was("answer", OUTCOME_WORDS[old["outcome"]], OUTCOME_WORDS[new["outcome"]])
    for field, label in _COUNTRIES:
        if old.get(field) != new.get(field):
            yield _was(label, *(_country(item.get(field)) for item in (old, new)))
    for field, label in _TEXTS:
        if old.get(field) != new.get(field):
            yield _was(label, *(str(item.get(field) or "none") for item in (old, new)))
    yield from _part_changes(old, new, "certificate", _PROOF)
    limit = (("last_lawful_day", "last day of the limit"),)
    yield from _part_changes(old, new, "clock", limit)


def sheet_changes(then: Json, now: Json) -> Iterator[str]:
    """What the facts say otherwise, of what a certificate speaks for: employer, place, kind of work."""
    if then is NO_SHEET or now is NO_SHEET:
        return
    old, new = (str((item.get("employer") or {}).get("name") or "") for item in (then, now))
    if old and new and business_likeness(old, new) < Likeness.SPELLING:
        yield _was("employer", old, new)
    places = [_places(item.get("work_country")) for item in (then, now)]
    if places[0] != places[1]:
        yield _was("country of work", *places)
    for field, label in _FACTS:
        if then.get(field) != now.get(field):
            yield _was(label, *(_text(item.get(field)) for item in (then, now)))


def _part_changes(
    old: Json, new: Json, part: str, fields: tuple[tuple[str, str], ...]
) -> Iterator[str]:
    before, after = old.get(part) or {}, new.get(part) or {}
    for field, label in fields:
        if before.get(field) != after.get(field):
            yield _was(label, *(str(item.get(field) or "none") for item in (before, after)))


def _was(label: str, old: str, new: str) -> str:
    return days_written_out(f"{label[0].upper()}{label[1:]}: was {old}, is {new}.")


def _country(code: str | None) -> str:
    return with_article(code) if code else "none"


def _places(value: str | list[str] | None) -> str:
    codes = [value] if isinstance(value, str) else value or []
    return " and ".join(sorted(with_article(code) for code in codes)) or "unknown"


def _text(value: object) -> str:
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).replace("_", " ")
