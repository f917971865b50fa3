"""The other sheets: URSSAF's aggregated codes, the codes of the DSN, totals and headings, own account."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from scripts.payslips.printing import Printed, Printer, common_base, parts_of, written
from scripts.payslips.wording import doubt, wordings

if TYPE_CHECKING:
    from collections.abc import Iterator

GENERAL = ("maladie", "csa", "vieillesse_deplafonnee", "allocations_familiales")
CTP: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("100", "RG CAS GENERAL", GENERAL),
    ("100", "RG CAS GENERAL", ("vieillesse_plafonnee",)),
    ("260", "CSG CRDS REGIME GENERAL", ("csg_deductible", "csg_non_deductible", "crds")),
    ("381", "MAJO ALSACE MOSELLE - SECTEUR PRIVE", ("alsace_moselle",)),
    ("772", "CONTRIBUTIONS ASSURANCE CHOMAGE U2", ("assurance_chomage",)),
    ("937", "COTISATIONS AGS CAS GENERAL U2", ("ags",)),
    ("900", "VERSEMENT MOBILITE", ("versement_mobilite",)),
    ("027", "CONTRIBUTION AU DIALOGUE SOCIAL", ("dialogue_social",)),
)
"""Code, wording and lines inside; the capped and the uncapped base of code 100 are two rows."""
DSN = {
    "maladie": ("075", "Cotisation Assurance Maladie"),
    "maladie_non_fiscal_resident": ("075", "Cotisation Assurance Maladie"),
    "alsace_moselle": ("115", "Cotisation Assurance Maladie pour le Régime Local Alsace Moselle"),
    "csa": ("068", "Contribution solidarité autonomie"),
    "atmp": ("045", "Cotisation Accident du travail"),
    "vieillesse_plafonnee": ("076", "Cotisation Assurance Vieillesse"),
    "vieillesse_deplafonnee": ("076", "Cotisation Assurance Vieillesse"),
    "allocations_familiales": ("074", "Cotisation Allocation familiale - taux normal"),
    "agirc_arrco": ("131", "Cotisation régime unifié Agirc-Arrco"),
    "agirc_arrco_ceg": ("131", "Cotisation régime unifié Agirc-Arrco"),
    "agirc_arrco_cet": ("131", "Cotisation régime unifié Agirc-Arrco"),
    "apec": ("132", "Cotisation Apec"),
    "prevoyance": ("059", "Cotisation individuelle Prévoyance-Assurance-Mutuelle"),
    "complementaire_sante": ("059", "Cotisation individuelle Prévoyance-Assurance-Mutuelle"),
    "assurance_chomage": ("040", "Cotisation AC"),
    "ags": ("048", "Cotisation AGS"),
    "fnal": ("049", "Cotisation Allocation de logement (FNAL)"),
    "versement_mobilite": ("081", "Versement mobilité"),
    "formation_professionnelle": ("128", "Contribution à la formation professionnelle"),
    "taxe_apprentissage": ("130", "Part principale de la taxe d'apprentissage"),
    "dialogue_social": ("100", "Contribution au financement du dialogue social"),
    "forfait_social": ("071", "Contribution forfait social"),
    "csg_deductible": (
        "072",
        "Contribution sociale généralisée/salaires partiellement déductibles",
    ),
    "csg_non_deductible": (
        "072",
        "Contribution sociale généralisée/salaires partiellement déductibles",
    ),
    "crds": ("079", "Remboursement de la dette sociale"),
    "reduction_generale": ("018", "Réduction générale"),
}
HEADINGS = (
    ("SANTE", ("maladie", "complementaire_sante", "prevoyance", "alsace_moselle")),
    (
        "Retraite",
        ("vieillesse_plafonnee", "vieillesse_deplafonnee", "agirc_arrco", "agirc_arrco_ceg"),
    ),
)
TOTALS = (
    "TOTAL DES COTISATIONS ET CONTRIBUTIONS",
    "Cotisations salariales",
    "Cotisations patronales",
    "Social security contributions",
    "URSSAF",
    "Charges sociales",
    "Sécurité sociale",
    "French social charges",
)
MICRO = ("Cotisations sociales (micro-entrepreneur)", "Versement forfaitaire", "Micro-social")
MERGED_OWN_ACCOUNT = {
    "CSG-CRDS": ("CSG-CRDS", "CSG/CRDS", "CSG and CRDS"),
    "CSG-CRDS . déductible": ("CSG-CRDS déductible",),
    "CSG-CRDS . non déductible": ("CSG-CRDS non déductible",),
}


def urssaf(slip: dict[str, Any], number: int) -> Iterator[Printed]:
    """Yield the rows of URSSAF's aggregated codes: CTP."""
    page = Printer(slip, number)
    for code, label, names in CTP:
        inside = [line for line in page.lines if line.line in names]
        if inside:
            base, rate = common_base(inside)
            row = page.row(inside, label, code=code, code_system="ctp", base=base, rate=rate)
            yield replace(row, doubt="aggregate" if code == "100" else "")


