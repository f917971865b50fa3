"""What each variable of the two engines is: the line of the French catalogue and its class.

Taken from `/work/shared/reference/charges/` (`fr_charges.yaml`, keys `engine`; `oracles.md` for the names
before 2019), by hand and without reading anything of Totalis: this is the independent truth of the tests.
"""

from __future__ import annotations

COVERED, NOT, UNCLEAR, RELIEF = "covered", "not_covered", "unclear", "relief"
CLASS = {
    "maladie": COVERED,
    "maladie_non_fiscal_resident": COVERED,
    "alsace_moselle": COVERED,
    "csa": UNCLEAR,
    "atmp": COVERED,
    "vieillesse_plafonnee": COVERED,
    "vieillesse_deplafonnee": COVERED,
    "allocations_familiales": COVERED,
    "agirc_arrco": NOT,
    "agirc_arrco_ceg": NOT,
    "agirc_arrco_cet": NOT,
    "apec": NOT,
    "prevoyance": NOT,
    "complementaire_sante": NOT,
    "assurance_chomage": NOT,
    "ags": NOT,
    "fnal": NOT,
    "versement_mobilite": NOT,
    "formation_professionnelle": NOT,
    "taxe_apprentissage": NOT,
    "csa_apprentissage": NOT,
    "dialogue_social": NOT,
    "peec": NOT,
    "forfait_social": UNCLEAR,
    "taxe_sur_les_salaires": NOT,
    "csg_deductible": "csg",
    "csg_non_deductible": "csg",
    "crds": "crds",
    "reduction_generale": RELIEF,
    "ssi_maladie": COVERED,
    "ssi_retraite_base": COVERED,
    "ssi_retraite_complementaire": UNCLEAR,
    "ssi_invalidite_deces": COVERED,
    "ssi_allocations_familiales": COVERED,
    "ssi_csg_crds": "csg+crds",
    "ssi_cfp": NOT,
    "tfc_curps": NOT,
    "cipav_complementaire": UNCLEAR,
}
"""Line of the catalogue: class. `csg+crds`: both, which the engine does not tell apart."""

