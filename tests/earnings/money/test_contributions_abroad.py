"""What other countries charge on a pay: against URSSAF's and openfisca's payslips, and the amounts that agencies publish."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from totalis.earnings.contribution_law import (
    FOLDER,
    contribution_law,
    countries,
    read_contributions,
)
from totalis.earnings.contribution_months import charged_months
from totalis.earnings.money import money_at_risk
from totalis.earnings.money_shapes import Contribution, Exchange, Pay, months_of
from totalis.kernel.errors import LawError
from totalis.lawbook.charges.book import Charges
from totalis.lawbook.charges.model import Category

PAYSLIPS = Path(__file__).parents[1] / "payslips"


def law_of(country):
    law = contribution_law(country)
    assert law is not None
    return law


def charged(country, pay, first, last):
    return charged_months(law_of(country), Decimal(pay), months_of(first, last))


def amounts(months, charge, payer):
    return [
        line.amount
        for month in months
        for line in month.lines
        if (line.charge, line.payer) == (charge, payer)
    ]


def year(number):
    return date(number, 1, 1), date(number, 12, 31)


FRENCH = {
    "vieillesse_plafonnee_salarie": ("vieillesse_plafonnee", "employee"),
    "vieillesse_plafonnee_employeur": ("vieillesse_plafonnee", "employer"),
    "vieillesse_deplafonnee_salarie": ("vieillesse_deplafonnee", "employee"),
    "vieillesse_deplafonnee_employeur": ("vieillesse_deplafonnee", "employer"),
    "mmid_salarie": ("maladie", "employee"),
    "mmid_employeur": ("maladie", "employer"),
    "famille": ("allocations_familiales", "employer"),
}
WITH_RELIEFS = {"mmid_employeur", "famille"}
"""Lines that a payslip of a lower pay shows after a relief."""


def french_slips():
    slips: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    with (PAYSLIPS / "openfisca.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            whole = row["slip"].split("-")
            # A bonus month evens out the ceilings of the whole year; Alsace has a ceiling of its own scheme beside.
            if row["slip"].endswith(("-reversed", "-bonus")) or int(whole[1]) < 2016:
                continue
            slips[row["slip"]][row["variables"]] = row
    return slips


def test_french_lines_equal_those_of_an_independent_engine_at_every_height_of_pay():
    seen = 0
    for slip, rows in french_slips().items():
        gross = rows["vieillesse_deplafonnee_salarie"]["base"]
        first = date.fromisoformat(rows["vieillesse_deplafonnee_salarie"]["period_start"])
        last = date.fromisoformat(rows["vieillesse_deplafonnee_salarie"]["period_end"])
        months = charged("FR", gross, first, last)
        for variable, (charge, payer) in FRENCH.items():
            # Sickness and family of lower pay stand on the slip after their relief.
            if variable not in rows or (variable in WITH_RELIEFS and "four_ceilings" not in slip):
                continue
            ours = amounts(months, charge, payer)
            # The engine rounds its ceiling and its parts; a cent is its own doing.
            assert abs(ours[0] - Decimal(rows[variable]["amount"])) <= Decimal("0.01"), (
                slip,
                variable,
            )
            seen += 1
    assert seen > 250


@pytest.mark.parametrize(
    ("month", "plafonnee", "plafonnee_employer", "deplafonnee_employer"),
    [
        (date(2025, 7, 1), "270.83", "335.59", "80.80"),
        (date(2026, 7, 1), "276.00", "342.00", "84.40"),
    ],
)
def test_a_french_month_of_4000_as_urssafs_own_model_has_it(
    month, plafonnee, plafonnee_employer, deplafonnee_employer
):
    """oracle_comparison.txt: modele-social, July, gross 4,000; it has 270.82 where halves of a cent are rounded down."""
    months = charged("FR", 4000, month, month + timedelta(days=30))
    assert amounts(months, "vieillesse_plafonnee", "employee") == [Decimal(plafonnee)]
    assert amounts(months, "vieillesse_plafonnee", "employer") == [Decimal(plafonnee_employer)]
    assert amounts(months, "vieillesse_deplafonnee", "employer") == [Decimal(deplafonnee_employer)]
    assert amounts(months, "maladie", "employer") == [Decimal("520.00")]
    assert amounts(months, "allocations_familiales", "employer") == [Decimal("210.00")]
    assert months[0].missing == (
        "Work accidents and occupational diseases: the rate that the fund notified to the site",
    )


MOST_OF_A_YEAR = [
    # Maxima as the agencies publish them.
    ("CA", 2019, "cpp", "2748.90"),
    ("CA", 2020, "cpp", "2898.00"),
    ("CA", 2021, "cpp", "3166.45"),
    ("CA", 2022, "cpp", "3499.80"),
    ("CA", 2023, "cpp", "3754.45"),
    ("CA", 2024, "cpp", "3867.50"),
    ("CA", 2025, "cpp", "4034.10"),
    ("CA", 2026, "cpp", "4230.45"),
    ("CA", 2024, "cpp2", "188.00"),
    ("CA", 2025, "cpp2", "396.00"),
    ("CA", 2026, "cpp2", "416.00"),
    ("CA-QC", 2022, "qpp", "3776.10"),
    ("CA-QC", 2023, "qpp", "4038.40"),
    ("CA-QC", 2024, "qpp", "4160.00"),
    ("CA-QC", 2024, "qpp2", "188.00"),
    ("CA-QC", 2026, "qpp2", "416.00"),
]


@pytest.mark.parametrize(("country", "of", "charge", "most"), MOST_OF_A_YEAR)
def test_a_high_pay_reaches_the_published_maximum_and_no_more(country, of, charge, most):
    for payer in ("employee", "employer"):
        months = amounts(charged(country, 20_000, *year(of)), charge, payer)
        assert sum(months) == Decimal(most)
        assert months[-1] == 0


def test_below_the_canadian_ceiling_every_month_is_the_same():
    months = amounts(charged("CA", 5000, *year(2025)), "cpp", "employee")
    assert set(months) == {Decimal("280.14"), Decimal("280.15")}
    assert sum(months) == Decimal("3361.75")  # 5.95 percent of 12 times 4,708.34
    assert amounts(charged("CA", "291.66", *year(2025)), "cpp", "employee") == [0] * 12
    assert amounts(charged("CA", 5000, *year(2025)), "cpp2", "employee") == [0] * 12


@pytest.mark.parametrize(("of", "most"), [(2022, 9808), (2023, 10271), (2024, 10534)])
def test_dutch_national_insurance_reaches_what_the_tax_office_calls_the_most(of, most):
    months = charged("NL", 9000, *year(of))
    whole = sum(sum(amounts(months, charge, "employee")) for charge in ("aow", "anw", "wlz"))
    assert abs(whole - most) < 1


def test_the_dutch_levy_and_what_is_not_known_of_2025():
    months = charged("NL", 9000, *year(2025))
    assert int(sum(amounts(months, "zvw", "employer"))) == 4938
    assert int(sum(amounts(charged("NL", 9000, *year(2024)), "zvw", "employer"))) in (4705, 4706)
    assert "AOW: no rate of 2025 was read" in months[0].missing


@pytest.mark.parametrize(
    ("day", "pay", "half"),
    [
        (date(2025, 6, 1), 6_170_000, "277650"),  # 555,300 won, half each
        (date(2025, 6, 1), 9_000_000, "277650"),
        (date(2025, 7, 1), 9_000_000, "286650"),  # 573,300 won
        (date(2025, 7, 1), 3_000_999, "135000"),
        (date(2026, 1, 1), 3_000_000, "142500"),  # 7,500 more than in 2025
    ],
)
def test_korea_by_the_ministrys_examples(day, pay, half):
    found = charged("KR", pay, day, day + timedelta(days=29 if day.month == 6 else 30))
    assert amounts(found, "nps", "employee") == [Decimal(half)]
    assert amounts(found, "nps", "employer") == [Decimal(half)]


@pytest.mark.parametrize(
    ("pay", "half"),
    [
        (92_999, "8052"),
        (93_000, "8967"),
        (290_000, "27450"),  # standard pay 300,000
        (289_999, "25620"),
        (634_999, "56730"),
        (635_000, "59475"),
        (2_000_000, "59475"),
    ],
)
def test_japanese_grades(pay, half):
    found = charged("JP", pay, date(2026, 3, 1), date(2026, 3, 31))
    assert amounts(found, "kosei_nenkin", "employee") == [Decimal(half)]


@pytest.mark.parametrize(
    ("first", "pay", "employee", "employer"),
    [
        (date(2025, 4, 1), 417, ["0.00", None], "0.00"),
        (date(2025, 4, 1), 1048, ["0.00", None], "94.65"),
        (date(2025, 4, 1), 1049, ["0.08", None], "94.80"),
        (date(2025, 4, 1), 4189, ["251.28", "0.00"], "565.80"),
        (date(2025, 4, 1), 5189, ["251.28", "20.00"], "715.80"),
        (date(2025, 3, 1), 5189, ["251.28", "20.00"], "611.48"),
        (date(2023, 12, 1), 5189, ["376.92", "20.00"], "611.48"),
        (date(2024, 1, 1), 5189, ["314.10", "20.00"], "611.48"),
    ],
)
def test_british_thresholds_and_the_days_of_the_year(first, pay, employee, employer):
    last = months_of(first, first + timedelta(days=40))[0][1]
    found = charged("GB", pay, first, last)
    assert sum(amounts(found, "nic1_primary", "employee")) == sum(
        Decimal(text) for text in employee if text
    )
    assert amounts(found, "nic1_secondary", "employer") == [Decimal(employer)]


def test_a_polish_pay_of_50_000_stops_in_june():
    """Gazeta Prawna's example: 250,000 by the end of May, so that 32,600 of June are left to 282,600."""
    found = amounts(charged("PL", 50_000, *year(2026)), "emerytalne", "employee")
    assert found[:5] == [Decimal("4880.00")] * 5
    assert found[5] == Decimal("3181.76")
    assert found[6:] == [0] * 6


