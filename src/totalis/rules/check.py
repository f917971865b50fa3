"""Proofs over a whole agreement: every pattern of observations, in every epoch of its law.

The decision diagram holds every pattern at once, so the proofs are exact and need no sampling:
a conflict or a gap would be an end of the diagram, and one pattern that reaches it is the witness.
"""

from __future__ import annotations

from datetime import date
from math import prod
from typing import TYPE_CHECKING

import msgspec

from totalis.facts.observations import PARTNER, US
from totalis.lawbook.model import Agreement, Outcome, Register
from totalis.rules.program import Answer, Program, epochs

if TYPE_CHECKING:
    from collections.abc import Iterator


class Failure(msgspec.Struct, frozen=True):
    """One broken promise of the law, with a pattern that shows it."""

    country: str
    day: date
    kind: str
    """`conflict`, `gap`, `both_exempt`, `unreachable`, `dangling_exception`"""
    says: str

    def text(self) -> str:
        """One paragraph for the person who mends the file."""
        return f"{self.country} on {self.day.isoformat()}: {self.kind}: {self.says}"


class Proof(msgspec.Struct, frozen=True):
    """What was proved for one epoch of one agreement."""

    country: str
    day: date
    rules: int
    observations: int
    known_patterns: int
    partial_patterns: int
    nodes: int
    by_outcome: dict[str, int]
    failures: tuple[Failure, ...]


def check_agreement(agreement: Agreement, register: Register) -> Iterator[Proof]:
    """Prove one agreement in each of its epochs."""
    decided: set[str] = set()
    last: Program | None = None
    for day in epochs(agreement):
        program = Program(agreement, register, day)
        decided |= {
            program.answers[end.leaves[0]].rule.id
            for end in program.diagram.ends
            if len(end.leaves) == 1
        }
        last = program
        yield _proof(program, day)
    if last is not None:
        never = [rule for rule in agreement.rules if rule.id not in decided]
        if never:
            failures = tuple(
                Failure(
                    agreement.country,
                    agreement.in_force,
                    "unreachable",
                    f"the rule {rule.id} decides no pattern in any epoch",
                )
                for rule in never
            )
            yield Proof(agreement.country, agreement.in_force, 0, 0, 0, 0, 0, {}, failures)


def _proof(program: Program, day: date) -> Proof:
    diagram = program.diagram
    counts = diagram.counts(range(len(program.observations)))
    by_outcome: dict[str, int] = {}
    failures: list[Failure] = []
    for number, end in enumerate(diagram.ends):
        patterns = counts.get(number, 0)
        if len(end.leaves) == 1:
            answer = program.answers[end.leaves[0]]
            by_outcome[answer.outcome.value] = by_outcome.get(answer.outcome.value, 0) + patterns
            failures.extend(_one_country(program, answer, number, day))
        else:
            failures.append(_broken(program, number, day, patterns))
    failures.extend(_dangling(program, day))
    return Proof(
        country=program.agreement.country,
        day=day,
        rules=len(program.rules),
        observations=len(program.observations),
        known_patterns=sum(counts.values()),
        partial_patterns=prod((1 << len(item.domain)) - 1 for item in program.observations),
        nodes=len(diagram.nodes),
        by_outcome=by_outcome,
        failures=tuple(failures),
    )


def _broken(program: Program, end: int, day: date, patterns: int) -> Failure:
    leaves = program.diagram.ends[end].leaves
    witness = witness_of(program, end)
    country = program.agreement.country
    if not leaves:
        return Failure(
            country,
            day,
            "gap",
            f"{patterns:,} fully known patterns have no answer; write a rule or a `not_stated` for: "
            f"{witness}",
        )
    rules = dict.fromkeys(program.answers[leaf].rule for leaf in leaves)
    named = " and ".join(f"{rule.id} (article {rule.article})" for rule in rules)
    return Failure(
        country,
        day,
        "conflict",
        f"{named} both hold and neither excepts the other, in {patterns:,} patterns; name in `excepts` "
        f"which one comes first, or narrow one, for: {witness}",
    )


def _one_country(program: Program, answer: Answer, end: int, day: date) -> Iterator[Failure]:
    """An assignment must exempt in exactly one of the two countries."""
    named = answer.covered_by in (US, PARTNER)
    if answer.outcome is Outcome.ASSIGNED and not named:
        yield Failure(
            program.agreement.country,
            day,
            "both_exempt",
            f"{answer.rule.id} assigns the work to no country, so it would be exempt in both, for: "
            f"{witness_of(program, end)}",
        )


def _dangling(program: Program, day: date) -> Iterator[Failure]:
    """A rule that is in force may except only rules that are in force with it at some time."""
    known = {rule.id for rule in program.agreement.rules} | {rule.id for rule in program.rules}
    for rule in program.rules:
        for other in rule.excepts:
            if other != "*" and other not in known:
                yield Failure(
                    program.agreement.country,
                    day,
                    "dangling_exception",
                    f"{rule.id} excepts {other}, which does not exist",
                )


def witness_of(program: Program, end: int) -> str:
    """One pattern that reaches an end, as `observation: value` pairs."""
    path = program.diagram.path_to(end)
    return ", ".join(
        f"{program.observations[index].name}: {program.observations[index].domain[value]}"
        for index, value in sorted(path.items())
    )
