"""What a file is: its bytes decide, and its name must agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from totalis.tables.reading import KINDS, Kind
from totalis.tables.refusing import refuse
from totalis.tables.source import bounded, head_of

if TYPE_CHECKING:
    from totalis.tables.limits import Bounds
    from totalis.tables.source import Source

ENDINGS: dict[str, Kind] = {
    "csv": "csv",
    "tsv": "csv",
    "tab": "csv",
    "txt": "csv",
    "xlsx": "xlsx",
    "parquet": "parquet",
    "pq": "parquet",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
}
ALLOWED = "CSV, XLSX, Parquet or JSON Lines"
FOREIGN = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file, or a workbook locked by a password"),
    (b"\x1f\x8b", "a packed file (gzip)"),
    (b"BZh", "a packed file (bzip2)"),
    (b"\xfd7zXZ", "a packed file (xz)"),
    (b"7z\xbc\xaf", "a packed file (7z)"),
    (b"Rar!", "a packed file (RAR)"),
    (b"\x28\xb5\x2f\xfd", "a packed file (zstd)"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"SQLite format 3", "a database (SQLite)"),
    (b"ORC", "an ORC table"),
    (b"Obj\x01", "an Avro table"),
    (b"ARROW1", "an Arrow file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<workbook")


def kind_of(source: Source, name: str, bounds: Bounds) -> Kind:
    """The kind of a file.

    Raises:
        InputError: it is empty, too large, none of the kinds, or not what its name says.
    """
    bounded(source, name, bounds)
    head = head_of(source, 4096)
    found = _by_content(head, name)
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    named = ENDINGS.get(ending)
    if named is None and ending in ("xls", "xlsm", "xlsb", "ods", "json", "pdf", "doc", "docx"):
        _refuse_foreign(name, f"a file whose name ends in “.{ending}”")
    if named in ("csv", "jsonl") and found in ("csv", "jsonl"):
        return named
    if named is not None and named != found:
        seems = f"a {KINDS[found]}" if found != "csv" else "text, or bytes without a meaning"
        refuse(
            name,
            f"“.{ending}”, but the content is {seems}",
            f"the content of a {KINDS[named]}",
            "Open the file to see whether it is whole, save it in the kind that its name says, and send that.",
        )
    return found


def _by_content(head: bytes, name: str) -> Kind:
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    for start, what in FOREIGN:
        if head.startswith(start):
            _refuse_foreign(name, what)
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith(MARKUP):
        _refuse_foreign(name, "a web page or XML, which some programs name “.xls” or “.csv”")
    return "jsonl" if text.startswith(b"{") else "csv"


def _refuse_foreign(name: str, what: str) -> NoReturn:
    refuse(
        name,
        what,
        ALLOWED,
        "Save the table as XLSX without a password or as CSV in UTF-8, and send that.",
    )
