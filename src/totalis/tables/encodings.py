"""Which letters the bytes of a text file stand for. What bytes alone cannot settle is a doubt."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from totalis.tables.reading import Doubt
from totalis.tables.refusing import refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

ENCODINGS: dict[str, str] = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16, with its mark",
    "utf-16-le": "UTF-16, low byte first",
    "utf-16-be": "UTF-16, high byte first",
    "cp1252": "Windows, western Europe",
    "iso8859-1": "Latin 1, western Europe",
    "iso8859-15": "Latin 9, western Europe with €",
    "cp850": "DOS, western Europe",
    "mac-roman": "Macintosh, western Europe",
    "cp1250": "Windows, central Europe",
    "iso8859-2": "Latin 2, central Europe",
    "cp1253": "Windows, Greek",
    "cp932": "Windows, Japanese",
    "euc-jp": "EUC, Japanese",
    "cp949": "Windows, Korean",
}
"""The encodings that a person may confirm, in the order in which they are offered."""
SAMPLE = 65_536
"""So many bytes of lines that are not plain ASCII are looked at."""
MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
UNFIT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")
_C1 = re.compile(r"[\x80-\x9f]")
_FIRST_FOREIGN = 0x80
_BESIDE_WORDS = "«»„“”\u2018\u2019\u2013—…€£§°ºª·\u00a0\u202f"
"""Signs that stand beside or inside words of western languages."""
_ZEROS = 0.3
"""The share of zero bytes in one of the two places from which text counts as UTF-16."""


def encoding_of(head: bytes, name: str, *, whole: bool) -> tuple[str, Doubt | None]:
    """The encoding of the beginning of a file, and a doubt where its bytes allow another one.

    Raises:
        InputError: it is no text.
    """
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding, None
    if wide := _wide(head):
        return wide, _doubt(head, wide, (wide, *ENCODINGS))
    if _decodes(head, "utf-8", whole=whole):
        _refuse_noise(head.decode("utf-8", "ignore"), name)
        return "utf-8", None
    fitting = [one for one in ENCODINGS if _reads(head, one, whole=whole)]
    likely = _likely(head, fitting)
    if likely is None:
        refuse(
            name,
            "bytes that are no text",
            "a text file",
            "Check that this is the file you meant; export it as CSV in UTF-8.",
        )
    return likely, _doubt(head, likely, tuple(fitting))


def texts(chunks: Iterator[bytes], encoding: str, name: str) -> Iterator[str]:
    """The text of a file, piece by piece.

    Raises:
        InputError: bytes that the encoding does not know.
    """
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    decoder = codecs.getincrementaldecoder(codec)()
    done = 0
    try:
        for chunk in chunks:
            yield decoder.decode(chunk)
            done += len(chunk)
        yield decoder.decode(b"", final=True)
    except UnicodeError as error:
        at = done + getattr(error, "start", 0)
        refuse(
            name,
            f"a byte near position {at:,} that {ENCODINGS.get(encoding, encoding)} does not know",
            f"text in {ENCODINGS.get(encoding, encoding)}",
            "Choose another encoding under “How we read it”, or save the file as CSV in UTF-8.",
        )


def _wide(head: bytes) -> str:
    """UTF-16 without its mark: every other byte of plain letters is zero."""
    pairs = max(len(head) // 2, 1)
    low = head[1::2].count(0) / pairs
    high = head[0::2].count(0) / pairs
    if low > _ZEROS and high == 0:
        return "utf-16-le"
    return "utf-16-be" if high > _ZEROS and low == 0 else ""


def _decodes(head: bytes, encoding: str, *, whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(head, final=whole)
    except UnicodeError:
        return False
    return True


def _reads(head: bytes, encoding: str, *, whole: bool) -> bool:
    """Whether the bytes are text in an encoding: known, and without signs that no table holds."""
    if encoding.startswith("utf") or not _decodes(head, encoding, whole=whole):
        return False
    text = head.decode(encoding, "ignore")
    return not UNFIT.search(text) and not _C1.search(text)


def _likely(head: bytes, fitting: list[str]) -> str | None:
    """The likeliest of the encodings that fit, by the words that come out."""
    if not fitting:
        return None
    lines = b"\n".join(line for line in head.splitlines() if not line.isascii())[:SAMPLE]
    ascii_letters = sum(byte < _FIRST_FOREIGN and chr(byte).isalpha() for byte in lines)
    foreign = sum(byte >= _FIRST_FOREIGN for byte in lines)
    if foreign > ascii_letters:
        return _by_statistics(lines, fitting)
    scores = {one: _plausible(lines.decode(one, "ignore")) for one in fitting}
    return max(fitting, key=lambda one: scores[one])


def _plausible(text: str) -> int:
    """How well foreign signs stand in their words: letters of the right case inside words speak for an encoding."""
    score = 0
    for before, sign, after in zip(" " + text, text, text[1:] + " ", strict=False):
        if sign.isascii():
            continue
        inside = before.isalpha() or after.isalpha()
        if sign.isalpha():
            capital = sign.isupper() and (
                before.islower() or (after.islower() and before.isalpha())
            )
            score += -1 if capital else 1
        elif inside and sign not in _BESIDE_WORDS:
            score -= 1
    return score


def _by_statistics(lines: bytes, fitting: list[str]) -> str:
    """Where most letters are foreign, charset-normalizer's statistics of languages have the word."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 - for files that are not in UTF-8

    names = {codecs.lookup(one).name: one for one in fitting}
    matches = from_bytes(lines, cp_isolation=list(names), enable_fallback=False)
    for number in range(len(matches)):
        found = names.get(codecs.lookup(matches[number].encoding).name)
        if found is not None:
            return found
    return fitting[0]


def _doubt(head: bytes, likely: str, choices: tuple[str, ...]) -> Doubt:
    text = head.decode(likely, "ignore")
    example = next((line.strip() for line in text.splitlines() if not line.isascii()), "")
    return Doubt(
        about="encoding",
        says="The file does not say which letters its bytes stand for. Look whether the accents are right.",
        choices=tuple(dict.fromkeys((likely, *choices))),
        example=example[:120],
    )


def _refuse_noise(text: str, name: str) -> None:
    found = UNFIT.search(text)
    if found is not None:
        sign = (
            "a NUL byte" if found.group() == "\0" else f"the control sign {ord(found.group()):#04x}"
        )
        refuse(
            name,
            sign,
            "text",
            "The file is damaged or is no table; export it as CSV in UTF-8.",
            line=text.count("\n", 0, found.start()) + 1,
        )