def declared(slip: dict[str, Any], number: int) -> Iterator[Printed]:
    """Yield the rows of the individual codes of the DSN."""
    page = Printer(slip, number)
    for line in page.lines:
        if line.line in DSN:
            code, label = DSN[line.line]
            yield page.row(
                [line], label, code=code, code_system="dsn", base=line.base, rate=line.rate
            )


def headings(slip: dict[str, Any], number: int) -> Iterator[Printed]:
    """Yield rows that sum up what other rows already say: section headings and totals."""
    page = Printer(slip, number)
    charges = [line for line in page.lines if line.line != "reduction_generale"]
    for label, names in HEADINGS:
        inside = [line for line in charges if line.line in names]
        if len(parts_of(inside)) > 1:
            yield page.row(inside, label)
    yield page.row(charges, TOTALS[number % len(TOTALS)])
    for payer in ("employee", "employer"):
        inside = [line for line in charges if line.payer == payer]
        yield page.row(inside, TOTALS[(number + 3) % len(TOTALS)])


def own_account(slip: dict[str, Any], number: int) -> Iterator[Printed]:
    """Yield the notice of a self-employed person: CSG and CRDS in one row or in two."""
    page = Printer(slip, number)
    model = ("verbose", "english", "short")[number % 3]
    hidden = {"CSG-CRDS"} if number % 2 else {"CSG-CRDS . déductible", "CSG-CRDS . non déductible"}
    bases = {row["variable"]: row.get("base", "") for row in slip["lines"]}
    for place, line in enumerate(page.lines):
        rule = line.variables.removesuffix("-cipav")
        if rule in hidden:
            continue
        if rule in MERGED_OWN_ACCOUNT:
            labels = MERGED_OWN_ACCOUNT[rule]
            rate = {"CSG-CRDS": "9.70", "CSG-CRDS . déductible": "6.80"}.get(rule, "2.90")
            row = page.row(
                [line], labels[number % len(labels)], base=bases[line.variables], rate=rate
            )
            yield replace(row, doubt="ambiguous")
            continue
        choice = wordings(line.line, line.variables, model)
        label = choice[(number + place) % len(choice)]
        yield replace(page.row([line], label), doubt=doubt(label, model, line.line))


def micro(slip: dict[str, Any], number: int) -> Iterator[Printed]:
    """Yield the notice of a micro-entrepreneur: one flat contribution, then training and chamber taxes."""
    page = Printer({**slip, "worker_status": "self_employed"}, number)
    flat = Decimal(
        next(row["amount"] for row in slip["lines"] if row["variable"] == "micro . cotisations")
    )
    inside = [line for line in page.lines if "répartition" in line.variables]
    rest = [line for line in page.lines if "répartition" not in line.variables]
    row = page.row(inside, MICRO[number % len(MICRO)])
    parts = written(parts_of(inside))
    row = replace(row, amount=flat, parts=parts, variables="micro . cotisations")
    yield row
    for line in rest:
        label = wordings(line.line, line.variables, "verbose")[0]
        yield page.row([line], label)
    base = Decimal(slip["pay"])
    rate = (flat / base * 100).quantize(Decimal("0.1"))
    yield replace(row, slip=f"{row.slip}-with-base", base=str(base), rate=str(rate))
