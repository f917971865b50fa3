"""The three axes of entries, of bundles that were not split, and of what could not be decided.

Where several entries remain, an axis is answered only when all of them agree on it; where the payer is
not named, the most cautious credit is. Nothing that is unclear gains a credit, with one exception that
has a source: a sum of CSG and CRDS alone.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from totalis.earnings.charges_lines import Axes
from totalis.earnings.charges_rates import alive
from totalis.lawbook.charges.model import Bundle, Category, Charge, Credit, Effect, Known, Payer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from totalis.earnings.charges_match import Match
    from totalis.earnings.charges_rates import Period
    from totalis.lawbook.charges.model import Catalogue

NOT_SPLIT = "CSG and CRDS, not split"
NOT_READ = "that lines of this name are this charge is general knowledge, read in no source"
_SUM = {Category.CSG, Category.CRDS}
_CAUTION = (
    Credit.DENIED,
    Credit.NO_AUTHORITY,
    Credit.INCOME_TAX,
    Credit.NOT_CHALLENGED,
    Credit.EMPLOYER_ONLY,
)


class Placing:
    """Places entries of one catalogue on the axes."""

    def __init__(self, law: Catalogue) -> None:
        self.law = law
        self.entries = law.entries
        self._citations: dict[tuple[str, ...], str] = {}
        self._places: dict[tuple[object, ...], tuple[Axes, str]] = {}
        self._lowered: dict[tuple[object, ...], Axes] = {}

    @cached_property
    def nowhere(self) -> str:
        """What an answer cites that rests on no entry: the scope that was read."""
        return self.cite(self.law.scope.source)

    def charges(
        self, names: Sequence[str], match: Match, period: Period | None
    ) -> tuple[Axes, str]:
        """Where entries stand together, and what has to be said of it; remembered."""
        key = (*names, match.payer, match.status, period)
        known = self._places.get(key)
        if known is None:
            known = self._places[key] = self._place(names, match, period)
        return known

    def _place(self, names: Sequence[str], match: Match, period: Period | None) -> tuple[Axes, str]:
        found = [entry for name in names if isinstance(entry := self.entries[name], Charge)]
        bundles = [entry for name in names if isinstance(entry := self.entries[name], Bundle)]
        if bundles:
            return self.bundle(bundles[0], match), "not split further"
        said: list[str] = []
        categories = {charge.category for charge in found}
        category = categories.pop() if len(categories) == 1 else Category.UNCLEAR
        if len(categories) > 0:
            said.append("the entries that it may be stand in different places")
        effects = {self._effect(charge, period, said) for charge in found}
        effect = effects.pop() if len(effects) == 1 else Effect.UNKNOWN
        credit = self._credit(category, found, match, period, said)
        axes = Axes(
            category=category.value,
            certificate_effect=effect.value,
            credit=credit.value,
            branch=_joined(charge.branch for charge in found),
            basis=_basis(found),
            citation=self.cite(key for charge in found for key in charge.source),
            charge="+".join(charge.id for charge in found),
            confidence=max(found, key=lambda one: _FIRMNESS[one.confidence.value]).confidence.value,
        )
        return axes, "; ".join(dict.fromkeys(said))

    def bundle(self, bundle: Bundle, match: Match) -> Axes:
        """Where a bundle stands that was not split: unclear, whatever its parts are."""
        parts = [self.entries[name] for name in bundle.parts]
        charges = [part for part in parts if isinstance(part, Charge)]
        whole = len(charges) == len(parts)
        effects = {charge.certificate_effect for charge in charges} if whole else set()
        effect = effects.pop() if len(effects) == 1 else Effect.UNKNOWN
        both = whole and {charge.category for charge in charges} == _SUM
        credit = Credit.NOT_CHALLENGED if both and match.payer is not Payer.EMPLOYER else None
        return Axes(
            category=Category.UNCLEAR.value,
            certificate_effect=_plain(effect).value,
            credit=(credit or undecided(match)).value,
            branch=NOT_SPLIT if both else bundle.branch,
            basis=bundle.says,
            citation=self.cite(bundle.source),
            charge=bundle.id,
        )

    def lowered(self, names: Sequence[str], match: Match) -> Axes:
        """Unclear: entries that were recognised, but something stands against them; remembered."""
        key = (*names, match.payer)
        known = self._lowered.get(key)
        if known is None:
            known = self._lowered[key] = self._lower(names, match)
        return known

    def _lower(self, names: Sequence[str], match: Match) -> Axes:
        entries = [self.entries[name] for name in names]
        return Axes(
            category=Category.UNCLEAR.value,
            certificate_effect=Effect.UNKNOWN.value,
            credit=undecided(match).value,
            branch=_joined(entry.branch for entry in entries),
            basis="not decided: see why",
            citation=self.cite(key for entry in entries for key in entry.source) or self.nowhere,
            charge="+".join(names),
        )

    def forget(self) -> None:
        """Drop what is remembered."""
        self._places.clear()
        self._lowered.clear()
        self._citations.clear()

    def cite(self, keys: Iterable[str]) -> str:
        """Sources by title, section and address."""
        wanted = tuple(dict.fromkeys(keys))
        if wanted not in self._citations:
            self._citations[wanted] = "; ".join(self._source(key) for key in wanted)
        return self._citations[wanted]

    def _source(self, key: str) -> str:
        source = self.law.sources[key]
        section = f" {source.section}" if source.section else ""
        url = f" <{source.url}>" if source.url else ""
        weak = f" [{source.kind.value}]" if source.kind.weak else ""
        return f"{source.title}{section}{weak}{url}"

    def _effect(self, charge: Charge, period: Period | None, said: list[str]) -> Effect:
        if charge.certificate_effect is Effect.CONDITIONAL:
            said.append(f"a certificate exempts only on a condition: {charge.condition}")
            return Effect.UNKNOWN
        first = charge.effect_from
        if first is not None and (period is None or period[0] < first):
            said.append(f"a certificate has an effect from {first} only")
            return Effect.UNKNOWN
        return charge.certificate_effect

    def _credit(
        self,
        category: Category,
        charges: list[Charge],
        match: Match,
        period: Period | None,
        said: list[str],
    ) -> Credit:
        if len({charge.category for charge in charges}) > 1 or category is Category.RELIEF:
            return undecided(match)
        shares = [share for charge in charges for share in alive(charge, match, period)]
        credits_ = {share.credit for share in shares}
        if len(credits_) > 1:
            said.append("the payer is not named, so the most cautious credit is shown")
        return min(credits_, key=_CAUTION.index, default=undecided(match))


_FIRMNESS = {"high": 0, "medium": 1, "low": 2}


def undecided(match: Match) -> Credit:
    """The credit of what is unclear: an employer's money raises no question, all else has no authority."""
    return Credit.EMPLOYER_ONLY if match.payer is Payer.EMPLOYER else Credit.NO_AUTHORITY


def _plain(effect: Effect) -> Effect:
    return Effect.UNKNOWN if effect is Effect.CONDITIONAL else effect


def _basis(charges: Iterable[Charge]) -> str:
    """Why the category; and that nobody read the name in a source, where nobody did."""
    found = list(charges)
    known = {charge.labels_known for charge in found}
    weak = (NOT_READ,) if Known.GENERAL_KNOWLEDGE in known else ()
    return "; ".join((_joined(charge.basis for charge in found), *weak))


def _joined(texts: Iterable[str]) -> str:
    return " / ".join(dict.fromkeys(text for text in texts if text))
