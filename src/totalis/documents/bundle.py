"""The packet bundle: request, PDF and documents in one archive with a manifest, for whoever sends or files it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from totalis.documents.archive import unsafe_path, write_zip
from totalis.documents.typesetting import drawn_by
from totalis.kernel.digest import canonical_json, digest, digest_bytes
from totalis.kernel.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalis.documents.typesetting import Json

SCHEMA = "totalis/packet-bundle/1"
MANIFEST = "manifest.json"
REQUEST = "request.json"
PACKET = "packet.pdf"
DOCUMENTS = "documents/"
_MEDIA = {
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "eml": "message/rfc822",
    "ics": "text/calendar",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "json": "application/json",
    "pdf": "application/pdf",
    "png": "image/png",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "txt": "text/plain",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def packet_bundle(snapshot: Json, pdf: bytes, attachments: Mapping[str, bytes]) -> bytes:
    """Everything that belongs to a request, as a ZIP whose bytes follow from it alone.

    Args:
        snapshot: What the approval is of; `request.json` is its canonical JSON.
        pdf: The packet drawn from it.
        attachments: Documents by the file name under which they stand in `documents/`.

    Raises:
        InputError: a file name that may not stand in an archive.
    """
    files = {REQUEST: canonical_json(snapshot), PACKET: pdf}
    files |= {f"{DOCUMENTS}{name}": data for name, data in attachments.items()}
    problems = [
        Problem(path=name, found=why, expected="a plain file name", remedy="Rename the document.")
        for name in attachments
        if (why := unsafe_path(f"{DOCUMENTS}{name}")) is not None
    ]
    if problems:
        raise InputError(problems)
    return write_zip(files | {MANIFEST: manifest_of(snapshot, files, drawn=drawn_by())})


def manifest_of(snapshot: Json, files: Mapping[str, bytes], *, drawn: str) -> bytes:
    """The manifest that belongs to a snapshot and its files; `verify` makes it again and compares.

    `drawn` says which Totalis drew the PDF.
    """
    manifest = {
        "schema": SCHEMA,
        "packet": digest(snapshot),
        "drawn_by": drawn,
        "files": [
            {
                "path": path,
                "digest": digest_bytes(data),
                "size": len(data),
                "media_type": media_type(path),
                "proves": _proves(snapshot, path, digest_bytes(data)),
            }
            for path, data in sorted(files.items())
            if path != MANIFEST
        ],
    }
    return json.dumps(manifest, indent=2, ensure_ascii=False).encode() + b"\n"


def media_type(path: str) -> str:
    """What kind of file a name promises, by a table that is the same on every machine."""
    return _MEDIA.get(path.rpartition(".")[2].lower(), "application/octet-stream")


def _proves(snapshot: Json, path: str, proved: str) -> str:
    if path == REQUEST:
        return "What is asked for; its digest is the digest of the packet, which an approval is of."
    if path == PACKET:
        return "The same request for reading."
    documents = [item for item in _named_documents(snapshot) if item["digest"] == proved]
    shown = [
        str(field.get("label") or field.get("field"))
        for field in snapshot.get("fields") or ()
        if field.get("document") in documents
    ]
    if documents:
        title = str(documents[0].get("title") or "A document of the case")
        return f"{title}: {', '.join(shown)}" if shown else title
    return "Attached to the request; the snapshot does not name it."


def _named_documents(value: object) -> list[Json]:
    """Every part of the snapshot that names a digest."""
    if isinstance(value, dict):
        found = [value] if isinstance(value.get("digest"), str) else []
        return found + [item for part in value.values() for item in _named_documents(part)]
    if isinstance(value, list):
        return [item for part in value for item in _named_documents(part)]
    return []
