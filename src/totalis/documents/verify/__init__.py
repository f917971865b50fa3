"""Checks of what Totalis wrote, step by step: `verify_bytes` for a file, `verify_files` for an unpacked folder.

Case exports and packet bundles are known. Certificates and credentials, whose issuer must be named, are checked by `verify.certificate`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.documents.archive import read_zip, unsafe_path
from totalis.documents.verify.bag import check_bag, is_bag
from totalis.documents.verify.bundle import check_bundle, is_bundle
from totalis.documents.verify.report import Finding, Report, Step, Verification

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Finding", "Step", "Verification", "verify_bytes", "verify_files"]

_ZIP = b"PK"
KINDS: tuple[tuple[str, Callable[[str], bool], Callable[[Report, dict[str, bytes]], None]], ...] = (
    ("case_export", is_bag, check_bag),
    ("packet_bundle", is_bundle, check_bundle),
)
"""Name, whether a path is one that only this kind has, and the check of its files."""


def verify_bytes(data: bytes, name: str) -> Verification:
    """Check a file that somebody says Totalis wrote. Never raises for what the file holds.

    Args:
        data: The whole file.
        name: Its name, for messages.
    """
    report = Report(name)
    if not data.startswith(_ZIP):
        return _unknown(report, data)
    archive = read_zip(data, name)
    report.step(
        "The archive opens, is bounded, leads nowhere else, and is as Totalis wrote it",
        f"{len(archive.files)} files, {len(data)} bytes",
        [Finding(file=file or name, what=what) for file, what in archive.problems],
    )
    if not archive.files and archive.problems:
        return report.closed("unknown")
    return _of_files(report, archive.files)


def verify_files(files: Mapping[str, bytes], name: str) -> Verification:
    """Check the files of an unpacked archive by their paths; as `verify_bytes`."""
    report = Report(name)
    unsafe = [Finding(file=path, what=why) for path in files if (why := unsafe_path(path))]
    report.step("The folder opens and leads nowhere else", f"{len(files)} files", unsafe)
    return _of_files(report, dict(files))


def _of_files(report: Report, files: dict[str, bytes]) -> Verification:
    inside = _without_top(report, files)
    for kind, is_it, check in KINDS:
        if any(is_it(path) for path in inside):
            check(report, inside)
            return report.closed(kind)
    what = "no file in it is one that a case export or a packet bundle has"
    report.step("It is something that Totalis writes", "", [Finding(file=report.name, what=what)])
    return report.closed("unknown")


def _without_top(report: Report, files: dict[str, bytes]) -> dict[str, bytes]:
    """The files below the one folder at the top, if there is one for all of them."""
    tops = {path.partition("/")[0] for path in files if "/" in path}
    loose = [path for path in files if "/" not in path]
    if loose or not tops or {"data", "documents"} & tops:
        return files
    if len(tops) == 1:
        (top,) = tops
        return {path.removeprefix(f"{top}/"): data for path, data in files.items()}
    counted = {top: sum(path.startswith(f"{top}/") for path in files) for top in tops}
    main = max(sorted(tops), key=counted.__getitem__)
    strays = [path for path in files if not path.startswith(f"{main}/")]
    report.step(
        "Everything lies in one folder",
        main,
        [Finding(file=path, what="lies outside the folder of the export") for path in strays],
    )
    return {
        path.removeprefix(f"{main}/"): data for path, data in files.items() if path not in strays
    }


def _unknown(report: Report, data: bytes) -> Verification:
    what = "a PDF" if data.startswith(b"%PDF-") else "nothing that Totalis writes"
    says = (
        f"this is {what}. A case export (ZIP or folder) or a packet bundle (ZIP) can be checked; "
        "a single document is checked by the export that it belongs to"
    )
    report.step("It is something that can be checked", "", [Finding(file=report.name, what=says)])
    return report.closed("unknown")
