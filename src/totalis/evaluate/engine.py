"""`determine()`: the door to the law for single cases.

Gate 1 finds the pair and its agreement, the program of that agreement observes the engagement, the
diagram decides, the explanation says why. Pure: no clock, no database, no network; the same sheet, day
and lawbook give the same bytes.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from totalis import __version__
from totalis.evaluate.asking import (
    country_of,
    explain_missing,
    missing_before_the_pair,
    place_in_sheet,
)
from totalis.evaluate.determination import (
    SCHEMA,
    CertificateAnswer,
    Citation,
    ClockAnswer,
    Determination,
    EngagementAnswer,
    Flip,
)
from totalis.evaluate.explain import Explanation, explain
from totalis.evaluate.mixed import mixed_findings
from totalis.evaluate.observe import Observed, observe
from totalis.evaluate.outside import OutsideAnswer, outside_answer
from totalis.evaluate.pair import find_pair
from totalis.evaluate.wording import answer_sentence, extension_day, next_action
from totalis.facts.observations import US
from totalis.facts.vocabulary import by_path
from totalis.kernel.dates import Duration, Rounding, add_months
from totalis.lawbook.model import Outcome, Rule
from totalis.rules.diagram import Diagram
from totalis.rules.program import Answer, Program, compiler_version, epochs

if TYPE_CHECKING:
    from totalis.evaluate.clocks import ClockReading
    from totalis.facts.sheet import Engagement, FactSheet
    from totalis.lawbook.book import Lawbook

LANES = {"self_employment": "self_employed", "employment": "employer"}


class Evaluator:
    """Programs of one lawbook, compiled when first needed, and explanations by pattern."""

    def __init__(self, law: Lawbook) -> None:
        self.law = law
        self._programs: dict[tuple[str, date], Program] = {}
        self._epochs: dict[str, tuple[date, ...]] = {}
        self._explain = lru_cache(maxsize=20_000)(self._explain_now)

    def program(self, country: str, as_of: date) -> Program:
        """The program of a country's agreement on a day."""
        agreement = self.law.agreement(country)
        if country not in self._epochs:
            self._epochs[country] = epochs(agreement)
        epoch = max(day for day in self._epochs[country] if day <= as_of)
        key = (country, epoch)
        if key not in self._programs:
            program = Program(agreement, self.law.register, epoch)
            name = f"{country}-{epoch}-{self.law.key_of(country)}-{compiler_version()}"
            program.diagram = self.law.keep(name, Diagram, program.compile)
            self._programs[key] = program
        return self._programs[key]

    def explanation(self, program: Program, pattern: tuple[int, ...]) -> Explanation:
        """The explanation of a pattern; made once."""
        return self._explain(program, pattern)

    @staticmethod
    def _explain_now(program: Program, pattern: tuple[int, ...]) -> Explanation:
        return explain(program, pattern)

    def result(
        self, sheet: FactSheet, engagement: Engagement, as_of: date
    ) -> tuple[str, str | None]:
        """Only outcome and covering country: the decision without its explanation."""
        pair = find_pair(sheet, engagement, self.law.register)
        if pair.state != "found" or pair.partner is None or not self.in_force(pair.partner, as_of):
            answer = outside_answer(pair, as_of, self.law)
            return answer.outcome.value, answer.covered_by
        program = self.program(pair.partner, as_of)
        ends = program.result_diagram.reached(observe(sheet, engagement, program).pattern)
        if len(ends) != 1:
            return Outcome.UNDETERMINED.value, None
        outcome, side = program.results[next(iter(ends))]
        return outcome.value, country_of(side, program)

    def in_force(self, country: str, as_of: date) -> bool:
        """Whether an agreement with a country is in force on a day."""
        return self.law.has(country) and self.law.agreement(country).in_force <= as_of

    def determine(self, sheet: FactSheet, as_of: date) -> Determination:
        """Decide every engagement of a sheet."""
        answers = tuple(self.engagement(sheet, item, as_of) for item in sheet.engagements)
        return Determination(
            schema=SCHEMA,
            as_of=as_of,
            law=self.law.digest,
            facts=sheet.digest(),
            engine=__version__,
            engagements=answers,
            findings=mixed_findings(sheet, answers),
        )

    def engagement(self, sheet: FactSheet, engagement: Engagement, as_of: date) -> EngagementAnswer:
        """Decide one engagement and explain the answer."""
        pair = find_pair(sheet, engagement, self.law.register)
        if pair.state != "found" or pair.partner is None or not self.in_force(pair.partner, as_of):
            return _from_outside(outside_answer(pair, as_of, self.law), engagement)
        program = self.program(pair.partner, as_of)
        observed = observe(sheet, engagement, program)
        explanation = self.explanation(program, observed.pattern)
        if not explanation.settled:
            return _undetermined(sheet, engagement, program, observed, explanation)
        return _settled(sheet, engagement, program, observed, explanation)


def _undetermined(
    sheet: FactSheet,
    engagement: Engagement,
    program: Program,
    observed: Observed,
    explanation: Explanation,
) -> EngagementAnswer:
    missing, settled_by = explain_missing(sheet, engagement, program, observed)
    labels = ", ".join(by_path()[item.path].label for item in missing[:4])
    return EngagementAnswer(
        id=engagement.id,
        agreement=program.agreement.country,
        outcome=Outcome.UNDETERMINED.value,
        covered_by=None,
        exempt_in=None,
        rule=None,
        article=None,
        says="More than one answer is still possible.",
        answer=answer_sentence(Outcome.UNDETERMINED, None, program.agreement),
        citations=explanation.citations,
        conditions=(),
        clock=None,
        certificate=None,
        missing=missing,
        settled_by=settled_by,
        considered=explanation.considered,
        flips=(),
        readings=(),
        next_action=f"Find out: {labels}. Until then contributions stay due; nothing is exempt.",
        facts_used=_facts_used(sheet, engagement, explanation),
    )


