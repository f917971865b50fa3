"""Papers for the tests: small real PDFs, pictures, and files that pretend."""

from __future__ import annotations

import io
import zipfile

import typst
from PIL import Image

from tests.desk.cast import NOW


def pdf(*lines: str, pages: int = 1) -> bytes:
    """A real PDF with some lines of text on its first page; the same lines give the same bytes."""
    text = "\n\n".join(lines) + "#pagebreak()page" * (pages - 1)
    return typst.compile(text.encode(), format="pdf", timestamp=NOW)


def png() -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (320, 200), "white").save(out, "PNG")
    return out.getvalue()


def bomb() -> bytes:
    """A workbook that is small packed and huge unpacked."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 400_000_000)
    return out.getvalue()
