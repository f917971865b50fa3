"""`totalis verify`: is this export whole, does one thing in it follow from the other; is this certificate genuine, does it count?"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import msgspec

from totalis.cli.verify_certificate import is_certificate, run_certificate
from totalis.documents.archive import MAX_BYTES, MAX_FILES
from totalis.documents.verify import Verification, verify_bytes, verify_files
from totalis.kernel.errors import InputError, Problem

if TYPE_CHECKING:
    from argparse import Namespace

GENUINE = 0
NOT_GENUINE = 2
_MARKS = {"passed": "ok", "failed": "FAILED", "not_done": "-"}


def run(options: Namespace) -> int:
    """Check a file or a folder; 0 where it is genuine (a certificate: and in force), 2 where it is not."""
    data = _read(options.file)
    if isinstance(data, bytes) and is_certificate(data):
        return run_certificate(options, data, _name(options.file))
    if options.issuer or options.on:
        raise _wrong(options.file, "no certificate; --issuer and --on are for certificates")
    found = _checked(options.file, data)
    if options.json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(found)) + b"\n")
        sys.stdout.buffer.flush()
    else:
        print(text_of(found))
    return GENUINE if found.genuine else NOT_GENUINE


def text_of(found: Verification) -> str:
    """The steps as numbered lines, what is wrong under each, the answer last."""
    lines = [f"{found.name}: {_KINDS[found.kind]}"]
    lines += [f"  {name}: {value}" for name, value in found.about.items()]
    lines.append("")
    for step in found.steps:
        lines.append(f"{step.number:>3}. {_MARKS[step.status]:<7}{step.title}")
        if step.compared:
            lines.append(f"            {step.compared}")
        for item in step.findings:
            lines.append(f"            {item.file}: {item.what}")
            if item.expected or item.found:
                lines.append(f"                expected {item.expected}, found {item.found}")
    return "\n".join([*lines, "", _verdict(found)])


_KINDS = {
    "case_export": "export of a case, proof for one day",
    "packet_bundle": "bundle of a request packet",
    "unknown": "not something that can be checked",
}


def _verdict(found: Verification) -> str:
    if not found.genuine:
        return "NOT GENUINE: it is not as Totalis wrote it, or one thing in it does not follow from the other."
    not_done = sum(step.status == "not_done" for step in found.steps)
    rest = f" ({not_done} step(s) had nothing to compare with)" if not_done else ""
    return (
        f"GENUINE: nothing was changed since it was written, and everything follows{rest}.\n"
        "Compare the digest above with the one in the organisation's own records: whoever writes a whole file anew can\n"
        "make it agree with itself."
    )


def _checked(path: str, data: bytes | None) -> Verification:
    if data is None:
        return verify_files(_folder(path), _name(path))
    return verify_bytes(data, _name(path))


def _name(path: str) -> str:
    if path == "-":
        return "standard input"
    return os.path.basename(os.path.normpath(path)) or path


def _read(path: str) -> bytes | None:
    """The file, or standard input; None where it is a folder."""
    if path == "-":
        return _bounded(sys.stdin.buffer.read(MAX_BYTES + 1), path)
    if os.path.isdir(path):
        return None
    try:
        with open(path, "rb") as handle:
            return _bounded(handle.read(MAX_BYTES + 1), path)
    except OSError as error:
        raise _wrong(path, error.strerror or "cannot be read") from None


def _folder(top: str) -> dict[str, bytes]:
    """The files of a folder by their path in it; links are not followed and not passed over."""
    files: dict[str, bytes] = {}
    size = 0
    for folder, folders, names in os.walk(top):
        for name in sorted(names) + [
            name for name in folders if os.path.islink(f"{folder}/{name}")
        ]:
            full = os.path.join(folder, name)
            inside = os.path.relpath(full, top).replace(os.sep, "/")
            if os.path.islink(full) or not os.path.isfile(full):
                raise _wrong(inside, "a link or a device where a plain file belongs")
            size += os.path.getsize(full)
            if size > MAX_BYTES or len(files) >= MAX_FILES:
                raise _wrong(top, f"more than {MAX_BYTES} bytes or {MAX_FILES} files")
            with open(full, "rb") as handle:
                files[inside] = handle.read()
    return files


def _bounded(data: bytes, path: str) -> bytes:
    if len(data) > MAX_BYTES:
        raise _wrong(path, f"more than {MAX_BYTES} bytes")
    return data


def _wrong(path: str, found: str) -> InputError:
    return InputError(
        [
            Problem(
                path=path,
                found=found,
                expected="a case export (ZIP or unpacked folder), a packet bundle, a certificate or its credential",
                remedy="Name the file that was exported or issued, or the folder that an export unpacks to.",
            )
        ]
    )
