"""The variables of openfisca-france that stand on a payslip, and what each is computed on."""

from __future__ import annotations

EMPLOYEE = [
    "mmid_salarie",
    "vieillesse_plafonnee_salarie",
    "vieillesse_deplafonnee_salarie",
    "agirc_arrco_salarie",
    "contribution_equilibre_general_salarie",
    "contribution_equilibre_technique_salarie",
    "arrco_salarie",
    "agirc_salarie",
    "agirc_gmp_salarie",
    "agff_salarie",
    "cotisation_exceptionnelle_temporaire_salarie",
    "apec_salarie",
    "complementaire_sante_salarie",
    "chomage_salarie",
    "csg_deductible_salaire",
    "csg_imposable_salaire",
    "crds_salaire",
]
EMPLOYER = [
    "mmid_employeur",
    "contribution_solidarite_autonomie",
    "accident_du_travail",
    "vieillesse_plafonnee_employeur",
    "vieillesse_deplafonnee_employeur",
    "famille",
    "agirc_arrco_employeur",
    "contribution_equilibre_general_employeur",
    "contribution_equilibre_technique_employeur",
    "arrco_employeur",
    "agirc_employeur",
    "agirc_gmp_employeur",
    "agff_employeur",
    "cotisation_exceptionnelle_temporaire_employeur",
    "apec_employeur",
    "prevoyance_obligatoire_cadre",
    "complementaire_sante_employeur",
    "chomage_employeur",
    "ags",
    "fnal",
    "versement_transport",
    "contribution_formation_professionnelle",
    "taxe_apprentissage",
    "contribution_supplementaire_apprentissage",
    "financement_organisations_syndicales",
    "participation_effort_construction",
    "forfait_social",
    "taxe_salaires",
]
WHOLE = [
    "mmid_salarie",
    "mmid_employeur",
    "contribution_solidarite_autonomie",
    "accident_du_travail",
    "vieillesse_deplafonnee_salarie",
    "vieillesse_deplafonnee_employeur",
    "famille",
    "versement_transport",
    "contribution_formation_professionnelle",
    "taxe_apprentissage",
    "contribution_supplementaire_apprentissage",
    "participation_effort_construction",
    "financement_organisations_syndicales",
    "alsace_moselle",
]
"""Lines on the whole pay."""
CAPPED = [
    "vieillesse_plafonnee_salarie",
    "vieillesse_plafonnee_employeur",
    "prevoyance_obligatoire_cadre",
]
FIRST_BAND = [
    "agirc_arrco_salarie",
    "agirc_arrco_employeur",
    "contribution_equilibre_general_salarie",
    "contribution_equilibre_general_employeur",
    "contribution_equilibre_technique_salarie",
    "contribution_equilibre_technique_employeur",
    "arrco_salarie",
    "arrco_employeur",
]
REDUCED = {
    "mmid_employeur": "allegement_cotisation_maladie",
    "famille": "allegement_cotisation_allocations_familiales",
}
CSG = ("csg_deductible_salaire", "csg_imposable_salaire", "crds_salaire")
