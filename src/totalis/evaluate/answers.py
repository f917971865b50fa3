"""Answers for one engagement: settled under a rule, still open, or outside every agreement."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import msgspec

from totalis.evaluate.asking import (
    country_of,
    explain_missing,
    missing_before_the_pair,
    place_in_sheet,
)
from totalis.evaluate.determination import (
    CertificateAnswer,
    ClockAnswer,
    EngagementAnswer,
    Flip,
)
from totalis.evaluate.explain import Change, Explanation
from totalis.evaluate.observe import Observed
from totalis.evaluate.wording import Case, answer_sentence, next_action, open_sentence
from totalis.facts.observations import US, WITHIN
from totalis.facts.sheet import Engagement, FactSheet
from totalis.facts.vocabulary import by_path
from totalis.kernel.dates import Duration, Rounding, add_months, last_day_of
from totalis.lawbook.checks import names_in
from totalis.lawbook.model import Agreement, Clock, Outcome, Rule
from totalis.rules.program import Answer, Program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalis.evaluate.clocks import ClockReading
    from totalis.evaluate.outside import OutsideAnswer

LANES = {"self_employment": "self_employed", "employment": "employer"}


class Found(msgspec.Struct, frozen=True):
    """What is known when an agreement has been read for an engagement."""

    sheet: FactSheet
    engagement: Engagement
    program: Program
    observed: Observed
    explanation: Explanation
    as_of: date

    @property
    def agreement(self) -> Agreement:
        """The agreement that was read."""
        return self.program.agreement


def undetermined(found: Found) -> EngagementAnswer:
    """The answer while an unknown fact matters."""
    missing, settled_by = explain_missing(
        found.sheet, found.engagement, found.program, found.observed
    )
    labels = ", ".join(by_path()[item.path].label for item in missing[:4])
    possible = {
        country_of(answer.covered_by, found.program) for answer in found.explanation.answers
    }
    return EngagementAnswer(
        id=found.engagement.id,
        agreement=found.agreement.country,
        outcome=Outcome.UNDETERMINED.value,
        covered_by=None,
        exempt_in=None,
        rule=None,
        article=None,
        says="More than one answer is still possible.",
        answer=open_sentence(possible),
        citations=found.explanation.citations,
        conditions=(),
        clock=None,
        certificate=None,
        missing=missing,
        settled_by=settled_by,
        considered=found.explanation.considered,
        flips=(),
        readings=(),
        next_action=f"Find out: {labels}. Until then contributions stay due; nothing is exempt.",
        facts_used=_facts_used(found),
    )


def settled(found: Found) -> EngagementAnswer:
    """The answer when every completion of what is unknown gives the same result."""
    answer = found.explanation.answers[0]
    rule = found.explanation.rule
    covered_by = country_of(answer.covered_by, found.program)
    lane = _lane(found.engagement)
    clock = _clock(found, rule, answer)
    certificate = _certificate(found, answer, lane)
    case = Case(answer.outcome, covered_by, found.agreement, rule, lane, certificate, clock)
    return EngagementAnswer(
        id=found.engagement.id,
        agreement=found.agreement.country,
        outcome=answer.outcome.value,
        covered_by=covered_by,
        exempt_in=exempt_in(answer, found.program),
        rule=rule.id if rule else None,
        article=rule.article if rule else None,
        says=_says(answer, rule, found.program),
        answer=answer_sentence(case),
        citations=found.explanation.citations,
        conditions=found.explanation.conditions,
        clock=clock,
        certificate=certificate,
        missing=(),
        settled_by=(),
        considered=found.explanation.considered,
        flips=tuple(_flips(found)),
        readings=found.explanation.readings,
        next_action=next_action(case),
        facts_used=_facts_used(found),
    )


def _flips(found: Found) -> Iterator[Flip]:
    for change in found.explanation.changes:
        if _possible(change, found):
            yield Flip(
                change=_dated(change, found.observed),
                fact=place_in_sheet(change.fact, found.engagement),
                leads_to=change.result.label,
                outcome=change.result.outcome,
            )


def _possible(change: Change, found: Found) -> bool:
    """A stay cannot be made to end before it begins."""
    if not change.clock or change.value != WITHIN:
        return True
    last = found.observed.clocks[change.clock].last_lawful_day
    start = found.engagement.start
    return last is None or start is None or last >= start


def _dated(change: Change, observed: Observed) -> str:
    if not change.clock:
        return change.words
    day = observed.clocks[change.clock].last_lawful_day
    return change.words.replace("{last}", day.isoformat() if day else "the last lawful day")


def _says(answer: Answer, rule: Rule | None, program: Program) -> str:
    if rule is None:
        return "Every rule that can still apply gives the same answer."
    if answer.part == "beyond" and rule.beyond is not None:
        return rule.beyond.says
    if answer.part == "repeat_open":
        limit = Duration.parse(program.agreement.clocks[rule.clock].limit).words()
        return (
            f"With the earlier postings the stay passes {limit}; no source that was read says how "
            "earlier postings count under this agreement."
        )
    return rule.says


def exempt_in(answer: Answer, program: Program) -> str | None:
    """The country whose contributions an assignment removes."""
    if answer.outcome is not Outcome.ASSIGNED or answer.covered_by is None:
        return None
    return program.agreement.country if answer.covered_by == US else "US"


def _lane(engagement: Engagement) -> str:
    if engagement.category == "performer":
        return "performer"
    return LANES.get(engagement.us_class or engagement.kind or "", "employer")


def _certificate(found: Found, answer: Answer, lane: str) -> CertificateAnswer | None:
    if answer.outcome is not Outcome.ASSIGNED or answer.covered_by is None:
        return None
    override = answer.rule.certificate
    issuer_side = _issuer_side(answer)
    agreement = found.agreement
    side = agreement.certificate_us if issuer_side == US else agreement.certificate_partner
    start = found.engagement.start
    return CertificateAnswer(
        product=override.product if override else "certificate",
        issuer=issuer_of(answer, found.program) or "US",
        issuer_name=side.issuer,
        lane=lane,
        effective=max(start, agreement.in_force) if start is not None else None,
        form=side.form,
        channels=side.channels,
        says=override.says if override else side.use,
    )


def _issuer_side(answer: Answer) -> str | None:
    override = answer.rule.certificate
    return override.issuer.value if override else answer.covered_by


def issuer_of(answer: Answer, program: Program) -> str | None:
    """The country that issues the certificate, where the work is assigned to one."""
    if answer.outcome is not Outcome.ASSIGNED or answer.covered_by is None:
        return None
    return country_of(_issuer_side(answer), program) or "US"


# -- clocks ---------------------------------------------------------------------------------------


def _clock(found: Found, rule: Rule | None, answer: Answer) -> ClockAnswer | None:
    if rule is None:
        return None
    if answer.outcome is Outcome.ELECTION and rule.deadline is not None:
        return deadline(rule, found.engagement.start, found.as_of)
    name = clock_name(rule)
    if name not in found.observed.clocks:
        return None
    clock = found.agreement.clocks[name]
    reading = found.observed.clocks[name]
    return ClockAnswer(
        starts=reading.starts,
        limit=clock.limit,
        last_lawful_day=reading.last_lawful_day,
        exceeded=reading.exceeded,
        rounding=clock.rounding,
        counted_from_earlier_posting=reading.from_earlier_posting,
        latest_with_extension=_extension_day(found.agreement, clock, reading),
        says=clock.says,
    )


def clock_name(rule: Rule) -> str:
    """The clock of a rule, or the one that a rule without one of its own names in its condition."""
    if rule.clock:
        return rule.clock
    named = sorted(name for name in names_in(rule.when) if name.startswith("clock."))
    return named[0].removeprefix("clock.") if len(named) == 1 else ""


def _extension_day(agreement: Agreement, clock: Clock, reading: ClockReading) -> date | None:
    """The last day of the longest extension, where a clock can be extended; rounded as the clock."""
    exceptions = agreement.exceptions
    if not exceptions.extension_max or reading.last_lawful_day is None:
        return None
    if exceptions.extension_clocks and clock.name not in exceptions.extension_clocks:
        return None
    longest = Duration.parse(exceptions.extension_max)
    begins = reading.last_lawful_day + timedelta(days=1)
    return last_day_of(begins, longest, rounding=Rounding(clock.rounding))


def deadline(rule: Rule, start: date | None, as_of: date) -> ClockAnswer | None:
    """A choice is open until some months after the end of the month in which work starts."""
    if rule.deadline is None:
        return None
    months = rule.deadline.months_after_start_month
    last = None
    if start is not None:
        month_after = add_months(start.replace(day=1), months + 1, rounding=Rounding.EXACT)
        last = month_after - timedelta(days=1)
    return ClockAnswer(
        starts=start,
        limit=f"P{months}M",
        last_lawful_day=last,
        exceeded=None if last is None else as_of > last,
        rounding=Rounding.EXACT.value,
        counted_from_earlier_posting=False,
        latest_with_extension=None,
        says=rule.deadline.says,
    )


# -- facts ----------------------------------------------------------------------------------------


def _facts_used(found: Found) -> dict[str, str]:
    used: dict[str, str] = {}
    for path in found.explanation.facts:
        value = found.sheet.value(found.engagement, path)
        if value is not None:
            used[place_in_sheet(path, found.engagement)] = _text(value)
    return used


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return ", ".join(_text(item) for item in value) or "none"
    return str(value)


def from_outside(answer: OutsideAnswer, engagement: Engagement) -> EngagementAnswer:
    """The answer where no agreement was read."""
    return EngagementAnswer(
        id=engagement.id,
        agreement=None,
        outcome=answer.outcome.value,
        covered_by=answer.covered_by,
        exempt_in=None,
        rule=None,
        article=None,
        says=answer.says,
        answer=answer.says,
        citations=answer.citations,
        conditions=(),
        clock=None,
        certificate=None,
        missing=missing_before_the_pair(answer.missing, engagement),
        settled_by=(),
        considered=(),
        flips=(),
        readings=answer.readings,
        next_action=answer.next_action,
        facts_used={},
    )
