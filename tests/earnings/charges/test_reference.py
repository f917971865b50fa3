"""Every label, code, abbreviation and trap of the reference, against the reference's own class."""

from __future__ import annotations

import re

import pytest

from tests.earnings.charges.facts import READ_DETAIL, REFERENCE, YEARS, one, plain, trapped, word

LINES = REFERENCE["lines"]
LABELS = [(row, label) for row in LINES for label in row["labels"]]
ABBREVIATIONS = [(row, label) for row in LINES for label in row["abbreviations"]]
CODES = {
    f"{number:03d}": said
    for key, said in REFERENCE["dsn"].items()
    for number in range(int(key[:3]), int(key[-3:]) + 1)
}


def said(row, label):
    given = {"month": YEARS.get(label, "")}
    if label.startswith("Contribution exceptionnelle de solidarité"):
        given["month"] = "2015-05"
    if row["payer"] == "self-employed":
        given["payer"] = "self_employed"
    return one(label, **given)


@pytest.mark.parametrize(("row", "label"), LABELS)
def test_a_label_stands_where_the_reference_puts_it(row, label):
    label = plain(label)
    found = said(row, label)
    if row.get("bundle") or label in READ_DETAIL:
        assert found.category == "unclear"
    elif label.casefold() in trapped():
        assert found.category in {"unclear", word(row["class"])}
    else:
        assert found.category == word(row["class"]), found.why


@pytest.mark.parametrize(("row", "label"), ABBREVIATIONS)
def test_an_abbreviation_stands_where_the_reference_puts_it_or_is_unclear(row, label):
    found = said(row, label)
    if label.casefold() in trapped():
        assert found.category in {"unclear", word(row["class"])}
    else:
        assert found.category == word(row["class"]), found.why


EFFECTS = [
    (row, plain(label))
    for row, label in LABELS
    if plain(label).casefold() not in trapped()
    and plain(label) not in READ_DETAIL
    and not row.get("bundle")
    and row["certificate_effect"]
]


@pytest.mark.parametrize(("row", "label"), EFFECTS)
def test_the_certificate_does_what_the_reference_says(row, label):
    found = said(row, label)
    assert found.certificate_effect == row["certificate_effect"]


CREDITS = {
    "irs_will_not_challenge_on_totalization_ground": "not_challenged",
    "no_authority_found": "no_authority",
}
PAID = [
    (plain(label), payer.replace("-", "_"), credit)
    for row, label in LABELS
    for payer, credit in row["ftc"].items()
    if (row, plain(label)) in EFFECTS and "ended" not in row["payer"]
]


@pytest.mark.parametrize(("label", "payer", "credit"), sorted(set(PAID)))
def test_the_credit_is_that_of_the_payer(label, payer, credit):
    month = YEARS.get(label, "")
    if label.startswith("Contribution exceptionnelle de solidarité"):
        month = "2015-05"
    found = one(label, month, payer=payer)
    if found.why.count("is borne by the"):  # a payer that the reference names loosely
        assert found.category == "unclear"
        assert found.credit in {"no_authority", "employer_only"}
    else:
        assert found.credit == CREDITS.get(credit, credit), found.why


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_dsn_code_alone_stands_where_the_reference_puts_it(code):
    assert one(code=code, code_system="dsn").category == word(CODES[code])
    assert one(code=code.lstrip("0"), code_system="DSN").category == word(CODES[code])


@pytest.mark.parametrize("code", sorted(REFERENCE["ctp"]))
def test_a_ctp_code_stands_where_the_reference_puts_it(code):
    fact = REFERENCE["ctp"][code]
    found = one(code=code, code_system="ctp")
    assert found.category == word(fact["class"])
    if fact["cardinality"] == "1:N":
        assert found.category == "unclear"
    assert one(fact["label"]).category == found.category


@pytest.mark.parametrize("code", sorted(set(CODES) | set(REFERENCE["ctp"])))
def test_a_bare_code_is_no_evidence(code):
    found = one(code=code)
    assert found.category == "unclear"
    assert "no evidence" in found.why
    assert one(code=code, code_system="payroll").category == "unclear"


@pytest.mark.parametrize("code", sorted(set(CODES) & set(REFERENCE["ctp"])))
def test_three_digits_mean_another_thing_in_another_table(code):
    dsn, ctp = one(code=code, code_system="dsn"), one(code=code, code_system="ctp")
    assert dsn.charge != ctp.charge
    assert dsn.category == word(CODES[code])
    assert ctp.category == word(REFERENCE["ctp"][code]["class"])


def test_the_four_codes_of_the_number_space_trap():
    assert one(code="100", code_system="dsn").charge == "dialogue_social"
    assert one(code="100", code_system="ctp").category == "unclear"
    assert one(code="332", code_system="dsn").category == "unclear"
    assert one(code="332", code_system="ctp").charge == "fnal"
    assert one(code="901", code_system="dsn").charge == "retraite_supplementaire"
    assert one(code="901", code_system="ctp").charge == "versement_mobilite"
    assert one(code="018", code_system="dsn").category == "relief"
    assert one(code="018", code_system="ctp").category == "unclear"


