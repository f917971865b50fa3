"""The last step: everything in the export made again from its case file, and compared byte by byte."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from totalis.documents.bag import AGENT, DAY, PAPER, bag_files
from totalis.documents.bag_files import (
    AUDIT,
    PacketFiles,
    evidence_path,
    packet_folder,
    versions_of,
)
from totalis.documents.typesetting import drawn_by
from totalis.documents.verify.bundle import bundle_problems
from totalis.documents.verify.report import Finding, NotDoneError, Report, Status, bytes_of
from totalis.gate import payroll_state
from totalis.kernel.dates import read_day

if TYPE_CHECKING:
    from totalis.documents.typesetting import Paper
    from totalis.procedure.casefile import CaseFile

Files = dict[str, bytes]
TITLE = "Everything in it, made again from the case, is the same"


def check_redrawn(
    report: Report, files: Files, inside: Files, info: dict[str, str], case: CaseFile | None
) -> None:
    """Make the bag again; only if nothing was found wrong so far, since a wrong file is named already."""
    if case is None or any(step.status is Status.FAILED for step in report.steps):
        report.step(TITLE, "not looked at: something is wrong already", done=False)
        return
    report.try_step(TITLE, "bag-info.txt", lambda: _again(files, inside, info, case))


def _again(
    files: Files, inside: Files, info: dict[str, str], case: CaseFile
) -> tuple[str, list[Finding]]:
    found = _bundles(inside, case)
    if info.get(AGENT) != drawn_by():
        if found:
            return "the bundles", found
        why = f"written by {info.get(AGENT, 'an unknown program')}, and this is {drawn_by()}"
        raise NotDoneError(why)
    day = read_day(info.get(DAY, ""))
    contents = {
        digest: bytes_of(inside, evidence_path(item.id, number, name))
        for item in case.evidence
        for number, name, digest in versions_of(item)
    }
    packets = {packet.number: _packet(inside, packet.number) for packet in case.packets}
    audit = [json.loads(line) for line in inside[AUDIT].splitlines()]
    paper: Paper = "us-letter" if info.get(PAPER) == "us-letter" else "a4"
    again = bag_files(
        case, day, contents, payroll_state(case, day), packets=packets, audit=audit, paper=paper
    )
    found += [
        Finding(file=path, what="is not what the case leads to")
        for path in sorted(again.keys() | files.keys())
        if again.get(path) != files.get(path)
    ]
    return f"{len(again)} files, byte by byte", found


def _packet(inside: Files, number: int) -> PacketFiles:
    folder = packet_folder(number)
    return PacketFiles(
        snapshot=json.loads(bytes_of(inside, f"{folder}snapshot.json")),
        pdf=bytes_of(inside, f"{folder}packet.pdf"),
        bundle=bytes_of(inside, f"{folder}bundle.zip"),
    )


def _bundles(inside: Files, case: CaseFile) -> list[Finding]:
    """What was made ready to send is the packet that was approved, and the PDF says the same."""
    found = []
    for record in case.packets:
        folder, packet = packet_folder(record.number), _packet(inside, record.number)
        path = f"{folder}bundle.zip"
        files, problems = bundle_problems(packet.bundle, path)
        found += problems
        if files.get("packet.pdf") != packet.pdf:
            found.append(Finding(file=path, what="holds another PDF than the one beside it"))
        if files.get("request.json") != inside[f"{folder}snapshot.json"]:
            found.append(Finding(file=path, what="holds another request than the one beside it"))
    return found