def test_an_australian_quarter_begins_anew():
    """ART: at most 12 percent of 62,500 dollars a quarter, which is 7,500."""
    found = amounts(charged("AU", 30_000, date(2025, 7, 1), date(2025, 12, 31)), "sg", "employer")
    assert found == [Decimal(3600), Decimal(3600), Decimal(300)] * 2
    unread = charged("AU", 30_000, date(2024, 7, 1), date(2024, 7, 31))
    assert unread[0].lines == ()
    assert unread[0].missing == ("Superannuation Guarantee: no rate of 2024 was read",)


def test_irish_pay_of_another_class_is_unknown():
    low = charged("IE", 2283, date(2025, 9, 1), date(2025, 10, 31))
    assert [month.lines for month in low] == [(), ()]
    assert "no rate of a pay this low was read" in low[0].missing[0]
    found = charged("IE", 5000, date(2025, 9, 1), date(2025, 10, 31))
    assert amounts(found, "prsi_employee", "employee") == [Decimal("205.00"), Decimal("210.00")]
    assert amounts(found, "prsi_employer", "employer") == [Decimal("557.50"), Decimal("562.50")]


def test_german_ceilings_and_the_years_before_them():
    found = charged("DE", 12_000, date(2025, 12, 1), date(2026, 1, 31))
    assert amounts(found, "rv", "employee") == [Decimal("748.65"), Decimal("785.85")]
    before = charged("DE", 12_000, date(2024, 12, 1), date(2024, 12, 31))[0]
    assert before.lines == ()
    assert "Rentenversicherung: no rate of 2024 was read" in before.missing


