"""A key in a PKCS#11 token (SoftHSM 2): it seals and signs, and never comes out."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pkcs11
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pkcs11 import Attribute, KeyType, ObjectClass
from pkcs11.util.ec import decode_ec_private_key
from pkcs11.util.x509 import decode_x509_certificate

from tests.authority.cast import NOW, Office
from tests.authority.issue.cases import issued
from totalis.authority.keys import is_for_trials, seal_key
from totalis.authority.selectors.register_keys import jwks
from totalis.documents.seal.holding import TokenKey
from totalis.documents.seal.trial import Signer, new_authority, new_signer
from totalis.webbase.files.selectors import content

if TYPE_CHECKING:
    from collections.abc import Iterator

MODULES = (
    Path("/usr/lib/softhsm/libsofthsm2.so"),
    Path("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"),
)
MODULE = next((str(path) for path in MODULES if path.exists()), "")
TOKEN, LABEL, PIN = "office", "seal", "987654"
pytestmark = pytest.mark.skipif(
    not MODULE or shutil.which("softhsm2-util") is None, reason="SoftHSM 2 is not installed"
)


@pytest.fixture(scope="session")
def signer() -> Signer:
    """A key with its certificate, not yet in the token."""
    authority = new_authority(name="Office of Certificates", country="US", at=NOW)
    return new_signer(authority, name="Office of Certificates", country="US", at=NOW)


@pytest.fixture(scope="session")
def token(signer: Signer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A new token with the key and its certificates; the library reads its place when it is loaded, once a process."""
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    config = folder / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\n")
    os.environ["SOFTHSM2_CONF"] = str(config)
    start = ["softhsm2-util", "--init-token", "--free", "--label", TOKEN, "--pin", PIN]
    subprocess.run([*start, "--so-pin", PIN], check=True, capture_output=True)  # noqa: S603
    session = pkcs11.lib(MODULE).get_token(token_label=TOKEN).open(rw=True, user_pin=PIN)
    der = signer.private.private_bytes(
        Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption()
    )
    private = decode_ec_private_key(der)
    private |= {Attribute.LABEL: LABEL, Attribute.TOKEN: True, Attribute.SENSITIVE: True}
    session.create_object({**private, Attribute.EXTRACTABLE: False})
    for label, each in ((LABEL, signer.certificate), ("authority", signer.authority)):
        said = decode_x509_certificate(each.public_bytes(Encoding.DER))
        session.create_object({**said, Attribute.LABEL: label, Attribute.TOKEN: True})
    session.close()
    yield {"MODULE": MODULE, "TOKEN": TOKEN, "LABEL": LABEL, "PIN": PIN}
    del os.environ["SOFTHSM2_CONF"]


@pytest.fixture
def from_token(token: dict[str, str], settings: Any) -> None:
    """The settings of an installation whose key lies in the token."""
    settings.SIGNING = {**settings.SIGNING, **token}


def test_the_token_signs_what_the_certificate_verifies(
    signer: Signer, token: dict[str, str]
) -> None:
    """OpenSSL, through cryptography, checks what SoftHSM signed."""
    key = TokenKey(module=MODULE, token=TOKEN, label=LABEL, pin=PIN)
    pair = key.sign(b"a certificate")
    assert len(pair) == 64
    r, s = (int.from_bytes(half, "big") for half in (pair[:32], pair[32:]))
    public = signer.private.public_key()
    public.verify(encode_dss_signature(r, s), b"a certificate", ECDSA(SHA256()))
    assert key.identity.certificate == signer.certificate
    assert key.identity.chain == (signer.authority,)
    assert token["LABEL"] == LABEL


def test_the_key_does_not_come_out(token: dict[str, str]) -> None:
    """What an attacker with the PIN and our session would try."""
    TokenKey(module=MODULE, token=TOKEN, label=LABEL, pin=PIN)  # logs the process in
    session = pkcs11.lib(token["MODULE"]).get_token(token_label=TOKEN).open()
    key = session.get_key(object_class=ObjectClass.PRIVATE_KEY, label=LABEL, key_type=KeyType.EC)
    with pytest.raises(pkcs11.PKCS11Error):
        key[Attribute.VALUE]


@pytest.mark.django_db
@pytest.mark.usefixtures("from_token")
def test_a_certificate_sealed_by_the_token(office: Office, signer: Signer, tmp_path: Path) -> None:
    """PDF, credential and published keys, all by the key that never left the token."""
    made = issued(office)
    assert seal_key().identity.certificate == signer.certificate
    assert is_for_trials()
    assert jwks(office.organisation, at=NOW)["keys"][0]["kid"] == seal_key().identity.kid
    path = tmp_path / "certificate.pdf"
    path.write_bytes(content(made.paper))
    said = subprocess.run(["pdfsig", str(path)], capture_output=True, text=True, check=False)  # noqa: S603, S607
    assert "Signature is Valid." in said.stdout


@pytest.mark.parametrize("wrong", [{"label": "other"}, {"token": "other"}, {"pin": "000000"}])
def test_what_does_not_fit_is_said(token: dict[str, str], wrong: dict[str, str]) -> None:
    """No such key, no such token, a wrong PIN: a message for people, not a crash. In a process that is not logged in yet."""
    named = {name.lower(): value for name, value in token.items()} | wrong
    script = (
        "from totalis.documents.seal.holding import TokenKey; "
        "from totalis.kernel.errors import InputError\n"
        f"try:\n    TokenKey(**{named!r})\nexcept InputError as error:\n    print(error.diagnostics())"
    )
    call = [sys.executable, "-c", script]
    done = subprocess.run(call, capture_output=True, text=True, check=True)  # noqa: S603
    assert "fit together" in done.stdout
