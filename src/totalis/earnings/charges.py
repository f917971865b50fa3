"""Charge lines classified one by one: category, effect of a certificate, credit; each with its basis.

    classified = classify(lines, agreement="FR")

Pure: no clock, no database, no network. The catalogue (cited law, `lawbook.charges`) decides; what it
does not place, or what contradicts it, is unclear. A bundle is split only where its own base and rate
prove the split, and is never passed as covered.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from totalis.earnings.charges_axes import Placing
from totalis.earnings.charges_judge import Judging, Verdict, sentence
from totalis.earnings.charges_lines import Axes, ChargeLine, ClassifiedLine, Resolution
from totalis.earnings.charges_match import Match, Matcher
from totalis.earnings.charges_rates import near, period_of
from totalis.earnings.charges_resolve import Resolving
from totalis.earnings.charges_split import parts_of, proved_split
from totalis.earnings.charges_suggest import Suggesting
from totalis.lawbook.charges.book import Charges
from totalis.lawbook.charges.index import Index
from totalis.lawbook.charges.labels import label_rate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from totalis.earnings.charges_rates import Period
    from totalis.lawbook.charges.model import Bundle, Catalogue

REMEMBERED = 100_000
"""So many distinct lines are remembered at most."""
__all__ = ["Axes", "ChargeLine", "ClassifiedLine", "Classifier", "Resolution", "classify"]


def classify(
    lines: Sequence[ChargeLine],
    *,
    agreement: str,
    catalogue: Catalogue | None = None,
    resolutions: Sequence[Resolution] = (),
) -> tuple[ClassifiedLine, ...]:
    """Classify lines under the agreement with a country; a split line gives one row a part.

    Raises:
        NotFoundError: there is no catalogue for the country.
        InputError: a resolution names what the catalogue does not have.
    """
    classifier = Classifier(catalogue) if catalogue else packaged(agreement.strip().upper())
    if resolutions:
        classifier = Classifier(classifier.law, resolutions)
    return tuple(classifier.rows(lines))


@lru_cache(maxsize=32)
def packaged(country: str) -> Classifier:
    """The classifier over the packaged catalogue of a country."""
    return Classifier(Charges().catalogue(country))


class Classifier:
    """One catalogue and the resolutions of one organisation; remembers every distinct line."""

    def __init__(self, law: Catalogue, resolutions: Iterable[Resolution] = ()) -> None:
        self.law = law
        self._matcher = Matcher(Index(law))
        self._placing = Placing(law)
        self._judging = Judging(self._placing)
        self._suggesting = Suggesting(law)
        self._resolving = Resolving(self._placing, resolutions)
        self._matches: dict[tuple[str, ...], tuple[Match, Decimal | None]] = {}
        self._verdicts: dict[tuple[object, ...], Verdict] = {}
        self._likes: dict[str, tuple[str, ...]] = {}

    def rows(self, lines: Iterable[ChargeLine]) -> Iterator[ClassifiedLine]:
        """One row a line, or one a part."""
        for line in lines:
            yield from self.line(line)

    def line(self, line: ChargeLine) -> list[ClassifiedLine]:
        """Where one line stands."""
        key = (line.label, line.code, line.code_system, line.payer, line.worker_status)
        known = self._matches.get(key)
        if known is None:
            known = self._matches[key] = (self._matcher.match(line), label_rate(line.label))
        match, in_label = known
        self._forget()
        rate = line.rate if line.rate is not None else in_label
        period = period_of(line)
        at = (*key, period, rate)
        verdict = self._verdicts.get(at)
        if verdict is None:
            verdict = self._verdicts[at] = self._judging.judge(match, period, rate)
        rows = self._with_amounts(line, match, verdict, period, rate)
        return self._resolving.apply(line, match, rows) if self._resolving.any else rows

    def _forget(self) -> None:
        """Begin anew when too much is remembered: a server classifies for years."""
        if max(len(self._matches), len(self._verdicts), len(self._likes)) > REMEMBERED:
            self._matches.clear()
            self._verdicts.clear()
            self._likes.clear()
            self._placing.forget()

    def _with_amounts(
        self,
        line: ChargeLine,
        match: Match,
        verdict: Verdict,
        period: Period | None,
        rate: Decimal | None,
    ) -> list[ClassifiedLine]:
        if verdict.bundle is not None:
            return self._bundle(line, match, verdict, verdict.bundle, period, rate)
        amount, base = line.amount, line.base
        if verdict.rates and amount and base:
            meant = [one for one in verdict.rates if near(amount, base, one)]
            if verdict.asks_rate and len(meant) == 1:
                verdict = self._judging.judge(match, period, meant[0])
            elif not meant and not verdict.asks_rate:
                found = f"amount over base ({amount} of {base})"
                verdict = self._judging.mismatch(match, found, verdict.rates)
        likes: tuple[str, ...] = ()
        if match.unknown:
            likes = self._likes.get(line.label, ())
            if line.label not in self._likes:
                likes = self._likes[line.label] = self._suggesting.like(line.label)
        return [self._row(line, verdict.axes, verdict.why, amount, suggestions=likes)]

    def _bundle(
        self,
        line: ChargeLine,
        match: Match,
        verdict: Verdict,
        bundle: Bundle,
        period: Period | None,
        rate: Decimal | None,
    ) -> list[ClassifiedLine]:
        split, why = proved_split(bundle, match, line, period, rate)
        names = tuple(name for part in split.parts for name in part.leads_to) if split else ()
        if match.only and not set(names) <= set(match.only):
            split, why = None, "the code names one charge, the label several"
        if split is None:
            text = sentence(verdict.why, f"{bundle.says}: {why}")
            if verdict.axes.credit == "not_challenged":
                text = sentence(text, "both lie outside the agreement, so the sum is never covered")
            return [self._row(line, verdict.axes, text, line.amount)]
        rows = []
        for part, amount in zip(split.parts, parts_of(split, line), strict=True):
            axes, said = self._placing.charges(part.leads_to, match, period)
            if part.credit is not None:
                axes = msgspec.structs.replace(axes, credit=part.credit.value)
            text = sentence(verdict.why, why, said)
            name = "+".join(part.leads_to) if len(split.parts) > 1 else ""
            rows.append(self._row(line, axes, text, amount, part=name))
        return rows

    def _row(
        self,
        line: ChargeLine,
        axes: Axes,
        why: str,
        amount: Decimal | None,
        *,
        part: str = "",
        suggestions: tuple[str, ...] = (),
    ) -> ClassifiedLine:
        return ClassifiedLine(
            line=line,
            category=axes.category,
            certificate_effect=axes.certificate_effect,
            credit=axes.credit,
            branch=axes.branch,
            basis=axes.basis,
            citation=axes.citation,
            why=why,
            amount=amount,
            part=part,
            charge=axes.charge,
            confidence=axes.confidence,
            catalogue=self.law.digest,
            suggestions=suggestions,
        )
