"""Which rules of the lawbook the vectors reach, by country: decided, refused, limits, official examples.

Prints a table and, below it, whatever is wanting; exits 1 when a rule has no vector that it decides, a
rule with a time limit lacks a vector on one side of it, or a worked example of the sources is neither
decided nor recorded. Rules that are in force on no day of any vector are left out and counted.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tests.vectors.loading import FOLDER, Vector, all_vectors, recorded_examples
from totalis.evaluate import determine
from totalis.facts.reader import read_sheet
from totalis.kernel.reading import read_text
from totalis.lawbook.book import Lawbook
from totalis.rules.program import in_force_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from totalis.evaluate import EngagementAnswer
    from totalis.lawbook.model import Rule

SIDES = ("inside", "outside")
SPECIAL = ("government", "diplomatic", "ship", "aircraft")
INDEX = FOLDER / "official" / "INDEX.yaml"
COMMON = "US"
"""The row of the rules that stand before every agreement."""


@dataclass
class Row:
    """What the vectors reach of one country's rules."""

    country: str
    rules: dict[str, Rule] = field(default_factory=dict)
    asleep: int = 0
    vectors: int = 0
    decided: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    sides: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    examples: tuple[str, ...] = ()
    examples_decided: int = 0
    examples_recorded: int = 0
    examples_missing: list[str] = field(default_factory=list)

    @property
    def clocked(self) -> list[str]:
        """The rules that count a time limit."""
        return sorted(key for key, rule in self.rules.items() if rule.clock)

    def wanting(self) -> Iterator[str]:
        """What this country still lacks, a line each."""
        for key in sorted(self.rules.keys() - self.decided):
            yield f"{key}: no vector is decided by it"
        for key in self.clocked:
            for side in SIDES:
                if side not in self.sides[key]:
                    yield f"{key}: no vector on the {side} of its limit"
        for example in self.examples_missing:
            yield f"{self.country}: the official example {example} is neither decided nor recorded"


def topic_of(vector: Vector) -> str:
    """The topic whose rules can be meant by a vector; empty where that is unknown."""
    facts = vector.facts["engagements"][0]
    category = facts.get("category")
    if category in SPECIAL:
        return str(category)
    kind = facts.get("kind")
    classes = {facts.get("us_class") or kind, facts.get("foreign_class") or kind}
    if category is None or None in classes:
        return ""
    return "classification" if len(classes) > 1 else str(classes.pop())


def side_of(answer: EngagementAnswer, vector: Vector) -> str | None:
    """The side of its limit on which a stay ends: on the last lawful day, or on the day after."""
    end = vector.facts["engagements"][0].get("end")
    last = answer.clock.last_lawful_day if answer.clock is not None else None
    if end is None or last is None:
        return None
    day = end if isinstance(end, date) else date.fromisoformat(str(end))
    return {last: "inside", last + timedelta(days=1): "outside"}.get(day)


def rule_the_day_before(vector: Vector, law: Lawbook) -> str:
    """The rule that decides the same case when it ends a day earlier: the one whose limit was passed.

    It need not be the rule of the vector itself: where the sources differ past a limit, another takes over.
    """
    sheet = read_sheet(vector.facts, vector.file)
    engagement = sheet.engagements[0]
    if engagement.end is None:
        return ""
    shorter = sheet.with_value(engagement.id, "engagement.end", engagement.end - timedelta(days=1))
    answer = determine(shorter, as_of=vector.as_of, law=law).engagements[0]
    inside = answer.clock is not None and answer.clock.exceeded is False
    return answer.rule or "" if inside else ""


