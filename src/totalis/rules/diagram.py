"""Rules compiled to one reduced decision diagram.

Every path through the diagram is a pattern of observations, every end an answer. A pattern with
unknowns reaches a set of ends; the answer is settled when that set has one answer, which is the same
as saying that every way of filling in the unknowns gives it. More knowledge can only make the set
smaller, so it never reverses a settled answer. Two rules that both hold without an order, and a
pattern without an answer, are ends of their own kind; `rules.check` refuses a law that has them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from totalis.rules.lowering import FAILS, HOLDS, Lowered, restrict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Leaf(msgspec.Struct, frozen=True):
    """A condition under which one answer holds. `over` are the leaves that it overrides."""

    number: int
    term: Lowered
    over: frozenset[int]


class End(msgspec.Struct, frozen=True):
    """Where a path ends: the leaves on top. One is an answer, none a gap, several a conflict."""

    leaves: tuple[int, ...]


class Diagram(msgspec.Struct):
    """Nodes are (observation, children by value); an end is written as a negative number."""

    sizes: tuple[int, ...]
    nodes: list[tuple[int, tuple[int, ...]]] = []
    ends: list[End] = []
    root: int = -1

    def reached(self, pattern: Sequence[int]) -> set[int]:
        """The numbers of the ends that are still possible on a pattern."""
        return set(self.ends_on(pattern))

    def ends_on(self, pattern: Sequence[int]) -> Iterator[int]:
        """The same one by one, each once, for who needs only to know whether two differ."""
        nodes = self.nodes
        stack = [self.root]
        seen = {self.root}
        while stack:
            node = stack.pop()
            if node < 0:
                yield -node - 1
                continue
            index, children = nodes[node]
            mask = pattern[index]
            if mask & (mask - 1):
                possible = [child for value, child in enumerate(children) if mask >> value & 1]
            else:
                possible = [children[mask.bit_length() - 1]]
            for child in possible:
                if child not in seen:
                    seen.add(child)
                    stack.append(child)

    def open_observations(self, pattern: Sequence[int]) -> set[int]:
        """The observations that are unknown on a pattern and can still change where it ends.

        The diagram is restricted to the pattern and reduced again: a node whose remaining branches are
        the same decides nothing any more, whatever it decided for other patterns.
        """
        reduced: dict[int, int] = {}
        unique: dict[tuple[int, tuple[int, ...]], int] = {}
        nodes = self.nodes

        def restrict(node: int) -> int:
            index, children = nodes[node]
            mask = pattern[index]
            kept = []
            for child in children:
                if mask & 1:
                    if child >= 0:
                        known = reduced.get(child)
                        kept.append(restrict(child) if known is None else known)
                    else:
                        kept.append(child)
                mask >>= 1
            first = kept[0]
            if kept.count(first) != len(kept):
                first = unique.setdefault((index, tuple(kept)), len(unique))
            reduced[node] = first
            return first

        top = self.root if self.root < 0 else restrict(self.root)
        by_number = {number: key for key, number in unique.items()}
        found: set[int] = set()
        seen = {top}
        stack = [top] if top >= 0 else []
        while stack:
            index, children = by_number[stack.pop()]
            found.add(index)
            for child in children:
                if child >= 0 and child not in seen:
                    seen.add(child)
                    stack.append(child)
        return found

    def quotient(self, classes: Sequence[int]) -> Diagram:
        """The diagram in which ends of the same class are one end, reduced again."""
        result = Diagram(sizes=self.sizes)
        result.ends = [End((number,)) for number in range(max(classes, default=0) + 1)]
        unique: dict[tuple[int, tuple[int, ...]], int] = {}
        done: dict[int, int] = {}
        for node in reversed(list(self._from_the_top())):
            if node < 0:
                done[node] = -classes[-node - 1] - 1
                continue
            index, children = self.nodes[node]
            mapped = tuple(done[child] for child in children)
            if len(set(mapped)) == 1:
                done[node] = mapped[0]
                continue
            key = (index, mapped)
            if key not in unique:
                unique[key] = len(result.nodes)
                result.nodes.append(key)
            done[node] = unique[key]
        result.root = done[self.root]
        return result

    def path_to(self, end: int) -> dict[int, int]:
        """One pattern (observation to value) that reaches an end."""
        target = -end - 1
        seen: set[int] = set()

        def walk(node: int) -> dict[int, int] | None:
            if node == target:
                return {}
            if node < 0 or node in seen:
                return None
            seen.add(node)
            index, children = self.nodes[node]
            for value, child in enumerate(children):
                below = walk(child)
                if below is not None:
                    return {index: value, **below}
            return None

        return walk(self.root) or {}

    def counts(self, used: Sequence[int]) -> dict[int, int]:
        """How many fully known patterns over the observations `used` reach each end."""
        total = 1
        for index in used:
            total *= self.sizes[index]
        weights = {self.root: total}
        result: dict[int, int] = {}
        for node in self._from_the_top():
            weight = weights[node]
            if node < 0:
                result[-node - 1] = weight
                continue
            index, children = self.nodes[node]
            for child in children:
                weights[child] = weights.get(child, 0) + weight // self.sizes[index]
        return result

    def _from_the_top(self) -> Iterator[int]:
        """Every node before its children; ends last."""
        done: set[int] = set()
        order: list[int] = []

        def visit(node: int) -> None:
            if node in done:
                return
            done.add(node)
            if node >= 0:
                for child in self.nodes[node][1]:
                    visit(child)
            order.append(node)

        visit(self.root)
        return reversed(order)


State = tuple[tuple[int, Lowered], ...]


def compile_diagram(leaves: Sequence[Leaf], sizes: tuple[int, ...]) -> Diagram:
    """Compile leaves over observations of the given domain sizes."""
    return _Compiler(leaves, sizes).diagram


class _Compiler:
    def __init__(self, leaves: Sequence[Leaf], sizes: tuple[int, ...]) -> None:
        self.diagram = Diagram(sizes=sizes)
        self.over = {leaf.number: leaf.over for leaf in leaves}
        self.states: dict[State, int] = {}
        self.unique: dict[tuple[int, tuple[int, ...]], int] = {}
        self.ends: dict[End, int] = {}
        start = tuple((leaf.number, leaf.term) for leaf in leaves if leaf.term != FAILS)
        self.diagram.root = self.node(self.prune(start))

    def prune(self, state: State) -> State:
        """Drop what is overridden by a leaf that already holds."""
        beaten: set[int] = set()
        for number, term in state:
            if term == HOLDS:
                beaten |= self.over[number]
        return tuple(item for item in state if item[0] not in beaten) if beaten else state

    def node(self, state: State) -> int:
        known = self.states.get(state)
        if known is not None:
            return known
        support = [min(term.support) for _number, term in state if term.support]
        if support:
            index = min(support)
            children = tuple(
                self.node(self.after(state, index, 1 << value))
                for value in range(self.diagram.sizes[index])
            )
            result = children[0] if len(set(children)) == 1 else self.unique_node(index, children)
        else:
            result = self.end(End(tuple(number for number, _term in state)))
        self.states[state] = result
        return result

    def after(self, state: State, index: int, bit: int) -> State:
        items = []
        for number, term in state:
            rest = restrict(term, index, bit)
            if rest != FAILS:
                items.append((number, rest))
        return self.prune(tuple(items))

    def unique_node(self, index: int, children: tuple[int, ...]) -> int:
        key = (index, children)
        known = self.unique.get(key)
        if known is None:
            known = len(self.diagram.nodes)
            self.diagram.nodes.append(key)
            self.unique[key] = known
        return known

    def end(self, end: End) -> int:
        known = self.ends.get(end)
        if known is None:
            self.diagram.ends.append(end)
            known = -len(self.diagram.ends)
            self.ends[end] = known
        return known
