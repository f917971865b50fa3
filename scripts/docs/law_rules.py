"""Rules in Markdown, their conditions as nested lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.docs.law_parts import article, cited, remark
from scripts.docs.markdown import anchor
from totalis.documents.words import OUTCOMES, capital
from totalis.frontdoor.selectors.prose import Clause, clause_of, side_words
from totalis.kernel.dates import day_words
from totalis.lawbook.model import All, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from totalis.facts.observations import Observation
    from totalis.lawbook.model import Rule


class RuleWords:
    """Puts rules into Markdown; `country` is the partner, or empty for rules of every agreement."""

    def __init__(
        self, weak: Mapping[str, bool], country: str, observations: Mapping[str, Observation]
    ) -> None:
        self.weak = weak
        self.country = country or None
        self.observations = observations

    def rule(self, rule: Rule) -> str:
        """A rule as a section: what it says, its result, its conditions, what it rests on."""
        parts = [
            f"**Result:** {self._result(rule)}.",
            *self._when(rule),
            *self._order(rule),
            *self._limit(rule),
            *(self._need(rule, index) for index in range(len(rule.needs))),
            *(f"**To mind:** {remark(item)}" for item in rule.mind),
            *(f"**Reading {number}:** {text}" for number, text in self._readings(rule)),
            *self._rest(rule),
            f"**Article:** {rule.article}. {cited(rule.source)}{self._mark(rule)}",
        ]
        listed = "\n".join(f"- {part}" for part in parts)
        return f"### {rule.id}\n\n{rule.says}\n\n{listed}"

    def _result(self, rule: Rule) -> str:
        label = OUTCOMES[rule.outcome]
        if rule.covered_by is None:
            return label
        side = side_words(rule.covered_by, self.country)
        if rule.outcome is Outcome.ASSIGNED:
            return f"covered by {side}"
        return f"{label} ({side})"

    def _when(self, rule: Rule) -> Iterable[str]:
        clause = clause_of(rule.when, self.observations, self.country)
        yield f"**When:** {_clause(clause)}"

    def _order(self, rule: Rule) -> Iterable[str]:
        if "*" in rule.excepts:
            yield "**Comes before** the rules of an agreement, but for those that set it aside."
        elif rule.excepts:
            named = ", ".join(self._link(item) for item in rule.excepts)
            yield f"**Exception to** {named}."

    def _link(self, rule_id: str) -> str:
        page = "README.md" if self.country and rule_id.startswith("us.") else ""
        return f"[`{rule_id}`]({page}#{anchor(rule_id)})"

    def _limit(self, rule: Rule) -> Iterable[str]:
        if rule.clock:
            yield f"**Time limit:** [{rule.clock}](#{anchor(f'clock {rule.clock}')})."
        if rule.beyond is not None:
            label = OUTCOMES[rule.beyond.outcome]
            yield f"**Beyond it:** {rule.beyond.says} ({label}.) {cited(rule.beyond.source)}"

    def _need(self, rule: Rule, index: int) -> str:
        need = rule.needs[index]
        guard = ""
        if need.only_when is not None and need.only_when != All(parts=()):
            guard = " Only when: " + _clause(
                clause_of(need.only_when, self.observations, self.country)
            )
        return f"**Needs:** {need.says}{article(need.article)}{guard} {cited(need.source)}"

    def _readings(self, rule: Rule) -> Iterable[tuple[int, str]]:
        for number, item in enumerate(rule.readings, 1):
            side = "it names no country"
            if item.covered_by is not None:
                side = f"covered by {side_words(item.covered_by, self.country)}"
            yield number, f"{item.says} ({capital(side)}.) {cited(item.source)}"

    def _rest(self, rule: Rule) -> Iterable[str]:
        if rule.deadline is not None:
            yield f"**Deadline:** {rule.deadline.says} {cited(rule.deadline.source)}"
        if rule.certificate is not None:
            product = rule.certificate.product.replace("_", " ")
            issuer = side_words(rule.certificate.issuer, self.country)
            yield f"**Proof:** {product}, from {issuer}. {rule.certificate.says}".rstrip()
        if rule.asks:
            yield f"**What to do:** {rule.asks}"
        if rule.valid_from is not None:
            yield f"**Law from** {day_words(rule.valid_from)}."
        if rule.valid_until is not None:
            yield f"**Law until** the day before {day_words(rule.valid_until)}."

    def _mark(self, rule: Rule) -> str:
        return " **Weak: verify before relying on it.**" if self.weak.get(rule.id) else ""


def _clause(clause: Clause, depth: int = 1) -> str:
    indent = "  " * depth
    below = "".join(f"\n{indent}- {_clause(part, depth + 1)}" for part in clause.parts)
    return f"{clause.text}{below}"
