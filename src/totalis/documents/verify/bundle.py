"""A packet bundle: its manifest made again from the request and the files beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.documents.archive import read_zip
from totalis.documents.bundle import MANIFEST, PACKET, REQUEST, manifest_of
from totalis.documents.packet import packet_digest, packet_pdf
from totalis.documents.typesetting import PAPERS, drawn_by
from totalis.documents.verify.report import (
    Finding,
    NotDoneError,
    UnreadableError,
    bytes_of,
    differs,
    json_of,
)
from totalis.kernel.digest import canonical_json, digest_bytes

if TYPE_CHECKING:
    from totalis.documents.verify.report import Report

Files = dict[str, bytes]
Look = tuple[str, list[Finding]]


def is_bundle(path: str) -> bool:
    """Whether a path is one that a packet bundle has."""
    return path in (MANIFEST, REQUEST, PACKET)


def check_bundle(report: Report, files: Files) -> None:
    """All steps of a packet bundle."""
    report.try_step(
        "Every file has the digest that the manifest names", MANIFEST, lambda: _listed(files)
    )
    report.try_step(
        "The request has the digest that an approval is of", REQUEST, lambda: _request(files)
    )
    report.try_step(
        "The manifest is the one that belongs to these files", MANIFEST, lambda: _manifest(files)
    )
    report.try_step(
        "The PDF, drawn again from the request, is the same", PACKET, lambda: _pdf(files)
    )
    if REQUEST in files:
        report.about = {"packet digest": digest_bytes(files[REQUEST])}


def bundle_problems(data: bytes, path: str) -> tuple[Files, list[Finding]]:
    """The files of a bundle that lies in something else, and what is wrong with it."""
    archive = read_zip(data, path)
    found = [Finding(file=path, what=f"{file}: {what}") for file, what in archive.problems]
    for look in (_listed, _request, _manifest, _pdf):
        try:
            found += [
                Finding(file=path, what=f"{item.file} {item.what}")
                for item in look(archive.files)[1]
            ]
        except UnreadableError as missing:
            found.append(Finding(file=path, what=str(missing)))
        except NotDoneError:
            continue
    return archive.files, found


def _listed(files: Files) -> Look:
    manifest = json_of(files, MANIFEST)
    listed = {item["path"]: item["digest"] for item in manifest["files"]}
    found = [
        Finding(file=path, what="is listed in the manifest and missing")
        for path in listed
        if path not in files
    ]
    for path, data in sorted(files.items()):
        if path == MANIFEST:
            continue
        if path not in listed:
            found.append(Finding(file=path, what="is not listed in the manifest"))
        else:
            what = "was changed, or its line in the manifest was"
            found += differs(path, what, listed[path], digest_bytes(data))
    return f"SHA-256 of {len(files) - 1} files with {MANIFEST}", found


def _request(files: Files) -> Look:
    snapshot = json_of(files, REQUEST)
    stated = json_of(files, MANIFEST).get("packet")
    found = differs(
        REQUEST,
        "its digest is not the one that the manifest names",
        stated,
        packet_digest(snapshot),
    )
    if canonical_json(snapshot) != files[REQUEST]:
        found.append(Finding(file=REQUEST, what="is not written as the request was approved"))
    return f"packet {packet_digest(snapshot)}", found


def _manifest(files: Files) -> Look:
    drawn = str(json_of(files, MANIFEST).get("drawn_by"))
    again = manifest_of(json_of(files, REQUEST), files, drawn=drawn)
    if again == bytes_of(files, MANIFEST):
        return "made again from the files", []
    return "made again from the files", [
        Finding(file=MANIFEST, what="says something else than what follows from the files")
    ]


def _pdf(files: Files) -> Look:
    snapshot, pdf = json_of(files, REQUEST), bytes_of(files, PACKET)
    drawn = json_of(files, MANIFEST).get("drawn_by")
    if drawn != drawn_by():
        why = f"drawn by {drawn}, and this is {drawn_by()}: read it against request.json"
        raise NotDoneError(why)
    if any(pdf == packet_pdf(snapshot, paper=paper) for paper in PAPERS):
        return "byte by byte", []
    return "byte by byte", [Finding(file=PACKET, what="is not the PDF of this request")]
