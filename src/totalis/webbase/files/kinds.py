"""What a file is: its bytes decide, its name must agree. What is not on the list is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import puremagic

from totalis.webbase.files.packed import packed_parts
from totalis.webbase.files.refusal import AS_PDF, refuse

if TYPE_CHECKING:
    from collections.abc import Callable

PDF, PNG, JPEG, TIFF = "application/pdf", "image/png", "image/jpeg", "image/tiff"
TEXT, CSV, MAIL, CALENDAR = "text/plain", "text/csv", "message/rfc822", "text/calendar"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

IMAGES = frozenset({PNG, JPEG, TIFF})
TEXTS = frozenset({TEXT, CSV, MAIL, CALENDAR})

_HEAD = 4096
_TEXT_START = re.compile(r"\s*(?:<|#!|@echo\b|%!PS|\{\\rtf)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MARKUP = re.compile(r"<(?:!doctype|html|script|svg|iframe)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file that may be kept."""

    name: str
    media_type: str
    extensions: tuple[str, ...]
    is_it: Callable[[bytes], bool]


def text_in(data: bytes) -> str | None:
    """The text of bytes that are text in UTF-8, UTF-16 with its mark, or Windows' western table; None else."""
    for start, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
        (b"", "utf-8"),
        (b"", "cp1252"),
    ):
        if data.startswith(start):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            return None if _CONTROL.search(text) else text
    return None


def _plain(data: bytes) -> bool:
    text = text_in(data)
    return text is not None and not _TEXT_START.match(text) and not _MARKUP.search(text[:_HEAD])


def _mail(data: bytes) -> bool:
    if text_in(data) is None:
        return False
    headers = message_from_bytes(data[: 16 * _HEAD], policy=policy.compat32)
    return "From" in headers and any(
        name in headers for name in ("Date", "Received", "Message-ID", "To", "Subject")
    )


def _calendar(data: bytes) -> bool:
    return (text_in(data) or "").lstrip().upper().startswith("BEGIN:VCALENDAR")


def _magic(media_type: str) -> Callable[[bytes], bool]:
    return lambda data: media_type in _sniffed(data)


def _office(main_part: str) -> Callable[[bytes], bool]:
    return lambda data: {"[Content_Types].xml", main_part} <= packed_parts(data)


def _sniffed(data: bytes) -> list[str]:
    """Every media type that puremagic holds possible, the likeliest first."""
    try:
        return [match.mime_type for match in puremagic.magic_string(data)]
    except (puremagic.PureError, ValueError):
        return []


KINDS = (
    Kind("PDF", PDF, ("pdf",), lambda data: data.startswith(b"%PDF-")),
    Kind("PNG picture", PNG, ("png",), _magic(PNG)),
    Kind("JPEG picture", JPEG, ("jpg", "jpeg"), _magic(JPEG)),
    Kind("TIFF picture", TIFF, ("tif", "tiff"), _magic(TIFF)),
    Kind("Excel workbook", SHEET, ("xlsx",), _office("xl/workbook.xml")),
    Kind("Word document", DOCUMENT, ("docx",), _office("word/document.xml")),
    Kind("e-mail", MAIL, ("eml",), _mail),
    Kind("calendar", CALENDAR, ("ics",), _calendar),
    Kind("CSV table", CSV, ("csv",), _plain),
    Kind("plain text", TEXT, ("txt", "text", "log", "md"), _plain),
)
ALLOWED = "PDF, PNG, JPEG, TIFF, XLSX, DOCX, EML, ICS, CSV or TXT"
ACCEPT = ",".join(f".{extension}" for kind in KINDS for extension in kind.extensions)
"""For the `accept` of a file input."""


def kind_of(data: bytes, file_name: str) -> Kind:
    """The kind of a file, where its name and its bytes agree.

    Raises:
        InputError: its name promises what is not kept here, or its bytes are something else.
    """
    extension = file_name.rpartition(".")[2].lower() if "." in file_name else ""
    named = next((kind for kind in KINDS if extension in kind.extensions), None)
    if named is None:
        found = (
            f"a file whose name ends in “.{extension}”" if extension else "a name with no ending"
        )
        refuse(found, ALLOWED, AS_PDF)
    if not named.is_it(data):
        refuse(
            f"“.{extension}”, but the content is {what_it_seems(data)}",
            f"the content of a {named.name}",
            "Open the file to see whether it is whole, save it in the kind that its name says, and send that.",
        )
    return named


def what_it_seems(data: bytes) -> str:
    """A few words on what bytes look like, for a refusal."""
    for kind in KINDS:
        if kind.media_type not in (CSV, TEXT) and kind.is_it(data):
            return f"a {kind.name}"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "an old Office file, or one locked by a password"
    sniffed = next((media_type for media_type in _sniffed(data) if media_type), None)
    return f"{sniffed}, as far as its first bytes tell" if sniffed else "something else"
