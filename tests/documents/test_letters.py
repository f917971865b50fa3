"""Names in any script in common use: what the fonts have, what a page shows, what other programs read off it."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped] # it has no types
from hypothesis import example, given, settings, strategies as st

from scripts.document_fonts import MODULES
from scripts.woff import unpacked
from totalis.documents.han import han_family
from totalis.documents.letter import LetterParts, letter_pdf
from totalis.documents.letters import BOX, FILES, FONTS, covered, displayable, shown
from totalis.documents.typesetting import clean

if TYPE_CHECKING:
    from pathlib import Path

# One of each script that Unicode recommends for identifiers (Standard Annex 31, Table 5), and what is hard in it.
NAMES = (
    "山田太郎",
    "𠮷野 さくら",
    "김민수",
    "王小明 陳水扁",
    "Ελένη Παπαδοπούλου",
    "Владимир Ковалёв",
    "Նարեկ",
    "გიორგი",
    "Nguyễn Thị Ánh",
    "אברהם דוד כהן",
    "محمد بن سلمان",
    "عبدالله لؤي الأمين",
    "محمد ہاشم ٹھاکر",
    "สมชาย ใจดี",
    "अनिल कुमार शर्मा",
    "ශ්‍රී රාජපක්ෂ",
    "কাজী নজরুল",
    "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ",
    "પટેલ",
    "தமிழ்ச்செல்வன்",
    "వెంకటేశ్వర్లు",
    "ಸಿದ್ದರಾಮಯ್ಯ",
    "പിണറായി വിജയൻ",
    "ନବୀନ ପଟ୍ଟନାୟକ",
    "ທອງລຸນ ສີສຸລິດ",
    "សុខា ភិរម្យ",
    "အောင်ဆန်းစုကြည်",
    "አበበ ቢቂላ",
    "བསྟན་འཛིན་རྒྱ་མཚོ",
)
# Blocks whose letters are those of a script in common use, without letters of medieval Welsh and of few Cyrillic readers.
BLOCKS = (
    *((0x0370, 0x03FF), (0x0400, 0x0525), (0x0530, 0x058F), (0x0590, 0x05FF), (0x0600, 0x06FF)),
    *((0x0780, 0x07BF), (0x0900, 0x097F), (0x0A00, 0x0A7F), (0x0A80, 0x0AFF), (0x0B00, 0x0B7F)),
    *((0x0B80, 0x0BFF), (0x0C00, 0x0C7F), (0x0C80, 0x0CFF), (0x0D00, 0x0D7F), (0x0D80, 0x0DFF)),
    *((0x0E00, 0x0E7F), (0x0E80, 0x0EFF), (0x0F00, 0x0FFF), (0x1000, 0x109F), (0x10A0, 0x10FF)),
    *((0x1200, 0x137F), (0x1780, 0x17FF), (0x1E00, 0x1EFB), (0x1F00, 0x1FFF), (0x3041, 0x30FF)),
    *((0x3105, 0x312F), (0x3400, 0x4DB5), (0x4E00, 0x9FA5), (0xAC00, 0xD7A3)),
    (0x0980, 0x09FB),  # Bengali, without two signs of Vedic texts at its end
)
_DIRECTIONS = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")

needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="poppler-utils is missing"
)


def letter(*lines: str, country: str = "") -> bytes:
    """A letter with these paragraphs."""
    parts = LetterParts(
        reference="R-1",
        day=date(2026, 11, 22),
        sender=("Example",),
        addressee=("Agency",),
        subject="Names",
        paragraphs=tuple(("", line) for line in lines),
        country=country,
    )
    return letter_pdf(parts)


def said_by(program: str, pdf: bytes, folder: Path) -> str:
    """What one of poppler's programs says of a PDF."""
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    command = [program, str(path), *(["-"] if program == "pdftotext" else [])]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own call


@needs_poppler
def test_poppler_reads_every_name_off_the_page(tmp_path):
    text = _DIRECTIONS.sub("", said_by("pdftotext", letter(*NAMES), tmp_path))
    lines = [line.strip() for line in text.splitlines()]
    # Poppler parts some letters of a word by a space where a mark was moved back under the letter before it.
    without = ["".join(line.split()) for line in lines]
    assert [name for name in NAMES if "".join(name.split()) not in without] == []
    exact = {name for name in NAMES if name in lines}
    assert len(exact) >= len(NAMES) - 5
    assert set(NAMES[:11]) <= exact, (
        "Han, kana, Hangul, Greek, Cyrillic, Hebrew, Arabic to the letter"
    )


@needs_poppler
def test_every_font_is_inside_and_only_its_part_that_is_used(tmp_path):
    pdf = letter(*NAMES)
    _head, _rule, *rows = said_by("pdffonts", pdf, tmp_path).splitlines()
    assert len(rows) > 20
    assert all(re.search(r" Identity-H +yes yes yes ", row) for row in rows)
    assert len(pdf) < 150_000, "the fonts have 27 MB"


