"""The explanation under an answer: reasons, conditions, rules considered, what would change it.

Everything here depends only on the program and the pattern, so it is made once for each distinct
pattern; days are filled in afterwards (`{last}` stands for the last lawful day of a clock).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from totalis.evaluate.asking import OPEN, LeadsTo, leads_to
from totalis.evaluate.determination import Citation, Condition, Considered, ReadingAnswer
from totalis.facts.countries import with_article
from totalis.facts.observations import BEYOND, PARTNER, REPEAT_OPEN, US, WITHIN
from totalis.lawbook.model import Agreement, Clock, Outcome, Rule, Side, Source, Term
from totalis.rules.lowering import Atom, kleene
from totalis.rules.program import Answer, Program, need_term
from totalis.rules.prose import fill, possible_words, what_holds, what_is_open, why_not

if TYPE_CHECKING:
    from collections.abc import Sequence

_ANOTHER_WORK = frozenset(
    {"place", "category", "us_class", "foreign_class", "occupation", "government_of"}
)
_STATUS = {True: "met", False: "not_met", None: "unknown"}


class Change(msgspec.Struct, frozen=True):
    """A change of one observation that changes the answer; `clock` names a day to fill in."""

    words: str
    fact: str
    result: LeadsTo
    value: str
    clock: str = ""


class Explanation(msgspec.Struct, frozen=True):
    """What can be said about a pattern without knowing its days."""

    answers: tuple[Answer, ...]
    settled: bool
    reasons: tuple[str, ...]
    citations: tuple[Citation, ...]
    conditions: tuple[Condition, ...]
    considered: tuple[Considered, ...]
    changes: tuple[Change, ...]
    readings: tuple[ReadingAnswer, ...]
    facts: tuple[str, ...]
    """The facts that the diagram looks at on the way to the answer."""

    @property
    def rule(self) -> Rule | None:
        """The one rule that decided, if it is one."""
        rules = {answer.rule.id for answer in self.answers}
        return self.answers[0].rule if len(rules) == 1 else None


def explain(program: Program, pattern: tuple[int, ...]) -> Explanation:
    """Explain a pattern in full."""
    answers = tuple(program.answers_of(program.diagram.reached(pattern)))
    settled = len({answer.same for answer in answers}) == 1
    rules = tuple(dict.fromkeys(answer.rule.id for answer in answers))
    winners = [answer.rule for answer in answers] if settled else []
    return Explanation(
        answers=answers,
        settled=settled,
        reasons=_reasons(program, winners, pattern),
        citations=citations_of(program.agreement, _sources(answers), program),
        conditions=_conditions(program, winners, pattern),
        considered=_considered(program, pattern, rules, settled=settled),
        changes=_changes(program, pattern) if settled else (),
        readings=_readings(program, winners, pattern),
        facts=tuple(
            dict.fromkeys(
                path
                for index in sorted(_path(program, pattern))
                for path in program.observations[index].facts
            )
        ),
    )


def citations_of(
    agreement: Agreement, keys: Sequence[str], program: Program
) -> tuple[Citation, ...]:
    """Citations for source keys, in order, each once."""
    shared = program.register.sources
    found: dict[str, Source] = {}
    for key in keys:
        source = agreement.sources.get(key) or shared.get(key)
        if source is not None:
            found[key] = source
    return tuple(
        Citation(
            source=key,
            title=source.title,
            url=source.url,
            section=source.section,
            kind=source.kind.value,
            weak=source.kind.weak,
            checked_on=source.checked_on,
        )
        for key, source in found.items()
    )


def _sources(answers: Sequence[Answer]) -> list[str]:
    keys: list[str] = []
    for answer in answers:
        if answer.part == "beyond" and answer.rule.beyond is not None:
            keys.extend(answer.rule.beyond.source)
        keys.extend(answer.rule.source)
        for need in answer.rule.needs:
            keys.extend(need.source)
    return list(dict.fromkeys(keys))


def _reasons(program: Program, winners: Sequence[Rule], pattern: Sequence[int]) -> tuple[str, ...]:
    if not winners:
        return ()
    rule = winners[0]
    reasons = what_holds(program.lowered(program.full_term(rule)), pattern, program)
    if rule.clock and f"clock.{rule.clock}" in program.numbers:
        index = program.numbers[f"clock.{rule.clock}"]
        reasons.append(possible_words(program, index, pattern[index]))
    return tuple(reasons)


def _conditions(
    program: Program, winners: Sequence[Rule], pattern: Sequence[int]
) -> tuple[Condition, ...]:
    if not winners:
        return ()
    rule = winners[0]
    result = []
    for index, need in enumerate(rule.needs):
        truth = kleene(program.lowered(need_term(rule, index)), pattern)
        guard = need.only_when
        if guard is not None and kleene(program.lowered(guard), pattern) is False:
            continue
        result.append(
            Condition(
                what=need.says,
                fact=_fact_of(program, need.test),
                status=_STATUS[truth],
                article=need.article,
                source=need.source,
            )
        )
    result.extend(
        Condition(
            what=remark.says,
            fact=None,
            status="to_mind",
            article=remark.article,
            source=remark.source,
        )
        for remark in rule.mind
    )
    if rule.clock and program.agreement.clocks[rule.clock].actual:
        result.append(_must_not_in_fact(program.agreement.clocks[rule.clock]))
    presumed = _presumption(program, pattern)
    if rule.covered_by is Side.NOBODY:
        presumed = None
    if presumed is not None and rule.topic not in ("domestic", "mixed"):
        result.append(presumed)
    return tuple(result)


def _must_not_in_fact(clock: Clock) -> Condition:
    """A limit that binds what happens, not only what was expected."""
    return Condition(
        what=(
            "The stay must not in fact pass the limit either: from the day after the last lawful day the "
            "host country covers it, whatever was expected."
        ),
        fact=None,
        status="to_mind",
        article=clock.article,
        source=clock.source,
    )


def _presumption(program: Program, pattern: Sequence[int]) -> Condition | None:
    """Say aloud what is presumed and not known: that the other country's own law takes the work."""
    index = program.numbers.get("partner_cover")
    if index is None or pattern[index] != program.bits[index]["presumed"]:
        return None
    partner = with_article(program.agreement.country)
    return Condition(
        what=(
            f"The agreement removes double coverage. That the law of {partner} would take this work "
            "too is presumed, not established; if somebody established that it does not, say so."
        ),
        fact="engagement.covered_at_home",
        status="assumed",
        article="",
        source=("overview",),
    )


