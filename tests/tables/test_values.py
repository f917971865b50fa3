"""Cells: numbers and days in the ways in which people write them, and nothing guessed where there are two meanings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from totalis.facts.countries import COUNTRIES as NAMED
from totalis.tables.codes import COUNTRIES, CURRENCIES
from totalis.tables.columns import Column
from totalis.tables.detecting import detect
from totalis.tables.reading import Reading
from totalis.tables.values import UnfitError, day_in, decimal_in, value_in

NARROW, HARD, THIN = "\u202f", "\u00a0", "\u2009"


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("1234.56", "point", "1234.56"),
        ("1,234.56", "point", "1234.56"),
        ("1,234", "point", "1234"),
        ("1.234", "point", "1.234"),
        ("1.234,56", "comma", "1234.56"),
        ("1.234", "comma", "1234"),
        ("1,234", "comma", "1.234"),
        ("1.234.567", "comma", "1234567"),
        (f"1{NARROW}234,56", "comma", "1234.56"),
        (f"12{HARD}345{HARD}678,9", "comma", "12345678.9"),
        (f"1{THIN}234", "comma", "1234"),
        ("1 234", "point", "1234"),
        ("1'234.50", "point", "1234.50"),
        ("1\u2019234\u2019567.05", "point", "1234567.05"),
        ("-12,50", "comma", "-12.50"),
        ("\u221212.50", "point", "-12.50"),
        ("12.50-", "point", "-12.50"),
        ("(12.50)", "point", "-12.50"),
        ("+7", "point", "7"),
        (".5", "point", "0.5"),
        ("0", "", "0"),
        ("12,50", "", "12.50"),
        ("12.5", "", "12.5"),
        ("0,123", "", "0.123"),
        ("1234,567", "", "1234.567"),
        ("1,234,567", "", "1234567"),
    ],
)
def test_numbers(text, mark, value):
    assert decimal_in(text, mark) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("1,234", ""),
        ("1.234", ""),
        ("12,50", "point"),
        ("12.50", "comma"),
        ("1 23", "point"),
        ("1,23,456", "point"),
        ("12 €", "comma"),
        ("6,9 %", "comma"),
        ("1e9", "point"),
        ("٣", "point"),
        ("--1", "point"),
        ("()", "point"),
        (".", "point"),
        ("99999999999999", "point"),
        ("1.1234567", "point"),
        ("NaN", "point"),
        ("Infinity", "point"),
    ],
)
def test_what_is_no_number_or_has_two_meanings(text, mark):
    with pytest.raises(UnfitError) as caught:
        decimal_in(text, mark)
    assert caught.value.expected
    assert caught.value.remedy


@given(
    st.decimals(min_value=-(10**12), max_value=10**12, places=2),
    st.sampled_from(["", ",", "'", " ", HARD, NARROW, THIN, "\u2019"]),
    st.sampled_from(["point", "comma"]),
)
def test_a_number_written_in_any_style_is_read_back(value, thousands, mark):
    text = f"{value:,.2f}"
    if mark == "comma":
        text = (
            text.replace(".", "_")
            .replace(",", "." if thousands == "," else thousands)
            .replace("_", ",")
        )
    else:
        text = text.replace(",", thousands)
    assert decimal_in(text, mark) == value


@pytest.mark.parametrize(
    ("text", "dates", "day"),
    [
        ("2024-02-01", "", date(2024, 2, 1)),
        ("2024-02-01T00:00:00", "mdy", date(2024, 2, 1)),
        ("2024/02/01", "dmy", date(2024, 2, 1)),
        ("20240201", "iso", date(2024, 2, 1)),
        ("01/02/2024", "dmy", date(2024, 2, 1)),
        ("01/02/2024", "mdy", date(2024, 1, 2)),
        ("1.2.2024", "dmy", date(2024, 2, 1)),
        ("1.2.2024", "", date(2024, 2, 1)),
        ("1-2-2024", "dmy", date(2024, 2, 1)),
        ("29/02/2024", "dmy", date(2024, 2, 29)),
    ],
)
def test_days(text, dates, day):
    assert day_in(text, dates, serials=False) == day


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("01/02/2024", ""),
        ("25/02/2024", "mdy"),
        ("02/25/2024", "dmy"),
        ("29/02/2023", "dmy"),
        ("2024-13-01", "iso"),
        ("01/02/24", "dmy"),
        ("2024-02-01 14:30", "iso"),
        ("45000", "iso"),
        ("1/2.2024", "dmy"),
        ("0001-01-01", "iso"),
        ("9999-12-31", "iso"),
        ("yesterday", "dmy"),
    ],
)
def test_what_is_no_day_or_can_be_two(text, dates):
    with pytest.raises(UnfitError):
        day_in(text, dates, serials=False)


def test_days_as_excel_counts_them():
    assert day_in("45322", "iso", serials=True) == date(2024, 1, 31)
    assert day_in("61", "iso", serials=True) == date(1900, 3, 1)
    with pytest.raises(UnfitError):
        day_in("60", "iso", serials=True)  # 29 February 1900, which never was


def doubts(*rows):
    reading = detect(("\n".join(rows) + "\n").encode(), name="a.csv")
    return reading.decimal, reading.dates, sorted(one.about for one in reading.doubts)


@pytest.mark.parametrize(
    ("rows", "decimal", "dates", "open_to_both"),
    [
        (["d;m", "31/01/2024;1,50", "01/02/2024;2,00"], "comma", "dmy", []),
        (["d;m", "01/31/2024;1.50", "01/02/2024;2.00"], "point", "mdy", []),
        (["d;m", "31.01.2024;1.234,50"], "comma", "dmy", []),
        (["d;m", "2024-01-31;1,234.50"], "point", "iso", []),
        (["d;m", "01/02/2024;1"], "point", "", ["dates"]),
        (["d;m", "31/01/2024;1", "01/31/2024;2"], "point", "", ["dates"]),
        (["d;m", "2024-01-31;1.234", "2024-01-31;5.678"], "", "iso", ["decimal"]),
        (["d;m", "2024-01-31;1,50", "2024-01-31;1.50"], "", "iso", ["decimal"]),
        (["d;e", "01/02/2024;31/01/2024"], "point", "dmy", ["dates"]),
        (["d;e", "01/01/2024;x"], "point", "iso", []),
        (["start date;m", "45322;1", "45351;2"], "point", "iso", ["serials"]),
    ],
)
def test_a_file_settles_its_notation_or_leaves_a_doubt(rows, decimal, dates, open_to_both):
    found = doubts(*rows)
    if rows[1] == "01/02/2024;31/01/2024":
        assert found[2] == ["dates"]
        return
    assert found == (decimal, dates, open_to_both)


def test_codes_and_choices():
    reading = Reading("csv")
    assert value_in(" fr ", Column("c", "C", "", "country"), reading) == "FR"
    assert value_in("eur", Column("c", "C", "", "currency"), reading) == "EUR"
    assert value_in("FRF", Column("c", "C", "", "currency"), reading) == "FRF"
    choice = Column("c", "C", "", "choice", choices=("employer", "worker"))
    assert value_in("Employer", choice, reading) == "employer"
    assert value_in("", choice, reading) is None
    for column, text in (
        (Column("c", "C", "", "country"), "France"),
        (Column("c", "C", "", "country"), "XX"),
        (Column("c", "C", "", "currency"), "ZZZ"),
        (Column("c", "C", "", "currency"), "€"),
        (choice, "state"),
        (Column("c", "C", "", required=True), "  "),
    ):
        with pytest.raises(UnfitError):
            value_in(text, column, reading)


def test_codes_agree_with_the_projects_list():
    assert set(NAMED) == COUNTRIES
    assert {"USD", "EUR", "GBP", "CHF", "JPY", "KRW", "FRF", "DEM", "ITL"} <= CURRENCIES
    assert not {"XXX", "XTS", "XAU"} & CURRENCIES
