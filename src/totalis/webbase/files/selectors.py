"""Reading what is kept: whole, as text, as a picture. A file that is broken gives nothing, never an error page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.kernel.digest import digest_bytes
from totalis.webbase.files import pictures, texts
from totalis.webbase.files.kinds import IMAGES, PDF, TEXTS
from totalis.webbase.files.sealing import opened
from totalis.webbase.files.store import store
from totalis.webbase.secrets.keys import UndecipherableError

if TYPE_CHECKING:
    from totalis.webbase.files.models import Blob


def content(blob: Blob) -> bytes:
    """The content, proved to be the one that was kept.

    Raises:
        FileNotFoundError: the store has lost it.
        UndecipherableError: no key fits, or what is stored was changed.
    """
    with store().open(blob.store_name, "rb") as file:
        stored = file.read()
    data = opened(stored, sealed_key=blob.sealed_key, digest=blob.digest)
    if digest_bytes(data) != blob.digest:
        message = f"The stored content is not that of {blob.digest}."
        raise UndecipherableError(message)
    return data


def text_of(blob: Blob) -> str:
    """The text of a PDF that has some, or of a text file, bounded; empty where there is none."""
    if blob.media_type == PDF:
        return texts.text_of_pdf(content(blob))
    return texts.text_of_text(content(blob)) if blob.media_type in TEXTS else ""


def page_count(blob: Blob) -> int:
    """How many pages can be previewed: those of a PDF, 1 for a picture, 0 for what has none or cannot be read."""
    if blob.media_type == PDF:
        return pictures.pages_of_pdf(content(blob))
    return int(blob.media_type in IMAGES)


def preview_png(blob: Blob, page: int = 1) -> bytes | None:
    """A picture of a page, drawn anew so that nothing of the file itself reaches a browser; None where it cannot be."""
    if blob.media_type == PDF:
        return pictures.page_of_pdf(content(blob), page)
    return pictures.redrawn(content(blob)) if blob.media_type in IMAGES and page == 1 else None


def text_preview(blob: Blob) -> str | None:
    """The beginning of a text file, for a template to escape; None where it is no text."""
    return texts.beginning(content(blob)) if blob.media_type in TEXTS else None
