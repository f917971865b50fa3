"""A person's answers for one organisation, each bound to exactly one label, code, table and payer.

An answer is shown as hers, beside what the catalogue says by itself. It cannot make a bundle, a word for
the whole, or a relief into a covered charge: that takes a split, or the detail of the line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from totalis.kernel.errors import InputError, Problem
from totalis.lawbook.charges.labels import label_key, words_of_payer
from totalis.lawbook.charges.model import Bundle, Category, Charge, Credit, Effect, Payer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from totalis.earnings.charges_axes import Placing
    from totalis.earnings.charges_lines import Axes, ChargeLine, ClassifiedLine, Resolution
    from totalis.earnings.charges_match import Match

Key = tuple[str, str, str, str]


class Resolving:
    """The resolutions that stand, by what they apply to."""

    def __init__(self, placing: Placing, resolutions: Iterable[Resolution]) -> None:
        self.placing = placing
        self._by_key: dict[Key, Resolution] = {}
        for one in resolutions:
            self._check(one)
            key = _key(one.label_key, one.code, one.code_system, one.payer)
            if key in self._by_key:
                raise _wrong(one, "two answers for the same line", "one answer", "Withdraw one.")
            self._by_key[key] = one

    @property
    def any(self) -> bool:
        """Whether there is anything to apply."""
        return bool(self._by_key)

    def apply(
        self, line: ChargeLine, match: Match, rows: list[ClassifiedLine]
    ) -> list[ClassifiedLine]:
        """The rows of a line after a person's answer, if there is one for it."""
        one = self._by_key.get(_key(line.label, line.code, line.code_system, line.payer))
        if one is None:
            return rows
        named = f"{one.who} on {one.when}: {one.category} ({one.why})"
        refused = self._refused(one, match, rows)
        if refused:
            text = f"not applied, because {refused}: {named}"
            return [msgspec.structs.replace(row, why=f"{row.why}; {text}") for row in rows]
        default = rows[0]
        why = f"decided by {named}; by itself the catalogue says {default.category}: {default.why}"
        basis = f"decision of {one.who} on {one.when}: {one.why}"
        charge = self.placing.entries.get(one.charge)
        if isinstance(charge, Charge):
            axes, _said = self.placing.charges((one.charge,), match, None)
            return [_row(default, axes, f"{basis}; {axes.basis}", why)]
        credit = Credit.NO_AUTHORITY
        if match.payer is Payer.EMPLOYER:
            credit = Credit.EMPLOYER_ONLY
        elif one.category is Category.COVERED:
            credit = Credit.DENIED
        return [
            msgspec.structs.replace(
                default,
                category=one.category.value,
                certificate_effect=Effect.UNKNOWN.value,
                credit=credit.value,
                basis=basis,
                why=why,
            )
        ]

    def _refused(self, one: Resolution, match: Match, rows: list[ClassifiedLine]) -> str:
        if len(rows) > 1:
            return "the line's own numbers split it"
        if rows[0].category == Category.RELIEF and one.category is not Category.RELIEF:
            return "the line is a relief and no charge"
        held = any(isinstance(self.placing.entries[name], Bundle) for name in match.entries)
        if one.category is Category.COVERED and (held or match.whole):
            return "a line that holds several charges is never covered as a whole"
        return ""

    def _check(self, one: Resolution) -> None:
        if not (one.who.strip() and one.why.strip() and one.label_key):
            raise _wrong(one, "no person, reason or label", "who, why and the label", "Add them.")
        if not one.charge:
            return
        entry = self.placing.entries.get(one.charge)
        if not isinstance(entry, Charge):
            raise _wrong(
                one, f"the charge '{one.charge}'", "an entry of the catalogue", "Name one."
            )
        if entry.category is not one.category:
            found = f"{one.category} with the charge '{one.charge}'"
            raise _wrong(one, found, f"its category {entry.category}", "Correct one of the two.")


def _key(label: str, code: str, system: str, payer: str) -> Key:
    known, _readable = words_of_payer(payer)
    return (
        label_key(label),
        code.strip().lstrip("0"),
        system.strip().casefold(),
        known.value if known else label_key(payer),
    )


def _row(default: ClassifiedLine, axes: Axes, basis: str, why: str) -> ClassifiedLine:
    return msgspec.structs.replace(
        default,
        category=axes.category,
        certificate_effect=axes.certificate_effect,
        credit=axes.credit,
        branch=axes.branch,
        basis=basis,
        citation=axes.citation,
        charge=axes.charge,
        confidence=axes.confidence,
        why=why,
    )


def _wrong(one: Resolution, found: str, expected: str, remedy: str) -> InputError:
    place = f"resolutions: {one.label_key}"
    return InputError([Problem(path=place, found=found, expected=expected, remedy=remedy)])
