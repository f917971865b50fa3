"""The determination `totalis/determination/1`: the answer, why, what is missing, what would change it.

Field names are the public contract; fields may be added, never renamed or dropped.
"""

from __future__ import annotations

from datetime import date

import msgspec

SCHEMA = "totalis/determination/1"


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """The base of everything in a determination."""


class Citation(Part, frozen=True, kw_only=True):
    """Where a rule stands. `weak` marks press, mirrors, commentary and memory."""

    source: str
    title: str
    url: str
    section: str
    kind: str
    weak: bool
    checked_on: date


class Condition(Part, frozen=True, kw_only=True):
    """Something the rule needs or asks to mind; `status`: met, not_met, unknown, assumed, to_mind."""

    what: str
    fact: str | None
    status: str
    article: str
    source: tuple[str, ...]


class ClockAnswer(Part, frozen=True, kw_only=True):
    """The time limit that the rule counts, or the deadline of a choice."""

    starts: date | None
    limit: str
    last_lawful_day: date | None
    exceeded: bool | None
    rounding: str
    counted_from_earlier_posting: bool
    latest_with_extension: date | None
    says: str


class CertificateAnswer(Part, frozen=True, kw_only=True):
    """The proof: what it is, who issues it, in which lane it is asked for, from when it holds."""

    product: str
    issuer: str
    issuer_name: str
    lane: str
    effective: date | None
    form: str
    channels: tuple[str, ...]
    says: str


class Missing(Part, frozen=True, kw_only=True):
    """A fact that is unknown and matters, and what each answer leads to.

    `path` is the vocabulary path (`engagement.end`), `fact` the place in this sheet
    (`engagements[e1].end`). Values of `leads_to` are the covering country (`US`), the outcome where no
    country is named (`disputed`), or `open` where more must be known; `leads_to_outcome` has the outcome
    of each answer.
    """

    fact: str
    path: str
    question: str
    why: str
    proof: str
    leads_to: dict[str, str]
    leads_to_outcome: dict[str, str]


class Answered(Part, frozen=True, kw_only=True):
    """One fact and the answer that it is given in a smallest set that settles the case."""

    fact: str
    answer: str


class Settling(Part, frozen=True, kw_only=True):
    """A smallest set of answers that settles the case, and what it leads to."""

    answers: tuple[Answered, ...]
    leads_to: str
    outcome: str


class Considered(Part, frozen=True, kw_only=True):
    """A rule that was looked at.

    `result`: applies, excepted, not_applicable, open.
    """

    rule: str
    says: str
    article: str
    result: str
    because: str
    source: tuple[str, ...]


class Flip(Part, frozen=True, kw_only=True):
    """One change of facts that changes the answer."""

    change: str
    fact: str
    leads_to: str
    outcome: str


class ReadingAnswer(Part, frozen=True, kw_only=True):
    """One side of a dispute between sources."""

    says: str
    covered_by: str | None
    source: tuple[str, ...]


class EngagementAnswer(Part, frozen=True, kw_only=True):
    """The answer for one engagement."""

    id: str
    agreement: str | None
    outcome: str
    covered_by: str | None
    exempt_in: str | None
    rule: str | None
    article: str | None
    says: str
    answer: str
    """One sentence that a person can repeat."""
    citations: tuple[Citation, ...]
    conditions: tuple[Condition, ...]
    clock: ClockAnswer | None
    certificate: CertificateAnswer | None
    missing: tuple[Missing, ...]
    settled_by: tuple[Settling, ...]
    considered: tuple[Considered, ...]
    flips: tuple[Flip, ...]
    readings: tuple[ReadingAnswer, ...]
    next_action: str
    facts_used: dict[str, str]
    """The facts that decided, by their place in the sheet, as text."""


class Finding(Part, frozen=True, kw_only=True):
    """Something about the sheet as a whole, such as a mixed case."""

    kind: str
    says: str
    engagements: tuple[str, ...]


class Determination(Part, frozen=True, kw_only=True):
    """The answer for a fact sheet on one day, under one state of the lawbook."""

    schema: str
    as_of: date
    law: str
    facts: str
    engine: str
    engagements: tuple[EngagementAnswer, ...]
    findings: tuple[Finding, ...]

    def to_json(self) -> bytes:
        """The public form; the same sheet, day and law always give the same bytes."""
        return msgspec.json.encode(self)
