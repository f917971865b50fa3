"""Real files of every kind, made here."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pikepdf
from PIL import Image

TEXT = "Posting of Ann to France, from 1 January 2026.\n"
CSV = "country,days\nFR,120\nUS,245\n"
MAIL = "From: agency@ssa.example\nTo: ann@north.example\nSubject: Certificate\nDate: Sun, 22 Nov 2026 09:00:00 +0000\n\nHello.\n"
CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, kind)
    return out.getvalue()


def pdf(*pages: str) -> bytes:
    """A PDF whose pages say the texts."""
    document = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    for text in pages or ("Hello",):
        page = document.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = document.make_stream(f"BT /F1 24 Tf 72 720 Td ({text}) Tj ET".encode())
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def locked_pdf() -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf())) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    return out.getvalue()


def packed(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return out.getvalue()


def sheet(**more: bytes) -> bytes:
    return packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>", **more})


def document() -> bytes:
    return packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"})
