"""What the shape of a law file alone cannot say: ids, references, citations, dates, outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from totalis.kernel.dates import Duration, Rounding
from totalis.lawbook.model import Agreement, Clock, Is, Not, Outcome, Rule, Source, SourceKind, Term

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from totalis.lawbook.structure import StructureReader

TOPICS = (
    "employment",
    "self_employment",
    "classification",
    "government",
    "diplomatic",
    "ship",
    "aircraft",
)
COMMON_TOPICS = (*TOPICS, "domestic", "mixed")
REPEAT_RULES = ("gap", "each_alone", "not_stated")
COUNTED_FROM = ("start", "later_of_start_and_in_force")
BOTH_SIDES = 2


def names_in(term: Term) -> set[str]:
    """The observations that a condition names."""
    if isinstance(term, Is):
        return {term.name}
    parts = (term.part,) if isinstance(term, Not) else term.parts
    return set().union(*(names_in(part) for part in parts))


def sources_used(agreement: Agreement) -> set[str]:
    """The keys of every source that something in an agreement cites."""
    used: set[str] = set()

    def walk(value: object) -> None:
        if isinstance(value, dict):
            for key, item in value.items():
                if key in ("source", "in_force_source"):
                    used.update(item)
                else:
                    walk(item)
        elif isinstance(value, list | tuple):
            for item in value:
                walk(item)

    walk(msgspec.to_builtins(agreement))
    return used


class Checks:
    """What the shape alone cannot say."""

    def __init__(self, reader: StructureReader, sources: dict[str, Source]) -> None:
        self.reader = reader
        self.sources = sources

    def problem(self, path: str, found: str, expected: str, remedy: str) -> None:
        """Note a problem at a path."""
        self.reader.problem(path, found, expected, remedy)

    def agreement(self, agreement: Agreement, name: str, common: set[str]) -> None:
        """Check a whole agreement; `common` are the ids of the rules of the register."""
        if not name.endswith(f"{agreement.key}.yaml"):
            self.problem(
                "key", agreement.key, f"the name of the file {name}", "Name both the same."
            )
        if agreement.country.lower() != agreement.key:
            self.problem("key", agreement.key, agreement.country.lower(), "Use the country code.")
        ids = self.ids(agreement)
        for index, rule in enumerate(agreement.rules):
            self.excepts(rule, f"rules[{index}]", ids.keys() | common)
            self.rule(rule, f"rules[{index}]", agreement.clocks, TOPICS)
            self.validity(rule, f"rules[{index}]", agreement)
            self.measured(rule, f"rules[{index}].when", agreement)
        self.all_cited(agreement)
        self.extension(agreement)
        for clock_name, clock in agreement.clocks.items():
            self.clock(clock, f"clocks.{clock_name}")

    def ids(self, agreement: Agreement) -> dict[str, int]:
        """The place of every rule by its id, which must be its own and say file and topic."""
        ids: dict[str, int] = {}
        for index, rule in enumerate(agreement.rules):
            path = f"rules[{index}]"
            if rule.id in ids:
                self.problem(
                    f"{path}.id",
                    f"{rule.id}, which rules[{ids[rule.id]}] already has",
                    "an id of its own for every rule",
                    "Rename one of the two.",
                )
            ids[rule.id] = index
            if not rule.id.startswith(f"{agreement.key}.{rule.topic}."):
                self.problem(
                    f"{path}.id",
                    rule.id,
                    f"{agreement.key}.{rule.topic}.<name>",
                    "An id is the file, the topic and a name.",
                )
        return ids

    def validity(self, rule: Rule, path: str, agreement: Agreement) -> None:
        """A rule is law for a time within that of its agreement."""
        if rule.valid_from is not None and rule.valid_from < agreement.in_force:
            self.problem(
                f"{path}.valid_from",
                rule.valid_from.isoformat(),
                f"a day on or after {agreement.in_force.isoformat()}",
                "A rule cannot be older than its agreement.",
            )
        begins = rule.valid_from or agreement.in_force
        if rule.valid_until is not None and rule.valid_until <= begins:
            self.problem(
                f"{path}.valid_until",
                rule.valid_until.isoformat(),
                f"a day after {begins.isoformat()}, on which the rule begins",
                "Write the first day on which the rule no longer holds.",
            )

    def measured(self, rule: Rule, path: str, agreement: Agreement) -> None:
        """An observation that measures against a number of the agreement needs that number."""
        seen = {rule.covered_by} | names_in(rule.when)
        for name, given in (
            ("home_coverage", agreement.home_coverage),
            ("principal", agreement.principal),
        ):
            if name in seen and given is None:
                self.problem(
                    path,
                    f"the observation '{name}', for which the file states no number",
                    f"`{name}:` at the top of the file",
                    f"Write `{name}:` with its number and source; without it nothing is ever seen.",
                )

    def extension(self, agreement: Agreement) -> None:
        """The longest extension is a duration or left out; practice in words stands in `extension`."""
        longest = agreement.exceptions.extension_max
        try:
            Duration.parse(longest or "P1Y")
        except ValueError as error:
            self.problem(
                "exceptions.extension_max",
                longest,
                "a duration such as P2Y, or nothing",
                f"{error}; put words into `extension`.",
            )
        for name in agreement.exceptions.extension_clocks:
            if name not in agreement.clocks:
                self.problem(
                    "exceptions.extension_clocks",
                    name,
                    f"one of {', '.join(agreement.clocks)}",
                    "Name a clock of this file.",
                )

    def excepts(self, rule: Rule, path: str, ids: AbstractSet[str]) -> None:
        """What a rule excepts must exist and be another rule."""
        for other in rule.excepts:
            if other == rule.id:
                self.problem(f"{path}.excepts", other, "another rule", "Remove it.")
            elif other not in ids:
                self.problem(
                    f"{path}.excepts",
                    f"the rule '{other}', which does not exist",
                    "the id of a rule in this file",
                    "Correct the id, or write the rule that is excepted.",
                )

    def all_cited(self, agreement: Agreement) -> None:
        """Every source that is cited must be described."""
        for key in sorted(sources_used(agreement)):
            if key not in self.sources:
                self.problem(
                    "sources",
                    f"the source '{key}', which is used and not described",
                    "a source of this file or of register.yaml",
                    f"Add `{key}:` under `sources:` with title, kind, url and checked_on.",
                )

    def cited(self, path: str, source: tuple[str, ...]) -> None:
        """At least one source."""
        if not source:
            self.problem(
                f"{path}.source", "no source", "at least one source", "Cite where it stands."
            )

    def clock(self, clock: Clock, path: str) -> None:
        """A clock names its rounding, its start, and how earlier postings count."""
        self.cited(path, clock.source)
        if clock.rounding not in {item.value for item in Rounding}:
            self.problem(
                f"{path}.rounding", clock.rounding, "down, up or exact", "Name the rounding."
            )
        if clock.counted_from not in COUNTED_FROM:
            self.problem(
                f"{path}.counted_from",
                clock.counted_from,
                f"one of {', '.join(COUNTED_FROM)}",
                "Say where the limit starts to run.",
            )
        if clock.counted_from == "later_of_start_and_in_force" and clock.floor is None:
            self.problem(f"{path}.floor", "nothing", "a day", "Name the day it took effect.")
        repeats = clock.repeats
        if repeats.rule not in REPEAT_RULES:
            self.problem(
                f"{path}.repeats.rule",
                repeats.rule,
                f"one of {', '.join(REPEAT_RULES)}",
                "Say how earlier postings count.",
            )
        if repeats.rule == "gap":
            self.cited(f"{path}.repeats", repeats.source)
            try:
                Duration.parse(repeats.gap)
            except ValueError as error:
                found = repeats.gap or "nothing"
                self.problem(f"{path}.repeats.gap", found, "a duration", str(error))
            if repeats.gap_test not in ("at_least", "more_than"):
                self.problem(
                    f"{path}.repeats.gap_test",
                    repeats.gap_test,
                    "at_least or more_than",
                    "Say which side of the gap counts.",
                )

    def rule(
        self, rule: Rule, path: str, clocks: dict[str, Clock], topics: tuple[str, ...]
    ) -> None:
        """A rule is cited, its topic and clock exist, and its outcome has what it needs."""
        if rule.topic not in topics:
            self.problem(f"{path}.topic", rule.topic, f"one of {', '.join(topics)}", "Use one.")
        self.cited(path, rule.source)
        for index, need in enumerate(rule.needs):
            self.cited(f"{path}.needs[{index}]", need.source)
        if rule.clock and rule.clock not in clocks:
            self.problem(
                f"{path}.clock",
                f"the clock '{rule.clock}'",
                f"one of {', '.join(clocks) or 'none, for none is defined'}",
                "Define it under `clocks:`.",
            )
        if rule.clock and rule.beyond is None:
            self.problem(
                f"{path}.beyond",
                "nothing",
                "what follows past the limit",
                "Write `beyond: {outcome: exception_required, says: …, source: …}`.",
            )
        self.outcome(rule, path)

    def outcome(self, rule: Rule, path: str) -> None:
        """What each outcome needs."""
        if rule.outcome is Outcome.ASSIGNED and rule.covered_by is None:
            self.problem(
                f"{path}.covered_by", "nothing", "a country", "Name the country that covers."
            )
        if rule.outcome in (Outcome.UNDETERMINED, Outcome.NO_AGREEMENT):
            self.problem(
                f"{path}.outcome",
                rule.outcome.value,
                "an outcome that law can state",
                "These two are found by the engine, never written by a rule.",
            )
        if rule.outcome is Outcome.DISPUTED and len(rule.readings) < BOTH_SIDES:
            self.problem(
                f"{path}.readings",
                f"{len(rule.readings)} reading(s)",
                "both readings",
                "Write each side of the dispute with its source.",
            )
        if rule.outcome is Outcome.ELECTION and rule.deadline is None:
            self.problem(
                f"{path}.deadline",
                "nothing",
                "the time limit of the choice",
                "Write `deadline: {months_after_start_month: 3, …}`.",
            )
        if rule.outcome is not Outcome.NOT_STATED:
            kinds = {self.sources[key].kind for key in rule.source if key in self.sources}
            if kinds == {SourceKind.NONE}:
                self.problem(
                    f"{path}.source",
                    "only a source of kind `none`",
                    "a source that states the rule",
                    "Cite one, or write `outcome: not_stated`.",
                )
