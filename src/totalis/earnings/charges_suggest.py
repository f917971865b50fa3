"""Labels that look like an unknown one: for a person to read, never for a decision."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from totalis.lawbook.charges.labels import label_key

if TYPE_CHECKING:
    from totalis.lawbook.charges.model import Catalogue

LIKENESS = 0.45
"""Share of common pairs of letters below which nothing is suggested."""
WITHIN = 0.8
"""What it counts to be found whole within a longer label."""
SHORT = 6
"""With fewer pairs than this a name is found within anything."""
MOST = 3


class Suggesting:
    """Compares by pairs of letters, through an inverted index."""

    def __init__(self, law: Catalogue) -> None:
        texts = {label_key(name): name for entry in law.entries.values() for name in entry.names}
        self._texts = list(texts.values())
        self._sizes: list[int] = []
        self._holders: dict[str, list[int]] = defaultdict(list)
        for number, key in enumerate(texts):
            grams = _pairs(key)
            self._sizes.append(len(grams))
            for gram in grams:
                self._holders[gram].append(number)

    def like(self, label: str) -> tuple[str, ...]:
        """At most three labels of the catalogue, the likest first."""
        grams = _pairs(label_key(label))
        common: Counter[int] = Counter()
        for gram in grams:
            common.update(self._holders.get(gram, ()))
        scored = [
            (_likeness(count, len(grams), self._sizes[number]), self._texts[number])
            for number, count in common.items()
        ]
        best = sorted((-score, text) for score, text in scored if score >= LIKENESS)
        return tuple(text for _score, text in best[:MOST])


def _likeness(common: int, asked: int, known: int) -> float:
    """Dice's measure, or how much of the known name stands in the label."""
    within = WITHIN * common / known if known >= SHORT else 0.0
    return max(2 * common / (asked + known), within)


def _pairs(key: str) -> frozenset[str]:
    padded = f" {key} "
    return frozenset(padded[at : at + 2] for at in range(len(padded) - 1))
