"""Months, rates, bundles: the numbers of the reference's rate history and of URSSAF's own model."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from tests.earnings.charges.facts import REFERENCE, ask, line, one
from totalis.earnings.charges import classify
from totalis.lawbook.charges.book import Charges

HISTORY = {
    "CSG déductible": "csg_earnings_deductible",
    "CSG non déductible": "csg_earnings_non_deductible",
    "CRDS": "crds",
    "Prélèvement de solidarité": "prelevement_solidarite",
}
CLASS = {"CRDS": "crds", "Prélèvement de solidarité": "unclear"}
CHANGES = [
    (label, date.fromisoformat(new["from"]), Decimal(old["rate"]), Decimal(new["rate"]))
    for label, name in HISTORY.items()
    for old, new in pairwise(REFERENCE["rates"][name])
]
STARTS = [
    (label, date.fromisoformat(REFERENCE["rates"][name][0]["from"]))
    for label, name in HISTORY.items()
    if label != "Prélèvement de solidarité"
]


def on(label, day, rate, **more):
    (found,) = classify(
        [line(label, rate=rate, period_start=day, period_end=day, **more)], agreement="FR"
    )
    return found


@pytest.mark.parametrize(("label", "day", "old", "new"), CHANGES)
def test_a_rate_counts_on_its_own_side_of_the_day_of_change(label, day, old, new):
    before = day - timedelta(days=1)
    expected = CLASS.get(label, "csg")
    assert on(label, before, old).category == expected
    assert on(label, day, new).category == expected
    for wrong in (on(label, before, new), on(label, day, old)):
        assert wrong.category == "unclear"
        assert "not a rate that it had" in wrong.why
        assert wrong.credit == "no_authority"
    assert f"{old.normalize():f}" in on(label, before, new).why


@pytest.mark.parametrize(("label", "first"), STARTS)
def test_a_line_outside_its_years_is_unclear(label, first):
    early = on(label, first - timedelta(days=1), None)
    assert early.category == "unclear"
    assert "outside its days" in early.why
    assert on(label, first, None).category == CLASS.get(label, "csg")


@pytest.mark.parametrize(
    ("label", "payer", "month", "rate", "good"),
    [
        ("Vieillesse plafonnée", "employee", "2025-07", "6.90", True),
        ("Vieillesse plafonnée", "employee", "2025-07", "8.55", False),
        ("Vieillesse plafonnée", "employer", "2025-07", "8.55", True),
        ("Vieillesse plafonnée", "", "2025-07", "8.55", True),
        ("Vieillesse déplafonnée", "employer", "2025-07", "2.02", True),
        ("Vieillesse déplafonnée", "employer", "2025-07", "2.11", False),
        ("Vieillesse déplafonnée", "employer", "2026-07", "2.11", True),
        ("Assurance maladie", "employer", "2025-12", "7.00", True),
        ("Assurance maladie", "employer", "2026-01", "7.00", False),
        ("Assurance maladie", "employer", "2026-01", "13.00", True),
        ("Vieillesse plafonnée", "employee", "1995-07", "6.90", True),
        ("Accidents du travail", "employer", "2025-07", "2.12", True),
    ],
)
def test_a_printed_rate_must_be_one_of_that_month_where_the_rates_are_known(
    label, payer, month, rate, good
):
    found = one(label, month, payer=payer, rate=rate)
    assert (found.category == "covered") is good, found.why


def test_amount_over_base_is_checked_as_a_printed_rate_is():
    good = {"amount": "276.00", "base": "4000", "payer": "employee"}
    assert one("Vieillesse plafonnée", "2026-07", **good).category == "covered"
    wrong = one("Vieillesse plafonnée", "2026-07", **(good | {"amount": "342.00"}))
    assert wrong.category == "unclear"
    assert "342.00 of 4000" in wrong.why
    assert (
        one("Vieillesse plafonnée", "2026-07", **(good | {"amount": "0.00"})).category == "covered"
    )


def test_the_employee_share_of_health_insurance_ended_with_2017():
    assert one("Assurance maladie", "2017-12", payer="employee").category == "covered"
    assert one("Assurance maladie", "2018-01", payer="employee").category == "unclear"
    assert one("Assurance maladie", "2018-01", payer="employer").category == "covered"


def test_the_overtime_line_is_not_split_by_ratio():
    """URSSAF's model: with exempt overtime the line is more than 2.90 % of its base."""
    label = "CSG/CRDS non déductible de l'impôt sur le revenu"
    whole = ask(label, "2025-07", amount="116.26", base="4008.88", rate="2.90", payer="employee")
    assert [(row.category, row.amount) for row in whole] == [
        ("csg", Decimal("96.22")),
        ("crds", Decimal("20.04")),
    ]
    more = one(label, "2025-07", amount="117.26", base="4008.88", rate="2.90", payer="employee")
    assert (more.category, more.branch) == ("unclear", "CSG and CRDS, not split")
    assert more.certificate_effect == "domestic_falls_away"
    assert more.credit == "not_challenged"
    assert "never covered" in more.why


