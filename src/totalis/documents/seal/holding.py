"""Where the private key lies: in a PKCS#12 file that a passphrase opens, or in a token that never gives it away (PKCS#11)."""

from __future__ import annotations

import hashlib
from threading import Lock
from typing import TYPE_CHECKING, Any, NoReturn

import pkcs11
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates
from cryptography.x509 import Certificate, load_der_x509_certificate
from pkcs11 import Attribute, Mechanism, ObjectClass

from totalis.documents.seal.identity import COORDINATE, Identity
from totalis.documents.seal.trial import Authority
from totalis.kernel.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable


class FileKey:
    """A key from a PKCS#12 file, held in memory."""

    def __init__(self, private: EllipticCurvePrivateKey, identity: Identity) -> None:
        self.private = private
        self.identity = identity

    def sign(self, data: bytes) -> bytes:
        """ECDSA with SHA-256: r and s, 32 bytes each."""
        r, s = decode_dss_signature(self.private.sign(data, ECDSA(SHA256())))
        return r.to_bytes(COORDINATE, "big") + s.to_bytes(COORDINATE, "big")


def key_of_file(data: bytes, passphrase: str) -> FileKey:
    """The key of a PKCS#12 file.

    Raises:
        InputError: the passphrase does not open it, it is no such file, or it holds no P-256 key with its certificate.
    """
    try:
        private, certificate, others = load_key_and_certificates(data, passphrase.encode() or None)
    except (ValueError, UnsupportedAlgorithm):
        _wrong("what this passphrase does not open", "a PKCS#12 file and its passphrase")
    if not isinstance(private, EllipticCurvePrivateKey) or certificate is None:
        _wrong("no elliptic-curve key with a certificate", "a key on P-256 and its certificate")
    return FileKey(private, Identity(certificate, chain_above(certificate, others)))


def authority_of_file(data: bytes, passphrase: str) -> Authority:
    """A trial authority, from the file that it was packed into.

    Raises:
        InputError: as `key_of_file`.
    """
    key = key_of_file(data, passphrase)
    return Authority(key.private, key.identity.certificate)


class TokenKey:
    """A key inside a PKCS#11 token. One session a process, used by one thread at a time; a lost one is opened again."""

    def __init__(self, *, module: str, token: str, label: str, pin: str) -> None:
        self._module, self._token, self._label, self._pin = module, token, label, pin
        self._alone = Lock()
        self._private: Any = None
        with self._alone:
            self.identity = self._opened()

    def sign(self, data: bytes) -> bytes:
        """ECDSA with SHA-256: r and s, 32 bytes each.

        The digest is made here, so that the token needs no more than plain ECDSA (CKM_ECDSA).
        """
        hashed = hashlib.sha256(data).digest()
        with self._alone:
            try:
                return bytes(self._private.sign(hashed, mechanism=Mechanism.ECDSA))
            except pkcs11.PKCS11Error:
                self._opened()  # the token was unplugged or restarted: once more, then it fails
                return bytes(self._private.sign(hashed, mechanism=Mechanism.ECDSA))

    def _opened(self) -> Identity:
        try:
            token = pkcs11.lib(self._module).get_token(token_label=self._token)
            session = self._session(token)
            self._private = session.get_key(object_class=ObjectClass.PRIVATE_KEY, label=self._label)
            return self._identity_in(session)
        except (pkcs11.PKCS11Error, RuntimeError, OSError) as error:
            expected = "a PKCS#11 module, a token, a key and a PIN that fit together"
            _wrong(f"{type(error).__name__} when the token was opened", expected)

    def _session(self, token: Any) -> Any:  # noqa: ANN401 - the library has no types
        """A session that is logged in; the login counts for the whole process, so another session's serves this one too."""
        try:
            return token.open(user_pin=self._pin)
        except pkcs11.UserAlreadyLoggedIn:
            return token.open()

    def _identity_in(self, session: Any) -> Identity:  # noqa: ANN401 - the library has no types
        """The certificate with the key's label; those above it are whatever else the token holds."""
        found: dict[str, list[Certificate]] = {}
        for each in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}):
            certificate = load_der_x509_certificate(bytes(each[Attribute.VALUE]))
            found.setdefault(str(each[Attribute.LABEL]), []).append(certificate)
        mine = found.pop(self._label, [])
        if len(mine) != 1:
            found_words = f"{len(mine)} certificates with the label {self._label}"
            _wrong(found_words, "one certificate with the label of the key")
        return Identity(
            mine[0], chain_above(mine[0], [one for all_ in found.values() for one in all_])
        )


def chain_above(certificate: Certificate, others: Iterable[Certificate]) -> tuple[Certificate, ...]:
    """Those of a heap of certificates that stand above one, the nearest first."""
    heap = list(others)
    chain: list[Certificate] = []
    last = certificate
    while last.issuer != last.subject:
        above = next((one for one in heap if one.subject == last.issuer), None)
        if above is None or above in chain:
            break
        chain.append(above)
        last = above
    return tuple(chain)


def _wrong(found: str, expected: str) -> NoReturn:
    remedy = (
        "See docs/certificates.md, “The signing key”; `totalis agency keys show` says what is read."
    )
    raise InputError([Problem("signing key", found, expected, remedy)])
