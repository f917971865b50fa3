"""Seals with a time stamp (PAdES B-T), by a real authority of RFC 3161: `openssl ts` behind HTTP on this machine."""

from __future__ import annotations

import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from asn1crypto import pem, x509  # type: ignore[import-untyped] # it has no types
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko_certvalidator import ValidationContext

from scripts.trial_issuer import AT, DAY, make_house
from tests.authority.issue.judging import judged
from totalis.authority.keys import time_stamper
from totalis.documents.certificate import certificate_pdf
from totalis.documents.verify.certificate import check_certificate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is missing")

CONFIG = """
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[stamper]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = stamps
[stamps]
serial = serial
signer_cert = stamper.pem
certs = root.pem
signer_key = stamper.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
ess_cert_id_alg = sha256
"""


def openssl(folder: Path, *words: str) -> None:
    """Run it in the authority's folder."""
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)  # noqa: S603, S607 - our own call


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a root and a certificate for time stamps."""
    folder = tmp_path_factory.mktemp("tsa")
    (folder / "tsa.cnf").write_text(CONFIG)
    (folder / "serial").write_text("01\n")
    made = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-config", "tsa.cnf")
    openssl(
        folder,
        *made,
        "-subj",
        "/CN=Root of time",
        "-extensions",
        "root",
        "-keyout",
        "root.key",
        "-out",
        "root.pem",
    )
    openssl(
        folder, *made, "-subj", "/CN=Stamper", "-extensions", "stamper", "-CA", "root.pem", "-CAkey", "root.key",
        "-keyout", "stamper.key", "-out", "stamper.pem",
    )  # fmt: skip
    return folder


@pytest.fixture
def _stamped(authority: Path, settings) -> Iterator[None]:
    """The authority answers, and the installation's setting names it."""

    class Desk(BaseHTTPRequestHandler):
        """Hands each question to `openssl ts`."""

        def do_POST(self) -> None:
            """Answer one question."""
            asked = self.rfile.read(int(self.headers["content-length"]))
            (authority / "asked.tsq").write_bytes(asked)
            openssl(
                authority,
                "ts",
                "-reply",
                "-config",
                "tsa.cnf",
                "-queryfile",
                "asked.tsq",
                "-out",
                "said.tsr",
            )
            self.send_response(200)
            self.send_header("content-type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write((authority / "said.tsr").read_bytes())

        def log_message(self, *_words: object) -> None:
            """Keep quiet."""

    server = HTTPServer(("127.0.0.1", 0), Desk)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SIGNING = {**settings.SIGNING, "TSA": f"http://127.0.0.1:{server.server_port}/"}
    yield
    server.shutdown()
    server.server_close()


def anchor(path: Path) -> x509.Certificate:
    """A certificate in a PEM file."""
    return x509.Certificate.load(pem.unarmor(path.read_bytes())[2])


@pytest.mark.usefixtures("_stamped")
def test_the_setting_gives_seals_a_stamp_that_others_accept(authority, tmp_path):
    house = make_house()
    content = house.content()
    pdf = house.seal(
        certificate_pdf(content, house.credential(content)), time_stamper=time_stamper()
    )

    (signature,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    ours = x509.Certificate.load(house.key.identity.anchor.public_bytes(Encoding.DER))
    status = judged(
        signature,
        ValidationContext(trust_roots=[ours], moment=AT),
        ts_validation_context=ValidationContext(trust_roots=[anchor(authority / "root.pem")]),
    )
    assert status.bottom_line
    stamp = status.timestamp_validity
    assert stamp is not None
    assert (stamp.intact, stamp.valid, stamp.trusted) == (True, True, True)
    answered = (authority / "said.tsr").stat().st_mtime
    assert answered - stamp.timestamp.timestamp() < 5, "its own clock, which no test stops"

    # The authority's own program: the token is over this very signature.
    (token,) = (
        one
        for one in signature.signer_info["unsigned_attrs"]
        if one["type"].native == "signature_time_stamp_token"
    )
    (tmp_path / "token").write_bytes(token["values"][0].dump())
    (tmp_path / "signature").write_bytes(signature.signer_info["signature"].native)
    openssl(
        tmp_path, "ts", "-verify", "-token_in", "-in", "token", "-data", "signature",
        "-CAfile", str(authority / "root.pem"), "-untrusted", str(authority / "stamper.pem"),
    )  # fmt: skip

    found = check_certificate(pdf, "x", issuer=house.bundle(), day=DAY, at=AT)
    assert found.verdict == "in_force", "our own check minds no stamp"


def test_without_the_setting_nobody_stamps(settings):
    settings.SIGNING = {**settings.SIGNING, "TSA": ""}
    assert time_stamper() is None