def rows_of(law: Lawbook, vectors: Iterable[Vector]) -> dict[str, Row]:
    """Run every vector and note what it reaches."""
    rows = {key: Row(key) for key in (*law.countries, COMMON)}
    days: dict[str, set[date]] = defaultdict(set)
    for vector in vectors:
        answer = determine(
            read_sheet(vector.facts, vector.file), as_of=vector.as_of, law=law
        ).engagements[0]
        country = answer.agreement or vector.country.upper()
        if country not in rows:
            continue
        days[country].add(vector.as_of)
        rows[country].vectors += 1
        topic = topic_of(vector)
        if answer.rule is not None:
            row = rows[COMMON if answer.rule.startswith("us.") else country]
            row.decided.add(answer.rule)
            side = side_of(answer, vector)
            if side is not None and (answer.clock is None or answer.clock.exceeded is not None):
                row.sides[answer.rule].add(side)
        if vector.limit.get("side") == "outside":
            rule = rule_the_day_before(vector, law)
            rows[country].sides[rule].add("outside")
        for item in answer.considered:
            fits = item.rule.split(".")[1] in (topic, "domestic", "mixed")
            if fits and item.result in ("not_applicable", "excepted"):
                rows[COMMON if item.rule.startswith("us.") else country].refused.add(item.rule)
    for agreement in law.agreements():
        _take_rules(rows[agreement.country], agreement.rules, days[agreement.country])
    _take_rules(rows[COMMON], law.register.rules, set().union(*days.values()))
    return rows


def _take_rules(row: Row, rules: Iterable[Rule], days: set[date]) -> None:
    for rule in rules:
        if any(in_force_on(rule, day) for day in days):
            row.rules[rule.id] = rule
        else:
            row.asleep += 1


def take_examples(rows: dict[str, Row], vectors: Iterable[Vector]) -> None:
    """Compare the committed list of worked examples with what was decided and recorded."""
    decided = {vector.example for vector in vectors if vector.example}
    recorded = recorded_examples()
    for country, names in read_text(INDEX.read_bytes(), str(INDEX)).value.items():
        row = rows.setdefault(country, Row(country))
        row.examples = tuple(names)
        row.examples_decided = sum(name in decided for name in names)
        row.examples_recorded = sum(name in recorded for name in names)
        row.examples_missing = [
            name for name in names if name not in decided and name not in recorded
        ]


def table(rows: Iterable[Row]) -> Iterator[str]:
    """The table, a line a country, and the sums."""
    yield (
        f"{'':4}{'rules':>6}{'decided':>9}{'refused':>9}{'limits':>8}{'inside':>8}{'outside':>8}"
        f"{'vectors':>9}{'examples':>10}{'decided':>9}{'recorded':>9}"
    )
    sums = [0] * 10
    for row in rows:
        numbers = [
            len(row.rules),
            len(row.rules.keys() & row.decided),
            len(row.rules.keys() & row.refused),
            len(row.clocked),
            *(sum(side in row.sides[key] for key in row.clocked) for side in SIDES),
            row.vectors,
            len(row.examples),
            row.examples_decided,
            row.examples_recorded,
        ]
        sums = [one + other for one, other in zip(sums, numbers, strict=True)]
        yield _line(row.country, numbers)
    yield _line("all", sums)


def _line(name: str, numbers: list[int]) -> str:
    widths = (6, 9, 9, 8, 8, 8, 9, 10, 9, 9)
    cells = (f"{number:>{width}}" for number, width in zip(numbers, widths, strict=True))
    return f"{name:4}{''.join(cells)}"


def main() -> int:
    """Print the report; 1 if anything is wanting."""
    vectors = all_vectors()
    rows = rows_of(Lawbook(), vectors)
    take_examples(rows, vectors)
    print("Law coverage: rules that a vector decides or refuses, limits with a vector on each side")
    print("\n".join(table(rows.values())))
    asleep = sum(row.asleep for row in rows.values())
    if asleep:
        print(f"{asleep} rule(s) are in force on no day of any vector and are not counted.")
    wanting = [line for row in rows.values() for line in row.wanting()]
    print("\n".join(wanting) if wanting else "Nothing is wanting.")
    return 1 if wanting else 0


if __name__ == "__main__":
    sys.exit(main())