def _settled(
    sheet: FactSheet,
    engagement: Engagement,
    program: Program,
    observed: Observed,
    explanation: Explanation,
) -> EngagementAnswer:
    answer = explanation.answers[0]
    rule = explanation.rule
    agreement = program.agreement
    covered_by = country_of(answer.covered_by, program)
    lane = _lane(engagement)
    clock = _clock(program, rule, answer, observed, engagement)
    return EngagementAnswer(
        id=engagement.id,
        agreement=agreement.country,
        outcome=answer.outcome.value,
        covered_by=covered_by,
        exempt_in=_exempt_in(answer, program),
        rule=rule.id if rule else None,
        article=rule.article if rule else None,
        says=_says(answer, rule, program),
        answer=answer_sentence(answer.outcome, covered_by, agreement),
        citations=explanation.citations,
        conditions=explanation.conditions,
        clock=clock,
        certificate=_certificate(program, answer, engagement, lane),
        missing=(),
        settled_by=(),
        considered=explanation.considered,
        flips=tuple(
            Flip(
                change=_dated(change.words, change.clock, observed),
                fact=place_in_sheet(change.fact, engagement),
                leads_to=change.result.label,
                outcome=change.result.outcome,
            )
            for change in explanation.changes
        ),
        readings=explanation.readings,
        next_action=next_action(answer.outcome, covered_by, agreement, rule, lane),
        facts_used=_facts_used(sheet, engagement, explanation),
    )


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


def _exempt_in(answer: Answer, program: Program) -> str | None:
    if answer.outcome is not Outcome.ASSIGNED or answer.covered_by is None:
        return None
    return program.agreement.country if answer.covered_by == US else "US"


def _lane(engagement: Engagement) -> str:
    if engagement.category == "performer":
        return "performer"
    return LANES.get(engagement.us_class or engagement.kind or "", "employer")


def _certificate(
    program: Program, answer: Answer, engagement: Engagement, lane: str
) -> CertificateAnswer | None:
    if answer.outcome is not Outcome.ASSIGNED or answer.covered_by is None:
        return None
    override = answer.rule.certificate
    issuer_side = override.issuer.value if override else answer.covered_by
    product = override.product if override else "certificate"
    agreement = program.agreement
    side = agreement.certificate_us if issuer_side == US else agreement.certificate_partner
    start = engagement.start
    return CertificateAnswer(
        product=product,
        issuer=country_of(issuer_side, program) or "US",
        issuer_name=side.issuer,
        lane=lane,
        effective=max(start, agreement.in_force) if start is not None else None,
        form=side.form,
        channels=side.channels,
        says=override.says if override else side.use,
    )


def _clock(
    program: Program,
    rule: Rule | None,
    answer: Answer,
    observed: Observed,
    engagement: Engagement,
) -> ClockAnswer | None:
    if rule is None:
        return None
    if answer.outcome is Outcome.ELECTION and rule.deadline is not None:
        return _deadline(rule, engagement)
    if not rule.clock:
        return None
    clock = program.agreement.clocks[rule.clock]
    reading = observed.clocks[rule.clock]
    return ClockAnswer(
        starts=reading.starts,
        limit=clock.limit,
        last_lawful_day=reading.last_lawful_day,
        exceeded=reading.exceeded,
        rounding=clock.rounding,
        counted_from_earlier_posting=reading.from_earlier_posting,
        latest_with_extension=extension_day(program.agreement, rule.clock, reading),
        says=clock.says,
    )


def _deadline(rule: Rule, engagement: Engagement) -> ClockAnswer | None:
    """A choice is open until some months after the end of the month in which work starts."""
    if rule.deadline is None:
        return None
    months = rule.deadline.months_after_start_month
    start = engagement.start
    last = None
    if start is not None:
        month_after = add_months(start.replace(day=1), months + 1, rounding=Rounding.EXACT)
        last = month_after - timedelta(days=1)
    return ClockAnswer(
        starts=start,
        limit=f"P{months}M",
        last_lawful_day=last,
        exceeded=None,
        rounding=Rounding.EXACT.value,
        counted_from_earlier_posting=False,
        latest_with_extension=None,
        says=rule.deadline.says,
    )


def _dated(words: str, clock: str, observed: Observed) -> str:
    if not clock:
        return words
    reading: ClockReading = observed.clocks[clock]
    day = reading.last_lawful_day
    return words.replace("{last}", day.isoformat() if day else "the last lawful day")


def _facts_used(
    sheet: FactSheet, engagement: Engagement, explanation: Explanation
) -> dict[str, str]:
    used: dict[str, str] = {}
    for path in explanation.facts:
        value = sheet.value(engagement, path)
        if value is not None:
            used[place_in_sheet(path, engagement)] = _text(value)
    return used


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return ", ".join(_text(item) for item in value) or "none"
    return str(value)


def _from_outside(answer: OutsideAnswer, engagement: Engagement) -> EngagementAnswer:
    citations: tuple[Citation, ...] = answer.citations
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
        citations=citations,
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
