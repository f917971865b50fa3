"""Yearly earnings out of a Social Security Statement: the XML file of *my Social Security*, or its table pasted as text.

The XML has the namespace `http://ssa.gov/osss/schemas/2.0`; `EarningsRecord` holds one `Earnings` a year with `FicaEarnings` (taxed for social
security) and `MedicareEarnings`; -1 stands for a year that is not recorded yet. Files of people were not at hand: the form is known from
programs in public repositories that read it. Names are compared without the namespace, so that another version of it reads as well. Declarations
of types and entities are refused, so nothing outside the file is ever looked at and nothing in it can grow.
"""

from __future__ import annotations

import re
from typing import NoReturn
from xml.parsers import expat

import msgspec

from totalis.benefits.values import FIRST_YEAR, LAST_YEAR
from totalis.kernel.errors import InputError, Problem
from totalis.kernel.reading import show

MAX_BYTES = 256_000
"""A statement of a whole working life has 20 kB."""
MAX_DEPTH = 12
NOT_RECORDED = "-1"
_YEAR = re.compile(r"(\d{4})(?:\s*(?:-|\u2013|to)\s*(\d{4}))?(?=\s|$|[|;,:])")
_AMOUNT = re.compile(r"\$?\s?(\d{1,3}(?:,\d{3})+|\d+)(\.\d{1,2})?(?![\d,])")
_NOT_YET = re.compile(r"not\s+yet\s+recorded", re.IGNORECASE)


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """What a statement says; amounts as text in dollars, by year."""

    earnings: dict[str, str]
    birth_date: str = ""
    not_recorded: tuple[str, ...] = ()


def read_statement(data: bytes, name: str = "statement") -> Statement:
    """Read a statement from a file or from pasted text; XML is told by its first character.

    Args:
        data: UTF-8 text, or XML in the encoding that it declares.
        name: What messages call it.

    Raises:
        InputError: it is too large, no statement, or a line gives several years together.
    """
    if len(data) > MAX_BYTES:
        found = f"{len(data):,} bytes"
        _refuse(name, "(whole file)", found, f"at most {MAX_BYTES:,} bytes", "Use the statement.")
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _Xml(name).read(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        expected = "the XML file or the text of a statement"
        _refuse(name, "(whole file)", "neither", expected, "Download the XML, or paste the table.")
    return _of_text(text, name)


class _Xml:
    """One reading; expat calls the methods."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.path: list[str] = []
        self.text = ""
        self.span = ("", "")
        self.earnings: dict[str, str] = {}
        self.waiting: list[str] = []
        self.birth = ""

    def read(self, data: bytes) -> Statement:
        parser = expat.ParserCreate(namespace_separator="\n")
        parser.StartDoctypeDeclHandler = self._declared
        parser.EntityDeclHandler = self._declared
        parser.ExternalEntityRefHandler = self._declared
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        try:
            parser.Parse(data, True)  # noqa: FBT003 - the signature is expat's
        except expat.ExpatError as error:
            found = f"no XML at line {error.lineno}"
            expected = "the XML file of my Social Security"
            _refuse(self.name, "(whole file)", found, expected, "Download it again.")
        except (LookupError, ValueError):
            found = "an encoding that is not known"
            _refuse(self.name, "(whole file)", found, "UTF-8", "Download it again.")
        if not self.earnings and not self.waiting:
            remedy = "In my Social Security choose to download your statement data (XML)."
            found = "no yearly earnings"
            expected = "a statement with EarningsRecord"
            _refuse(self.name, "(whole file)", found, expected, remedy)
        return Statement(
            earnings=self.earnings, birth_date=self.birth, not_recorded=tuple(self.waiting)
        )

    def _declared(self, *_what: object) -> NoReturn:
        found = "a document type or an entity"
        remedy = "Use the file as it was downloaded."
        _refuse(self.name, "(whole file)", found, "elements alone", remedy)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.path.append(tag.rpartition("\n")[2])
        self.text = ""
        if len(self.path) > MAX_DEPTH:
            found = f"more than {MAX_DEPTH} levels"
            _refuse(self.name, "(whole file)", found, "a statement", "Download it again.")
        if self.path[-1] == "Earnings":
            self.span = (attributes.get("startYear", ""), attributes.get("endYear", ""))

    def _data(self, text: str) -> None:
        self.text += text

    def _end(self, _tag: str) -> None:
        tag, text = self.path.pop(), self.text.strip()
        self.text = ""
        if tag == "FicaEarnings" and self.path[-1:] == ["Earnings"]:
            self._year(text)
        elif tag == "DateOfBirth":
            self.birth = text[:10]

    def _year(self, text: str) -> None:
        first, last = self.span
        year = _one_year(first, last or first, self.name)
        if text == NOT_RECORDED:
            self.waiting.append(year)
            return
        match = _AMOUNT.fullmatch(text)
        if match is None:
            expected = "dollars, or -1 for a year not yet recorded"
            _refuse(self.name, f"us_earnings.{year}", show(text), expected, "Correct the year.")
        _put(self.earnings, year, match, self.name)


def _of_text(text: str, name: str) -> Statement:
    """Lines that begin with a year and give an amount, or a year on one line and its amounts on the next ones."""
    earnings: dict[str, str] = {}
    waiting: list[str] = []
    year = ""
    for raw in text.splitlines():
        line = raw.strip(" \t|;•*\u00a0")
        match = _YEAR.match(line)
        bare = match is not None and FIRST_YEAR <= int(match[1]) <= LAST_YEAR
        if match is not None and bare:
            if year and line == match[0]:
                expected = "an amount with a dollar sign, or year and amount on one line"
                found = f"{match[1]} below {year}: a year or an amount?"
                _refuse(name, f"us_earnings.{year}", found, expected, "Write the line so.")
            year = _one_year(match[1], match[2] or match[1], name)
            line = line[match.end() :].strip(" \t|;,:\u00a0")
        if not year or not line:
            continue
        if _NOT_YET.search(line):
            waiting.append(year)
        elif amount := _AMOUNT.match(line):
            _put(earnings, year, amount, name)
        year = ""
    if not earnings and not waiting:
        remedy = "Copy the rows of the earnings table: year, earnings taxed for Social Security."
        _refuse(name, "(whole text)", "no line with a year and an amount", "such lines", remedy)
    return Statement(earnings=earnings, not_recorded=tuple(waiting))


def _one_year(first: str, last: str, name: str) -> str:
    digits = first.isascii() and first.isdigit()
    if not digits or not FIRST_YEAR <= int(first) <= LAST_YEAR:
        words = f"a year from {FIRST_YEAR} on"
        _refuse(name, "us_earnings", show(first), words, "Correct the year.")
    if first != last:
        found = f"{first} to {show(last)} together"
        remedy = "Take the earnings record with a line for each year from my Social Security."
        _refuse(name, f"us_earnings.{first}", found, "one year a line", remedy)
    return first


def _put(earnings: dict[str, str], year: str, match: re.Match[str], name: str) -> None:
    amount = f"{match[1].replace(',', '')}{match[2] or ''}"
    if earnings.setdefault(year, amount) != amount:
        found = f"{earnings[year]} and {amount}"
        _refuse(name, f"us_earnings.{year}", found, "one amount", "Remove one of the lines.")


def _refuse(name: str, path: str, found: str, expected: str, remedy: str) -> NoReturn:
    raise InputError([Problem(path, found, expected, remedy, file=name)])