@pytest.mark.parametrize("label", REFERENCE["generic"])
def test_a_generic_word_is_unclear_whatever_code_stands_beside_it(label):
    assert one(label).category == "unclear"
    for code in ("075", "076", "079"):
        assert one(label, code=code, code_system="dsn").category == "unclear"


@pytest.mark.parametrize(
    "label", sorted({label for row in REFERENCE["bundles"].values() for label in row["labels"]})
)
def test_a_bundle_is_unclear_by_its_label(label):
    assert one(label).category == "unclear"
    assert one(label, "2025-07", amount="100.00").category == "unclear"


UNDECIDED = [text for text in REFERENCE["translation_traps"] if "plate" not in text]


@pytest.mark.parametrize("label", [*UNDECIDED, "plate", "base plate"])
def test_an_english_word_of_the_list_is_unclear(label):
    found = one(label)
    assert found.category == "unclear"
    assert found.certificate_effect == "unknown"


@pytest.mark.parametrize("label", ["CSA", "CET", "TA", "AC", "AM", "PS", "CFA", "RC", "SS", "CSM"])
def test_an_abbreviation_with_several_meanings_is_unclear_alone(label):
    assert one(label).category == "unclear"


@pytest.mark.parametrize(
    ("given", "category", "charge"),
    [
        ({"label": "CSA", "rate": "0.30", "month": "2025-05"}, "unclear", "csa"),
        ({"label": "CSA", "rate": "0.60", "month": "2025-05"}, "unclear", ""),
        ({"label": "AC", "rate": "4.05", "month": "2025-04"}, "not_covered", "assurance_chomage"),
        ({"label": "AC", "rate": "4.00", "month": "2025-05"}, "not_covered", "assurance_chomage"),
        ({"label": "AC", "rate": "4.05", "month": "2025-05"}, "unclear", ""),
        ({"label": "AM", "rate": "1.30", "payer": "employee", "month": "2025-05"}, "covered", "alsace_moselle"),
        ({"label": "CET", "rate": "0.14", "payer": "employee", "month": "2024-05"}, "not_covered", "agirc_arrco_cet"),
        ({"label": "CET", "payer": "employee", "month": "2024-05"}, "unclear", ""),
        ({"label": "RC", "payer": "employee"}, "not_covered", "agirc_arrco"),
        ({"label": "Retraite complémentaire", "worker_status": "employee"}, "not_covered", "agirc_arrco"),
        ({"label": "TA", "code": "130", "code_system": "dsn"}, "not_covered", "taxe_apprentissage"),
        ({"label": "Health insurance", "code": "075", "code_system": "dsn"}, "covered", "maladie"),
        ({"label": "Health insurance", "code": "059", "code_system": "dsn"}, "not_covered", "complementaire_sante"),
        ({"label": "Health insurance", "payer": "employer"}, "unclear", ""),
    ],
)  # fmt: skip
def test_what_decides_a_trap(given, category, charge):
    found = one(**given)
    assert (found.category, found.charge) == (category, charge), found.why


def test_the_self_employed_complementary_pension_is_unclear_and_the_employed_is_not_covered():
    for label in ("Retraite complémentaire", "RC", "Supplementary pension"):
        assert one(label, payer="self_employed").category == "unclear"
        assert one(label, payer="individual").category == "unclear"
        assert one(label, payer="employer").category == "not_covered"
        assert one(label, worker_status="self_employed").category == "unclear"


@pytest.mark.parametrize(
    "label", ["Famille", "Vieillesse plafonnée", "CRDS", "Agirc-Arrco T1", "AGS"]
)
def test_label_and_code_that_contradict_are_unclear_with_both_named(label):
    found = one(label, code="075", code_system="dsn")
    assert found.category == "unclear"
    assert label in found.why
    assert "075" in found.why
    assert found.certificate_effect == "unknown"


def test_the_csg_that_was_sent_as_agirc_arrco_is_found():
    found = one("CSG déductible", code="142", code_system="dsn")
    assert found.category == "unclear"
    assert "contradict" in found.why


def test_an_aggregate_decides_nothing_beside_a_label_that_it_holds():
    assert one("Vieillesse plafonnée", code="100", code_system="ctp").category == "covered"
    assert one("CSA", code="100", code_system="ctp").category == "unclear"
    assert one("CSG déductible", code="260", code_system="ctp").category == "csg"
    assert one("Agirc-Arrco", code="100", code_system="ctp").category == "unclear"


@pytest.mark.parametrize(
    "label", ["TOTAL RETRAITE", "Total", "Sous-total santé", "Totaux", "Cumul CSG"]
)
def test_a_sum_is_no_line(label):
    assert one(label).category == "unclear"


def test_the_reference_was_read_whole():
    assert len(LINES) == 55
    assert len(CODES) > 80
    assert len(REFERENCE["ctp"]) == 25
    assert all(re.fullmatch(r"\d{3}", code) for code in CODES)
