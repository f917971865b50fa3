"""What a person decided, what is suggested to her, and what payers and workers say."""

from __future__ import annotations

from datetime import date

import pytest

from tests.earnings.charges.facts import line, one
from totalis.earnings import charges
from totalis.earnings.charges import Resolution, classify
from totalis.kernel.errors import InputError, NotFoundError
from totalis.lawbook.charges.book import Charges
from totalis.lawbook.charges.labels import label_key
from totalis.lawbook.charges.model import Category

DAY = date(2026, 11, 22)


def decided(label, category, **given):
    return Resolution(
        label_key=label_key(label),
        category=Category(category),
        who="Ada Moreau",
        when=DAY,
        why="read the detail of the fund's notice",
        **given,
    )


def ask(printed, *resolutions, **given):
    return classify([line(printed, **given)], agreement="FR", resolutions=resolutions)


def test_an_answer_is_shown_as_hers_beside_what_the_catalogue_says():
    (row,) = ask("Cotisation spéciale X", decided("COTISATION SPECIALE X", "not_covered"))
    assert row.category == "not_covered"
    assert row.credit == "no_authority"
    assert row.certificate_effect == "unknown"
    assert "Ada Moreau" in row.basis
    assert "Ada Moreau" in row.why
    assert "the catalogue says unclear" in row.why


@pytest.mark.parametrize(
    "given",
    [{"code": "075"}, {"code": "075", "code_system": "dsn"}, {"payer": "employer"}],
)
def test_an_answer_holds_for_exactly_that_label_code_table_and_payer(given):
    answer = decided("Cotisation spéciale X", "not_covered")
    (row,) = ask("Cotisation spéciale X", answer, **given)
    assert "Ada" not in row.why
    (row,) = ask(
        "Cotisation spéciale X", decided("Cotisation spéciale X", "not_covered", **given), **given
    )
    assert "Ada" in row.why


def test_an_answer_may_name_the_entry_of_the_catalogue():
    (row,) = ask("Contrib. soc. gén.", decided("Contrib. soc. gén.", "csg", charge="csg_earnings"))
    assert (row.category, row.credit, row.certificate_effect) == (
        "csg",
        "not_challenged",
        "domestic_falls_away",
    )
    assert row.charge == "csg_earnings"
    assert "IRS" in row.citation


@pytest.mark.parametrize(
    "label",
    [
        "French social taxes",
        "Cotisations sociales",
        "CSG/CRDS imposable",
        "RG CAS GENERAL",
        "TOTAL",
    ],
)
def test_no_answer_makes_a_bundle_or_a_word_for_the_whole_covered(label):
    (row,) = ask(label, decided(label, "covered"))
    assert row.category == "unclear"
    assert "not applied" in row.why
    assert "Ada Moreau" in row.why


def test_no_answer_makes_a_relief_a_charge():
    (row,) = ask("Réduction générale", decided("Réduction générale", "covered"))
    assert row.category == "relief"


def test_no_answer_stands_against_a_split_that_the_numbers_prove():
    rows = ask("CSG-CRDS", decided("CSG-CRDS", "csg"), month="2025-07", amount="97.00", base="1000")
    assert [row.category for row in rows] == ["csg", "crds"]


def test_a_covered_answer_is_never_creditable_and_an_unclear_line_never_becomes_so():
    for category, credit in (
        ("covered", "denied"),
        ("not_covered", "no_authority"),
        ("csg", "no_authority"),
    ):
        (row,) = ask("Ligne X", decided("Ligne X", category))
        assert row.credit == credit
        (row,) = ask("Ligne X", decided("Ligne X", category, payer="employer"), payer="employer")
        assert row.credit == "employer_only"


def test_answers_that_cannot_stand_are_refused():
    with pytest.raises(InputError, match="resolutions"):
        ask("X", decided("X", "covered"), decided("x", "csg"))
    with pytest.raises(InputError):
        ask("X", decided("X", "covered", charge="crds"))
    with pytest.raises(InputError):
        ask("X", decided("X", "covered", charge="no_such"))
    with pytest.raises(InputError):
        ask("X", Resolution(label_key="x", category=Category.CSG, who=" ", when=DAY, why="y"))


def test_suggestions_are_for_reading_and_decide_nothing():
    found = one("Assurence maladdie")
    assert found.category == "unclear"
    assert "Assurance maladie" in found.suggestions
    assert found.certificate_effect == "unknown"
    assert one("Cotisation mutuele").suggestions[0] == "Mutuelle"
    assert one("Assurance maladie").suggestions == ()
    assert one("qqqq zzzz").suggestions == ()


@pytest.mark.parametrize(
    ("payer", "credit"),
    [
        ("employee", "denied"),
        ("Part salariale", "denied"),
        ("salarié", "denied"),
        ("EMPLOYER", "employer_only"),
        ("patronale", "employer_only"),
        ("", "denied"),
        ("somebody", "denied"),
    ],
)
def test_the_payer_decides_the_credit_and_the_most_cautious_one_stands_without(payer, credit):
    found = one("Vieillesse plafonnée", payer=payer)
    assert found.category == "covered"
    assert found.credit == credit
    if payer == "somebody":
        assert "not understood" in found.why


@pytest.mark.parametrize(
    ("label", "payer"),
    [
        ("CRDS", "employer"),
        ("AT/MP", "employee"),
        ("FNAL", "employee"),
        ("Retraite de base", "employee"),
    ],
)
def test_a_payer_who_never_bears_the_line_contradicts_it(label, payer):
    found = one(label, payer=payer)
    assert found.category == "unclear"
    assert "is borne by the" in found.why


def test_status_and_payer_that_contradict_are_unclear():
    found = one("Vieillesse plafonnée", payer="employee", worker_status="self_employed")
    assert found.category == "unclear"


def test_a_country_without_a_catalogue_is_named():
    with pytest.raises(NotFoundError):
        classify([line("x")], agreement="ZZ")
    with pytest.raises(NotFoundError):
        classify([line("x")], agreement="")


def test_a_server_does_not_remember_without_bound(monkeypatch):
    monkeypatch.setattr(charges, "REMEMBERED", 10)
    classifier = charges.Classifier(Charges().catalogue("FR"))
    for number in range(100):
        assert classifier.line(line(f"Ligne {number} inconnue"))[0].category == "unclear"
        assert classifier.line(line("CRDS"))[0].category == "crds"
    assert len(classifier._matches) <= 12
