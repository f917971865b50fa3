"""Turn what an engine computed into the lines that a payslip prints, with the truth beside each."""

from __future__ import annotations

import unicodedata
from calendar import monthrange
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from scripts.payslips.labels import MODELS
from scripts.payslips.merging import (
    NON_DEDUCTIBLE_LABELS,
    OTHER_CHARGES,
    OTHER_LABELS,
    WHOLE_LABELS,
    complement,
    joined,
)
from scripts.payslips.truth import CLASS, line_of
from scripts.payslips.wording import doubt, wordings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CENT = Decimal("0.01")
FROM_1_30 = "2022-04"
"""The local scheme of Alsace-Moselle went from 1.50 to 1.30 % on 1 April 2022; one engine did not follow."""
TYPOGRAPHIC = "\u2019"


@dataclass(frozen=True)
class Line:
    """One computed line: what the engine says it is."""

    variables: str
    line: str
    payer: str
    amount: Decimal
    base: str = ""
    rate: str = ""


@dataclass(frozen=True)
class Printed:
    """One printed line: a row of the fixture."""

    slip: str
    label: str
    payer: str
    amount: Decimal
    period_start: str
    period_end: str
    worker_status: str
    variables: str
    truth: str
    base: str = ""
    rate: str = ""
    code: str = ""
    code_system: str = ""
    currency: str = "EUR"
    parts: str = ""
    doubt: str = ""


def computed(slip: dict[str, Any]) -> list[Line]:
    """Return the lines of a slip of one of the engines, those that the engine merged itself left out."""
    return [
        Line(
            row["variable"],
            line_of(row["variable"], row["payer"], row.get("rate", "")),
            row["payer"],
            Decimal(row["amount"]),
            row.get("base", "") if row.get("rate") else "",
            row.get("rate", ""),
        )
        for row in slip["lines"]
        if row["payer"] != "merged" and row["variable"] != "micro . cotisations"
    ]


def parts_of(lines: Iterable[Line]) -> dict[str, Decimal]:
    """Return the sums by class."""
    sums: dict[str, Decimal] = {}
    for line in lines:
        name = CLASS[line.line]
        sums[name] = sums.get(name, Decimal(0)) + line.amount
    return sums


def written(parts: dict[str, Decimal]) -> str:
    """Return sums by class as the fixture writes them."""
    return "|".join(f"{name}={amount}" for name, amount in sorted(parts.items()))