@pytest.mark.parametrize(
    ("country", "of", "payer", "month"),
    [
        ("ES", 2024, "employer", "1114.04"),
        ("ES", 2026, "employee", "239.76"),
        ("AT", 2025, "employee", "910.75"),  # of 6,450: 661.125 and 249.615, each rounded
        ("CH", 2025, "employee", "505.00"),
        ("SE", 2025, "employer", "1081.00"),
        ("PT", 2025, "employee", "1100.00"),
    ],
)
def test_a_month_of_10_000_elsewhere(country, of, payer, month):
    found = charged(country, 10_000, date(of, 5, 1), date(of, 5, 31))[0]
    mine = sum(line.amount for line in found.lines if line.payer == payer)
    assert mine == Decimal(month)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([one for one in countries() if one != "IT"]),
    st.integers(0, 40_000),
    st.integers(1, 28),
)
def test_a_month_cut_in_two_comes_to_the_month(country, pay, day):
    law = law_of(country)
    first, last = date(2025, 10, 1), date(2025, 10, 31)
    whole = charged_months(law, Decimal(pay), [(first, last)])[0]
    cut = date(2025, 10, day)
    parts = charged_months(law, Decimal(pay), [(first, cut), (cut + timedelta(days=1), last)])
    for line in whole.lines:
        key = (line.charge, line.payer, line.percent)
        same = [
            one
            for part in parts
            for one in part.lines
            if (one.charge, one.payer, one.percent) == key
        ]
        assert sum(one.base for one in same) == line.base
        # Each part is rounded on its own.
        assert abs(sum(one.amount for one in same) - line.amount) <= (
            1 if law.currency in ("JPY", "KRW") else Decimal("0.01")
        )