def _fact_of(program: Program, term: Term) -> str | None:
    lowered = program.lowered(term)
    if isinstance(lowered, Atom):
        return program.observations[lowered.index].facts[0]
    return None


def _considered(
    program: Program, pattern: Sequence[int], winners: Sequence[str], *, settled: bool
) -> tuple[Considered, ...]:
    result = []
    on_top = set(winners) if settled else set()
    for rule, term in program.conditions:
        truth = kleene(term, pattern)
        if rule.id in on_top and truth is not False:
            state, because = "applies", "every condition holds"
        elif truth is False:
            state, because = "not_applicable", why_not(term, pattern, program)
        elif truth is True and (beaten := _beater(program, rule, on_top)) is not None:
            state, because = "excepted", f"the exception {beaten} comes first"
        else:
            state, because = "open", what_is_open(term, pattern, program) or _clock_open(rule)
        result.append(
            Considered(
                rule=rule.id,
                says=rule.says,
                article=rule.article,
                result=state,
                because=because,
                source=rule.source,
            )
        )
    return tuple(result)


def _clock_open(rule: Rule) -> str:
    return (
        "it is not known whether the stay fits the limit" if rule.clock else "other facts are open"
    )


def _beater(program: Program, rule: Rule, on_top: set[str]) -> str | None:
    for winner in program.rules:
        if winner.id in on_top and rule.id in program.beaten_by(winner):
            return winner.id
    return None


def _path(program: Program, pattern: Sequence[int]) -> set[int]:
    """The observations that the diagram looks at on the way to the answer."""
    diagram = program.diagram
    seen = {diagram.root}
    stack = [diagram.root] if diagram.root >= 0 else []
    used: set[int] = set()
    while stack:
        index, children = diagram.nodes[stack.pop()]
        used.add(index)
        for value, child in enumerate(children):
            if pattern[index] >> value & 1 and child not in seen:
                seen.add(child)
                if child >= 0:
                    stack.append(child)
    return used


def _likely(program: Program, index: int) -> tuple[int, int]:
    """The order in which changes are told: time limits first, another kind of work last."""
    name = program.observations[index].name
    if name.startswith("clock."):
        return (0, index)
    return (2 if name in _ANOTHER_WORK else 1, index)


def _changes(program: Program, pattern: tuple[int, ...]) -> tuple[Change, ...]:
    now = leads_to(program, pattern)
    found: list[Change] = []
    for index in sorted(_path(program, pattern), key=lambda item: _likely(program, item)):
        observation = program.observations[index]
        if not observation.facts:
            continue
        for bit, (value, phrase) in enumerate(observation.values):
            if pattern[index] >> bit & 1 or value == REPEAT_OPEN:
                continue
            changed = (*pattern[:index], 1 << bit, *pattern[index + 1 :])
            result = leads_to(program, changed)
            is_clock = observation.name.startswith("clock.")
            if result == now or (result.label == OPEN and not is_clock):
                continue
            clock = ""
            words = fill(phrase, program)
            if value in (WITHIN, BEYOND) and observation.name.startswith("clock."):
                clock = observation.name[6:]
                words = "the stay ends later than {last}"
                if value == WITHIN:
                    words = "the stay ends on or before {last}"
            fact = observation.facts[1] if clock else observation.facts[0]
            found.append(Change(words, fact, result, value, clock))
    return tuple(found)


def _readings(
    program: Program, winners: Sequence[Rule], pattern: Sequence[int]
) -> tuple[ReadingAnswer, ...]:
    return tuple(
        ReadingAnswer(
            says=reading.says,
            covered_by=_country_followed(program, reading.covered_by, pattern),
            source=reading.source,
        )
        for rule in winners[:1]
        if rule.outcome is Outcome.DISPUTED
        for reading in rule.readings
    )


def _country_followed(program: Program, side: Side | None, pattern: Sequence[int]) -> str | None:
    """The country that a side names for a pattern; None where it names none or is unknown."""
    if side is None:
        return None
    word = side.value
    if word in program.numbers:
        index = program.numbers[word]
        possible = [
            value
            for bit, value in enumerate(program.observations[index].domain)
            if pattern[index] >> bit & 1
        ]
        word = possible[0] if len(possible) == 1 else ""
    return {US: "US", PARTNER: program.agreement.country}.get(word)
