"""Three axes that never mix, over every entry of every catalogue and under noise."""

from __future__ import annotations

import random
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings, strategies as st

from tests.earnings.charges.facts import (
    ENDED,
    READ_DETAIL,
    REFERENCE,
    ask,
    line,
    plain,
    trapped,
    word,
)
from totalis.earnings.charges import Classifier, classify
from totalis.lawbook.charges.book import Charges
from totalis.lawbook.charges.model import Bundle, Charge

BOOK = Charges()
CREDITS = {
    "covered": {"denied", "employer_only"},
    "csg": {"not_challenged"},
    "crds": {"not_challenged"},
    "not_covered": {"no_authority", "employer_only", "income_tax"},
    "relief": {"no_authority", "employer_only"},
}
EFFECTS = {"exempt", "domestic_falls_away", "still_due_possible", "unknown"}
PAYERS = ("", "employee", "employer", "self_employed", "individual", "both")


def keeps_its_axes(row):
    assert row.certificate_effect in EFFECTS
    assert row.catalogue.startswith("sha256:")
    assert row.citation
    assert row.basis
    assert row.why
    if row.category == "unclear":
        allowed = {"no_authority", "employer_only"}
        if row.branch == "CSG and CRDS, not split":
            allowed = {"not_challenged", "no_authority"}
        assert row.credit in allowed, row
    else:
        assert row.credit in CREDITS[row.category], row


@pytest.mark.parametrize("country", BOOK.countries)
def test_no_category_gains_a_credit_or_an_effect_by_itself(country):
    law = BOOK.catalogue(country)
    classifier = Classifier(law)
    chance = random.Random(country)  # noqa: S311  (a test, not a secret)
    for entry in law.entries.values():
        for label, payer in product(entry.names or ("",), PAYERS):
            rate = chance.choice([None, Decimal("6.80"), Decimal("2.90"), Decimal("5.3")])
            base = chance.choice([None, Decimal(1000)])
            amount = chance.choice([None, Decimal(68), Decimal(29), Decimal(-53)])
            month = chance.choice(["", "1990-05", "2016-05", "2025-05"])
            for row in classifier.line(
                line(label, month, payer=payer, rate=rate, base=base, amount=amount)
                if rate and base and amount
                else line(label, month, payer=payer)
            ):
                keeps_its_axes(row)
                if isinstance(entry, Charge) and not row.part and row.charge == entry.id:
                    assert row.category in {entry.category.value, "unclear"}
                if isinstance(entry, Bundle) and not row.part and row.charge == entry.id:
                    assert row.category == "unclear"


@pytest.mark.parametrize("country", BOOK.countries)
def test_every_label_of_a_catalogue_leads_home_or_is_unclear(country):
    law = BOOK.catalogue(country)
    classifier = Classifier(law)
    trapped_keys = {label for trap in law.traps for label in trap.labels}
    for charge in law.charges:
        for label in charge.names:
            (row,) = classifier.line(line(label))
            if label not in trapped_keys and row.charge == charge.id:
                assert row.category in {charge.category.value, "unclear"}
            if charge.category.value in {"unclear", "not_covered", "relief"}:
                assert row.category != "covered", label


NEVER = [
    plain(label)
    for row in REFERENCE["lines"]
    for label in (*row["labels"], *row["abbreviations"])
    if word(row["class"]) in {"unclear", "not_covered", "relief", "csg", "crds"}
]
NEVER += [*REFERENCE["generic"], *READ_DETAIL, "DRES", "disease"]
NEVER += [label for row in REFERENCE["bundles"].values() for label in row["labels"]]
SHARED = {"Allocations familiales", "Family allowances", "AF", "Health insurance", "AM"}
NEVER = sorted({label for label in NEVER if label not in SHARED and label not in ENDED})
ACCENTS = str.maketrans("éèêàôçîûÉÈ", "eeeaociuEE")
spaces = st.sampled_from(["", " ", "  ", "\t", "\u00a0"])
prefixes = st.sampled_from(
    ["", "* ", "- ", "3120 ", "01. ", "> ", "Part ", "Cotisation ", "xx ", "MSA ", "URSSAF "]
)
suffixes = st.sampled_from(
    [
        "",
        " *",
        " 4510",
        " T1",
        " TA",
        " part salariale",
        " (part patronale)",
        " 6,90 %",
        ".",
        " :",
        " TB 13 %",
        " 2025",
    ]
)


