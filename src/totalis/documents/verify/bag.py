"""A case export as a bag: every file against its digest; then what it says is checked by `case` and `redrawn`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from totalis.documents.bag import (
    BAGIT,
    INFO,
    MANIFEST,
    PAYLOAD,
    README,
    TAG_MANIFEST,
    TOTAL,
    manifest_of,
)
from totalis.documents.verify.case import check_case
from totalis.documents.verify.redrawn import check_redrawn
from totalis.documents.verify.report import Finding, Report, UnreadableError, bytes_of, differs
from totalis.kernel.digest import digest_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

TAGS = ("bagit.txt", INFO, README, MANIFEST)
ABOUT = {
    "Source-Organization": "organisation",
    "External-Identifier": "case",
    "Totalis-Day": "day",
    "Totalis-Answer": "answer",
    "Totalis-Known-At": "known at",
    "Totalis-Law-Digest": "law",
    "Bag-Software-Agent": "written by",
    TOTAL: "total digest",
}
_LINE = re.compile(r"([0-9a-f]{64})  (\S[^\n]*)")


def is_bag(path: str) -> bool:
    """Whether a path is one that a bag has."""
    return path in (MANIFEST, TAG_MANIFEST, "bagit.txt", "data/case.json")


def check_bag(report: Report, files: dict[str, bytes]) -> None:
    """All steps of a case export, in their order."""
    report.try_step("Every file of the payload has its digest", MANIFEST, lambda: _payload(files))
    report.try_step("Manifest and notes have theirs", TAG_MANIFEST, lambda: _tags(files))
    info = info_of(files)
    report.about = {name: info[label] for label, name in ABOUT.items() if label in info}
    inside = {
        path.removeprefix(PAYLOAD): data for path, data in files.items() if path.startswith(PAYLOAD)
    }
    case = check_case(report, inside, info)
    check_redrawn(report, files, inside, info, case)


def info_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """`bag-info.txt` by label, as far as it reads."""
    text = files.get(INFO, b"").decode("utf-8", "replace")
    pairs = (line.partition(": ") for line in text.splitlines())
    return {label: value for label, _, value in pairs if value}


def _payload(files: dict[str, bytes]) -> tuple[str, list[Finding]]:
    listed = _manifest(files, MANIFEST)
    present = {path: data for path, data in files.items() if path.startswith(PAYLOAD)}
    found = _against(listed, present, MANIFEST)
    if not found:
        found = _exactly(files, MANIFEST, present)
    return f"SHA-256 of {len(present)} files with {MANIFEST}", found


def _tags(files: dict[str, bytes]) -> tuple[str, list[Finding]]:
    listed = _manifest(files, TAG_MANIFEST)
    present = {
        path: data
        for path, data in files.items()
        if not path.startswith(PAYLOAD) and path != TAG_MANIFEST
    }
    found = _against(listed, present, TAG_MANIFEST)
    found += [Finding(file=path, what="is missing") for path in TAGS if path not in files]
    found += differs("bagit.txt", "does not declare BagIt 1.0", BAGIT, bytes_of(files, "bagit.txt"))
    total = digest_bytes(bytes_of(files, MANIFEST))
    found += differs(
        INFO,
        f"{TOTAL} is not the digest of {MANIFEST}",
        total,
        info_of(files).get(TOTAL, "nothing"),
    )
    if not found:
        found = _exactly(files, TAG_MANIFEST, present)
    return f"SHA-256 of {len(present)} files with {TAG_MANIFEST}; total digest {total}", found


def _manifest(files: dict[str, bytes], path: str) -> dict[str, str]:
    """Digest by path, as a manifest lists them.

    Raises:
        UnreadableError: it is missing, or a line is none of a manifest.
    """
    text = bytes_of(files, path).decode("utf-8", "replace")
    listed = {}
    for number, line in enumerate(text.splitlines(), start=1):
        match = _LINE.fullmatch(line)
        if match is None:
            what = f"line {number} is not a digest, two spaces and a path"
            raise UnreadableError(path, what)
        listed[match[2]] = match[1]
    return listed


def _against(
    listed: Mapping[str, str], present: Mapping[str, bytes], manifest: str
) -> list[Finding]:
    found = [
        Finding(file=path, what=f"is listed in {manifest} and missing")
        for path in listed
        if path not in present
    ]
    for path, data in sorted(present.items()):
        if path not in listed:
            found.append(Finding(file=path, what=f"is not listed in {manifest}"))
        else:
            digest = digest_bytes(data).removeprefix("sha256:")
            what = f"was changed, or its line in {manifest} was"
            found += differs(path, what, listed[path], digest)
    return found


def _exactly(files: dict[str, bytes], manifest: str, of: Mapping[str, bytes]) -> list[Finding]:
    """A manifest whose digests are right must be the very bytes that Totalis writes."""
    if files[manifest] == manifest_of(of):
        return []
    return [Finding(file=manifest, what="its order, spaces or line ends are not as written")]
