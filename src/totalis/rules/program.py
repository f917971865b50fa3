"""The program of one agreement on one day: its rules in force, numbered observations, its diagram.

What a rule says is spread over leaves: a rule that follows the place of work has one leaf for the
United States and one for the partner; a rule with a clock has a leaf inside the limit, one beyond it,
and, where no source says how earlier postings count, one for that case.
"""

from __future__ import annotations

import os
from datetime import date
from functools import cache, cached_property
from typing import TYPE_CHECKING

import msgspec

from totalis.facts.observations import BEYOND, PARTNER, REPEAT_OPEN, US, WITHIN, Observation
from totalis.kernel.dates import Interval
from totalis.kernel.digest import digest_files
from totalis.lawbook.model import (
    Agreement,
    All,
    AnyOf,
    Is,
    Not,
    Outcome,
    Register,
    Rule,
    Side,
    Term,
)
from totalis.lawbook.reader import ALL_RULES, observations_of
from totalis.rules.diagram import Diagram, Leaf, compile_diagram
from totalis.rules.lowering import Lowered, lower

if TYPE_CHECKING:
    from collections.abc import Sequence

FIRST = ("place", "category", "occupation", "us_cover", "partner_cover")
ORDINARY = ("ordinary", "agriculture", "performer")
_EMPLOYMENT = "employment"
_SELF = "self_employment"

TOPIC_TERMS: dict[str, Term] = {
    "employment": All(
        parts=(
            Is(name="category", values=ORDINARY),
            Is(name="us_class", values=(_EMPLOYMENT,)),
            Is(name="foreign_class", values=(_EMPLOYMENT,)),
        )
    ),
    "self_employment": All(
        parts=(
            Is(name="category", values=ORDINARY),
            Is(name="us_class", values=(_SELF,)),
            Is(name="foreign_class", values=(_SELF,)),
        )
    ),
    "classification": All(
        parts=(
            Is(name="category", values=ORDINARY),
            AnyOf(
                parts=(
                    All(
                        parts=(
                            Is(name="us_class", values=(_EMPLOYMENT,)),
                            Is(name="foreign_class", values=(_SELF,)),
                        )
                    ),
                    All(
                        parts=(
                            Is(name="us_class", values=(_SELF,)),
                            Is(name="foreign_class", values=(_EMPLOYMENT,)),
                        )
                    ),
                )
            ),
        )
    ),
    "government": Is(name="category", values=("government",)),
    "diplomatic": Is(name="category", values=("diplomatic",)),
    "ship": Is(name="category", values=("ship",)),
    "aircraft": Is(name="category", values=("aircraft",)),
    "domestic": All(parts=()),
    "mixed": All(parts=()),
}


class Answer(msgspec.Struct, frozen=True):
    """What one leaf says: the rule, the outcome and the covering side."""

    rule: Rule
    outcome: Outcome
    covered_by: str | None
    """`us`, `partner`, `nobody`, or None when no country is named."""
    part: str
    """`plain`, `within`, `beyond` or `repeat_open`."""

    @property
    def same(self) -> tuple[Outcome, str | None]:
        """What makes two answers the same to the person who asked."""
        return (self.outcome, self.covered_by)