class Printer:
    """Prints one slip after the model, case and merging of its number."""

    def __init__(self, slip: dict[str, Any], number: int) -> None:
        """Choose how this slip looks.

        Args:
            slip: What the engine computed.
            number: The place of the slip in the file; every choice follows from it.
        """
        self.slip = slip
        self.number = number
        self.year = int(slip["month"][:4])
        models = [name for name in MODELS if name != "model_2023" or self.year >= 2023]  # noqa: PLR2004
        self.model = models[number % len(models)]
        self.lines = computed(slip)

    def page(self) -> Iterator[Printed]:
        """Yield the printed lines."""
        lines = self._together(self._complements(self.lines))
        for wanted, labels in self._mergings():
            merged, lines = self._merge(lines, wanted, labels)
            yield from merged
        for place, line in enumerate(lines):
            yield self._plain(line, place)

    def _mergings(self) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Yield what this slip prints in one line, and the wordings of such a line."""
        kind = ("nothing", "half", "charges", "whole")[self.number % 4]
        if kind == "whole":
            yield ("csg_deductible", "csg_non_deductible", "crds"), WHOLE_LABELS
        elif kind == "half" or self.model == "model_2023":
            yield ("csg_non_deductible", "crds"), NON_DEDUCTIBLE_LABELS
        if kind == "charges" or self.model == "clarifie_2016":
            yield OTHER_CHARGES, OTHER_LABELS

    def row(self, lines: list[Line], label: str, **more: str) -> Printed:
        """Return one row for several computed lines; of one class it is plain, else merged."""
        parts = parts_of(lines)
        first, last = period(self.slip["month"])
        payers = {line.payer for line in lines}
        return Printed(
            slip=self.slip["slip"],
            label=label,
            payer=payers.pop() if len(payers) == 1 else "",
            amount=sum((line.amount for line in lines), Decimal(0)),
            period_start=first,
            period_end=last,
            worker_status=self.slip["worker_status"],
            variables="+".join(line.variables for line in lines),
            truth=next(iter(parts)) if len(parts) == 1 and "csg+crds" not in parts else "merged",
            parts="" if len(parts) == 1 and "csg+crds" not in parts else written(parts),
            **more,
        )

    def _plain(self, line: Line, place: int) -> Printed:
        choice = wordings(line.line, line.variables.split("+")[0], self.model)
        label = choice[(self.number + place) % len(choice)]
        marked = doubt(label, self.model, line.line) or stale(line, self.slip["month"])
        row = self.row([line], self._habit(label, line.payer), base=line.base, rate=line.rate)
        return replace(row, doubt=marked)

    def _habit(self, label: str, payer: str) -> str:
        if self.number % 5 == 0:
            return plain_capitals(label)
        if self.number % 7 == 3 and payer in {"employee", "employer"}:  # noqa: PLR2004
            return f"{label} - part {'salariale' if payer == 'employee' else 'patronale'}"
        return label

    def _merge(
        self, lines: list[Line], wanted: tuple[str, ...], labels: tuple[str, ...]
    ) -> tuple[list[Printed], list[Line]]:
        """Return the merged row and what stays; nothing is merged where only one line is there."""
        inside = [line for line in lines if line.line in wanted]
        if len(inside) < 2:  # noqa: PLR2004
            return [], lines
        label = self._habit(labels[self.number % len(labels)], "")
        base, rate = common_base(inside)
        row = self.row(inside, label, base=base, rate=rate)
        return [row], [line for line in lines if line.line not in wanted]

    def _together(self, lines: list[Line]) -> list[Line]:
        """Join what the model of 2023 prints in one line: complementary pension; unemployment with AGS."""
        if self.model != "model_2023":
            return lines
        for name, others in (
            ("agirc_arrco", ("agirc_arrco_ceg", "agirc_arrco_cet")),
            ("assurance_chomage", ("ags",)),
        ):
            for payer in ("employee", "employer"):
                lines = joined(lines, name, others, payer)
        return lines

    def _complements(self, lines: list[Line]) -> list[Line]:
        """Split health 13 % into 7 + 6 and family 5.25 % into 3.45 + 1.80, as many programs printed them."""
        if self.model != "verbose" or not 2019 <= self.year <= 2025:  # noqa: PLR2004
            return lines
        return [piece for line in lines for piece in complement(line)]


def stale(line: Line, month: str) -> str:
    """Say where a rate of an engine is known to be out of date, or nothing."""
    old = line.line == "alsace_moselle" and line.rate == "1.50" and month >= FROM_1_30
    return "stale_rate" if old else ""


def common_base(inside: Iterable[Line]) -> tuple[str, str]:
    """Return the base that all lines share and the sum of their rates; nothing where there is no such base."""
    lines = list(inside)
    bases = {line.base for line in lines}
    if len(bases) > 1 or "" in bases:
        return "", ""
    rate = sum((Decimal(line.rate) for line in lines), Decimal(0)).quantize(Decimal("0.001"))
    return bases.pop(), f"{rate.normalize():f}"


def period(month: str) -> tuple[str, str]:
    """Return the first and last day of a month (2025-07) or year (2025)."""
    if len(month) == 4:  # noqa: PLR2004
        return f"{month}-01-01", f"{month}-12-31"
    year, number = int(month[:4]), int(month[5:])
    return f"{month}-01", f"{month}-{monthrange(year, number)[1]}"


def plain_capitals(text: str) -> str:
    """Return a wording in capitals without accents, as old programs print it."""
    split = unicodedata.normalize("NFD", text)
    return (
        "".join(sign for sign in split if not unicodedata.combining(sign))
        .upper()
        .replace(TYPOGRAPHIC, "'")
    )
