"""What payslips print in one line or in two: the wordings and the arithmetic of it."""

# ruff: noqa: RUF001 - the signs are those that payslips print

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from scripts.payslips.truth import CLASS, NOT

if TYPE_CHECKING:
    from scripts.payslips.printing import Line

CENT = Decimal("0.01")
OTHER_CHARGES = (
    "versement_mobilite",
    "fnal",
    "csa",
    "forfait_social",
    "taxe_apprentissage",
    "formation_professionnelle",
    "peec",
    "dialogue_social",
)
OTHER_LABELS = (
    "Autres charges dues par l'employeur",
    "AUTRES CONTRIBUTIONS DUES PAR L’EMPLOYEUR",
    "Other contributions due by the employer",
)
NON_DEDUCTIBLE_LABELS = (
    "CSG/CRDS non déductible de l'impôt sur le revenu",
    "CSG/CRDS imposable à l’impôt sur le revenu",
    "CSG + CRDS non déductible",
    "CSG non déductible et CRDS",
)
WHOLE_LABELS = ("CSG-CRDS", "CSG/CRDS", "CSG CRDS")


COMPLEMENTS = {
    "maladie": (Decimal(13), Decimal(7), "Complément de cotisation Assurance Maladie"),
    "allocations_familiales": (
        Decimal("5.25"),
        Decimal("3.45"),
        "Complément de cotisation Allocation Familiale",
    ),
}


def complement(line: Line) -> list[Line]:
    """Return a line at the full rate as two lines, any other as it is."""
    if line.line not in COMPLEMENTS or not line.rate or line.payer != "employer":
        return [line]
    full, reduced, _label = COMPLEMENTS[line.line]
    if Decimal(line.rate) != full:
        return [line]
    amount = (Decimal(line.base) * reduced / 100).quantize(CENT, ROUND_HALF_UP)
    return [
        replace(line, amount=amount, rate=str(reduced)),
        replace(line, amount=line.amount - amount, rate=str(full - reduced)),
    ]


def joined(lines: list[Line], name: str, others: tuple[str, ...], payer: str) -> list[Line]:
    """Return the lines of a payer with one line and the others that are printed in it made one."""
    inside = [line for line in lines if line.payer == payer and line.line in (name, *others)]
    if len(inside) < 2 or inside[0].line != name or {CLASS[line.line] for line in inside} != {NOT}:  # noqa: PLR2004
        return lines
    whole = replace(
        inside[0],
        variables="+".join(line.variables for line in inside),
        amount=sum((line.amount for line in inside), Decimal(0)),
        base="",
        rate="",
    )
    return [whole if line is inside[0] else line for line in lines if line not in inside[1:]]
