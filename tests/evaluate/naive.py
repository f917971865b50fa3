"""The law read the slow way: rule by rule on one fully known pattern. No lowering, no diagram, no masks.

Written from the lawbook's own description of a rule and nothing else, so that it can disagree with
`totalis.rules`: a rule speaks where its topic, its condition and all its needs hold and where it names an
answer; a rule that speaks silences every rule that it excepts, directly or through others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.lawbook.model import All, AnyOf, Is, Outcome, Rule, Side, Term

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from totalis.lawbook.model import Agreement, Register

Pattern = dict[str, str]
Result = tuple[str, str | None]
"""Outcome and side (`us`, `partner`, `nobody` or None)."""

SPECIAL = ("government", "diplomatic", "ship", "aircraft")
NAMES_NOBODY = (Outcome.NOT_STATED, Outcome.DISPUTED, Outcome.ELECTION, Outcome.SPLIT)


def holds(term: Term, pattern: Mapping[str, str]) -> bool:
    """Whether a condition holds."""
    if isinstance(term, Is):
        return pattern[term.name] in term.values
    if isinstance(term, All):
        return all(holds(part, pattern) for part in term.parts)
    if isinstance(term, AnyOf):
        return any(holds(part, pattern) for part in term.parts)
    return not holds(term.part, pattern)


def of_topic(topic: str, pattern: Mapping[str, str]) -> bool:
    """Whether a pattern is one of a topic."""
    if topic in ("domestic", "mixed"):
        return True
    if topic in SPECIAL:
        return pattern["category"] == topic
    if pattern["category"] in SPECIAL:
        return False
    classes = {pattern["us_class"], pattern["foreign_class"]}
    return (
        classes == {"employment", "self_employment"}
        if topic == "classification"
        else classes == {topic}
    )


def answer_of(rule: Rule, pattern: Mapping[str, str], agreement: Agreement) -> Result | None:
    """What a rule says on a pattern; None where it is silent."""
    if not of_topic(rule.topic, pattern) or not holds(rule.when, pattern):
        return None
    for need in rule.needs:
        binds = need.only_when is None or holds(need.only_when, pattern)
        if binds and not holds(need.test, pattern):
            return None
    outcome, side = rule.outcome, rule.covered_by
    reading = pattern[f"clock.{rule.clock}"] if rule.clock else "within"
    if reading == "repeat_open":
        assert agreement.clocks[rule.clock].repeats.rule == "not_stated"
        outcome = Outcome.NOT_STATED
    elif reading == "beyond":
        assert rule.beyond is not None
        outcome, side = rule.beyond.outcome, rule.beyond.covered_by
    if side is None or outcome in NAMES_NOBODY:
        return outcome.value, None
    if side in (Side.US, Side.PARTNER, Side.NOBODY):
        return outcome.value, side.value
    followed = pattern[side.value]
    return (outcome.value, followed) if followed in ("us", "partner") else None


def silenced_by(rule: Rule, rules: Sequence[Rule]) -> set[str]:
    """The ids of all rules that a rule excepts, directly or through others.

    A gate (`excepts: "*"`) silences every rule but the other gates and those that except it by name; what
    excepts a gate does not take over its `*`.
    """
    gates = {item.id for item in rules if "*" in item.excepts}
    if rule.id in gates:
        return {item.id for item in rules if item.id not in gates and rule.id not in item.excepts}
    by_id = {item.id: item for item in rules}
    found: set[str] = set()
    waiting = list(rule.excepts)
    while waiting:
        other = waiting.pop()
        if other not in found:
            found.add(other)
            if other in by_id and other not in gates:
                waiting.extend(by_id[other].excepts)
    return found


def decide(
    pattern: Mapping[str, str], agreement: Agreement, register: Register, day: date
) -> list[tuple[str, Result]]:
    """The rules on top and what they say; the law is sound where there is exactly one."""
    rules = [
        rule
        for rule in (*agreement.rules, *register.rules)
        if (rule.valid_from is None or rule.valid_from <= day)
        and (rule.valid_until is None or day < rule.valid_until)
    ]
    said = {rule.id: answer_of(rule, pattern, agreement) for rule in rules}
    silenced: set[str] = set()
    for rule in rules:
        if said[rule.id] is not None:
            silenced |= silenced_by(rule, rules)
    return [
        (rule_id, result)
        for rule_id, result in said.items()
        if result is not None and rule_id not in silenced
    ]