class Program:
    """The rules of one agreement that are in force on one day, compiled."""

    def __init__(self, agreement: Agreement, register: Register, day: date) -> None:
        self.agreement = agreement
        self.register = register
        self.rules: tuple[Rule, ...] = tuple(
            rule for rule in (*agreement.rules, *register.rules) if in_force_on(rule, day)
        )
        known = observations_of(agreement.clocks, agreement.occupations)
        terms = [self.full_term(rule) for rule in self.rules]
        used = _names(terms) | {side for rule in self.rules for side in _followed(rule)}
        used |= {f"clock.{rule.clock}" for rule in self.rules if rule.clock}
        self.observations: tuple[Observation, ...] = tuple(
            _trimmed(known[name], agreement) for name in _ordered(known) if name in used
        )
        self.numbers = {item.name: number for number, item in enumerate(self.observations)}
        self.bits: tuple[dict[str, int], ...] = tuple(
            {value: 1 << number for number, value in enumerate(item.domain)}
            for item in self.observations
        )
        self.full: tuple[int, ...] = tuple(
            (1 << len(item.domain)) - 1 for item in self.observations
        )
        self.answers: list[Answer] = []
        self.leaves: list[Leaf] = []
        self._make_leaves(terms)

    @cached_property
    def diagram(self) -> Diagram:
        """The decision diagram of the leaves; one that was compiled before may be set instead."""
        return self.compile()

    def compile(self) -> Diagram:
        """Compile the leaves."""
        return compile_diagram(self.leaves, tuple(len(item.domain) for item in self.observations))

    @cached_property
    def results(self) -> tuple[tuple[Outcome, str | None], ...]:
        """The different results that the diagram can give, gaps and conflicts left out."""
        return tuple(dict.fromkeys(answer.same for answer in self.answers))

    @cached_property
    def result_diagram(self) -> Diagram:
        """The diagram with one end for each result: what it still looks at matters."""
        number = {same: index for index, same in enumerate(self.results)}
        broken = len(number)
        classes = [
            number[self.answers[end.leaves[0]].same] if len(end.leaves) == 1 else broken
            for end in self.diagram.ends
        ]
        return self.diagram.quotient(classes)

    @cached_property
    def conditions(self) -> tuple[tuple[Rule, Lowered], ...]:
        """Every rule with its lowered condition, time limit left out."""
        return tuple((rule, self.lowered(self.full_term(rule))) for rule in self.rules)

    def full_term(self, rule: Rule) -> Term:
        """Topic, `when` and every need of a rule."""
        return All(
            parts=(
                TOPIC_TERMS[rule.topic],
                rule.when,
                *(need_term(rule, i) for i in range(len(rule.needs))),
            )
        )

    def lowered(self, term: Term) -> Lowered:
        """A condition on the numbers of this program."""
        return lower(term, self.numbers, self.observations)

    def answers_alike(self, pattern: Sequence[int]) -> list[Answer]:
        """The answers that a pattern can still have, where all say the same; else none."""
        ends, same = set[int](), set[tuple[Outcome, str | None]]()
        for end in self.diagram.ends_on(pattern):
            same.update(self._same[end])
            if len(same) > 1:
                return []
            ends.add(end)
        return self.answers_of(ends)

    @cached_property
    def _same(self) -> list[set[tuple[Outcome, str | None]]]:
        """What each end says."""
        return [{self.answers[leaf].same for leaf in end.leaves} for end in self.diagram.ends]

    def answers_of(self, ends: Sequence[int] | set[int]) -> list[Answer]:
        """The answers of ends, in the order of the leaves; conflicts and gaps have none."""
        found: set[int] = set()
        for end in ends:
            found.update(self.diagram.ends[end].leaves)
        return [self.answers[number] for number in sorted(found)]

    def beaten_by(self, rule: Rule) -> frozenset[str]:
        """The ids of the rules that a rule overrides, through any number of steps."""
        return self._overrides[rule.id]

    @cached_property
    def _overrides(self) -> dict[str, frozenset[str]]:
        direct = {rule.id: _direct(rule, self.rules) for rule in self.rules}
        gates = {rule.id for rule in self.rules if ALL_RULES in rule.excepts}

        def reach(rule_id: str) -> frozenset[str]:
            """Step by step, but never through a gate: what excepts a gate does not inherit its `*`."""
            found: set[str] = set()
            stack = list(direct[rule_id])
            while stack:
                other = stack.pop()
                if other not in found:
                    found.add(other)
                    if rule_id not in gates and other not in gates:
                        stack.extend(direct.get(other, ()))
            return frozenset(found)

        return {rule_id: reach(rule_id) for rule_id in direct}

    def _make_leaves(self, terms: list[Term]) -> None:
        pending: list[tuple[Rule, Term]] = []
        for rule, term in zip(self.rules, terms, strict=True):
            for extra, answer in _parts(rule, self.agreement):
                pending.append((rule, All(parts=(term, *extra))))
                self.answers.append(answer)
        leaves_of: dict[str, list[int]] = {}
        for number, (rule, _term) in enumerate(pending):
            leaves_of.setdefault(rule.id, []).append(number)
        for number, (rule, term) in enumerate(pending):
            over = frozenset(
                leaf for other in self._overrides[rule.id] for leaf in leaves_of.get(other, ())
            )
            self.leaves.append(Leaf(number=number, term=self.lowered(term), over=over))


