"""The proof of a day as a BagIt bag (RFC 8493) in one archive: it opens without Totalis and is checked without it.

The bag is written here and not by the `bagit` library, which works on folders and changes the working directory of the
whole process; the tests have that library, and `sha256sum`, check what is written. ADR 0035.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from totalis.documents.archive import write_zip
from totalis.documents.bag_files import PacketFiles, payload, story_files
from totalis.documents.bag_readme import readme
from totalis.documents.masking import hiding, masked
from totalis.documents.story_chain import decision_behind, packet_behind
from totalis.documents.typesetting import drawn_by
from totalis.kernel.digest import digest_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from totalis.documents.typesetting import Json, Paper
    from totalis.gate import PayrollAnswer
    from totalis.procedure.casefile import CaseFile

__all__ = ["PacketFiles", "bag_files", "bag_name", "proof_bag", "story_of"]

BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
PAYLOAD = "data/"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
INFO = "bag-info.txt"
README = "README.txt"
TOTAL = "Totalis-Total-Digest"
DAY = "Totalis-Day"
PAPER = "Totalis-Paper"
AGENT = "Bag-Software-Agent"


def proof_bag(
    file: CaseFile,
    day: date,
    contents: Mapping[str, bytes],
    answer: PayrollAnswer,
    *,
    packets: Mapping[int, PacketFiles],
    audit: Sequence[Json],
    paper: Paper = "a4",
    story: Mapping[str, bytes] | None = None,
) -> bytes:
    """Everything that proves what payroll was told for a day, in one archive.

    Args:
        file: The case as known at `file.known_at`. Personal numbers are masked here, save in request data.
        day: The day asked about.
        contents: The bytes of every version of every document, by digest.
        answer: What `totalis.gate.payroll_state` says for the file and the day.
        packets: Snapshot, PDF and bundle of every packet, by its number.
        audit: The case's entries of the chain with all that their digests are taken of, and their digests.
        paper: The size of the story's page.
        story: What `story_of` drew before of the same values; None draws it here.

    Returns:
        A ZIP; the same values give the same bytes.

    Raises:
        InputError: a document or packet that the case names is not in what was handed in.
    """
    files = bag_files(
        file, day, contents, answer, packets=packets, audit=audit, paper=paper, story=story
    )
    folder = bag_name(file.reference, day)
    return write_zip({f"{folder}/{path}": data for path, data in files.items()})


def bag_name(reference: str, day: date) -> str:
    """The name of the bag's folder: `TC-2026-0142-on-2026-03-14`."""
    return f"{re.sub(r'[^A-Za-z0-9.-]+', '_', reference).strip('.') or 'case'}-on-{day}"


def bag_files(
    file: CaseFile,
    day: date,
    contents: Mapping[str, bytes],
    answer: PayrollAnswer,
    *,
    packets: Mapping[int, PacketFiles],
    audit: Sequence[Json],
    paper: Paper,
    story: Mapping[str, bytes] | None = None,
) -> dict[str, bytes]:
    """The files of the bag by their path in it; arguments as for `proof_bag`."""
    file, answer = _hidden(file, answer)
    inside = payload(
        file, day, contents, answer, packets=packets, audit=audit, paper=paper, story=story
    )
    files = {f"{PAYLOAD}{path}": data for path, data in inside.items()}
    manifest = manifest_of(files)
    tags = {
        "bagit.txt": BAGIT,
        INFO: _info(file, day, answer, inside, manifest, paper),
        README: readme(file, day),
        MANIFEST: manifest,
    }
    return files | tags | {TAG_MANIFEST: manifest_of(tags)}


def story_of(
    file: CaseFile, day: date, answer: PayrollAnswer, *, paper: Paper = "a4"
) -> dict[str, bytes]:
    """The story of a bag, drawn ahead: whoever writes the bag under a lock need not draw there."""
    file, answer = _hidden(file, answer)
    return story_files(file, day, answer, paper=paper)


def _hidden(file: CaseFile, answer: PayrollAnswer) -> tuple[CaseFile, PayrollAnswer]:
    """The case and the answer without personal numbers."""
    hide, file = hiding(file), masked(file)
    match = file.match_of(answer.certificate) if answer.match is not None else None
    return file, replace(answer, reason=hide(answer.reason), match=match)


def manifest_of(files: Mapping[str, bytes]) -> bytes:
    """A manifest as `sha256sum` writes it: digest, two spaces, path; in the order of paths."""
    lines = [
        f"{digest_bytes(data).removeprefix('sha256:')}  {path}\n"
        for path, data in sorted(files.items())
    ]
    return "".join(lines).encode()


def _info(
    file: CaseFile,
    day: date,
    answer: PayrollAnswer,
    inside: Mapping[str, bytes],
    manifest: bytes,
    paper: str,
) -> bytes:
    decision = decision_behind(file, packet_behind(file, answer))
    size = sum(len(data) for data in inside.values())
    said = {
        "Source-Organization": file.organisation,
        "External-Identifier": file.reference,
        "External-Description": f"Why payroll was told: {answer.state.value}, for {day}",
        "Bagging-Date": file.known_at.date().isoformat(),
        AGENT: drawn_by(),
        "Payload-Oxum": f"{size}.{len(inside)}",
        DAY: day.isoformat(),
        "Totalis-Known-At": file.known_at.isoformat(),
        "Totalis-Answer": answer.state.value,
        "Totalis-Law-Digest": decision.law if decision is not None else "none",
        PAPER: paper,
        TOTAL: digest_bytes(manifest),
    }
    lines = [f"{label}: {' '.join(value.split())}\n" for label, value in said.items()]
    return "".join(lines).encode()
