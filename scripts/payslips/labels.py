"""How payslips print the lines: by line of the catalogue, then by model of payslip, language and habit.

The wordings are those of the catalogue in `/work/shared/reference/charges/`, so that the line behind each is
known; those of `wild` stand in no catalogue and are made up after real habits.
"""

# ruff: noqa: RUF001 - the signs are those that payslips print

from __future__ import annotations

MODELS = ("verbose", "clarifie_2016", "model_2023", "english", "short", "wild")

LABELS: dict[str, dict[str, tuple[str, ...]]] = {
    "maladie": {
        "verbose": (
            "Maladie, maternité, invalidité, décès",
            "Assurance maladie",
            "URSSAF maladie",
            "Maladie SS totalité",
        ),
        "clarifie_2016": ("Sécurité sociale - maladie maternité invalidité décès",),
        "model_2023": ("Sécurité Sociale Maladie Maternité Invalidité Décès",),
        "english": ("Social security - sickness maternity disability death", "Sickness insurance"),
        "short": ("MMID", "SS maladie"),
        "wild": ("Maladie part patr. s/brut", "C. maladie (URSSAF Ile de France)"),
    },
    "maladie_non_fiscal_resident": {
        "verbose": (
            "Maladie domicile fiscal hors de France",
            "Cotisation maladie non-résident 5,50 %",
        ),
        "english": ("Sickness (tax domicile abroad)",),
    },
    "alsace_moselle": {
        "verbose": ("Maladie Alsace-Moselle", "Complément maladie Alsace Moselle"),
        "clarifie_2016": ("Régime local Alsace-Moselle",),
        "english": ("local sickness scheme of Alsace-Moselle",),
        "short": ("RLAM", "AM 67-68-57"),
    },
    "csa": {
        "verbose": ("Contribution solidarité autonomie", "Solidarité autonomie"),
        "english": ("Autonomy solidarity contribution", "SSC for autonomy"),
        "short": ("CSA",),
        "wild": ("Contrib. solid. auton. dépendance",),
    },
    "atmp": {
        "verbose": ("Accidents du travail", "Accident du travail"),
        "clarifie_2016": ("ACCIDENTS DU TRAVAIL-MALADIES PROFESSIONNELLES",),
        "model_2023": ("Accidents du travail & maladies professionnelles",),
        "english": ("Accidents at work & occupational diseases", "Workers' compensation"),
        "short": ("AT/MP", "ATMP"),
        "wild": ("Acc. trav. code risque 741GB",),
    },
    "vieillesse_plafonnee": {
        "verbose": (
            "Vieillesse plafonnée",
            "Assurance vieillesse TA",
            "URSSAF vieillesse tranche A",
        ),
        "clarifie_2016": ("Sécurité sociale plafonnée",),
        "model_2023": ("Sécurité Sociale Vieillesse plafonnée",),
        "english": ("Capped old-age insurance", "Social security pension - capped"),
        "short": ("AVP", "AV plaf", "CNAV TA"),
        "wild": ("Vieill. URSSAF (limite plafond)",),
    },
    "vieillesse_deplafonnee": {
        "verbose": ("Vieillesse déplafonnée", "Vieillesse totalité"),
        "clarifie_2016": ("Sécurité sociale déplafonnée",),
        "model_2023": ("Sécurité Sociale Vieillesse déplafonnée",),
        "english": ("Uncapped old-age insurance",),
        "short": ("AVD", "AV déplaf"),
        "wild": ("Vieill. URSSAF s/ total brut",),
    },
    "allocations_familiales": {
        "verbose": ("Allocations familiales", "Prestations familiales"),
        "clarifie_2016": ("FAMILLE – SECURITE SOCIALE",),
        "model_2023": ("Famille",),
        "english": ("Family allowances", "Family benefits"),
        "short": ("AF",),
        "wild": ("Alloc. fam. employeur",),
    },
    "agirc_arrco": {
        "verbose": ("Retraite complémentaire", "Agirc-Arrco T1", "ARRCO TA"),
        "clarifie_2016": ("Complémentaire Tranche 1", "Complémentaire Tranche A"),
        "model_2023": ("Retraite complémentaire, CEG et CET T1",),
        "english": ("Complementary pension schemes (private sector)", "Supplementary pension"),
        "short": ("ARRCO", "T1"),
        "wild": ("Malakoff Humanis retraite T1+T2", "AG2R Sécurité complémentaire"),
    },
    "agirc_arrco_ceg": {
        "verbose": ("Contribution d'équilibre général", "CEG T1"),
        "english": ("General equilibrium contribution", "General balance contribution"),
        "short": ("CEG",),
    },
    "agirc_arrco_cet": {
        "verbose": ("Contribution d'équilibre technique",),
        "english": ("Technical balance contribution",),
        "short": ("CET",),
    },
    "apec": {
        "verbose": ("Cotisation Apec", "APEC"),
        "model_2023": ("Apec",),
        "english": ("Association for the employment of executives",),
    },
    "prevoyance": {
        "verbose": ("Prévoyance cadre", "Prévoyance TA", "Prévoyance cadre obligatoire 1,50 %"),
        "clarifie_2016": ("Complémentaire incapacité invalidité décès",),
        "english": ("Supplementary disability and death insurance", "Provident fund"),
        "short": ("PREV",),
        "wild": (
            "Garantie décès invalidité - contrat 1234/B",
            "Maladie invalidité décès (contrat AXA)",
        ),
    },
    "complementaire_sante": {
        "verbose": ("Mutuelle", "Frais de santé", "Complémentaire frais de santé"),
        "clarifie_2016": ("Complémentaire santé",),
        "model_2023": ("Complémentaire garanties frais de santé obligatoire",),
        "english": (
            "Top-up health insurance",
            "Supplementary health insurance",
            "Health insurance",
        ),
        "short": ("FSanté",),
        "wild": ("Alan - couverture santé isolé", "Assurance maladie complémentaire Alan"),
    },
    "assurance_chomage": {
        "verbose": ("Chômage", "Pôle emploi", "Assedic"),
        "clarifie_2016": ("ASSURANCE CHOMAGE",),
        "model_2023": ("Assurance chômage",),
        "english": ("Unemployment insurance", "Unemployment benefit contribution"),
        "short": ("AC", "UNEDIC"),
        "wild": ("URSSAF sécurité sociale - chômage",),
    },
    "ags": {
        "verbose": ("AGS", "Assurance garantie des salaires", "Fonds de garantie des salaires"),
        "english": ("Wage guarantee scheme", "National wage guarantee fund"),
        "short": ("FNGS",),
    },
    "fnal": {
        "verbose": ("FNAL", "Contribution au Fonds National d’Aide au Logement"),
        "english": ("National housing aid fund",),
    },
    "versement_mobilite": {
        "verbose": ("Versement transport", "Versement mobilité"),
        "english": ("Mobility payment", "Transport tax"),
        "short": ("VM", "VT"),
    },
    "formation_professionnelle": {
        "verbose": (
            "Formation professionnelle",
            "Contribution à la formation professionnelle (CFP)",
        ),
        "english": ("Professional training contribution",),
        "short": ("CFP", "CUFPA"),
    },
    "taxe_apprentissage": {
        "verbose": ("Taxe d'apprentissage", "Part principale de la taxe d'apprentissage"),
        "english": ("Apprenticeship tax",),
        "short": ("TA",),
    },
    "csa_apprentissage": {
        "verbose": ("Contribution supplémentaire à l'apprentissage",),
        "english": ("Additional apprenticeship contribution",),
        "short": ("CSA",),
    },
    "dialogue_social": {
        "verbose": (
            "Contribution au dialogue social",
            "Contribution patronale au financement des organisations syndicales",
        ),
        "english": ("Social dialogue contribution",),
        "short": ("CDS",),
    },
    "peec": {
        "verbose": ("Participation à l'effort de construction", "1 % logement"),
        "english": ("Participation in the construction effort",),
        "short": ("PEEC",),
    },
    "forfait_social": {
        "verbose": ("Forfait social", "Forfait social 8 %"),
        "english": ("Flat social levy", "Social security contributions"),
        "short": ("FS",),
    },
    "taxe_sur_les_salaires": {
        "verbose": ("Taxe sur les salaires",),
        "english": ("Payroll tax",),
        "short": ("TS",),
    },
    "csg_deductible": {
        "verbose": ("CSG déductible", "CSG non imposable"),
        "clarifie_2016": ("CSG non imposable à l’impôt sur le revenu",),
        "model_2023": ("CSG déductible de l'impôt sur le revenu",),
        "english": ("CSG deductible", "Tax-deductible CSG"),
        "short": ("CSGD",),
    },
    "csg_non_deductible": {
        "verbose": ("CSG non déductible", "CSG imposable"),
        "english": ("Non-deductible CSG",),
        "short": ("CSGND",),
    },
    "crds": {
        "verbose": ("CRDS", "Contribution au remboursement de la dette sociale"),
        "english": ("Social debt repayment contribution", "DRES"),
        "short": ("RDS",),
    },
    "reduction_generale": {
        "verbose": ("Réduction générale", "Réduction Fillon"),
        "clarifie_2016": ("ALLEGEMENT DE COTISATIONS",),
        "model_2023": ("EXONÉRATIONS ET ALLÈGEMENTS DE COTISATIONS",),
        "english": ("General reduction of employer contributions",),
        "short": ("RGDU",),
    },
    "ssi_maladie": {
        "verbose": ("Maladie-maternité", "Maladie 1"),
        "english": ("Sickness-maternity",),
    },
    "ssi_retraite_base": {
        "verbose": ("Retraite de base", "Assurance vieillesse de base"),
        "english": ("Basic pension",),
        "short": ("RB",),
    },
    "ssi_retraite_complementaire": {
        "verbose": ("Retraite complémentaire", "Retraite complémentaire des indépendants"),
        "english": ("Supplementary pension",),
        "short": ("RCI",),
    },
    "ssi_invalidite_deces": {
        "verbose": ("Invalidité-décès", "Invalidité et décès"),
        "english": ("Disability and death",),
        "short": ("RID",),
    },
    "ssi_allocations_familiales": {
        "verbose": ("Allocations familiales",),
        "english": ("Family allowances",),
        "short": ("AF",),
    },
    "ssi_csg_crds": {"verbose": ("CSG-CRDS", "CSG/CRDS"), "english": ("CSG and CRDS",)},
    "ssi_cfp": {
        "verbose": ("Contribution à la formation professionnelle",),
        "english": ("Professional training contribution",),
        "short": ("CFP",),
    },
    "tfc_curps": {
        "verbose": ("Taxe pour frais de chambre de commerce",),
        "english": ("Chamber fees", "Taxes for room expenses"),
    },
    "cipav_complementaire": {
        "verbose": ("Cipav retraite complémentaire",),
        "english": ("Supplementary pension",),
        "short": ("CIPAV",),
    },
}
