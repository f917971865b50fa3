"""Which entries of the catalogue a label and a code lead to, before months and rates are looked at.

A label is read whole first, then without line numbers, payer words and bands. A code counts only with
its table. What contradicts is refused and named; nothing is guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from totalis.earnings.charges_payers import STATUS_WORDS, Status, bears
from totalis.lawbook.charges.labels import cuts, label_key, names_csg_and_crds, words_of_payer
from totalis.lawbook.charges.model import Bundle, Decider, Payer, Trap

if TYPE_CHECKING:
    from totalis.earnings.charges_lines import ChargeLine
    from totalis.lawbook.charges.index import Index
    from totalis.lawbook.charges.model import Charge, Code, Target


class Match(msgspec.Struct, frozen=True):
    """The entries that a line may be, why, and what stands against it."""

    entries: tuple[str, ...] = ()
    payer: Payer | None = None
    status: Status | None = None
    trap: Trap | None = None
    """A trap that only the rate may still decide."""
    only: tuple[str, ...] = ()
    """A code beside a bundle's label: parts of a split must lie among these."""
    split: bool = True
    said: str = ""
    refusal: str = ""
    unknown: bool = False
    """Neither label nor code is known: suggestions may help a person."""
    whole: bool = False
    """The label is a word for the whole: a heading, a total, a generic word."""