def test_a_payroll_that_rounds_the_parts_one_by_one_is_split_too():
    """URSSAF's model, July 2025: 96.21 and 20.04 on 4008.88, which together are a cent less than 2.90 %."""
    found = ask("CSG/CRDS imposable", "2025-07", amount="116.25", base="4008.88", payer="employee")
    assert [row.amount for row in found] == [Decimal("96.21"), Decimal("20.04")]
    assert len(ask("CSG/CRDS imposable", "2025-07", amount="116.24", base="4008.88")) == 1


def test_a_deductible_label_with_crds_is_csg_only_at_the_rate_of_csg():
    label = "CSG/CRDS déductible de l'impôt sur le revenu"
    assert one(label, "2025-07").category == "unclear"
    assert one(label, "2025-07", rate="6.80").category == "csg"
    assert one(label, "2017-12", rate="6.80").category == "unclear"
    assert one(label, "2017-12", rate="5.10").category == "csg"
    assert one(label, "2025-07", rate="9.70").category == "unclear"
    assert one(label, "2025-07", rate="6.80", amount="290", base="4000").category == "unclear"


@pytest.mark.parametrize(
    ("label", "month", "amount", "base", "expected"),
    [
        ("CSG-CRDS", "2017-12", "80.00", "1000", {"csg": "75.00", "crds": "5.00"}),
        ("CSG-CRDS", "2018-01", "97.00", "1000", {"csg": "92.00", "crds": "5.00"}),
        ("CSG-CRDS", "2018-01", "80.00", "1000", {"unclear": "80.00"}),
        ("CSG/ CRDS sur les revenus non imposables", "2025-07", "97.00", "1000", {"csg": "92.00", "crds": "5.00"}),
        ("CSG/ CRDS sur les revenus non imposables", "2025-07", "92.00", "1000", {"csg": "92.00"}),
        ("Prélèvements sociaux", "2018-06", "172.00", "1000", {"csg": "99.00", "crds": "5.00", "unclear": "68.00"}),
        ("Prélèvements sociaux", "2019-01", "172.00", "1000", {"csg": "92.00", "crds": "5.00", "unclear": "75.00"}),
        ("Prélèvements sociaux", "2026-01", "186.00", "1000", {"csg": "106.00", "crds": "5.00", "unclear": "75.00"}),
        ("Prélèvements sociaux", "2026-01", "172.00", "1000", {"csg": "92.00", "crds": "5.00", "unclear": "75.00"}),
        ("Prélèvements sociaux", "2025-06", "186.00", "1000", {"unclear": "186.00"}),
        ("Prélèvements sociaux 17,2 %", "2026-01", "186.00", "1000", {"unclear": "186.00"}),
        ("RG CAS GENERAL", "2026-01", "132.60", "1000", {"covered": "129.60", "unclear": "3.00"}),
        ("RG CAS GENERAL", "2026-01", "154.50", "1000", {"covered": "154.50"}),
        ("RG CAS GENERAL", "2026-01", "140.00", "1000", {"unclear": "140.00"}),
        ("RG MANDATAIRES SOCIAUX", "2026-01", "132.60", "1000", {"unclear": "132.60"}),
        ("Autres charges dues par l'employeur", "2026-07", "124.24", "4000", {"unclear": "124.24"}),
    ],
)  # fmt: skip
def test_a_bundle_is_split_only_as_its_numbers_prove(label, month, amount, base, expected):
    found = ask(label, month, amount=amount, base=base)
    assert {row.category: row.amount for row in found} == {
        category: Decimal(part) for category, part in expected.items()
    }
    assert ask(label, amount=amount, base=base)[0].category == "unclear", "without a month"
    assert len(ask(label, month, amount=amount)) == 1, "without a base"


def test_the_self_employed_bundle_rounded_to_the_euro():
    """URSSAF's model 2026: 4530 on a base of 46703.62."""
    found = ask("CSG-CRDS", "2026-07", payer="self_employed", amount="4530", base="46703.62")
    assert [(row.category, row.amount) for row in found] == [
        ("csg", Decimal("4296.48")),
        ("crds", Decimal("233.52")),
    ]


