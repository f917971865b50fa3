"""What each finding means, case by case; docs/exposure.md says the same in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from totalis.earnings.exposure import COLUMNS, exposure
from totalis.earnings.exposure_classified import classified
from totalis.kernel.errors import InputError

NAMES = ("worker_id", "stream_id", "country", "period_start", "period_end", "amount", "currency")


def rows(*lines, **columns):
    frame = pl.DataFrame(list(lines), schema=list(NAMES), orient="row")
    more = {name: pl.Series(values) for name, values in columns.items()}
    return exposure(frame.with_columns(**more)).rows.to_dicts()


def us(amount, start, end, *, worker="W", stream="pay", currency="USD"):
    return (worker, stream, "US", start, end, amount, currency)


def fr(amount, start, end, *, worker="W", stream="pay", currency="EUR", country="FR"):
    return (worker, stream, country, start, end, amount, currency)


def test_a_french_month_inside_an_american_quarter():
    (row,) = rows(
        us("620.00", "2026-01-01", "2026-03-31"), fr("207.00", "2026-02-01", "2026-02-28")
    )
    assert row["finding"] == "same_earnings"
    assert (row["period_start"], row["period_end"]) == (date(2026, 2, 1), date(2026, 2, 28))
    assert row["foreign_amount"] == Decimal("207.00")
    assert row["us_amount"] == Decimal("192.88")  # 406.44 to the 59th day less 213.56 to the 31st
    assert "US amount apportioned by days" in row["why"]
    assert "Foreign amount apportioned" not in row["why"]


def test_the_months_of_a_quarter_add_up_to_it_to_the_cent():
    found = rows(
        us("100.00", "2026-01-01", "2026-03-31"),
        *(
            fr("10.00", f"2026-0{month}-01", end)
            for month, end in ((1, "2026-01-31"), (2, "2026-02-28"), (3, "2026-03-31"))
        ),
    )
    assert [row["us_amount"] for row in found] == [Decimal(x) for x in ("34.44", "31.12", "34.44")]
    assert sum(row["us_amount"] for row in found) == 100


def test_what_is_smaller_than_a_coin_falls_to_the_last_day():
    quarter = us("100.0001", "2026-01-01", "2026-03-31")
    found = rows(
        quarter, fr("9.00", "2026-01-01", "2026-02-28"), fr("9.00", "2026-03-01", "2026-03-31")
    )
    assert [row["us_amount"] for row in found] == [Decimal("65.56"), Decimal("34.4401")]


def test_the_same_year_is_not_the_same_earnings():
    assert rows(us("1", "2026-01-01", "2026-06-30"), fr("1", "2026-07-01", "2026-12-31")) == []


def test_one_shared_day_is_enough():
    (row,) = rows(us("30", "2026-01-01", "2026-01-31"), fr("1", "2026-01-31", "2026-02-27"))
    assert row["period_start"] == row["period_end"] == date(2026, 1, 31)


def test_two_streams_on_the_same_days_are_separate_and_said_once():
    found = rows(
        *(us("1", f"2026-0{month}-01", f"2026-0{month}-28") for month in (1, 2, 3)),
        *(fr("1", f"2026-0{month}-01", f"2026-0{month}-28", stream="fees") for month in (2, 3, 4)),
    )
    (row,) = found
    assert row["finding"] == "separate_streams"
    assert (row["stream_id"], row["foreign_stream_id"]) == ("pay", "fees")
    assert (row["period_start"], row["period_end"]) == (date(2026, 2, 1), date(2026, 3, 28))
    assert row["us_amount"] is None


def test_an_unknown_stream_is_unclear_and_never_matched():
    for ours, theirs in (("", "pay"), ("pay", ""), ("", "")):
        (row,) = rows(
            us("1", "2026-01-01", "2026-01-31", stream=ours),
            fr("1", "2026-01-01", "2026-01-31", stream=theirs),
        )
        assert row["finding"] == "unclear"
        assert "stream" in row["why"]
    assert (
        rows(us("1", "2026-01-01", "2026-01-31", stream=""), fr("1", "2026-02-01", "2026-02-28"))
        == []
    )


def test_another_worker_is_another_person():
    assert (
        rows(us("1", "2026-01-01", "2026-01-31"), fr("1", "2026-01-01", "2026-01-31", worker="V"))
        == []
    )


@pytest.mark.parametrize("backs", [["-207.00"], ["-200.00", "-7.00"]])
def test_what_was_taken_back_in_full_is_no_overlap(backs):
    lines = [fr("207.00", "2026-01-01", "2026-01-31")]
    lines += [fr(back, "2026-01-01", "2026-01-31") for back in backs]
    assert rows(us("620.00", "2026-01-01", "2026-01-31"), *lines) == []


def test_a_quarter_that_takes_back_three_months_is_no_overlap():
    months = [
        fr("100.00", "2026-01-01", "2026-01-31"),
        fr("100.00", "2026-02-01", "2026-02-28"),
        fr("100.00", "2026-03-01", "2026-03-31"),
    ]
    quarter = us("620.00", "2026-01-01", "2026-03-31")
    assert rows(quarter, *months, fr("-300.00", "2026-01-01", "2026-03-31")) == []
    left = rows(quarter, *months, fr("-299.99", "2026-01-01", "2026-03-31"))
    assert sum(row["foreign_amount"] for row in left) == Decimal("0.01")
    assert all("correction over other days" in row["why"] for row in left)


def test_a_correction_in_part_leaves_the_rest():
    (row,) = rows(
        us("1.00", "2026-01-01", "2026-01-31"),
        fr("207.00", "2026-01-01", "2026-01-31"),
        fr("-7.00", "2026-01-01", "2026-01-31"),
    )
    assert (row["finding"], row["foreign_amount"]) == ("same_earnings", Decimal("200.00"))


def test_more_taken_back_than_charged_is_for_a_person():
    (row,) = rows(us("1.00", "2026-01-01", "2026-01-31"), fr("-7.00", "2026-01-01", "2026-01-31"))
    assert row["finding"] == "unclear"
    assert "Corrections" in row["why"]


def test_a_correction_in_another_currency_does_not_net():
    found = rows(
        us("1.00", "2026-01-01", "2026-01-31"),
        fr("207.00", "2026-01-01", "2026-01-31"),
        fr("-207.00", "2026-01-01", "2026-01-31", currency="USD"),
    )
    assert {(row["foreign_currency"], row["finding"]) for row in found} == {
        ("EUR", "same_earnings"),
        ("USD", "unclear"),
    }


def test_two_foreign_countries_and_currencies_stand_in_rows_of_their_own():
    found = rows(
        us("1.00", "2026-01-01", "2026-01-31"),
        fr("2.00", "2026-01-01", "2026-01-31"),
        fr("3.00", "2026-01-01", "2026-01-31", country="GB", currency="GBP"),
    )
    assert [(row["foreign_country"], row["foreign_amount"]) for row in found] == [
        ("FR", Decimal("2.00")),
        ("GB", Decimal("3.00")),
    ]


def test_a_bonus_month_shares_its_days_with_the_salary():
    """Two periods on one side: amounts are added on shared days, bases are not."""
    found = rows(
        us("100.00", "2026-01-01", "2026-01-31"),
        fr("31.00", "2026-01-01", "2026-01-31"),
        fr("50.00", "2026-01-15", "2026-01-15"),
        base=["1000", "500", "900"],
    )
    assert [row["foreign_amount"] for row in found] == [
        Decimal(x) for x in ("14.00", "51.00", "16.00")
    ]
    assert [row["foreign_base"] for row in found] == [Decimal("225.81"), None, Decimal("258.06")]
    assert sum(row["us_amount"] for row in found) == 100


def test_bases_of_several_levies_on_one_pay_are_not_added():
    (row,) = rows(
        us("6.20", "2026-01-01", "2026-01-31"),
        us("1.45", "2026-01-01", "2026-01-31"),
        fr("7.00", "2026-01-01", "2026-01-31"),
        base=["100", "100", None],
        label=["OASDI", "HI", "x"],
    )
    assert (row["us_amount"], row["us_base"], row["foreign_base"]) == (
        Decimal("7.65"),
        Decimal(100),
        None,
    )
    assert (row["us_lines"], row["foreign_lines"]) == ("1|2", "3")


def test_the_base_of_a_corrected_charge_is_net():
    (row,) = rows(
        us("6.20", "2026-01-01", "2026-01-31"),
        us("-3.10", "2026-01-01", "2026-01-31"),
        fr("7.00", "2026-01-01", "2026-01-31"),
        base=["100", "-50", None],
        label=["OASDI", "OASDI", "x"],
    )
    assert row["us_base"] == 50


def test_nothing_charged_on_nothing_is_no_contribution():
    assert (
        rows(
            us("1", "2026-01-01", "2026-01-31"),
            fr("0.00", "2026-01-01", "2026-01-31"),
            base=["1", "0"],
        )
        == []
    )


def test_csg_and_crds_are_no_double_contribution():
    lines = (us("1", "2026-01-01", "2026-01-31"), fr("9", "2026-01-01", "2026-01-31"))
    for category in ("csg", "crds", "not_covered", "relief"):
        frame = pl.DataFrame(list(lines), schema=list(NAMES), orient="row")
        found = exposure(frame.with_columns(category=pl.Series(["covered", category])))
        assert found.rows.is_empty()
        assert found.apart.row(0) == ("FR", "EUR", category, 1, Decimal("9.0000"))
        assert found.counts.apart == 1
    (row,) = rows(*lines, category=["covered", "unclear"])
    assert row["finding"] == "unclear"
    assert row["foreign_unclear_amount"] == 9
    (row,) = rows(*lines, category=["", None])
    assert row["finding"] == "unclear"


def test_unclear_lines_stay_out_of_the_amount_of_a_clear_overlap():
    (row,) = rows(
        us("1", "2026-01-01", "2026-01-31"),
        fr("9", "2026-01-01", "2026-01-31"),
        fr("5", "2026-01-01", "2026-01-31"),
        category=["covered", "covered", "unclear"],
    )
    assert (row["finding"], row["foreign_amount"], row["foreign_unclear_amount"]) == (
        "same_earnings",
        9,
        5,
    )


def test_yen_are_shared_out_in_whole_yen():
    found = rows(
        us("90.00", "2026-01-01", "2026-03-31"),
        fr("1000", "2026-01-01", "2026-03-31", country="JP", currency="JPY"),
        us("1.00", "2026-01-01", "2026-01-31"),
    )
    assert [row["foreign_amount"] for row in found] == [344, 656]


def test_lines_are_classified_by_the_catalogue_and_a_bundle_is_split_or_unclear():
    """CSG/CRDS non déductible: 2.4 and 0.5 percent of the base (fr.yaml); a vague label is never covered."""
    labels = [
        "OASDI",
        "FUTA",
        "Vieillesse plafonnée",
        "CSG/CRDS non déductible",
        "French social taxes",
    ]
    amounts = ["620.00", "42.00", "207.00", "85.48", "85.48"]
    frame = pl.DataFrame(
        {
            "worker_id": "W",
            "stream_id": "pay",
            "country": ["US", "US", "FR", "FR", "FR"],
            "label": labels,
            "payer": ["employee", "employer", "employee", "employee", "employee"],
            "period_start": "2025-01-01",
            "period_end": "2025-01-31",
            "base": ["10000", "7000", "3000", "2947.50", "2947.50"],
            "amount": amounts,
            "currency": ["USD", "USD", "EUR", "EUR", "EUR"],
        }
    )
    lines = classified(frame)
    assert sum(Decimal(text) for text in lines["amount"]) == sum(map(Decimal, amounts))
    found = exposure(lines)
    (row,) = found.rows.to_dicts()
    assert (row["us_amount"], row["foreign_amount"]) == (620, 207)
    kinds = {
        (country, category): amount for country, _, category, _, amount in found.apart.iter_rows()
    }
    assert kinds["US", "not_covered"] == 42
    assert kinds["FR", "csg"] >= Decimal("70.74")
    assert found.counts.read == 5


def test_a_country_without_a_catalogue_is_unclear():
    frame = pl.DataFrame(
        {
            "worker_id": "W", "stream_id": "pay", "country": ["US", "IN"], "label": ["FICA", "EPF"],
            "period_start": "2025-01-01", "period_end": "2025-01-31", "amount": ["1", "1"],
            "currency": ["USD", "INR"],
        }
    )  # fmt: skip
    (row,) = exposure(classified(frame)).rows.to_dicts()
    assert row["finding"] == "unclear"


BAD = [
    ({"worker_id": " "}, "worker_id"),
    ({"country": "France"}, "country"),
    ({"country": None}, "country"),
    ({"period_start": "01/02/2026"}, "period_start"),
    ({"period_end": "2026-02-30"}, "period_end"),
    ({"period_end": "2025-12-31"}, "period_end"),
    ({"amount": "1,5"}, "amount"),
    ({"amount": None}, "amount"),
    ({"amount": "9999999999999"}, "amount"),
    ({"amount": "0.12345"}, "amount"),
    ({"currency": "EURO"}, "currency"),
    ({"currency": None}, "currency"),
]


@pytest.mark.parametrize(("change", "column"), BAD)
def test_a_line_that_cannot_be_used_is_listed_and_not_dropped(change, column):
    good = dict(zip(NAMES, us("1", "2026-01-01", "2026-01-31"), strict=True))
    bad = dict(zip(NAMES, fr("1", "2026-01-01", "2026-01-31"), strict=True)) | change
    found = exposure(pl.DataFrame([good, bad]))
    assert found.rejected["column"].to_list() == [column]
    assert found.rejected["line"].to_list() == [2]
    assert found.counts == (2, 1, 0, 1)
    assert found.rows.is_empty()


def test_floats_are_read_as_they_are_written_and_no_further():
    frame = pl.DataFrame(
        [us(0.0, "2026-01-01", "2026-01-31"), fr(0.0, "2026-01-01", "2026-01-31")],
        schema=list(NAMES),
        orient="row",
    )
    exact = frame.with_columns(amount=pl.Series([103.33, 7.5]))
    (row,) = exposure(exact).rows.to_dicts()
    assert row["us_amount"] == Decimal("103.33")
    assert exposure(frame.with_columns(amount=pl.Series([0.1 + 0.2, 7.5]))).counts.rejected == 1


def test_a_table_without_a_needed_column_is_refused():
    with pytest.raises(InputError) as error:
        exposure(pl.DataFrame({"worker_id": ["W"], "amount": ["1"]}))
    assert {problem.path for problem in error.value.problems} == {
        "country",
        "period_start",
        "period_end",
        "currency",
    }


def test_an_empty_table_is_answered():
    found = exposure(pl.DataFrame(schema=dict.fromkeys(NAMES, pl.String)))
    assert found.rows.is_empty()
    assert tuple(found.rows.columns) == COLUMNS
    assert found.counts == (0, 0, 0, 0)
