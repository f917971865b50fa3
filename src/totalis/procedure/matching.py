"""A certificate against what was asked for: every difference, ranked by whether it breaks the exemption (F2).

`breaks`: payroll may not rely on it (for days, from the day that the sentence names); `check`: a person looks and
decides; `harmless`: written down only. What is expected comes from the request and the decision, never from the
certificate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.facts.countries import with_article
from totalis.kernel.dates import read_day
from totalis.procedure.casefile import Direction, Lane, PartyRole
from totalis.procedure.matching_fields import compare
from totalis.procedure.matching_shape import Expected
from totalis.procedure.standing_decision import US, main_answer

if TYPE_CHECKING:
    from datetime import date

    from totalis.procedure.casefile import CaseFile, CertificateRecord, Difference, WorkerRecord
    from totalis.procedure.standing_decision import Answer

__all__ = ["Expected", "differences", "expected_of", "says_expected"]

PRODUCTS = {Direction.LETTER_OF_EXEMPTION: "letter_of_exemption"}
BEGIN, END = "begin_date", "end_date"
"""The fields of a request that hold its days (`lawbook/forms`)."""


def expected_of(file: CaseFile) -> Expected:
    """What the request and the decision let one expect of the certificate."""
    answer = main_answer(file)
    covered_by, exempt_in = _pair(file, answer)
    letter = file.direction is Direction.LETTER_OF_EXEMPTION
    lane = file.request.lane if file.request is not None else None
    return Expected(
        product=PRODUCTS.get(file.direction, "certificate"),
        issuer_country=US if letter else covered_by,
        issuer=answer.issuer_name if answer is not None else "",
        worker_names=_names(file.worker),
        worker_numbers=_numbers(file, covered_by),
        employers=_named(file, _EMPLOYERS),
        clients=_named(file, frozenset({PartyRole.CLIENT})),
        needs_employer=lane is not Lane.SELF_EMPLOYED,
        covered_by=covered_by,
        exempt_in=exempt_in,
        start=_asked_day(file, BEGIN) or (answer.start if answer is not None else None),
        end=_asked_day(file, END) or (answer.end if answer is not None else None),
        last_lawful_day=answer.last_lawful_day if answer is not None else None,
        has_limit=answer is not None and bool(answer.document.get("clock")),
        article=answer.article if answer is not None else "",
    )


def differences(expected: Expected, certificate: CertificateRecord) -> tuple[Difference, ...]:
    """Every difference of a certificate, the worst first."""
    found = compare(expected, certificate)
    return tuple(sorted(found, key=lambda item: _RANKS.index(item.rank)))


_RANKS = ("breaks", "check", "harmless")
_EMPLOYERS = frozenset(PartyRole) - {PartyRole.CLIENT}


def says_expected(expected: Expected) -> str:
    """In one sentence what the certificate must say."""
    days = f" from {expected.start.isoformat()}" if expected.start is not None else ""
    until = f" to {expected.end.isoformat()}" if expected.end is not None else ""
    name = expected.worker_names[0] if expected.worker_names else "the worker"
    covering, freeing = _country(expected.covered_by), _country(expected.exempt_in)
    return f"{name} is covered by {covering} and exempt in {freeing}{days}{until}."


def _country(code: str) -> str:
    return with_article(code) if code else "a country that is not decided"


def _pair(file: CaseFile, answer: Answer | None) -> tuple[str, str]:
    """The covering country and the other one: as decided, else as the direction says."""
    if answer is not None and answer.covered_by and answer.exempt_in:
        return answer.covered_by, answer.exempt_in
    if file.direction is Direction.US_CERTIFICATE:
        return US, file.partner
    if file.direction in (Direction.FOREIGN_CERTIFICATE, Direction.LETTER_OF_EXEMPTION):
        return file.partner, US
    return "", ""


def _names(worker: WorkerRecord) -> tuple[str, ...]:
    full = f"{worker.given_names} {worker.family_names}".strip()
    birth = worker.name_at_birth.strip()
    at_birth = f"{worker.given_names} {birth}".strip() if birth else ""
    return tuple(dict.fromkeys(name for name in (full, at_birth, birth) if name))


def _numbers(file: CaseFile, covered_by: str) -> tuple[str, ...]:
    """The number of the covering country first; a certificate may show either."""
    own = file.worker.ssn if covered_by == US else file.worker.foreign_numbers.get(covered_by, "")
    both = (own, file.worker.ssn, file.worker.foreign_numbers.get(file.partner, ""))
    return tuple(dict.fromkeys(number for number in both if number))


def _named(file: CaseFile, roles: frozenset[PartyRole]) -> tuple[str, ...]:
    return tuple(
        party.employer.name for party in file.parties if party.role in roles and party.employer.name
    )


def _asked_day(file: CaseFile, field: str) -> date | None:
    fields = file.request.fields if file.request is not None else ()
    text = next((item.value for item in fields if item.field == field), "")
    try:
        return read_day(text)
    except ValueError:
        return None
