"""What lies in a proof bag, file by file."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import msgspec

from totalis.documents.story import story_page, story_pdf
from totalis.facts.reader import read_sheet
from totalis.kernel.digest import canonical_json
from totalis.kernel.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from totalis.documents.typesetting import Json, Paper
    from totalis.gate import PayrollAnswer
    from totalis.procedure.casefile import CaseFile

CASE = "case.json"
ANSWER = "answer.json"
AUDIT = "audit.jsonl"
STORY = "story.pdf"
PAGE = "index.html"
LONGEST_NAME = 80


class PacketFiles(msgspec.Struct, frozen=True, kw_only=True):
    """A packet as it was built: what was approved, how it was drawn, and what was made ready to send."""

    snapshot: dict[str, Any]
    pdf: bytes
    bundle: bytes


def payload(
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
    """The payload of the bag by path; `file` is masked already, `story` drawn here where it was not drawn before."""
    _complete(file, contents, packets)
    return {
        **(story or story_files(file, day, answer, paper=paper)),
        CASE: readable(file),
        ANSWER: readable(answer),
        AUDIT: b"".join(canonical_json(entry) + b"\n" for entry in audit),
        "approvals.json": readable([item for packet in file.packets for item in packet.approvals]),
        "tracking.json": readable(
            {
                "sent": file.lodgements,
                "checks": file.checks,
                "communications": file.communications,
                "alternate_procedure": file.attempts,
            }
        ),
        "deliveries.json": readable(
            {"deliveries": file.deliveries, "attached_to_returns": file.attachments}
        ),
        **dict(_facts(file, day)),
        **dict(_determinations(file)),
        **dict(_request(file, packets)),
        **dict(_certificates(file, contents)),
        **dict(_evidence(file, contents)),
    }


def story_files(
    file: CaseFile, day: date, answer: PayrollAnswer, *, paper: Paper
) -> dict[str, bytes]:
    """The story by path, as PDF and as a page: the one part that takes long to draw. It shows nothing of the chain."""
    return {
        STORY: story_pdf(file, day, answer, paper=paper),
        PAGE: story_page(file, day, answer),
    }


def readable(value: object) -> bytes:
    """JSON for people and programs: indented, in the order of the fields, UTF-8."""
    plain = msgspec.to_builtins(value)
    return json.dumps(plain, indent=2, ensure_ascii=False).encode() + b"\n"


def facts_path(number: int) -> str:
    """Where a version of the facts lies."""
    return f"facts/version-{number}.json"


def determination_path(place: int) -> str:
    """Where the determination at a place (from 1) of the case lies."""
    return f"determination/{place}.json"


def packet_folder(number: int) -> str:
    """Where a packet lies."""
    return f"request/packet-{number}/"


def evidence_path(item_id: str, version: int, file_name: str) -> str:
    """Where a version of a document lies."""
    return f"evidence/{safe_name(item_id)}/{version}-{safe_name(file_name)}"


def safe_name(name: str) -> str:
    """A file name of plain letters, so that it means the same on every machine; its ending is kept."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", name.replace("/", "_")).strip("._-") or "file"
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[:LONGEST_NAME]}{dot}{ending[:12]}" if dot else plain[:LONGEST_NAME]


def _facts(file: CaseFile, day: date) -> Iterable[tuple[str, bytes]]:
    standing = [version.number for version in file.facts if version.at.date() <= day]
    for version in file.facts:
        yield facts_path(version.number), read_sheet(version.sheet).canonical()
    yield (
        "facts/versions.json",
        readable(
            [
                {
                    "number": version.number,
                    "file": facts_path(version.number),
                    "digest": version.digest,
                    "made_by": version.made_by.name,
                    "at": version.at,
                    "reason": version.reason,
                    "newest_on_the_day": bool(standing) and version.number == standing[-1],
                    "statements": version.statements,
                }
                for version in file.facts
            ]
        ),
    )


def _determinations(file: CaseFile) -> Iterable[tuple[str, bytes]]:
    for place, record in enumerate(file.determinations, start=1):
        yield determination_path(place), canonical_json(record.document)


def _request(file: CaseFile, packets: Mapping[int, PacketFiles]) -> Iterable[tuple[str, bytes]]:
    for record in file.packets:
        packet, folder = packets[record.number], packet_folder(record.number)
        yield f"{folder}snapshot.json", canonical_json(packet.snapshot)
        yield f"{folder}packet.pdf", packet.pdf
        yield f"{folder}bundle.zip", packet.bundle


def _certificates(file: CaseFile, contents: Mapping[str, bytes]) -> Iterable[tuple[str, bytes]]:
    for record in file.certificates:
        folder = f"certificates/{safe_name(record.id)}/"
        matches = [item for item in file.matches if item.certificate == record.id]
        corrections = [item for item in file.corrections if item.certificate == record.id]
        yield f"{folder}typed.json", readable(record)
        yield f"{folder}matches.json", readable({"matches": matches, "corrections": corrections})
        item = file.evidence_item(record.evidence)
        if item is not None:
            yield f"{folder}{safe_name(item.file_name)}", contents[item.digest]


def _evidence(file: CaseFile, contents: Mapping[str, bytes]) -> Iterable[tuple[str, bytes]]:
    for item in file.evidence:
        for number, file_name, digest in versions_of(item):
            yield evidence_path(item.id, number, file_name), contents[digest]


def versions_of(item: Any) -> tuple[tuple[int, str, str], ...]:  # noqa: ANN401
    """Every version of a document: number, file name, digest."""
    return item.versions or ((item.version, item.file_name, item.digest),)


def _complete(
    file: CaseFile, contents: Mapping[str, bytes], packets: Mapping[int, PacketFiles]
) -> None:
    """A proof with a hole is none.

    Raises:
        InputError: it names every document and packet that is missing.
    """
    missing = [
        (f"evidence {item.title}, version {number}", digest)
        for item in file.evidence
        for number, _name, digest in versions_of(item)
        if digest not in contents
    ]
    missing += [
        (f"packet {record.number}", record.digest)
        for record in file.packets
        if record.number not in packets
    ]
    if missing:
        raise InputError(
            [
                Problem(
                    path=what,
                    found="no content",
                    expected=digest,
                    remedy="Restore the file from the evidence store's backup, then export again.",
                )
                for what, digest in missing
            ]
        )
