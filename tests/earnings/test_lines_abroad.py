"""Lines of the other countries through the classifier, against the table of the facts."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from totalis.earnings.charges import ChargeLine, classify

TABLE = Path(__file__).parents[1] / "lawbook" / "charges" / "other_countries.csv"
CATEGORY = {"covered": "covered", "not_covered_other": "not_covered", "unclear": "unclear"}
PAYERS = {"both": "employee", "both (age 40-64 with health insurance)": "employee"}
PAYERS |= {"employer or individual": "employer", "employer or self-employed": "employer"}
PAYERS |= {"self-employed or collaborator": "self-employed"}
EFFECT = {
    "yes": "exempt",
    "no": "still_due_possible",
    "conditional": "unknown",
    "unknown": "unknown",
}
MAY = (date(2025, 5, 1), date(2025, 5, 31))


def facts():
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for name in filter(None, row["names"].split("|")):
                yield row, name


NAMES = list(facts())
HOLDS_MORE = {("AU", "Super"), ("CH", "AHV"), ("CH", "AVS"), ("ES", "RETA"), ("IT", "INPS")}
"""Names of a covered line that hold more than its covered part: left to a person."""


def ask(country, label, *, payer="", days=MAY, **more):
    start, end = days
    line = ChargeLine(
        label=label,
        payer=payer,
        amount=Decimal("53.00"),
        period_start=start,
        period_end=end,
        **more,
    )
    return classify([line], agreement=country)


@pytest.mark.parametrize(
    ("row", "name"), NAMES, ids=[f"{r['country']}-{r['id']}-{n}" for r, n in NAMES]
)
def test_a_common_name_gets_the_class_of_the_facts(row, name):
    (found,) = ask(row["country"], name, payer=PAYERS.get(row["payer"], row["payer"]))
    if (row["country"], name) in HOLDS_MORE:
        assert found.category == "unclear"
        return
    if row["id"] == "usc" or row["class"] == "unclear":
        assert found.category == "unclear"
        return
    assert found.category == CATEGORY[row["class"]], found.why
    assert found.certificate_effect == EFFECT[row["exempt"].split(" from ")[0]], found.why
    assert found.citation
    assert "general knowledge" in found.basis


@pytest.mark.parametrize(
    ("row", "name"), NAMES, ids=[f"{r['country']}-{r['id']}-{n}" for r, n in NAMES]
)
def test_without_a_payer_nothing_changes_its_class(row, name):
    (found,) = ask(row["country"], name)
    assert found.category in {CATEGORY[row["class"]], "unclear"}
    if found.category == "covered":
        assert found.credit in {"denied", "employer_only"}


@pytest.mark.parametrize(
    ("country", "text"),
    [
        ("DE", "SV-Beiträge"), ("JP", "社会保険料"), ("NL", "Loonheffing"), ("IT", "Contributi INPS"),
        ("SE", "Arbetsgivaravgifter"), ("KR", "4대보험"), ("BR", "GPS"), ("PL", "ZUS"), ("NO", "Trygdeavgift"),
        ("GR", "EFKA"), ("SI", "Prispevki"), ("ES", "TC1"),
    ],
)  # fmt: skip
def test_a_bundle_is_never_covered(country, text):
    for payer in ("", "employee", "employer"):
        (found,) = ask(country, text, payer=payer)
        assert found.category == "unclear"
        assert found.credit in {"no_authority", "employer_only"}


def test_japanese_health_insurance_names_its_condition():
    (found,) = ask("JP", "健康保険", payer="employee")
    assert (found.category, found.certificate_effect) == ("covered", "unknown")
    assert "accompanying family member" in found.why


def test_german_health_insurance_before_the_supplementary_agreement():
    (before,) = ask("DE", "KV", payer="employee", days=(date(1996, 4, 1), date(1996, 4, 30)))
    (after,) = ask("DE", "KV", payer="employee", days=(date(1996, 5, 1), date(1996, 5, 31)))
    assert (before.certificate_effect, after.certificate_effect) == ("unknown", "exempt")


def test_the_irish_charges_of_2010_and_2011():
    (levy,) = ask(
        "IE", "Health levy", payer="employee", days=(date(2010, 12, 1), date(2010, 12, 31))
    )
    (late,) = ask("IE", "Health levy", payer="employee", days=(date(2011, 1, 1), date(2011, 1, 31)))
    assert (levy.category, late.category) == ("covered", "unclear")


def test_swiss_line_of_three_is_split_by_its_own_numbers():
    found = ask("CH", "AHV/IV/EO", payer="employee", base=Decimal(1000), rate=Decimal("5.3"))
    parts = {one.part: (one.category, one.amount) for one in found}
    assert parts == {
        "ahv": ("covered", Decimal("43.50")),
        "iv": ("covered", Decimal("7.00")),
        "eo": ("unclear", Decimal("2.50")),
    }


def test_swiss_ahv_alone_is_read_by_its_rate():
    (alone,) = ask("CH", "AHV", payer="employee", rate=Decimal("4.35"))
    (three,) = ask("CH", "AHV", payer="employee", rate=Decimal("5.3"))
    assert (alone.category, three.category) == ("covered", "unclear")


def test_italian_points_of_the_employee():
    """9.19 is IVS (CISL 2009, ARLAS); 9.49 adds CIGS; anything else has to be read."""

    def inps(amount, rate):
        start, end = MAY
        line = ChargeLine(
            label="Contributi INPS", payer="employee", amount=Decimal(amount), base=Decimal(1000),
            rate=Decimal(rate), period_start=start, period_end=end,
        )  # fmt: skip
        return [(one.category, one.amount) for one in classify([line], agreement="IT")]

    assert inps("91.90", "9.19") == [("covered", Decimal("91.90"))]
    assert inps("94.90", "9.49") == [
        ("covered", Decimal("91.90")),
        ("not_covered", Decimal("3.00")),
    ]
    assert inps("100.90", "10.09") == [("unclear", Decimal("100.90"))]


def test_swedish_fees_of_2022_leave_the_sickness_fee_unclear():
    line = ChargeLine(
        label="Arbetsgivaravgifter", payer="employer", amount=Decimal(3142), base=Decimal(10000),
        period_start=date(2022, 3, 1), period_end=date(2022, 3, 31),
    )  # fmt: skip
    found = classify([line], agreement="SE")
    sums = dict.fromkeys(("covered", "unclear", "not_covered"), Decimal(0))
    for one in found:
        assert one.amount is not None
        sums[one.category] += one.amount
    assert sums == {"covered": 1081, "unclear": 355, "not_covered": 1706}


def test_dutch_national_insurance_is_covered_and_wage_tax_with_it_is_not_decided():
    (premiums,) = ask("NL", "Premie volksverzekeringen", payer="employee")
    (whole,) = ask("NL", "Loonheffing", payer="employee")
    assert (premiums.category, premiums.certificate_effect) == ("covered", "exempt")
    assert whole.category == "unclear"


def test_a_line_of_one_country_means_nothing_in_another():
    for country, label in (("DE", "PRSI"), ("IE", "Rentenversicherung"), ("AU", "CPP")):
        (found,) = ask(country, label, payer="employee")
        assert found.category == "unclear"
        assert found.credit == "no_authority"