@pytest.mark.parametrize("country", countries())
def test_a_file_holds_what_the_agreement_reaches_and_nothing_else(country):
    law = law_of(country)
    entries = {one.id: one for one in Charges().catalogue(country).charges}
    used = [one.charge for one in (*law.charges, *law.missing)]
    beside = [name for one in law.elsewhere for name in one.charges]
    assert len(used) == len(set(used)), "a charge is computed, or missing"
    for name in used:
        assert entries[name].category is Category.COVERED, name
        assert entries[name].certificate_effect in ("exempt", "conditional"), name
    for charge in law.charges:
        payers = {share.payer.value for share in entries[charge.charge].shares}
        assert {term.payer.value for term in charge.terms} <= payers, charge.charge
    owed = {
        name
        for name, entry in entries.items()
        if entry.category is Category.COVERED
        and {"employee", "employer"} & {share.payer.value for share in entry.shares}
    }
    assert owed <= {*used, *beside}, "a charge on pay is neither computed nor named as missing"


def test_every_catalogue_rate_of_the_same_charge_agrees():
    """The catalogue knows some percentages from other readings: wherever both speak, they say the same."""
    compared = 0
    for country in countries():
        for charge in law_of(country).charges:
            entry = next(
                one for one in Charges().catalogue(country).charges if one.id == charge.charge
            )
            for term in charge.terms:
                for rate in entry.rates:
                    if rate.meets(term.valid_from, term.valid_until) and rate.payer in (
                        None,
                        term.payer,
                    ):
                        assert term.percent in rate.percent, (country, charge.charge, term)
                        compared += 1
    assert compared > 15


def test_what_was_charged_comes_before_what_the_law_would_charge():
    pay = Pay(amount=Decimal(4000), currency="EUR")
    real = Contribution(
        period_start=date(2026, 1, 1),
        period_end=date(2026, 1, 31),
        amount=Decimal("999.99"),
        currency="EUR",
        payer="employer",
    )
    risk = money_at_risk(
        country="FR", start=date(2026, 1, 1), end=date(2026, 2, 28), pay=pay, contributions=[real]
    )
    assert [month.foreign_basis for month in risk.months] == ["contributions", "law"]
    assert risk.months[0].foreign == {"employer": Decimal("999.99")}
    assert risk.months[1].foreign == {"employee": Decimal("292.00"), "employer": Decimal("1156.40")}


def test_dollars_become_euros_only_by_a_rate_that_somebody_gave():
    pay = Pay(amount=Decimal(10_000), currency="USD")
    days: dict[str, Any] = {
        "country": "FR",
        "start": date(2026, 1, 1),
        "end": date(2026, 1, 31),
    }
    bare = money_at_risk(pay=pay, **days)
    assert bare.months[0].foreign is None
    assert bare.unknown == (
        "What FR charges is not known for every month: no rate from USD to EUR is given.",
    )
    rate = Exchange(have="USD", want="EUR", rate=Decimal("0.90"), source="ECB")
    both = money_at_risk(pay=pay, exchange=[rate], **days)
    assert both.unknown == ()
    assert both.months[0].foreign == {
        "employee": Decimal("312.35"),  # 276.345 and 36.00
        "employer": Decimal("2174.83"),
    }


def test_self_employment_abroad_is_not_computed_as_employment():
    pay = Pay(amount=Decimal(5000), currency="GBP", self_employed=True)
    risk = money_at_risk(country="GB", start=date(2026, 1, 1), end=date(2026, 1, 31), pay=pay)
    assert risk.months[0].foreign is None
    assert "the self-employed are not computed" in risk.unknown[-1]


BAD = {
    "overlap": (
        "percent: 12.84, valid_from: 2016-01-01, valid_until: 2016-12-31",
        "percent: 12.84, valid_from: 2016-01-01, valid_until: 2017-01-01",
    ),
    "limit": ("up_to: pmss, valid_from", "up_to: pms, valid_from"),
    "source": ("source: [pss_2026, openfisca]", "source: [pss_2027]"),
    "days": (
        "valid_from: 2026-01-01, valid_until: 2026-12-31, source: [pss_2026",
        "valid_from: 2026-01-01, valid_until: 2025-12-31, source: [pss_2026",
    ),
    "payer": ("{payer: employee, percent: 0.75", "{payer: worker, percent: 0.75"),
    "key": ("    per: month", "    pro: month"),
    "currency": ("currency: EUR", "currency: EUX"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_file_with_a_fault_does_not_read(what):
    good = (FOLDER / "fr.yaml").read_text(encoding="utf-8")
    was, becomes = BAD[what]
    assert was in good
    with pytest.raises(LawError) as error:
        read_contributions(good.replace(was, becomes, 1), "fr.yaml")
    assert all(problem.line for problem in error.value.problems)
