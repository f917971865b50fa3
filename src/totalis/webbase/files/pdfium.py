"""PDFium, one caller at a time: it knows no threads, and two of them in it at once end the whole process."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

import pypdfium2  # type: ignore[import-untyped] # it has no types of its own

if TYPE_CHECKING:
    from collections.abc import Iterator

PdfiumError = pypdfium2.PdfiumError
_ALONE = Lock()


@contextmanager
def opened_pdf(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """An open PDF. Whatever is taken out of it must be let go inside: its pages go with it, a bitmap is closed.

    Raises:
        PdfiumError: it cannot be read.
    """
    with _ALONE, pypdfium2.PdfDocument(data) as document:
        yield document
