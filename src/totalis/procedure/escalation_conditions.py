"""When each condition of escalation holds, read from the records of a case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from totalis.facts.countries import name_of
from totalis.kernel.digest import digest
from totalis.lawbook.model import Outcome
from totalis.procedure.casefile import Lane, PeriodLane
from totalis.procedure.findings_values import plain_place
from totalis.procedure.matching_names import Likeness, business_likeness
from totalis.procedure.periods_stretches import overlaps
from totalis.procedure.standing_certificates import fits_direction
from totalis.procedure.standing_decision import main_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from totalis.procedure.casefile import CaseFile, EvidenceItem, Period

RETURNS = frozenset({"tax_return", "earlier_position"})
_YEAR = re.compile(r"\b(19|20)\d\d\b")
_CSG = re.compile(r"\b(csg|c\.s\.g\.|crds|c\.r\.d\.s\.)", re.IGNORECASE)
_BUNDLES = re.compile(
    r"\b(french social (taxes|charges)|social charges|charges sociales|pr[eé]l[eè]vements sociaux)\b",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"^\W*(csg|crds)\b[\s\d.,%€]*(non d[eé]ductible|d[eé]ductible)?[\s\d.,%€]*$", re.IGNORECASE
)
_CHARGES = frozenset({"charges", "charge", "contributions"})
_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Held:
    """A condition that holds, and on what it rests."""

    key: str
    says: str


def _held(kind: str, rests_on: list[object], says: str) -> Held:
    return Held(f"{kind}:{digest(rests_on).removeprefix('sha256:')[:_LENGTH]}", says)


def taxed_twice(file: CaseFile, today: date) -> Iterator[Held]:
    """Contributions to two countries for the same days, unless they name two different businesses."""
    del today
    paid = [item for item in file.periods if item.lane is PeriodLane.CONTRIBUTIONS and item.country]
    for item in overlaps(paid):
        one, other = item.one, item.other
        if one.country == other.country or _two_streams(one, other):
            continue
        both = sorted(
            [period.country, period.start.isoformat(), period.end.isoformat() if period.end else ""]
            for period in (one, other)
        )
        says = (
            f"{name_of(one.country)} and {name_of(other.country)} both collect contributions "
            f"{item.days.says()}; the same earnings may be charged twice."
        )
        yield _held("taxed_twice", [both], says)


def _two_streams(one: Period, other: Period) -> bool:
    """Whether two periods name two businesses: separate streams of earnings in one year are no double charge."""
    named = bool(one.employer and other.employer)
    return named and business_likeness(one.employer, other.employer) is Likeness.OTHER


def no_certificate_for_filed_years(file: CaseFile, today: date) -> Iterator[Held]:
    """A self-employed person's returns are in the record for years that no certificate covers."""
    del today
    if not _self_employed(file):
        return
    uncovered = sorted(
        {year for item in file.evidence if item.kind in RETURNS for year in _years(item)}
        - set(_covered_years(file))
    )
    if uncovered:
        named = ", ".join(map(str, uncovered))
        yield _held(
            "no_certificate_for_filed_years",
            [uncovered],
            f"Returns are filed and no certificate is in hand for {named}.",
        )


def _self_employed(file: CaseFile) -> bool:
    if file.request is not None and file.request.lane is not Lane.HOLD:
        return file.request.lane is Lane.SELF_EMPLOYED
    sheet = file.current_facts.sheet if file.current_facts is not None else {}
    kinds = {item.get("kind") for item in sheet.get("engagements", ())}
    return kinds == {"self_employment"}


def _years(item: EvidenceItem) -> set[int]:
    """The tax years of a return: as read, else as its title says, else the year before its day."""
    read = [
        int(reading.value)
        for reading in item.readings
        if plain_place(reading.place)[1] == "tax_year" and _YEAR.fullmatch(reading.value)
    ]
    titled = [int(found[0]) for found in _YEAR.finditer(item.title)]
    dated = [item.document_date.year - 1] if item.document_date is not None else []
    return set(read or titled or dated)


def _covered_years(file: CaseFile) -> Iterator[int]:
    for certificate in file.certificates:
        if certificate.withdrawn_on is None and fits_direction(file, certificate):
            end = certificate.end or file.known_at.date()
            yield from range(certificate.start.year, end.year + 1)


def nobody_can_say(file: CaseFile, today: date) -> Iterator[Held]:
    """Sources disagree or are silent, or every missing fact was asked for and nobody knows it."""
    del today
    answer = main_answer(file)
    if answer is None:
        return
    if answer.outcome in (Outcome.DISPUTED, Outcome.NOT_STATED):
        yield _held("nobody_can_say", [answer.id, answer.outcome.value, answer.rule], answer.says)
    missing = [item["fact"] for item in answer.document.get("missing") or ()]
    facts = file.current_facts
    given_up = {item.place for item in facts.statements if item.value is None} if facts else set()
    if answer.outcome is Outcome.UNDETERMINED and missing and set(missing) <= given_up:
        says = "Facts that decide are missing, and whoever was asked does not know them."
        yield _held("nobody_can_say", [answer.id, sorted(missing)], says)


def mixed_charges(file: CaseFile, today: date) -> Iterator[Held]:
    """A French charge line that holds CSG or CRDS together with something else."""
    del today
    if file.partner not in ("FR", ""):
        return
    for item in file.evidence:
        lines = [
            reading.value
            for reading in item.readings
            if plain_place(reading.place.partition("[")[0])[0] in _CHARGES
            and _bundled(reading.value)
        ]
        if lines:
            says = f"“{item.title}” has a line that mixes charges: “{lines[0]}”."
            yield _held("mixed_charges", [item.id, item.digest, sorted(lines)], says)


def _bundled(line: str) -> bool:
    named = _CSG.search(line) is not None and _ALONE.match(line) is None
    return named or _BUNDLES.search(line) is not None


def contingency(file: CaseFile, today: date) -> Iterator[Held]:
    """No agreement: no certificate can be had for the work."""
    del today
    answer = main_answer(file)
    if answer is not None and answer.outcome is Outcome.NO_AGREEMENT:
        yield _held("contingency", [answer.id, sorted(answer.countries)], answer.says)


CONDITIONS: dict[str, Callable[[CaseFile, date], Iterator[Held]]] = {
    "nobody_can_say": nobody_can_say,
    "contingency": contingency,
    "taxed_twice": taxed_twice,
    "no_certificate_for_filed_years": no_certificate_for_filed_years,
    "mixed_charges": mixed_charges,
}
"""Every condition of `escalation.yaml`, the gravest first."""
