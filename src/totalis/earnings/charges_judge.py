"""The judgement of a line before its amounts are looked at: entries, months, rates.

What stands against a line lowers the answer to unclear, and `why` says what it was.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from totalis.earnings.charges_lines import Axes
from totalis.earnings.charges_rates import alive, rate_text, rates_are_all, rates_had
from totalis.lawbook.charges.model import Bundle, Category, Charge

if TYPE_CHECKING:
    from collections.abc import Iterable

    from totalis.earnings.charges_axes import Placing
    from totalis.earnings.charges_match import Match
    from totalis.earnings.charges_rates import Period


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


class Judging:
    """Judges matches against one catalogue."""

    def __init__(self, placing: Placing) -> None:
        self._placing = placing

    def judge(self, match: Match, period: Period | None, rate: Decimal | None) -> Verdict:
        """What label, code, payer, month and printed rate say together."""
        if match.refusal:
            axes = self._placing.lowered(match.entries if not match.unknown else (), match)
            return Verdict(axes=axes, why=sentence(match.said, match.refusal))
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
            why = sentence(match.said, f"the line lies outside its days: {years}")
            return Verdict(axes=self._placing.lowered(match.entries, match), why=why)
        had = {one.id: rates_had(one, alive(one, match, period), period) for one in living}
        if match.trap is not None:
            return self._judge_trap(match, living, had, rate, period)
        shut = [one for one in living if rates_are_all(one, alive(one, match, period), period)]
        closed = len(shut) == len(living)
        if closed and rate is not None:
            living = [one for one in living if rate in had[one.id]]
            if not living:
                return self.mismatch(match, f"the printed rate {rate} %", sorted_rates(had))
        names = tuple(one.id for one in living)
        axes, said = self._placing.charges(names, match, period)
        checked = f"{rate} % is a rate of that month" if closed and rate is not None else ""
        rates = sorted_rates({name: had[name] for name in names}) if closed else ()
        return Verdict(
            axes=axes, why=sentence(match.said, checked, said), entries=names, rates=rates
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
                axes=axes, why=sentence(match.said, decided, said), entries=names, rates=rates
            )
        listed = "; ".join([*(one.branch for one in living), *(trap.elsewhere if trap else ())])
        why = sentence(
            match.said, f"it has several meanings ({listed}), and only a rate decides: {says}"
        )
        axes = self._placing.lowered((), match)
        asks = rate is None and period is not None
        return Verdict(axes=axes, why=why, asks_rate=asks, rates=sorted_rates(had) if asks else ())

    def mismatch(self, match: Match, found: str, rates: Iterable[Decimal]) -> Verdict:
        """Unclear, because a rate is not one of the rates that the line had."""
        known = rate_text(rates) or "none"
        why = sentence(match.said, f"{found} is not a rate that it had in that month ({known})")
        return Verdict(axes=self._placing.lowered(match.entries, match), why=why)

    def _lives(self, charge: Charge, match: Match, period: Period | None) -> bool:
        if charge.category is Category.RELIEF and not charge.shares:
            return period is None or charge.meets(*period)
        return bool(alive(charge, match, period))

    def _entry(self, name: str) -> Charge | Bundle:
        return self._placing.entries[name]


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


def sentence(*texts: str) -> str:
    """Texts joined by semicolons; empty ones left out."""
    return "; ".join(text for text in texts if text)
