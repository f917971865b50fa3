"""What is missing: the facts that are unknown and matter, what each answer leads to, what settles."""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING

import msgspec

from totalis.evaluate.determination import Answered, Missing, Settling
from totalis.facts.countries import with_article
from totalis.facts.observations import BEYOND, ELSEWHERE, PARTNER, REPEAT_OPEN, US, WITHIN
from totalis.facts.vocabulary import FactType, by_path, order_of
from totalis.lawbook.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from totalis.evaluate.clocks import ClockReading
    from totalis.evaluate.observe import Observed
    from totalis.facts.sheet import Engagement, FactSheet
    from totalis.rules.program import Program

OPEN = "open"
MAX_SETTLING = 6
MAX_FACTS_COMBINED = 8

Restriction = dict[int, int]


class Choice(msgspec.Struct, frozen=True):
    """One answer to one fact: its label, and what it does to the pattern."""

    label: str
    restriction: Restriction


def place_in_sheet(path: str, engagement: Engagement) -> str:
    """`engagement.end` becomes `engagements[e1].end`; worker facts keep their path."""
    return path.replace("engagement.", f"engagements[{engagement.id}].", 1)


class LeadsTo(msgspec.Struct, frozen=True):
    """What a pattern leads to: `label` is a country, an outcome where none is named, or `open`."""

    label: str
    outcome: str


STILL_OPEN = LeadsTo(OPEN, Outcome.UNDETERMINED.value)


def leads_to(program: Program, pattern: Sequence[int]) -> LeadsTo:
    """What a pattern leads to."""
    ends = program.result_diagram.reached(pattern)
    if len(ends) != 1:
        return STILL_OPEN
    number = next(iter(ends))
    if number >= len(program.results):  # a gap or a conflict, which `law check` does not let pass
        return STILL_OPEN
    outcome, side = program.results[number]
    return LeadsTo(country_of(side, program) or outcome.value, outcome.value)


def country_of(side: str | None, program: Program) -> str | None:
    """The country code of a side."""
    return {US: "US", PARTNER: program.agreement.country}.get(side or "")


def missing_facts(
    sheet: FactSheet, engagement: Engagement, program: Program, observed: Observed
) -> list[str]:
    """The unknown facts that can still change the result, in the order in which to ask."""
    found: set[str] = set()
    for index in program.result_diagram.open_observations(observed.pattern):
        name = program.observations[index].name
        if name.startswith("clock."):
            alone = _each_alone(program, name.removeprefix("clock."))
            found.update(_clock_facts(engagement, each_alone=alone))
        else:
            facts = program.observations[index].facts
            unknown = [path for path in facts if sheet.value(engagement, path) is None]
            # A map that is known in part (days in one country) is asked for again.
            found.update([path for path in unknown if _still_asks(name, path, sheet)] or facts[:1])
    return sorted(found, key=order_of)


def _still_asks(name: str, path: str, sheet: FactSheet) -> bool:
    if name in ("us_class", "foreign_class"):
        return path == "engagement.kind"
    if name == "us_person":
        wanted = (
            "worker.us_status" if sheet.worker.citizenships is not None else "worker.citizenships"
        )
        return path == wanted
    return path != "engagement.open_ended"


def _each_alone(program: Program, clock: str) -> bool:
    return program.agreement.clocks[clock].repeats.rule == "each_alone"


def _clock_facts(engagement: Engagement, *, each_alone: bool) -> list[str]:
    facts = []
    if engagement.start is None:
        facts.append("engagement.start")
    if engagement.end is None and engagement.open_ended is not True:
        facts.append("engagement.end")
    if engagement.earlier_postings is None and not each_alone:
        facts.append("engagement.earlier_postings")
    return facts


def explain_missing(
    sheet: FactSheet, engagement: Engagement, program: Program, observed: Observed
) -> tuple[tuple[Missing, ...], tuple[Settling, ...]]:
    """Every missing fact with what its answers lead to, and the smallest sets that settle."""
    paths = missing_facts(sheet, engagement, program, observed)
    choices = {path: choices_of(path, engagement, program, observed) for path in paths}
    entries = []
    for path in paths:
        results = {
            choice.label: leads_to(program, _restricted(observed.pattern, choice.restriction))
            for choice in choices[path]
        }
        entries.append(_missing(path, engagement, with_article(program.agreement.country), results))
    return tuple(entries), tuple(_settling(choices, engagement, program, observed))