class Matcher:
    """Matches lines against one catalogue."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def match(self, line: ChargeLine) -> Match:
        """What label, code, payer and status of a line say together."""
        payer, readable = words_of_payer(line.payer)
        status = STATUS_WORDS.get(label_key(line.worker_status))
        notes = [] if readable else [f"payer '{line.payer}' is not understood"]
        target, said_payer, key = self._label(line.label)
        if payer is None:
            payer = said_payer
        elif said_payer not in (None, payer):
            both = f"the label names the {_word(said_payer)}, the payer column the {_word(payer)}"
            return Match(refusal=both, payer=None)
        if status is None and payer is Payer.SELF_EMPLOYED:
            status = Status.SELF_EMPLOYED
        code, note = self._code(line)
        notes.extend(note)
        found = self._together(line, key, target, code)
        found = self._fit(msgspec.structs.replace(found, payer=payer, status=status))
        said = "; ".join(text for text in (found.said, *notes) if text)
        return msgspec.structs.replace(found, said=said)

    def _label(self, label: str) -> tuple[Target | None, Payer | None, str]:
        key = label_key(label)
        for cut in cuts(key):
            target = self.index.label(cut.key)
            if target is not None:
                return target, cut.payer, key
        return None, None, key

    def _code(self, line: ChargeLine) -> tuple[Code | None, list[str]]:
        written = line.code.strip()
        if not written:
            return None, []
        if not line.code_system.strip():
            return None, [f"code {written} names no table, so it is no evidence"]
        if self.index.system(line.code_system) is None:
            return None, [
                f"the table '{line.code_system}' is not known: code {written} is no evidence"
            ]
        code = self.index.code(line.code_system, written)
        if code is None:
            return None, [
                f"code {written} is not in the table {line.code_system}: it is no evidence"
            ]
        return code, []

    def _together(
        self, line: ChargeLine, key: str, target: Target | None, code: Code | None
    ) -> Match:
        named = f"label '{line.label.strip()}'"
        coded = f"{line.code_system} {code.code} ({code.label})" if code else ""
        if target is None:
            return self._unknown_label(named, key, code, coded)
        if target.heading is not None:
            with_code = f", whatever {coded} says" if code else ""
            return Match(refusal=f"{named} is {target.heading.says}{with_code}", whole=True)
        if code is None:
            return Match(entries=target.entries, trap=target.trap, said=f"{named} read as printed")
        return self._both(named, target, code, coded)

    def _unknown_label(self, named: str, key: str, code: Code | None, coded: str) -> Match:
        """A label that leads nowhere: CSG and CRDS together, a word for the whole, or the code."""
        whole = self.index.label("csg crds")
        if names_csg_and_crds(key) and whole is not None:
            said = f"{named} names CSG and CRDS in one line, in a spelling that is not known"
            return Match(entries=whole.entries, split=False, said=said)
        general = self._begins_with_heading(key)
        if general:
            with_code = f", whatever {coded} says" if code else ""
            says = f"{named} begins with '{general}', a word for the whole{with_code}"
            return Match(refusal=says, whole=True)
        if code is None:
            what = f"{named} is not in the catalogue" if key else "there is no label and no code"
            return Match(refusal=what, unknown=bool(key))
        categories = {entry.category for entry in self._charges(code.leads_to)}
        if {"csg", "crds"} & set(key.split()) and not {"csg", "crds"} >= categories:
            return Match(refusal=f"{named} and {coded} contradict each other")
        beside = f"; the {named} is not in the catalogue" if key else ""
        return Match(entries=code.leads_to, said=f"{coded}{beside}")

    def _both(self, named: str, target: Target, code: Code, coded: str) -> Match:
        label, codes = set(target.entries), set(code.leads_to)
        contradiction = Match(refusal=f"{named} and {coded} contradict each other")
        bundle = self._bundle(code.leads_to)
        own = None if target.trap else self._bundle(target.entries)
        if bundle is not None:
            inside = {bundle.id, *bundle.parts}
            categories = {entry.category for entry in self._charges(bundle.parts)} & {"csg", "crds"}
            related = all(
                name in inside or {entry.category for entry in self._charges((name,))} <= categories
                for name in self._parts(label)
            )
            if not related:
                return contradiction
            said = f"{named}; {coded} is an aggregate that holds it and decides nothing"
            if own is bundle:
                said = f"{named} and {coded} agree"
            return Match(entries=target.entries, trap=target.trap, said=said)
        if own is not None:
            if codes & self._parts(label) or own.id in codes:
                said = f"{named} names several charges, {coded} one of them"
                return Match(entries=target.entries, only=code.leads_to, said=said)
            return contradiction
        both = tuple(name for name in target.entries if name in codes)
        if not both:
            return contradiction
        return Match(entries=both, said=f"{named} and {coded} agree")

    def _fit(self, match: Match) -> Match:
        """Leave out entries that the payer or the worker's status rule out; decide traps."""
        if match.refusal:
            return match
        if not match.entries and match.trap is not None:
            return self._decide(match, match.trap, ())
        left = tuple(name for name in match.entries if self._borne(name, match))
        if not left:
            return msgspec.structs.replace(
                match, refusal=self._bearers(match), trap=None, payer=None
            )
        if match.trap is None:
            return msgspec.structs.replace(match, entries=left)
        return self._decide(match, match.trap, left)

    def _decide(self, match: Match, trap: Trap, left: tuple[str, ...]) -> Match:
        by = set(trap.decided_by)
        charges = self._charges(left)
        one = len({(charge.category, charge.certificate_effect) for charge in charges}) == 1
        settled = Decider.CLASS in by or (
            bool({Decider.PAYER, Decider.STATUS} & by) and len(left) < len(trap.meanings)
        )
        if one and settled and not trap.elsewhere:
            said = f"{match.said}; it has several meanings ({trap.says})"
            return msgspec.structs.replace(match, entries=left, trap=None, said=said)
        if Decider.RATE in by:
            return msgspec.structs.replace(match, entries=left)
        meanings = [*(charge.branch for charge in charges), *trap.elsewhere]
        listed = "; ".join(dict.fromkeys(meanings))
        refusal = f"it has several meanings ({listed}): {trap.says}"
        return msgspec.structs.replace(match, entries=(), trap=None, refusal=refusal)

    def _borne(self, name: str, match: Match) -> bool:
        entry = self.index.entries[name]
        if isinstance(entry, Bundle):
            payers = entry.payers
        else:
            payers = tuple(share.payer for share in entry.shares)
        return not payers or any(bears(payer, match.payer, match.status) for payer in payers)

    def _bearers(self, match: Match) -> str:
        names: list[str] = []
        for name in match.entries:
            entry = self.index.entries[name]
            shares = (
                entry.payers if isinstance(entry, Bundle) else [one.payer for one in entry.shares]
            )
            names.extend(_word(payer) for payer in shares)
        borne = " or ".join(dict.fromkeys(names))
        given = _word(match.payer) if match.payer else f"{match.status} worker"
        return f"that line is borne by the {borne}, not by the {given}"

    def _begins_with_heading(self, key: str) -> str:
        words = key.split()
        for length in range(len(words) - 1, 1, -1):
            target = self.index.labels.get(" ".join(words[:length]))
            if target is not None and target.heading is not None:
                return " ".join(words[:length])
        return ""

    def _bundle(self, names: tuple[str, ...]) -> Bundle | None:
        entry = self.index.entries[names[0]] if len(names) == 1 else None
        return entry if isinstance(entry, Bundle) else None

    def _parts(self, names: set[str]) -> set[str]:
        found: set[str] = set()
        for name in names:
            entry = self.index.entries[name]
            found |= set(entry.parts) if isinstance(entry, Bundle) else {name}
        return found

    def _charges(self, names: tuple[str, ...]) -> list[Charge]:
        found: list[Charge] = []
        for name in names:
            entry = self.index.entries[name]
            if isinstance(entry, Bundle):
                found.extend(self._charges(entry.parts))
            else:
                found.append(entry)
        return found


def _word(payer: Payer | None) -> str:
    return "" if payer is None else payer.value.replace("_", "-")