@needs_poppler
@pytest.mark.parametrize(
    ("country", "name", "drawn"),
    [
        ("JP", "直", "NotoSansCJKjp"),
        ("KR", "直", "NotoSansCJKkr"),
        ("TW", "直", "NotoSansCJKtc"),
        ("FR", "直", "NotoSansCJKsc"),
        ("FR", "김직 直", "NotoSansCJKkr"),
    ],
)
def test_han_characters_have_the_forms_of_the_country(tmp_path, country, name, drawn):
    fonts = said_by("pdffonts", letter(name, country=country), tmp_path)
    assert re.findall(r"NotoSansCJK\w\w", fonts) == [drawn]


@pytest.mark.parametrize(
    ("text", "countries", "forms"),
    [
        ("王小明", ("FR", "JP"), "JP"),
        ("王小明", ("HK",), "HK"),
        ("やまだ 王", (), "JP"),
        ("김 王", ("US",), "KR"),
        ("陈", (), "SC"),  # in GB 2312 alone
        ("陳", (), "TC"),  # in Big5 alone
        ("王", (), "SC"),  # in both: the default
        ("𠮷", (), "SC"),  # in neither
    ],
)
def test_the_forms_follow_country_then_text(text, countries, forms):
    assert han_family(text, countries) == f"Noto Sans CJK {forms}"


@pytest.mark.parametrize("family", FILES)
def test_another_reader_finds_the_same_letters_in_the_fonts(family):
    found = None
    for name in FILES[family]:
        with TTFont(FONTS / name, fontNumber=0, lazy=True) as font:
            here = set(font.getBestCmap())
        found = here if found is None else found & here
    assert found is not None
    private_or_none = {code for code in found if unicodedata.category(chr(code))[0] == "C"}
    # A format character such as a joiner counts; what is private, unassigned or a control does not.
    private_or_none -= {code for code in found if unicodedata.category(chr(code)) == "Cf"}
    assert covered(family) == found - private_or_none


@pytest.mark.parametrize(("first", "last"), BLOCKS)
def test_every_letter_of_a_script_in_common_use_is_there(first, last):
    letters = [
        chr(code)
        for code in range(first, last + 1)
        if unicodedata.category(chr(code)).startswith("L")
    ]
    assert letters
    assert [f"{ord(one):04X}" for one in letters if displayable(one) != one] == []


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Ana 🥐 B", f"Ana {BOX} B"),
        ("山\ue000", f"山{BOX}"),
        ("👨‍👩‍👧", BOX * 3),
        ("क\u0301", f"क{BOX}"),  # a mark that no font has with this letter
        ("辻\U000e0100", "辻\U000e0100"),  # a variant that a Japanese register names
        ("a\U000e0100", "a"),
        (f"a{BOX}", f"a{BOX}"),
    ],
)
def test_what_no_font_has_is_a_box(text, seen):
    found = shown(text)
    assert found.text == seen
    assert found.boxes == seen.count(BOX) - text.count(BOX)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("علی‌رضا", "علی‌رضا"),  # Persian: keeps two letters apart
        ("ශ්‍රී", "ශ්‍රී"),  # Sinhala: joins two
        ("An\u200dna", "An na"),
        ("\u200cAnna", " Anna"),
        ("a\u200b\u202eb", "a  b"),
    ],
)
def test_a_joiner_stays_where_a_script_writes_with_it(typed, kept):
    assert clean({"name": typed}) == {"name": kept}


@needs_poppler
def test_two_hundred_letters_without_a_space_stay_on_the_page_and_one_word(tmp_path):
    name = "Wolfeschlegelsteinhausen" * 9
    pdf = letter(name, "北" * 200)
    words = "".join(said_by("pdftotext", pdf, tmp_path).split())
    assert name in words
    assert "北" * 200 in words
    import pdfplumber  # noqa: PLC0415 - only this test measures

    with pdfplumber.open(BytesIO(pdf)) as document:
        for page in document.pages:
            assert all(sign["x0"] >= 0 and sign["x1"] <= page.width for sign in page.chars)


_ANY_SIGN = st.one_of(
    st.characters(codec="utf-8"),
    st.sampled_from([chr(code) for family in FILES for code in sorted(covered(family))[::7]]),
    st.characters(categories=("Mn", "Mc", "Me")),
    st.sampled_from("\u200c\u200d\u25cc\ufe0f\U000e0100"),
)


@settings(max_examples=60)
@given(lines=st.lists(st.text(_ANY_SIGN, max_size=20), max_size=12))
@example(
    lines=["\u200d", "\u0301", "é\u0489\u20dd", "\u1100\u1161\u11a8", "ｱﾞ", "\U0001f1e6\U0001f1fa"]
)
def test_typst_refuses_no_text_that_anybody_can_type(lines):
    assert letter(*lines).startswith(b"%PDF-")


def test_a_web_font_unpacked_is_the_font():
    packed = MODULES / "@fontsource/sarabun/files/sarabun-thai-400-normal.woff"
    with (
        TTFont(packed) as web,
        TTFont(BytesIO(unpacked(packed.read_bytes())), checkChecksums=2) as plain,
    ):
        assert plain.reader.keys() == web.reader.keys()
        assert all(plain.reader[tag] == web.reader[tag] for tag in web.reader.keys())  # noqa: SIM118 - no mapping


@pytest.mark.parametrize("data", [b"wOF2" + bytes(60), b"", b"OTTO"])
def test_what_is_no_web_font_is_refused(data):
    with pytest.raises(ValueError, match=r"no WOFF 1\.0"):
        unpacked(data)
