"""What falls when a decision changes: in words, with the certificates and the pay periods (G2, B8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from totalis.facts.countries import with_article
from totalis.procedure.standing_payroll import was_relied_on

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from totalis.procedure.casefile import CaseFile


@dataclass(frozen=True, slots=True)
class Effect:
    """What a new determination changes; nothing in `changed` means that it says the same."""

    changed: tuple[str, ...]
    certificates: tuple[str, ...]
    """The certificates that the new answer no longer supports."""
    pay_from: date | None
    """The first day of the pay periods that fall; None where nothing was relied on."""


def effect_of(
    before: Mapping[str, Any], after: Mapping[str, Any], file: CaseFile, engagement: str
) -> Effect:
    """Compare two determinations (`totalis/determination/1`) for one engagement of a case."""
    old, new = _answer(before, engagement), _answer(after, engagement)
    changed = tuple(_changes(old, new))
    if not changed:
        return Effect((), (), None)
    fallen = [
        item
        for item in file.certificates
        if item.withdrawn_on is None
        and (item.covered_by, item.exempt_in) != (new.get("covered_by"), new.get("exempt_in"))
    ]
    relied = [item.start for item in fallen if was_relied_on(file.match_of(item.id))]
    return Effect(changed, tuple(item.id for item in fallen), min(relied, default=None))


def _answer(document: Mapping[str, Any], engagement: str) -> Mapping[str, Any]:
    found = [item for item in document.get("engagements", ()) if item["id"] == engagement]
    return found[0] if found else {}


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    lines = []
    if _result(old) != _result(new):
        lines.append(f"The answer was: {_says(old)} It is now: {_says(new)}")
    elif old.get("rule") != new.get("rule"):
        lines.append(
            f"The rule was article {old.get('article') or 'unknown'}; it is now article {new.get('article') or 'unknown'}."
        )
    limits = [(item.get("clock") or {}).get("last_lawful_day") for item in (old, new)]
    if limits[0] != limits[1]:
        lines.append(
            f"The last lawful day was {limits[0] or 'unknown'}; it is now {limits[1] or 'unknown'}."
        )
    return lines


def _result(answer: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    return answer.get("outcome"), answer.get("covered_by"), answer.get("exempt_in")


def _says(answer: Mapping[str, Any]) -> str:
    said = str(answer.get("answer") or "")
    covered = answer.get("covered_by")
    return said or (f"{with_article(covered)} covers the work." if covered else "nothing.")