@cache
def compiler_version() -> str:
    """A digest of the code that turns law into diagrams, for the names under which they are kept."""
    here = os.path.dirname(os.path.abspath(__file__))
    names = (
        "program.py",
        "diagram.py",
        "lowering.py",
        os.path.join("..", "facts", "observations.py"),
    )
    return digest_files(*(os.path.join(here, name) for name in names))


def in_force_on(rule: Rule, day: date) -> bool:
    """Whether a rule is part of the law of a day."""
    return day in Interval(rule.valid_from or date.min, rule.valid_until)


def epochs(agreement: Agreement) -> tuple[date, ...]:
    """The first days of every state of an agreement's law, from its entry into force."""
    days = {agreement.in_force}
    for rule in agreement.rules:
        days.update(day for day in (rule.valid_from, rule.valid_until) if day is not None)
    return tuple(sorted(day for day in days if day >= agreement.in_force))


def need_term(rule: Rule, index: int) -> Term:
    """A need as a condition: it binds only where its guard holds."""
    need = rule.needs[index]
    if need.only_when is None:
        return need.test
    return AnyOf(parts=(Not(part=need.only_when), need.test))


def _direct(rule: Rule, rules: Sequence[Rule]) -> tuple[str, ...]:
    if ALL_RULES not in rule.excepts:
        return rule.excepts
    return tuple(
        other.id
        for other in rules
        if ALL_RULES not in other.excepts and rule.id not in other.excepts
    )


def _followed(rule: Rule) -> list[str]:
    sides = [
        rule.covered_by,
        rule.beyond.covered_by if rule.beyond else None,
        *(reading.covered_by for reading in rule.readings),
    ]
    fixed = (None, Side.US, Side.PARTNER, Side.NOBODY)
    return [side.value for side in sides if side not in fixed and side is not None]


def _parts(rule: Rule, agreement: Agreement) -> list[tuple[tuple[Term, ...], Answer]]:
    """The leaves of a rule: extra conditions and what is answered under them."""
    if not rule.clock:
        return _sides(rule, rule.outcome, rule.covered_by, "plain", ())
    clock = f"clock.{rule.clock}"
    inside = (Is(name=clock, values=(WITHIN,)),)
    parts = _sides(rule, rule.outcome, rule.covered_by, "within", inside)
    if rule.beyond is not None:
        past = (Is(name=clock, values=(BEYOND,)),)
        parts += _sides(rule, rule.beyond.outcome, rule.beyond.covered_by, "beyond", past)
    if agreement.clocks[rule.clock].repeats.rule == "not_stated":
        unclear = (Is(name=clock, values=(REPEAT_OPEN,)),)
        parts += _sides(rule, Outcome.NOT_STATED, None, "repeat_open", unclear)
    return parts


def _sides(
    rule: Rule, outcome: Outcome, side: Side | None, part: str, extra: tuple[Term, ...]
) -> list[tuple[tuple[Term, ...], Answer]]:
    if side is None or outcome in (
        Outcome.NOT_STATED,
        Outcome.DISPUTED,
        Outcome.ELECTION,
        Outcome.SPLIT,
    ):
        return [(extra, Answer(rule, outcome, None, part))]
    if side in (Side.US, Side.PARTNER, Side.NOBODY):
        return [(extra, Answer(rule, outcome, side.value, part))]
    return [
        ((*extra, Is(name=side.value, values=(value,))), Answer(rule, outcome, value, part))
        for value in (US, PARTNER)
    ]


def _names(terms: Sequence[Term]) -> set[str]:
    names: set[str] = set()
    stack: list[Term] = list(terms)
    while stack:
        term = stack.pop()
        if isinstance(term, Is):
            names.add(term.name)
        elif isinstance(term, Not):
            stack.append(term.part)
        else:
            stack.extend(term.parts)
    return names


def _ordered(known: dict[str, Observation]) -> list[str]:
    """Place, category and occupation first: they separate the topics and keep diagrams small."""
    return [name for name in FIRST if name in known] + [name for name in known if name not in FIRST]


def _trimmed(observation: Observation, agreement: Agreement) -> Observation:
    """Drop `repeat_open` from a clock whose law says how earlier postings count."""
    if not observation.name.startswith("clock."):
        return observation
    clock = agreement.clocks[observation.name.removeprefix("clock.")]
    if clock.repeats.rule == "not_stated":
        return observation
    values = tuple(pair for pair in observation.values if pair[0] != REPEAT_OPEN)
    return Observation(observation.name, values, observation.facts)
