"""Three checks that do the work again: the decision, the audit chain, what payroll is told."""

from __future__ import annotations

import json
from functools import lru_cache

from totalis.documents.bag import DAY
from totalis.documents.bag_files import ANSWER, AUDIT, determination_path
from totalis.documents.verify.report import (
    Finding,
    NotDoneError,
    UnreadableError,
    as_json,
    bytes_of,
    differs,
    json_of,
)
from totalis.evaluate import determine
from totalis.facts.reader import read_sheet
from totalis.gate import payroll_state
from totalis.kernel.dates import read_day
from totalis.kernel.digest import digest
from totalis.lawbook.book import Lawbook
from totalis.procedure.casefile import AuditLine, CaseFile

Files = dict[str, bytes]
Look = tuple[str, list[Finding]]


@lru_cache(maxsize=1)
def installed_law() -> Lawbook:
    """The law that came with this Totalis."""
    return Lawbook()


def decided_again(files: Files, case: CaseFile) -> Look:
    """Decide every sheet again whose law is the installed one; what the engine calls itself is not compared."""
    found: list[Finding] = []
    done, other = 0, ""
    sheets = {version.digest: version.sheet for version in case.facts}
    for place, record in enumerate(case.determinations, start=1):
        if record.law != installed_law().digest:
            other = f"made under law {record.law}; installed is {installed_law().digest}"
            continue
        if record.facts not in sheets:
            continue
        again = determine(read_sheet(sheets[record.facts]), as_of=record.as_of, law=installed_law())
        path = determination_path(place)
        stated = json_of(files, path)
        fresh = json.loads(again.to_json())
        parts = [key for key in fresh if key != "engine" and fresh[key] != stated.get(key)]
        if parts:
            what = f"the same facts and law lead to something else in: {', '.join(parts)}"
            found.append(Finding(file=path, what=what))
        done += 1
    if not done:
        why = other or "nothing was decided in this case"
        raise NotDoneError(why)
    return f"{done} determination(s) made again" + (f"; others {other}" if other else ""), found


def audit_chain(files: Files, case: CaseFile) -> Look:
    """The digest of each entry, the order, the links where two stand side by side, and that the case has the same."""
    lines = bytes_of(files, AUDIT).decode("utf-8", "replace").splitlines()
    entries = [_entry(line, number) for number, line in enumerate(lines, start=1)]
    found: list[Finding] = []
    before: dict[str, object] | None = None
    links = 0
    for entry in entries:
        name = f"entry {entry.get('number')}"
        content = {key: value for key, value in entry.items() if key != "digest"}
        found += differs(AUDIT, f"{name} was changed", entry.get("digest"), digest(content))
        if before is not None:
            links += _is_next(before, entry)
            found += _link(before, entry)
        before = entry
    found += _same_as_case(entries, case)
    return f"{len(entries)} entries, {links} links between neighbours", found


def _entry(line: str, number: int) -> dict[str, object]:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        entry = None
    if not isinstance(entry, dict):
        what = f"line {number} is no entry"
        raise UnreadableError(AUDIT, what)
    return entry


def _is_next(before: dict[str, object], entry: dict[str, object]) -> bool:
    first, second = before.get("number"), entry.get("number")
    return isinstance(first, int) and second == first + 1


def _link(before: dict[str, object], entry: dict[str, object]) -> list[Finding]:
    first, second = before.get("number"), entry.get("number")
    if not (isinstance(first, int) and isinstance(second, int) and first < second):
        return [Finding(file=AUDIT, what=f"entry {second} stands after entry {first}")]
    if not _is_next(before, entry):
        return []
    what = f"entry {second} does not follow on entry {first}"
    return differs(AUDIT, what, before.get("digest"), entry.get("previous"))


def _same_as_case(entries: list[dict[str, object]], case: CaseFile) -> list[Finding]:
    """What the case file says of its audit entries is what the extract says."""
    keys = [key for key in AuditLine.__struct_fields__ if key not in ("at", "details")]
    in_case = [{key: getattr(line, key) for key in keys} for line in case.audit]
    in_extract = [{key: entry.get(key) for key in keys} for entry in entries]
    if in_case == in_extract:
        return []
    what = "its entries are not those that case.json has"
    return [
        Finding(
            file=AUDIT,
            what=what,
            expected=f"{len(in_case)} entries",
            found=f"{len(in_extract)} entries",
        )
    ]


def told_payroll(files: Files, case: CaseFile, info: dict[str, str]) -> Look:
    """The gate asked again for the day that the export is about."""
    day = read_day(info.get(DAY, ""))
    stated = json_of(files, ANSWER)
    again = as_json(payroll_state(case, day))
    found = [
        finding
        for key in again
        for finding in differs(
            ANSWER, f"“{key}” does not follow from the case", again[key], stated.get(key)
        )
    ]
    found += differs(
        "bag-info.txt", "Totalis-Answer is another one", again["state"], info.get("Totalis-Answer")
    )
    return f"{again['state']} for {day}: {again['reason']}", found
