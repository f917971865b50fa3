"""What must hold of a catalogue beyond its shape: cited, unambiguous, and its axes kept apart."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from totalis.lawbook.charges.index import ends_of
from totalis.lawbook.charges.labels import label_key, names_csg_and_crds
from totalis.lawbook.charges.model import (
    Bundle,
    Catalogue,
    Category,
    Charge,
    Credit,
    Dated,
    Effect,
    Entry,
    Heading,
    Trap,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from totalis.lawbook.model import Remark
    from totalis.lawbook.structure import StructureReader

HUNDRED = Decimal(100)
ALLOWED_CREDIT = {
    Category.COVERED: {Credit.DENIED, Credit.EMPLOYER_ONLY},
    Category.CSG: {Credit.NOT_CHALLENGED},
    Category.CRDS: {Credit.NOT_CHALLENGED},
    Category.NOT_COVERED: {Credit.NO_AUTHORITY, Credit.EMPLOYER_ONLY, Credit.INCOME_TAX},
    Category.UNCLEAR: {Credit.NO_AUTHORITY, Credit.EMPLOYER_ONLY},
    Category.RELIEF: {Credit.NO_AUTHORITY, Credit.EMPLOYER_ONLY},
}
"""Which credits a category may carry: only CSG and CRDS have a statement, and nothing else gains one."""


class ChargeChecks:
    """Checks one catalogue and notes every problem in its reader."""

    def __init__(self, reader: StructureReader, catalogue: Catalogue) -> None:
        self.reader = reader
        self.law = catalogue
        self.known = set(catalogue.entries)

    def run(self) -> None:
        """Every check."""
        self._sources()
        self._unique("charges", [entry.id for entry in (*self.law.charges, *self.law.bundles)])
        self._unique("headings", [heading.id for heading in self.law.headings])
        for index, charge in enumerate(self.law.charges):
            self._charge(charge, f"charges[{index}]")
        for index, bundle in enumerate(self.law.bundles):
            self._bundle(bundle, f"bundles[{index}]")
        for index, trap in enumerate(self.law.traps):
            self._ids(trap.meanings, f"traps[{index}].meanings")
        for name, system in self.law.code_systems.items():
            path = f"code_systems.{name}"
            padded = [code.code.zfill(system.width) for code in system.codes]
            self._unique(f"{path}.codes", padded)
            for index, code in enumerate(system.codes):
                self._ids(code.leads_to, f"{path}.codes[{index}].leads_to")
        self._labels()

    def _wrong(self, path: str, found: str, expected: str, remedy: str) -> None:
        self.reader.problem(path, found, expected, remedy)

    def _sources(self) -> None:
        for path, keys in cited(self.law):
            for key in keys:
                if key not in self.law.sources:
                    self._wrong(path, f"the source '{key}'", "a key of `sources`", "Add it there.")

    def _unique(self, path: str, names: list[str]) -> None:
        for name, count in Counter(names).items():
            if count > 1:
                self._wrong(path, f"'{name}' {count} times", "each name once", "Rename or merge.")

    def _ids(self, names: Iterable[str], path: str) -> None:
        for name in names:
            if name not in self.known:
                self._wrong(path, f"'{name}'", "the id of a charge or bundle", "Correct the id.")

    def _charge(self, charge: Charge, path: str) -> None:
        self._days(charge, path)
        self._names(charge, path)
        if not charge.shares and charge.category is not Category.RELIEF:
            self._wrong(f"{path}.shares", "nobody", "who bears it", "Add `shares:`.")
        allowed = ALLOWED_CREDIT[charge.category]
        for index, share in enumerate(charge.shares):
            self._days(share, f"{path}.shares[{index}]")
            if share.credit not in allowed:
                self._wrong(
                    f"{path}.shares[{index}].credit",
                    f"'{share.credit}' for {charge.category}",
                    f"one of {', '.join(sorted(allowed))}",
                    "A category never gains or loses a credit by itself: correct one of the two.",
                )
        if (charge.certificate_effect is Effect.CONDITIONAL) != bool(charge.condition):
            expected = "`condition:` with `certificate_effect: conditional`, and only there"
            self._wrong(f"{path}.condition", charge.condition or "nothing", expected, "Add it.")
        if charge.category is Category.COVERED and names_csg_and_crds(" ".join(charge.names)):
            self._wrong(f"{path}.labels", "CSG and CRDS", "no covered line", "Make it a bundle.")
        self._overlap(charge.shares, [share.payer for share in charge.shares], f"{path}.shares")
        for index, rate in enumerate(charge.rates):
            self._days(rate, f"{path}.rates[{index}]")
            if not rate.percent or min(rate.percent) <= 0:
                self._wrong(f"{path}.rates[{index}].percent", "none", "percentages", "Add them.")
        self._overlap(charge.rates, [rate.payer for rate in charge.rates], f"{path}.rates")

    def _bundle(self, bundle: Bundle, path: str) -> None:
        self._days(bundle, path)
        self._names(bundle, path)
        self._ids(bundle.parts, f"{path}.parts")
        for index, split in enumerate(bundle.splits):
            where = f"{path}.splits[{index}]"
            self._days(split, where)
            if split.by not in {"base", "amount"}:
                self._wrong(f"{where}.by", split.by, "base or amount", "Choose one.")
            whole = HUNDRED if split.by == "amount" else split.percent
            total = sum((part.percent for part in split.parts), Decimal(0))
            if total != whole:
                self._wrong(f"{where}.parts", f"{total} in all", str(whole), "Correct the parts.")
            for number, part in enumerate(split.parts):
                self._ids(part.leads_to, f"{where}.parts[{number}].leads_to")
                if part.credit not in (None, Credit.NO_AUTHORITY):
                    found = f"the credit {part.credit}"
                    self._wrong(where, found, "no_authority or nothing", "A split gives no credit.")
        keys = [(split.percent, split.payers) for split in bundle.splits]
        self._overlap(bundle.splits, keys, f"{path}.splits")

    def _days(self, dated: Dated, path: str) -> None:
        first, last = ends_of(dated)
        if last < first:
            self._wrong(f"{path}.valid_until", str(last), f"not before {first}", "Correct a day.")

    def _names(self, entry: Entry, path: str) -> None:
        if not entry.names and not self._led_to(entry.id):
            self._wrong(path, "no label and no code", "a way to it", "Add a label or a code.")
        for name in entry.names:
            if not label_key(name):
                self._wrong(f"{path}.labels", f"'{name}'", "a label with words", "Remove it.")
            elif isinstance(entry, Charge) and names_csg_and_crds(label_key(name)):
                self._wrong(f"{path}.labels", f"'{name}'", "one charge", "Move it to a bundle.")

    def _led_to(self, name: str) -> bool:
        codes = [code for system in self.law.code_systems.values() for code in system.codes]
        parts = [part for bundle in self.law.bundles for one in bundle.splits for part in one.parts]
        ways = [*(code.leads_to for code in codes), *(part.leads_to for part in parts)]
        return any(name in way for way in ways)

    def _overlap(self, items: Sequence[Dated], keys: Sequence[object], path: str) -> None:
        for second in range(len(items)):
            for first in range(second):
                same = keys[first] == keys[second] or None in (keys[first], keys[second])
                if same and items[first].meets(*ends_of(items[second])):
                    found = f"entries {first} and {second} for the same days"
                    self._wrong(path, found, "intervals that do not overlap", "End the older one.")

    def _labels(self) -> None:
        """A text that leads to two places needs a trap that names them."""
        trapped: dict[str, set[str]] = {}
        for index, trap in enumerate(self.law.traps):
            for label in trap.labels:
                key = label_key(label)
                if key in trapped:
                    self._wrong(
                        f"traps[{index}].labels", f"'{label}'", "one trap a label", "Merge."
                    )
                trapped[key] = set(trap.meanings)
        places: dict[str, set[str]] = {}
        for entry in self.law.entries.values():
            for name in entry.names:
                places.setdefault(label_key(name), set()).add(entry.id)
        for heading in self.law.headings:
            for name in heading.labels:
                places.setdefault(label_key(name), set()).add(f"heading {heading.id}")
        for key, found in sorted(places.items()):
            charges = {name for name in found if not name.startswith("heading ")}
            settled = charges == found and charges <= trapped.get(key, set())
            if not settled and (len(found) > 1 or key in trapped):
                self._wrong(
                    "traps",
                    f"the label '{key}' leads to {', '.join(sorted(found))}",
                    "a trap that names each of them in `meanings`",
                    "Write the trap, or remove the label from all but one place.",
                )


def cited(law: Catalogue) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every place that cites, with the keys that it cites."""
    yield "scope.source", law.scope.source
    groups: tuple[tuple[str, tuple[Entry | Heading | Trap | Remark, ...]], ...] = (
        ("charges", law.charges),
        ("bundles", law.bundles),
        ("headings", law.headings),
        ("traps", law.traps),
        ("consequences", law.consequences),
    )
    for name, group in groups:
        for index, item in enumerate(group):
            yield f"{name}[{index}].source", item.source
    for index, charge in enumerate(law.charges):
        for number, rate in enumerate(charge.rates):
            yield f"charges[{index}].rates[{number}].source", rate.source
    for index, bundle in enumerate(law.bundles):
        for number, split in enumerate(bundle.splits):
            yield f"bundles[{index}].splits[{number}].source", split.source
    for name, system in law.code_systems.items():
        yield f"code_systems.{name}.source", system.source
    for index, conflict in enumerate(law.conflicts):
        for number, reading in enumerate(conflict.readings):
            yield f"conflicts[{index}].readings[{number}].source", reading.source
