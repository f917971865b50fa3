"""Which answers change between two states of an agreement's law.

Walks two result diagrams together, so every pattern is compared at once. A clock whose law changed is
two observations, one before and one after; combinations that no stay can have are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from totalis.facts.observations import BEYOND, BY_NAME, WITHIN
from totalis.kernel.dates import Duration
from totalis.rules.program import FIRST, Program

if TYPE_CHECKING:
    from totalis.lawbook.model import Clock

BROKEN = "broken"


class Change(msgspec.Struct, frozen=True):
    """One kind of answer that changes, with one pattern that shows it."""

    before: str
    after: str
    witness: str


def changed_answers(before: Program, after: Program) -> tuple[Change, ...]:
    """Every pair of different results that some pattern has before and after."""
    return _Walk(before, after).changes()


class _Walk:
    def __init__(self, before: Program, after: Program) -> None:
        self.programs = (before, after)
        self.changed_clocks = {
            name: (clock, after.agreement.clocks[name])
            for name, clock in before.agreement.clocks.items()
            if name in after.agreement.clocks and _differs(clock, after.agreement.clocks[name])
        }
        names = [item.name for item in (*before.observations, *after.observations)]
        self.order = {
            name: rank for rank, name in enumerate(sorted(dict.fromkeys(names), key=_rank))
        }
        self.found: dict[tuple[str, str], str] = {}
        self.seen: set[tuple[int, int, tuple[str, ...]]] = set()

    def changes(self) -> tuple[Change, ...]:
        before, after = (program.result_diagram.root for program in self.programs)
        self.step(before, after, {})
        return tuple(Change(*pair, witness) for pair, witness in sorted(self.found.items()))

    def step(self, before: int, after: int, path: dict[str, str]) -> None:
        clocks = tuple(path.get(f"clock.{name}@before", "") for name in self.changed_clocks)
        clocks += tuple(path.get(f"clock.{name}@after", "") for name in self.changed_clocks)
        if (before, after, clocks) in self.seen:
            return
        self.seen.add((before, after, clocks))
        if before < 0 and after < 0:
            pair = (self.result(0, before), self.result(1, after))
            if pair[0] != pair[1] and pair not in self.found and self.possible(path):
                self.found[pair] = ", ".join(f"{name}: {value}" for name, value in path.items())
            return
        names = [self.name(side, node) for side, node in ((0, before), (1, after)) if node >= 0]
        name = min(names, key=lambda item: (self.order[item.partition("@")[0]], item))
        for value in self.domain(name):
            self.step(
                self.move(0, before, name, value),
                self.move(1, after, name, value),
                {**path, name: value},
            )

    def name(self, side: int, node: int) -> str:
        program = self.programs[side]
        name = program.observations[program.result_diagram.nodes[node][0]].name
        if name.removeprefix("clock.") in self.changed_clocks and name.startswith("clock."):
            return f"{name}@{'before' if side == 0 else 'after'}"
        return name

    def domain(self, name: str) -> tuple[str, ...]:
        plain = name.partition("@")[0]
        values: dict[str, None] = {}
        for program in self.programs:
            if plain in program.numbers:
                domain = program.observations[program.numbers[plain]].domain
                values.update(dict.fromkeys(domain))
        return tuple(values)

    def move(self, side: int, node: int, name: str, value: str) -> int:
        if node < 0 or self.name(side, node) != name:
            return node
        program = self.programs[side]
        index, children = program.result_diagram.nodes[node]
        bit = program.bits[index].get(value)
        return children[bit.bit_length() - 1] if bit is not None else node

    def result(self, side: int, node: int) -> str:
        program = self.programs[side]
        number = -node - 1
        if number >= len(program.results):
            return BROKEN
        outcome, covered = program.results[number]
        country = {"us": "US", "partner": program.agreement.country}.get(covered or "", "")
        return f"{outcome.value} {country}".strip()

    def possible(self, path: dict[str, str]) -> bool:
        """A stay within the shorter limit is not beyond the longer one."""
        for name, (old, new) in self.changed_clocks.items():
            values = (path.get(f"clock.{name}@before"), path.get(f"clock.{name}@after"))
            longer_after = _length(new) >= _length(old)
            if longer_after and values == (WITHIN, BEYOND):
                return False
            if not longer_after and values == (BEYOND, WITHIN):
                return False
        return True


def _rank(name: str) -> tuple[int, str]:
    """The order in which every program looks at observations."""
    order = (*FIRST, *(item for item in BY_NAME if item not in FIRST))
    return (order.index(name) if name in order else len(order), name)


def _differs(one: Clock, other: Clock) -> bool:
    return (one.limit, one.repeats, one.counted_from, one.floor) != (
        other.limit,
        other.repeats,
        other.counted_from,
        other.floor,
    )


def _length(clock: Clock) -> tuple[int, int]:
    duration = Duration.parse(clock.limit)
    return (duration.months, duration.days)
