"""Statements of earnings: the XML of my Social Security and pasted tables; what is none is refused and never runs away."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from totalis.benefits.statement import MAX_BYTES, read_statement
from totalis.kernel.errors import InputError

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
OPEN = '<osss:OnlineSocialSecurityStatementData xmlns:osss="http://ssa.gov/osss/schemas/2.0">'
CLOSE = "</osss:OnlineSocialSecurityStatementData>"


def row(first: str, fica: str, last: str = "") -> str:
    return (
        f'<osss:Earnings startYear="{first}" endYear="{last or first}"><osss:FicaEarnings>{fica}</osss:FicaEarnings>'
        f"<osss:MedicareEarnings>999999</osss:MedicareEarnings></osss:Earnings>"
    )


def statement(*rows: str, before: str = "") -> bytes:
    person = "<osss:UserInformation><osss:DateOfBirth>1960-05-02</osss:DateOfBirth></osss:UserInformation>"
    record = f"<osss:EarningsRecord>{''.join(rows)}</osss:EarningsRecord>"
    return f"{HEAD}{before}{OPEN}{person}{record}{CLOSE}".encode()


def test_the_xml_gives_earnings_taxed_for_social_security():
    found = read_statement(statement(row("1990", "0"), row("1991", "12345"), row("2025", "-1")))
    assert found.earnings == {"1990": "0", "1991": "12345"}
    assert found.birth_date == "1960-05-02"
    assert found.not_recorded == ("2025",)


@pytest.mark.parametrize(
    "text",
    [
        "2024 $50,000 $60,000\n2023 $2,010 $2,010",
        "Work Year\tTaxed Social Security Earnings\tTaxed Medicare Earnings\n2024\t$50,000\t$60,000\n2023\t$2,010\t$2,010",
        "Work Year\n2024\n$50,000\n$60,000\n2023\n$2,010\n$2,010\n",
        "| 2024 | 50000 | 60000 |\n| 2023 | 2010 | 2010 |",
        "2025 Not yet recorded\n2024, $50,000.00\n2023: $2,010.00",
        "\ufeff2024;50000;60000\r\n2023;2010;2010\r\n",
    ],
)
def test_pasted_tables(text: str):
    found = read_statement(text.encode())
    assert {year: float(amount) for year, amount in found.earnings.items()} == {
        "2024": 50_000,
        "2023": 2_010,
    }


BOMB = (
    '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
OUTSIDE = '<!DOCTYPE a SYSTEM "file:///etc/passwd">'
REFUSED = {
    "a document type": (statement(row("1990", "1"), before=BOMB), "document type"),
    "a file outside": (statement(row("1990", "1"), before=OUTSIDE), "document type"),
    "too large": (b"<" + b"a" * MAX_BYTES, "bytes"),
    "not closed": (b"<a><b></a>", "no XML"),
    "something else": (b"<html><p>Hello</p></html>", "no yearly earnings"),
    "deep": (b"<a>" * 50 + b"</a>" * 50, "levels"),
    "an encoding": (b'<?xml version="1.0" encoding="nonsense"?><a/>', ""),
    "several years": (statement(row("1971", "5", "1980")), "together"),
    "no amount": (statement(row("1990", "much")), "much"),
    "no year": (statement(row("", "5")), ""),
    "two amounts": (statement(row("1990", "5"), row("1990", "6")), "5 and 6"),
    "decades pasted": (b"1971-1980 $2,000 $2,000", "together"),
    "prose": (b"I earned little.", "no line"),
    "a picture": (b"\x89PNG\r\n\x1a\n\xff", "neither"),
    "years or amounts": (b"2024\n2010\n2010\n", "a year or an amount"),
}


@pytest.mark.parametrize(("data", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_statement(data: bytes, words: str):
    with pytest.raises(InputError) as caught:
        read_statement(data)
    assert words in caught.value.problems[0].found
    assert caught.value.problems[0].remedy


@given(
    st.one_of(
        st.binary(max_size=400),
        st.text(alphabet="0123456789$,.-\n\t <>/aé", max_size=200).map(str.encode),
        st.binary(max_size=100).map(lambda part: statement(row("1990", "5"))[:300] + part),
    )
)
@settings(max_examples=300, deadline=None)
def test_whatever_comes_is_read_or_refused(data: bytes):
    try:
        found = read_statement(data)
    except InputError:
        return
    assert all(year.isdigit() and float(amount) >= 0 for year, amount in found.earnings.items())
