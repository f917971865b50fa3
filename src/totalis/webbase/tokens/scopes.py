"""What a key lets a program do: little, and each by its name."""

from __future__ import annotations

from enum import StrEnum

from totalis.webbase.accounts.rights import Right


class Scope(StrEnum):
    """One thing that a program may do with a key. No key prepares, approves, lodges, releases or administers."""

    GATE_ASK = "gate.ask"
    GATE_READ = "gate.read"

    @property
    def label(self) -> str:
        """The scope as pages name it."""
        return LABELS[self]

    @property
    def says(self) -> str:
        """What it lets a program do, in a sentence."""
        return SAYS[self]


LABELS: dict[Scope, str] = {
    Scope.GATE_ASK: "Ask the payroll question",
    Scope.GATE_READ: "Read answers again",
}
SAYS: dict[Scope, str] = {
    Scope.GATE_ASK: "Asks whether to withhold for a worker on a day. Every question and answer is kept.",
    Scope.GATE_READ: "Reads an answer that was given, and what the same question gives today.",
}
RIGHTS_OF: dict[Scope, frozenset[Right]] = {
    Scope.GATE_ASK: frozenset({Right.VIEW}),
    Scope.GATE_READ: frozenset({Right.VIEW}),
}