def missing_before_the_pair(paths: Sequence[str], engagement: Engagement) -> tuple[Missing, ...]:
    """Facts that must be known before a pair of countries can be found."""
    return tuple(
        _missing(path, engagement, "the other country", _before_the_pair(path)) for path in paths
    )


def _before_the_pair(path: str) -> dict[str, LeadsTo]:
    fact = by_path()[path]
    if fact.type is FactType.WORK_COUNTRY:
        outside = Outcome.NO_AGREEMENT.value
        labels = ("US", "a country with an agreement")
        return dict.fromkeys(labels, STILL_OPEN) | {"any other country": LeadsTo(outside, outside)}
    if fact.type is FactType.CHOICE:
        return dict.fromkeys((value for value, _label in fact.options), STILL_OPEN)
    if fact.type is FactType.BOOL:
        return dict.fromkeys(("true", "false"), STILL_OPEN)
    return dict.fromkeys(("US", "another country"), STILL_OPEN)


def _missing(
    path: str, engagement: Engagement, partner: str, results: dict[str, LeadsTo]
) -> Missing:
    fact = by_path()[path]
    return Missing(
        fact=place_in_sheet(path, engagement),
        path=path,
        question=fact.question.replace("{partner}", partner),
        why=fact.why.replace("{partner}", partner),
        proof=fact.proof.replace("{partner}", partner),
        leads_to={answer: result.label for answer, result in results.items()},
        leads_to_outcome={answer: result.outcome for answer, result in results.items()},
    )


def choices_of(
    path: str, engagement: Engagement, program: Program, observed: Observed
) -> list[Choice]:
    """The answers to a fact that are still possible and differ for the rules."""
    if path == "engagement.kind":
        return _together(program, observed, ("us_class", "foreign_class"))
    if path == "worker.citizenships":
        return _citizenships(program, observed)
    if path == "engagement.second_job_in":
        return _second_jobs(program)
    if path in ("engagement.start", "engagement.end", "engagement.earlier_postings"):
        return _clock_choices(path, engagement, program, observed)
    for index, observation in enumerate(program.observations):
        if path in observation.facts:
            return [
                Choice(_label(value, program), {index: 1 << bit})
                for bit, value in enumerate(observation.domain)
                if observed.pattern[index] >> bit & 1
            ]
    return []


def _label(value: str, program: Program) -> str:
    if value == US:
        return "US"
    if value == PARTNER:
        return program.agreement.country
    return "another country" if value == ELSEWHERE else value


def _together(program: Program, observed: Observed, names: tuple[str, ...]) -> list[Choice]:
    """One answer to several observations; what a statement settled stays as it is."""
    numbers = [program.numbers[name] for name in names if name in program.numbers]
    indexes = [index for index in numbers if observed.pattern[index] == program.full[index]]
    return [
        Choice(value, dict.fromkeys(indexes, 1 << bit))
        for bit, value in enumerate(("employment", "self_employment"))
    ]


def _citizenships(program: Program, observed: Observed) -> list[Choice]:
    """The citizenships that differ for the rules and do not contradict the status in US law."""
    partner = program.agreement.country
    rows = (
        ("US", "citizen", "false"),
        (partner, "alien", "true"),
        (f"US and {partner}", "citizen", "true"),
        ("another country", "alien", "false"),
    )
    choices: dict[tuple[tuple[int, int], ...], str] = {}
    for label, person, national in rows:
        restriction: Restriction = {}
        if "us_person" in program.numbers:
            index = program.numbers["us_person"]
            citizen = program.bits[index]["citizen"]
            mask = citizen if person == "citizen" else program.full[index] & ~citizen
            if not observed.pattern[index] & mask:
                continue
            restriction[index] = mask
        if "citizen_partner" in program.numbers:
            index = program.numbers["citizen_partner"]
            restriction[index] = program.bits[index][national]
        key = tuple(sorted(restriction.items()))
        choices[key] = f"{choices[key]}, {label}" if key in choices else label
    return [Choice(label, dict(key)) for key, label in choices.items()]