MICRO = [  # modele-social: month, rate, amount, health, disability, basic, complementary, CSG+CRDS
    ("2025-07", "410", "36.49 12.71 171.38 67.65 121.77"),
    ("2026-07", "410", "41.2 12.91 178.15 80.97 96.76"),
    ("2025-07", "707", "62.92 21.92 295.53 116.66 209.98"),
    ("2026-07", "707", "71.05 22.27 307.19 139.63 166.85"),
    ("2025-07", "773", "78.85 10.82 222.62 197.89 262.82"),
    ("2026-07", "773", "88.12 10.82 228.03 237.31 208.71"),
]


@pytest.mark.parametrize(("month", "amount", "shares"), MICRO)
def test_the_legal_key_of_the_micro_entrepreneur_gives_the_shares_of_urssafs_model(
    month, amount, shares
):
    found = ask("Micro-social", month, payer="self_employed", amount=amount, base="3333.33")
    basic, health, disability, complementary, csg = found
    wanted = [Decimal(share) for share in shares.split()]
    got = [row.amount for row in (health, disability, basic, complementary, csg)]
    near = [abs(mine - theirs) for mine, theirs in zip(got, wanted, strict=True)]
    assert max(near) <= Decimal("0.02"), "the first part takes the rest of four roundings"
    assert max(near[:2] + near[3:]) <= Decimal("0.01")
    assert sum(row.amount for row in found) == Decimal(amount)
    assert [row.category for row in found] == ["covered"] * 3 + ["unclear"] * 2
    assert csg.branch == "CSG and CRDS, not split"
    assert csg.credit == "no_authority", "whether a computed share was paid is unknown"


def test_every_row_of_the_legal_key_adds_up_and_those_in_use_are_in_the_catalogue():
    (bundle,) = [one for one in Charges().catalogue("FR").bundles if one.id == "micro_entrepreneur"]
    known = {tuple(sorted(part.percent for part in split.parts)) for split in bundle.splits}
    names = ("maladie", "invalidite_deces", "retraite_base", "retraite_complementaire", "csg_crds")
    for row in REFERENCE["micro"]:
        shares = tuple(sorted(Decimal(row[name]) for name in names))
        assert sum(shares) == 100
        if row.get("before") != "2024-07":
            assert shares in known


def test_a_micro_entrepreneur_before_the_known_keys_or_with_a_relief_is_unclear():
    for month, amount in (("2024-05", "707"), ("2025-07", "350"), ("2027-07", "707")):
        found = one("Micro-social", month, payer="self_employed", amount=amount, base="3333.33")
        assert found.category == "unclear"


amounts = st.decimals(min_value="0.01", max_value="99999.99", places=2)


@given(base=amounts, negative=st.booleans(), rate=st.sampled_from(["2.90", "9.70", "17.2"]))
def test_parts_add_up_to_the_line_to_the_last_digit(base, negative, rate):
    label = {"2.90": "CSG/CRDS imposable", "9.70": "CSG-CRDS", "17.2": "Prélèvements sociaux"}[rate]
    whole = (base * Decimal(rate) / 100).quantize(Decimal("0.01"))
    amount = -whole if negative else whole
    found = ask(label, "2024-03", amount=amount, base=base)
    assert sum(row.amount for row in found) == amount
    assert "covered" not in {row.category for row in found}
    if whole:
        assert len(found) > 1
        crds = next(row.amount for row in found if row.category == "crds")
        assert abs(abs(crds) - base * Decimal("0.005")) <= Decimal("0.005")


@given(base=amounts, shift=st.integers(2, 500))
def test_a_line_that_misses_its_rate_by_more_than_a_cent_is_never_split(base, shift):
    amount = (base * Decimal("0.029")).quantize(Decimal("0.01")) + Decimal(shift) / 100
    found = ask("CSG/CRDS imposable", "2024-03", payer="employee", amount=amount, base=base)
    assert [row.category for row in found] == ["unclear"]


def test_a_correction_keeps_its_class():
    assert (
        one("Assurance maladie", "2025-07", payer="employer", amount="-520", base="-4000").category
        == "covered"
    )
    assert one("CSG déductible", "2025-07", amount="-272.60").category == "csg"
    assert one("Réduction générale", amount="152.80").category == "relief"
    assert one("Réduction générale", amount="-152.80").category == "relief"
