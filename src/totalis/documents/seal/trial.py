"""Keys for trials: a certificate authority made on the spot. Its names say loudly that it proves nothing to anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import NameOID, ObjectIdentifier

MARK = "TRIAL ONLY - proves nothing"
ISSUER_YEARS, SIGNER_YEARS = 20, 5
DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
"""The purpose “document signing” (RFC 9336)."""
_YEAR = timedelta(days=365)
_LONGEST = 64
"""Bytes in UTF-8, by which names are measured here: never more than the 64 characters of X.520."""


@dataclass(frozen=True)
class Authority:
    """A certificate authority for trials."""

    private: EllipticCurvePrivateKey
    certificate: x509.Certificate

    def packed(self, passphrase: str) -> bytes:
        """As a PKCS#12 file."""
        return _packed(self.private, self.certificate, (), passphrase)


@dataclass(frozen=True)
class Signer:
    """A signing key with its certificate, for trials."""

    private: EllipticCurvePrivateKey
    certificate: x509.Certificate
    authority: x509.Certificate

    def packed(self, passphrase: str) -> bytes:
        """As a PKCS#12 file with the certificate of its authority."""
        return _packed(self.private, self.certificate, (self.authority,), passphrase)


def new_authority(*, name: str, country: str, at: datetime) -> Authority:
    """Make an authority, good for twenty years."""
    private = generate_private_key(SECP256R1())
    subject = _name(f"{name} CA ({MARK})", name, country)
    builder = _builder(subject, subject, private.public_key(), at, ISSUER_YEARS)
    certificate = (
        builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(private, SHA256())
    )
    return Authority(private, certificate)


def new_signer(authority: Authority, *, name: str, country: str, at: datetime) -> Signer:
    """Make a signing key of an agency under an authority, good for five years."""
    private = generate_private_key(SECP256R1())
    issuer = authority.certificate
    above = authority.private.public_key()
    builder = _builder(
        _name(f"{name} ({MARK})", name, country),
        issuer.subject,
        private.public_key(),
        at,
        SIGNER_YEARS,
    )
    certificate = (
        builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(above), critical=False)
        .sign(authority.private, SHA256())
    )
    return Signer(private, certificate, issuer)


def is_trial(certificate: x509.Certificate) -> bool:
    """Whether a certificate was made here, or under one that was."""
    return MARK in certificate.issuer.rfc4514_string()


def _name(common: str, organisation: str, country: str) -> x509.Name:
    """A distinguished name; X.520 bounds its parts, the mark stays whole. The full name stands on the certificates."""
    mark = common[common.rfind(" (") :]
    name = _within(common.removesuffix(mark), _LONGEST - len(mark))
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, country),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _within(organisation, _LONGEST)),
            x509.NameAttribute(NameOID.COMMON_NAME, name + mark),
        ]
    )


def _within(text: str, most: int) -> str:
    """As much of a text as its bytes allow; no letter is cut in two."""
    return text.encode()[:most].decode(errors="ignore").rstrip()


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: EllipticCurvePublicKey,
    at: datetime,
    years: int,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + years * _YEAR)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _packed(
    private: EllipticCurvePrivateKey,
    certificate: x509.Certificate,
    others: tuple[x509.Certificate, ...],
    passphrase: str,
) -> bytes:
    closed = BestAvailableEncryption(passphrase.encode())
    return serialize_key_and_certificates(b"signing", private, certificate, others or None, closed)