@settings(max_examples=1500)
@given(
    label=st.sampled_from(NEVER),
    before=prefixes,
    after=suffixes,
    inner=spaces,
    how=st.sampled_from([str, str.upper, str.lower, str.title, str.swapcase]),
    bare=st.booleans(),
    payer=st.sampled_from(PAYERS),
)
def test_noise_never_makes_a_covered_line(label, before, after, inner, how, bare, payer):
    text = label.translate(ACCENTS) if bare else label
    text = how(text).replace("'", "\u2019" if bare else "'").replace(" ", inner or " ")
    for row in ask(f"{before}{text}{after}", payer=payer):
        assert row.category != "covered", row.why
        keeps_its_axes(row)


@settings(max_examples=600)
@given(
    text=st.text(max_size=40),
    code=st.text(max_size=4),
    system=st.sampled_from(["", "dsn", "ctp", "x"]),
)
def test_whatever_is_printed_has_an_answer_with_sound_axes(text, code, system):
    for row in ask(text, code=code, code_system=system):
        keeps_its_axes(row)


@given(
    name=st.sampled_from(["CSG", "C.S.G.", "csg", "Csg déductible"]),
    other=st.sampled_from(["CRDS", "C.R.D.S.", "crds", "RDS"]),
    between=st.sampled_from(["/", " / ", " + ", "-", " et ", " & ", ", ", " ", " and "]),
    tail=st.sampled_from(["", " imposable", " mars", " 9,7 %", " salariés", " du mois"]),
)
def test_a_label_with_csg_and_crds_is_a_bundle_whatever_else_it_says(name, other, between, tail):
    for text in (f"{name}{between}{other}{tail}", f"{other}{between}{name}{tail}"):
        (row,) = ask(text)
        assert row.category == "unclear"
        assert row.branch == "CSG and CRDS, not split"


SAME = [
    ("Sécurité sociale - maladie maternité invalidité décès", "SECURITE SOCIALE : MALADIE, MATERNITE, INVALIDITE, DECES"),
    ("CSG/CRDS non déductible de l'impôt sur le revenu", "csg / crds NON DEDUCTIBLE de l\u2019impot sur le revenu"),
    ("Taxe d'apprentissage", "TAXE D\u2019APPRENTISSAGE"),
    ("Accidents du travail & maladies professionnelles", "Accidents du travail et maladies professionnelles"),
    ("Vieillesse plafonnée", "4501 Vieillesse plafonnée T1 (part patronale)"),
    ("Chômage", "Chomage TA"),
    ("CSG déductible", "C.S.G. déductible"),
]  # fmt: skip


@pytest.mark.parametrize(("printed", "other"), SAME)
def test_spellings_of_one_line_are_one_line(printed, other):
    assert ask(printed)[0].charge == ask(other)[0].charge
    assert ask(printed)[0].category == ask(other)[0].category


def test_the_payer_in_the_label_is_the_payer_of_the_line():
    assert ask("Vieillesse plafonnée - part salariale")[0].credit == "denied"
    assert ask("Vieillesse plafonnée - part patronale")[0].credit == "employer_only"
    both = ask("Vieillesse plafonnée part patronale", payer="employee")[0]
    assert both.category == "unclear"
    assert "employer" in both.why


def test_not_covered_and_exempt_stand_side_by_side():
    """Switzerland: outside the tax list, and yet excused with the pensions (POMS, 2022)."""
    rows = classify([line("ALV"), line("UVG")], agreement="CH")
    for row in rows:
        assert row.category == "not_covered"
        assert row.certificate_effect == "exempt"
        assert row.credit in {"no_authority", "employer_only"}


def test_trapped_texts_are_known():
    assert "csa" in trapped()
    assert "social security contributions" in trapped()
