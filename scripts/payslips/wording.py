"""Which wording a payslip prints for a line, and whether that wording leaves doubt.

A wording of `TRAPS` may mean several lines, and one of the model `wild` stands in no catalogue: both may be
answered with `unclear`, never with a wrong class.
"""

from __future__ import annotations

from scripts.payslips.labels import LABELS

OLDER = {
    "agirc_salarie": ("AGIRC TB", "Cadres (AGIRC) Tranche B", "Complémentaire Tranche B"),
    "agirc_employeur": ("AGIRC TB", "Cadres (AGIRC) Tranche B", "Complémentaire Tranche B"),
    "agirc_gmp_salarie": ("Complémentaire Garantie Minimale de Points", "GMP"),
    "agirc_gmp_employeur": ("Complémentaire Garantie Minimale de Points", "GMP"),
    "agff_salarie": ("AGFF TA", "AGFF"),
    "agff_employeur": ("AGFF TA", "AGFF"),
    "cotisation_exceptionnelle_temporaire_salarie": ("Contribution exceptionnelle et temporaire",),
    "cotisation_exceptionnelle_temporaire_employeur": (
        "Contribution exceptionnelle et temporaire",
    ),
    "indemnités journalières maladie": ("Indemnités journalières", "Daily sickness benefits"),
    "CPF CDD": ("Contribution CPF CDD", "1% CPF-CDD"),
    "chômage": ("France Travail", "Assurance chômage", "Unemployment insurance"),
}
"""Wordings that belong to one variable of an engine rather than to the whole line of the catalogue."""

TRAPS = frozenset({
    "AC", "AF", "AM 67-68-57", "ARRCO", "AV déplaf", "AV plaf", "CET", "CFP", "CIPAV", "CSA", "DRES", "FS",
    "Health insurance", "MMID", "Provident fund", "RB", "RCI", "RDS", "RID", "RLAM", "Retraite complémentaire",
    "SSC for autonomy", "Social security contributions", "Supplementary pension", "T1", "TA",
    "TS", "Taxes for room expenses", "Famille", "Basic pension", "Sickness insurance",
    "Assurance maladie", "Payroll tax", "GMP", "Indemnités journalières", "AT/MP",
})  # fmt: skip
"""Wordings that can mean more than one thing: an answer of `unclear` is right as well."""


def wordings(line: str, variable: str, model: str) -> tuple[str, ...]:
    """Return the wordings of a line in one model of payslip; a model without its own uses the verbose ones."""
    if variable in OLDER:
        return OLDER[variable]
    return LABELS[line].get(model) or LABELS[line]["verbose"]


def doubt(label: str, model: str, line: str) -> str:
    """Say why `unclear` would be right for a wording, or nothing.

    Args:
        label: The wording as printed.
        model: The model of payslip it comes from.
        line: The line of the catalogue.
    """
    if label in TRAPS:
        return "ambiguous"
    return "outside" if model == "wild" and label in LABELS[line].get("wild", ()) else ""
