"""Whether one thing follows from the other in a case export: facts, decision, packet, approval, sending, proof, answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from totalis.documents.bag_files import (
    ANSWER,
    AUDIT,
    CASE,
    determination_path,
    evidence_path,
    facts_path,
    packet_folder,
    safe_name,
    versions_of,
)
from totalis.documents.verify.report import (
    Finding,
    NotDoneError,
    Report,
    UnreadableError,
    as_json,
    bytes_of,
    differs,
    json_of,
)
from totalis.documents.verify.trail import audit_chain, decided_again, told_payroll
from totalis.facts.reader import read_sheet
from totalis.kernel.digest import digest, digest_bytes
from totalis.procedure.casefile import CaseFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from totalis.procedure.casefile import CertificateRecord

Files = dict[str, bytes]
Look = tuple[str, list[Finding]]


def check_case(report: Report, files: Files, info: dict[str, str]) -> CaseFile | None:
    """Steps 4 to 12; the case file where it reads."""
    case, wrong = _case(files)
    steps: tuple[tuple[str, str, Callable[[CaseFile], Look]], ...] = (
        ("The facts have the digest that the case names", "facts/", lambda of: _facts(files, of)),
        (
            "The determination has its digest and names these facts",
            "determination/",
            lambda of: _decided(files, of),
        ),
        ("The decision can be made again", "determination/", lambda of: decided_again(files, of)),
        (
            "The packet has the digest that the case names",
            "request/",
            lambda of: _packets(files, of),
        ),
        (
            "Approvals are of that digest, by somebody else than the preparer",
            "approvals.json",
            _approvals,
        ),
        ("Nothing was sent before it was approved", "tracking.json", _sent),
        (
            "Every document and certificate is the file that the case names",
            "evidence/",
            lambda of: _documents(files, of),
        ),
        (
            "The entries of the audit chain are whole and follow on each other",
            AUDIT,
            lambda of: audit_chain(files, of),
        ),
        (
            "What payroll was told follows from the case",
            ANSWER,
            lambda of: told_payroll(files, of, info),
        ),
    )
    for title, file, look in steps:
        report.try_step(title, file, _of(case, wrong, look))
    return case


def _of(
    case: CaseFile | None, wrong: Finding | None, look: Callable[[CaseFile], Look]
) -> Callable[[], Look]:
    if case is not None:
        return lambda: look(case)
    return lambda: ("", [wrong] if wrong is not None else [])


def _case(files: Files) -> tuple[CaseFile | None, Finding | None]:
    try:
        return msgspec.json.decode(bytes_of(files, CASE), type=CaseFile), None
    except UnreadableError as missing:
        return None, Finding(file=missing.file, what=missing.what)
    except (msgspec.MsgspecError, ValueError, RecursionError) as broken:
        return None, Finding(file=CASE, what=f"does not read as a case file: {str(broken)[:200]}")


def _facts(files: Files, case: CaseFile) -> Look:
    found = []
    for version in case.facts:
        path = facts_path(version.number)
        data = bytes_of(files, path)
        found += differs(
            path,
            "its digest is not the one that the case names",
            version.digest,
            digest_bytes(data),
        )
        again = read_sheet(version.sheet).digest()
        what = f"the sheet of version {version.number} has another digest than the case names"
        found += differs(CASE, what, version.digest, again)
    if not case.facts:
        nothing = "the case has no facts yet"
        raise NotDoneError(nothing)
    return f"{len(case.facts)} version(s); newest {case.facts[-1].digest}", found


def _decided(files: Files, case: CaseFile) -> Look:
    if not case.determinations:
        nothing = "nothing was decided in this case"
        raise NotDoneError(nothing)
    found = []
    known = {version.digest for version in case.facts}
    for place, record in enumerate(case.determinations, start=1):
        path = determination_path(place)
        data = bytes_of(files, path)
        found += differs(
            path, "its digest is not the one that the case names", record.digest, digest_bytes(data)
        )
        found += differs(
            CASE,
            f"determination {place} differs from its digest",
            record.digest,
            digest(record.document),
        )
        named = record.document.get("facts")
        found += differs(path, "it names other facts than the case says", record.facts, named)
        found += differs(
            path, "it names another law than the case says", record.law, record.document.get("law")
        )
        if named not in known:
            found.append(
                Finding(
                    file=path, what="it names facts that are not in the export", found=str(named)
                )
            )
    return (
        f"{len(case.determinations)} determination(s); newest {case.determinations[-1].digest}",
        found,
    )


def _packets(files: Files, case: CaseFile) -> Look:
    if not case.packets:
        nothing = "no packet was built in this case"
        raise NotDoneError(nothing)
    found = []
    decisions = {item.digest for item in case.determinations}
    for packet in case.packets:
        path = f"{packet_folder(packet.number)}snapshot.json"
        data = bytes_of(files, path)
        found += differs(
            path, "its digest is not that of the packet", packet.digest, digest_bytes(data)
        )
        if packet.determination not in decisions | {item.id for item in case.determinations}:
            what = f"packet {packet.number} rests on a determination that is not in the export"
            found.append(Finding(file=CASE, what=what, found=packet.determination))
    return f"{len(case.packets)} packet(s); newest {case.packets[-1].digest}", found


def _approvals(case: CaseFile) -> Look:
    found = []
    count = 0
    for packet in case.packets:
        for item in packet.approvals:
            count += 1
            what = f"packet {packet.number}: a decision is of another digest"
            found += differs("approvals.json", what, packet.digest, item.packet_digest)
            if item.at < packet.at:
                found.append(
                    _when(
                        "approvals.json",
                        f"packet {packet.number} was decided on before it was built",
                        packet.at,
                        item.at,
                    )
                )
            same = item.by.id == packet.made_by.id
            if item.approved and same and not item.by_preparer:
                what = f"packet {packet.number} was approved by the one who prepared it"
                found.append(Finding(file="approvals.json", what=what, found=item.by.name))
    if not count:
        nothing = "nobody has approved or refused a packet in this case"
        raise NotDoneError(nothing)
    return f"{count} decision(s) with the digests of {len(case.packets)} packet(s)", found


def _sent(case: CaseFile) -> Look:
    if not case.lodgements:
        nothing = "nothing was sent in this case"
        raise NotDoneError(nothing)
    found = []
    packets = {packet.number: packet for packet in case.packets}
    for item in case.lodgements:
        packet = packets.get(item.packet)
        decided = [
            approval.at
            for approval in (packet.approvals if packet is not None else ())
            if approval.approved
        ]
        if not decided:
            what = f"packet {item.packet} was sent and never approved"
            found.append(Finding(file="tracking.json", what=what))
        elif min(decided) > item.at:
            found.append(
                _when(
                    "tracking.json",
                    f"packet {item.packet} was sent before it was approved",
                    min(decided),
                    item.at,
                )
            )
    return f"{len(case.lodgements)} sending(s) with their approvals", found


def _when(file: str, what: str, earliest: datetime, found: datetime) -> Finding:
    return Finding(file=file, what=what, expected=f"not before {earliest}", found=str(found))


def _documents(files: Files, case: CaseFile) -> Look:
    found: list[Finding] = []
    count = 0
    for item in case.evidence:
        for number, name, proved in versions_of(item):
            count += 1
            path = evidence_path(item.id, number, name)
            what = f"is not the file of “{item.title}” that the case names"
            found += differs(path, what, proved, digest_bytes(bytes_of(files, path)))
    for certificate in case.certificates:
        found += _certificate(files, case, certificate)
    return f"{count} file(s), {len(case.certificates)} certificate(s)", found


def _certificate(files: Files, case: CaseFile, certificate: CertificateRecord) -> list[Finding]:
    folder = f"certificates/{safe_name(certificate.id)}/"
    found: list[Finding] = []
    if case.evidence_item(certificate.evidence) is None:
        what = f"certificate {certificate.number} names no document of the case"
        found.append(Finding(file=CASE, what=what, found=certificate.evidence))
    typed = json_of(files, f"{folder}typed.json")
    what = "is not what the case says was typed off the certificate"
    found += differs(f"{folder}typed.json", what, as_json(certificate), typed)
    match = case.match_of(certificate.id)
    if match is not None and match.released_at is not None:
        if not match.accepted:
            what = (
                f"certificate {certificate.number} was released to payroll without being accepted"
            )
            found.append(Finding(file=CASE, what=what))
        elif match.released_at < match.at:
            what = f"certificate {certificate.number} was released before it was compared"
            found.append(_when(CASE, what, match.at, match.released_at))
    return found
