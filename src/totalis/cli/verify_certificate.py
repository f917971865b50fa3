"""`totalis verify certificate.pdf --issuer bundle.json`: offline, by the keys and lists that somebody got from the issuer."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import msgspec

from totalis.cli.door import require_extra
from totalis.cli.reading import read_day
from totalis.kernel.errors import InputError, Problem
from totalis.webbase import clock

if TYPE_CHECKING:
    from argparse import Namespace

    from totalis.documents.verify.bundle_issuer import IssuerBundle
    from totalis.documents.verify.certificate_steps import CertificateCheck

IN_FORCE, NOT_IN_FORCE = 0, 2
_MARKS = {"passed": "ok", "failed": "FAILED", "not_done": "-"}
_KINDS = {
    "certificate_pdf": "certificate, PDF",
    "certificate_credential": "credential of a certificate",
    "unknown": "not something that can be checked",
}


def is_certificate(data: bytes) -> bool:
    """Whether bytes are a PDF, or text of the kind of a credential: what an export never is."""
    return data.startswith(b"%PDF-") or (data.lstrip()[:2] == b"ey" and b"." in data[:8192])


def run_certificate(options: Namespace, data: bytes, name: str) -> int:
    """Check a certificate; 0 where it is genuine and in force on the day, 2 in every other case.

    Raises:
        InputError: the bundle is none, or the day does not exist.
    """
    require_extra()
    from totalis.documents.verify.certificate import check_certificate

    at = clock.now()
    day = read_day(options.on, "--on") if options.on else at.date()
    found = check_certificate(data, name, issuer=_issuer(options.issuer), day=day, at=at)
    if options.json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(found)) + b"\n")
        sys.stdout.buffer.flush()
    else:
        print(text_of(found))
    return IN_FORCE if found.in_force else NOT_IN_FORCE


def text_of(found: CertificateCheck) -> str:
    """The answer first, then what it says of itself, then the steps with what is wrong under each."""
    lines = [
        f"{found.name}: {_KINDS[found.kind]}, asked about {found.day}",
        " ".join((found.verdict.upper().replace("_", " ") + ":", found.says, found.why)).strip(),
    ]
    if found.about:
        lines += ["", *(f"  {name}: {value}" for name, value in found.about.items())]
    lines.append("")
    for step in found.steps:
        lines.append(f"{step.number:>3}. {_MARKS[step.status]:<7}{step.title}")
        if step.compared:
            lines.append(f"            {step.compared}")
        for item in step.findings:
            lines.append(f"            {item.what}")
            if item.expected or item.found:
                lines.append(
                    f"                expected {item.expected or '-'}, found {item.found or '-'}"
                )
    return "\n".join(lines)


def _issuer(path: str | None) -> IssuerBundle | None:
    """The bundle that was named.

    Raises:
        InputError: it does not read.
    """
    if path is None:
        return None
    from totalis.documents.verify.bundle_issuer import MAX_BUNDLE_BYTES, read_issuer_bundle

    try:
        with open(path, "rb") as handle:
            return read_issuer_bundle(handle.read(MAX_BUNDLE_BYTES + 1), path)
    except OSError as error:
        found = error.strerror or "cannot be read"
        remedy = "Ask the issuer for its bundle, and name the file."
        raise InputError([Problem(path, found, "a bundle of an issuer", remedy)]) from None
