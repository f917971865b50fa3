"""PDFs as independent programs see them: pdfplumber for the text, pikepdf for tags, fonts and metadata."""

from __future__ import annotations

import io
from typing import Any

import pdfplumber
import pikepdf


def text_of(pdf: bytes) -> str:
    """The text of all pages on one line."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        whole = "\n".join(page.extract_text() for page in document.pages)
    return " ".join(whole.split())


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page on one line."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return [" ".join(page.extract_text().split()) for page in document.pages]


def structure(pdf: bytes) -> list[tuple[str, str]]:
    """The tags of the document in reading order, each with its alternative text."""
    found = []

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for item in node:
                walk(item)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append((str(node["/S"]), str(node.get("/Alt", ""))))
            if "/K" in node:
                walk(node["/K"])

    with pikepdf.open(io.BytesIO(pdf)) as document:
        walk(document.Root["/StructTreeRoot"]["/K"])
    return found


def assert_kept_and_read_by_everybody(pdf: bytes, title: str) -> None:
    """It claims PDF/A-2a and PDF/UA-1, and has what both ask for: tags, language, title, embedded fonts, an output colour."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        root = document.Root
        assert bool(root["/MarkInfo"]["/Marked"])
        assert str(root["/Lang"]) == "en-US"
        assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
        assert "/OutputIntents" in root
        assert "/Encrypt" not in document.trailer
        assert not {"/AA", "/OpenAction"} & set(root.keys())
        with document.open_metadata() as metadata:
            assert metadata["pdfaid:part"] == "2"
            assert metadata["pdfaid:conformance"] == "A"
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == title
        for page in document.pages:
            for font in page.Resources.get("/Font", {}).values():
                described = font["/DescendantFonts"][0]["/FontDescriptor"]
                assert {"/FontFile2", "/FontFile3"} & set(described.keys())
    tags = [tag for tag, _alt in structure(pdf)]
    assert tags.count("/H1") == 1
    assert all(alt for tag, alt in structure(pdf) if tag == "/Figure")
    assert tags.count("/TH") >= tags.count("/Table")
