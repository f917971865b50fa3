"""Pictures of files for a preview: drawn anew, bounded in pixels."""

from __future__ import annotations

import warnings
from io import BytesIO

from PIL import Image, ImageOps

from totalis.webbase.files.pdfium import PdfiumError, opened_pdf

LONGEST_SIDE = 1600
SCALE = 2.0
"""Pixels a point: 144 a inch."""
MOST_PIXELS = 60_000_000
"""A picture with more is not even opened."""
FORMATS = ("PNG", "JPEG", "TIFF")


def pages_of_pdf(data: bytes) -> int:
    """How many pages a PDF has; 0 where it cannot be read."""
    try:
        with opened_pdf(data) as document:
            return len(document)
    except PdfiumError:
        return 0


def page_of_pdf(data: bytes, page: int) -> bytes | None:
    """A page of a PDF, counted from 1, as PNG; None where there is no such page or it cannot be drawn."""
    try:
        with opened_pdf(data) as document:
            if not 1 <= page <= len(document):
                return None
            sheet = document[page - 1]
            longest = max(sheet.get_size())
            if longest <= 0:
                return None
            bitmap = sheet.render(scale=min(SCALE, LONGEST_SIDE / longest))
            try:
                picture = bitmap.to_pil().convert("RGB")
            finally:
                bitmap.close()
    except (PdfiumError, ValueError, OSError, MemoryError):
        return None
    return _png(picture)


def redrawn(data: bytes) -> bytes | None:
    """A picture as PNG, upright and no larger than a screen needs; None where it cannot be read or is too large."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # broken tags are no news; what cannot be read raises
            with Image.open(BytesIO(data), formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    return None
                picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, MemoryError):
        return None
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return _png(upright)


def _png(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.convert("RGB").save(out, "PNG", optimize=False)
    return out.getvalue()