def _second_jobs(program: Program) -> list[Choice]:
    rows = (
        ("none", "false", "false"),
        ("US", "true", "false"),
        (program.agreement.country, "false", "true"),
    )
    result = []
    for label, home, host in rows:
        restriction: Restriction = {}
        for name, value in (("second_job_us", home), ("second_job_partner", host)):
            if name in program.numbers:
                index = program.numbers[name]
                restriction[index] = program.bits[index][value]
        result.append(Choice(label, restriction))
    return result


def _clock_choices(
    path: str, engagement: Engagement, program: Program, observed: Observed
) -> list[Choice]:
    if path == "engagement.start":
        return [Choice("any day", {})]
    result = []
    for name, reading in observed.clocks.items():
        index = program.numbers[f"clock.{name}"]
        if index not in program.result_diagram.open_observations(observed.pattern):
            continue
        bits = program.bits[index]
        if path == "engagement.end":
            known = engagement.earlier_postings is not None or _each_alone(program, name)
            result.extend(_end_choices(index, bits, reading, earlier_known=known))
        else:
            result.extend(_earlier_choices(index, bits, reading, engagement))
    if path == "engagement.end" and "temporary" in program.numbers and not result:
        index = program.numbers["temporary"]
        result = [
            Choice("a last day", {index: program.bits[index]["true"]}),
            Choice("no end is intended", {index: program.bits[index]["false"]}),
        ]
    return result


def _mask(bits: dict[str, int], values: Sequence[str]) -> int:
    mask = 0
    for value in values:
        mask |= bits.get(value, 0)
    return mask


def _end_choices(
    index: int, bits: dict[str, int], reading: ClockReading, *, earlier_known: bool
) -> list[Choice]:
    if reading.last_lawful_day is None:
        return [
            Choice("within the limit", {index: _mask(bits, (WITHIN,))}),
            Choice("later, or no end", {index: _mask(bits, (BEYOND,))}),
        ]
    last = reading.last_lawful_day.isoformat()
    if_repeated = REPEAT_OPEN if REPEAT_OPEN in bits else BEYOND
    known = [value for value in reading.possible if value != BEYOND]
    within = _mask(bits, known if earlier_known else (WITHIN, if_repeated))
    return [
        Choice(f"on or before {last}", {index: within}),
        Choice(f"after {last}, or no end", {index: _mask(bits, (BEYOND,))}),
    ]


def _earlier_choices(
    index: int, bits: dict[str, int], reading: ClockReading, engagement: Engagement
) -> list[Choice]:
    dated = engagement.start is not None and engagement.end is not None
    alone = (WITHIN,) if dated else (WITHIN, BEYOND)
    return [
        Choice("none", {index: _mask(bits, alone)}),
        Choice("earlier stays", {index: _mask(bits, reading.possible)}),
    ]


def _restricted(pattern: Sequence[int], restriction: Restriction) -> tuple[int, ...]:
    changed = list(pattern)
    for index, mask in restriction.items():
        changed[index] = changed[index] & mask or mask
    return tuple(changed)


def _settling(
    choices: dict[str, list[Choice]],
    engagement: Engagement,
    program: Program,
    observed: Observed,
) -> Iterator[Settling]:
    """The smallest sets of answers that settle the result; all of one size, at most six."""
    paths = list(choices)[:MAX_FACTS_COMBINED]
    for size in (1, 2, 3):
        count = 0
        for chosen in combinations(paths, size):
            for answers in product(*(choices[path] for path in chosen)):
                restriction: Restriction = {}
                for answer in answers:
                    restriction |= answer.restriction
                result = leads_to(program, _restricted(observed.pattern, restriction))
                if result.label == OPEN:
                    continue
                count += 1
                yield Settling(
                    answers=tuple(
                        Answered(fact=place_in_sheet(path, engagement), answer=answer.label)
                        for path, answer in zip(chosen, answers, strict=True)
                    ),
                    leads_to=result.label,
                    outcome=result.outcome,
                )
                if count == MAX_SETTLING:
                    return
        if count:
            return