_OPENFISCA = {
    "maladie": "mmid_salarie mmid_employeur",
    "alsace_moselle": "alsace_moselle",
    "csa": "contribution_solidarite_autonomie",
    "atmp": "accident_du_travail",
    "vieillesse_plafonnee": "vieillesse_plafonnee_salarie vieillesse_plafonnee_employeur",
    "vieillesse_deplafonnee": "vieillesse_deplafonnee_salarie vieillesse_deplafonnee_employeur",
    "allocations_familiales": "famille",
    "agirc_arrco": (
        "agirc_arrco_salarie agirc_arrco_employeur arrco_salarie arrco_employeur "
        "agirc_salarie agirc_employeur agirc_gmp_salarie agirc_gmp_employeur"
    ),
    "agirc_arrco_ceg": (
        "contribution_equilibre_general_salarie contribution_equilibre_general_employeur "
        "agff_salarie agff_employeur"
    ),
    "agirc_arrco_cet": (
        "contribution_equilibre_technique_salarie contribution_equilibre_technique_employeur "
        "cotisation_exceptionnelle_temporaire_salarie cotisation_exceptionnelle_temporaire_employeur"
    ),
    "apec": "apec_salarie apec_employeur",
    "prevoyance": "prevoyance_obligatoire_cadre",
    "complementaire_sante": "complementaire_sante_salarie complementaire_sante_employeur",
    "assurance_chomage": "chomage_salarie chomage_employeur",
    "ags": "ags",
    "fnal": "fnal",
    "versement_mobilite": "versement_transport",
    "formation_professionnelle": "contribution_formation_professionnelle",
    "taxe_apprentissage": "taxe_apprentissage",
    "csa_apprentissage": "contribution_supplementaire_apprentissage",
    "dialogue_social": "financement_organisations_syndicales",
    "peec": "participation_effort_construction",
    "forfait_social": "forfait_social",
    "taxe_sur_les_salaires": "taxe_salaires",
    "csg_deductible": "csg_deductible_salaire",
    "csg_non_deductible": "csg_imposable_salaire",
    "crds": "crds_salaire",
    "reduction_generale": "allegement_general",
}
_MODELE_SOCIAL = {
    "maladie . salarié": "maladie",
    "maladie . employeur": "maladie",
    "CSA": "csa",
    "ATMP": "atmp",
    "vieillesse . plafonnée . salarié": "vieillesse_plafonnee",
    "vieillesse . plafonnée . employeur": "vieillesse_plafonnee",
    "vieillesse . déplafonnée . salarié": "vieillesse_deplafonnee",
    "vieillesse . déplafonnée . employeur": "vieillesse_deplafonnee",
    "allocations familiales": "allocations_familiales",
    "retraite complémentaire . salarié": "agirc_arrco",
    "retraite complémentaire . employeur": "agirc_arrco",
    "CEG . salarié": "agirc_arrco_ceg",
    "CEG . employeur": "agirc_arrco_ceg",
    "CET . salarié": "agirc_arrco_cet",
    "CET . employeur": "agirc_arrco_cet",
    "APEC . salarié": "apec",
    "APEC . employeur": "apec",
    "prévoyances . incapacité invalidité décès . salarié": "prevoyance",
    "prévoyances . incapacité invalidité décès . employeur": "prevoyance",
    "prévoyances . santé . salarié": "complementaire_sante",
    "prévoyances . santé . employeur": "complementaire_sante",
    "chômage": "assurance_chomage",
    "AGS": "ags",
    "FNAL": "fnal",
    "versement mobilité": "versement_mobilite",
    "formation professionnelle": "formation_professionnelle",
    "CPF CDD": "formation_professionnelle",
    "taxe d'apprentissage . base": "taxe_apprentissage",
    "taxe d'apprentissage . contribution supplémentaire": "csa_apprentissage",
    "contribution au dialogue social": "dialogue_social",
    "PEEC": "peec",
    "forfait social": "forfait_social",
    "CSG-CRDS . CSG . déductible": "csg_deductible",
    "CSG-CRDS . CSG . non déductible": "csg_non_deductible",
    "CSG-CRDS . CRDS": "crds",
    "exonérations . RGDU": "reduction_generale",
    "maladie": "ssi_maladie",
    "indemnités journalières maladie": "ssi_maladie",
    "retraite de base": "ssi_retraite_base",
    "retraite complémentaire": "ssi_retraite_complementaire",
    "retraite complémentaire-cipav": "cipav_complementaire",
    "invalidité et décès": "ssi_invalidite_deces",
    "CSG-CRDS": "ssi_csg_crds",
    "CSG-CRDS . déductible": "csg_deductible",
    "CSG-CRDS . non déductible": "ssi_csg_crds",
    "micro . CFP": "ssi_cfp",
    "micro . TFC": "tfc_curps",
    "micro . cotisations . répartition . maladie-maternité": "ssi_maladie",
    "micro . cotisations . répartition . invalidité-décès": "ssi_invalidite_deces",
    "micro . cotisations . répartition . retraite de base": "ssi_retraite_base",
    "micro . cotisations . répartition . retraite complémentaire": "ssi_retraite_complementaire",
    "micro . cotisations . répartition . autres contributions": "ssi_csg_crds",
}
_OWN_ACCOUNT = {
    "allocations familiales": "ssi_allocations_familiales",
    "formation professionnelle": "ssi_cfp",
}
_LINE = _MODELE_SOCIAL | {name: key for key, names in _OPENFISCA.items() for name in names.split()}


def line_of(variable: str, payer: str, rate: str = "") -> str:
    """Return the line of the catalogue that a variable is.

    Args:
        variable: The engine's name.
        payer: Who pays.
        rate: The printed rate; it tells the employee's three kinds of health contribution apart.
    """
    if payer == "self_employed":
        plain = variable.removesuffix("-cipav")
        return _OWN_ACCOUNT.get(plain) or _LINE.get(variable) or _LINE[plain]
    if variable == "maladie . salarié":
        return {"1.3": "alsace_moselle", "5.5": "maladie_non_fiscal_resident"}[rate]
    return _LINE[variable]
