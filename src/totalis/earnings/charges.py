"""Charge lines classified one by one: category, effect of a certificate, credit; each with its basis.

    classified = classify(lines, agreement="FR")

Pure: no clock, no database, no network. The catalogue (cited law, `lawbook.charges`) decides; what it
does not place, or what contradicts it, is unclear. A bundle is split only where its own base and rate
prove the split, and is never passed as covered.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from totalis.earnings.charges_axes import Placing
from totalis.earnings.charges_lines import Axes, ChargeLine, ClassifiedLine, Resolution
from totalis.earnings.charges_match import Match, Matcher
from totalis.earnings.charges_rates import (
    alive,
    near,
    period_of,
    rate_text,
    rates_are_all,
    rates_had,
)
from totalis.earnings.charges_resolve import Resolving
from totalis.earnings.charges_split import parts_of, proved_split
from totalis.earnings.charges_suggest import Suggesting
from totalis.lawbook.charges.book import Charges
from totalis.lawbook.charges.index import Index
from totalis.lawbook.charges.labels import label_rate
from totalis.lawbook.charges.model import Bundle, Catalogue, Category, Charge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from totalis.earnings.charges_rates import Period

__all__ = ["Axes", "ChargeLine", "ClassifiedLine", "Classifier", "Resolution", "classify"]


class Verdict(msgspec.Struct, frozen=True):
    """What is known of a line before its amounts are looked at."""

    axes: Axes
    why: str
    entries: tuple[str, ...] = ()
    bundle: Bundle | None = None
    rates: tuple[Decimal, ...] = ()
    """Every rate that the line can have had; amount over base must be one of them."""
    asks_rate: bool = False
    """A trap that amount over base may still decide."""


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
        rate = line.rate if line.rate is not None else in_label
        period = period_of(line)
        at = (*key, period, rate)
        verdict = self._verdicts.get(at)
        if verdict is None:
            verdict = self._verdicts[at] = self._judge(match, period, rate)
        rows = self._with_amounts(line, match, verdict, period, rate)
        return self._resolving.apply(line, match, rows) if self._resolving.any else rows

    def _judge(self, match: Match, period: Period | None, rate: Decimal | None) -> Verdict:
        if match.refusal:
            axes = self._placing.lowered(match.entries if not match.unknown else (), match)
            return Verdict(axes=axes, why=_sentence(match.said, match.refusal))
        first = self._placing.entries[match.entries[0]]
        if isinstance(first, Bundle):
            return Verdict(
                axes=self._placing.bundle(first, match),
                why=match.said,
                entries=match.entries,
                bundle=first,
            )
        return self._judge_charges(match, period, rate)

    def _judge_charges(self, match: Match, period: Period | None, rate: Decimal | None) -> Verdict:
        charges = [
            entry for name in match.entries if isinstance(entry := self._entry(name), Charge)
        ]
        living = [one for one in charges if self._lives(one, match, period)]
        if not living:
            years = "; ".join(f"{one.id} {_years(one, match)}" for one in charges)
            why = _sentence(match.said, f"the line lies outside its days: {years}")
            return Verdict(axes=self._placing.lowered(match.entries, match), why=why)
        had = {one.id: rates_had(one, alive(one, match, period), period) for one in living}
        if match.trap is not None:
            return self._judge_trap(match, living, had, rate, period)
        shut = [one for one in living if rates_are_all(one, alive(one, match, period), period)]
        closed = len(shut) == len(living)
        if closed and rate is not None:
            living = [one for one in living if rate in had[one.id]]
            if not living:
                return self._mismatch(match, f"the printed rate {rate} %", sorted_rates(had))
        names = tuple(one.id for one in living)
        axes, said = self._placing.charges(names, match, period)
        checked = f"{rate} % is a rate of that month" if closed and rate is not None else ""
        rates = sorted_rates({name: had[name] for name in names}) if closed else ()
        return Verdict(
            axes=axes, why=_sentence(match.said, checked, said), entries=names, rates=rates
        )

    def _judge_trap(
        self,
        match: Match,
        living: list[Charge],
        had: dict[str, list[Decimal]],
        rate: Decimal | None,
        period: Period | None,
    ) -> Verdict:
        """A label with several meanings that only the rate may decide."""
        trap = match.trap
        says = trap.says if trap else ""
        meant = [one for one in living if period is not None and rate in had[one.id]]
        places = {(one.category, one.certificate_effect) for one in meant}
        if rate is not None and len(places) == 1:
            names = tuple(one.id for one in meant)
            axes, said = self._placing.charges(names, match, period)
            decided = f"of its several meanings {rate} % decides for {'+'.join(names)} ({says})"
            rates = sorted_rates({name: had[name] for name in names})
            return Verdict(
                axes=axes, why=_sentence(match.said, decided, said), entries=names, rates=rates
            )
        listed = "; ".join([*(one.branch for one in living), *(trap.elsewhere if trap else ())])
        why = _sentence(
            match.said, f"it has several meanings ({listed}), and only a rate decides: {says}"
        )
        axes = self._placing.lowered((), match)
        asks = rate is None and period is not None
        return Verdict(axes=axes, why=why, asks_rate=asks, rates=sorted_rates(had) if asks else ())

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
                verdict = self._judge(match, period, meant[0])
            elif not meant and not verdict.asks_rate:
                found = f"amount over base ({amount} of {base})"
                verdict = self._mismatch(match, found, verdict.rates)
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
            text = _sentence(verdict.why, f"{bundle.says}: {why}")
            if verdict.axes.credit == "not_challenged":
                text = _sentence(
                    text, "both lie outside the agreement, so the sum is never covered"
                )
            return [self._row(line, verdict.axes, text, line.amount)]
        rows = []
        for part, amount in zip(split.parts, parts_of(split, line), strict=True):
            axes, said = self._placing.charges(part.leads_to, match, period)
            if part.credit is not None:
                axes = msgspec.structs.replace(axes, credit=part.credit.value)
            text = _sentence(verdict.why, why, said)
            name = "+".join(part.leads_to) if len(split.parts) > 1 else ""
            rows.append(self._row(line, axes, text, amount, part=name))
        return rows

    def _mismatch(self, match: Match, found: str, rates: Iterable[Decimal]) -> Verdict:
        known = rate_text(rates) or "none"
        why = _sentence(match.said, f"{found} is not a rate that it had in that month ({known})")
        return Verdict(axes=self._placing.lowered(match.entries, match), why=why)

    def _lives(self, charge: Charge, match: Match, period: Period | None) -> bool:
        if charge.category is Category.RELIEF and not charge.shares:
            return period is None or charge.meets(*period)
        return bool(alive(charge, match, period))

    def _entry(self, name: str) -> Charge | Bundle:
        return self._placing.entries[name]

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


def sorted_rates(had: dict[str, list[Decimal]]) -> tuple[Decimal, ...]:
    """Every rate once, lowest first."""
    return tuple(sorted({rate for rates in had.values() for rate in rates}))


def _years(charge: Charge, match: Match) -> str:
    spans = [
        charge,
        *(one for one in charge.shares if alive(charge, match, None) and one.payer is match.payer),
    ]
    known = [one for one in spans if one.valid_from or one.valid_until]
    return ", ".join(f"{one.valid_from or '...'} to {one.valid_until or '...'}" for one in known)


def _sentence(*texts: str) -> str:
    return "; ".join(text for text in texts if text)
