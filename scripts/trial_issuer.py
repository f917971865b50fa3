"""An issuer for trials: an authority made on the spot, its certificates, credentials, status lists and bundle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.serialization import Encoding

from totalis.documents.certificate import (
    Issue,
    Issuer,
    certificate_content,
    certificate_pdf,
)
from totalis.documents.credential import credential
from totalis.documents.seal.holding import FileKey
from totalis.documents.seal.identity import Identity
from totalis.documents.seal.pdf import seal_pdf
from totalis.documents.seal.tokens import sign_token
from totalis.documents.seal.trial import Authority, Signer, new_authority, new_signer
from totalis.documents.status_list import PLACES, TYPE, claims, status_list_uri
from totalis.documents.verify.bundle_issuer import IssuerBundle
from totalis.lawbook.book import Lawbook

if TYPE_CHECKING:
    from collections.abc import Mapping

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
"""When everything is issued, and when it is checked."""
DAY = date(2027, 6, 1)
"""The day that is asked about."""
ISSUER, NAME = "https://certificates.example.org", "Office of Certificates"
OTHER, OTHER_NAME = "https://amt.example.net", "Amt für Bescheinigungen"
PLACE = 4711
"""Of everything whose status is not the flaw."""
LONG_AGO = datetime(2017, 1, 1, tzinfo=UTC)
ANSWERS = {
    "worker_full_name": "Zoë O'Brien-Ångström",
    "worker_ssn": "899124399",
    "citizenship": "US",
    "date_of_birth": "1988-03-14",
    "place_of_birth": "Baltimore",
    "permanent_residence": "US",
    "us_employer_name": "Borealis Instruments, Inc.",
    "us_employer_address": "1 Harbor Way\nBoston, MA 02210",
    "foreign_employer_name": "Borealis France SAS",
    "foreign_employer_address": "8 rue Royale\n69001 Lyon\nFrance",
}


@dataclass(frozen=True)
class House:
    """An issuer for trials: its authority, its key, its name."""

    url: str
    name: str
    country: str
    authority: Authority
    signer: Signer
    old: Signer

    @property
    def key(self) -> FileKey:
        """Its signing key."""
        return key_of(self.signer)

    def content(self, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - fields of another
        """What its certificate says; `changes` are fields of `Issue`."""
        said = {
            "issuer": Issuer(name=self.name, country=self.country, url=self.url),
            "number": "US26-7K3M-Q2XD-4",
            "check_code": "8H2K-3MPQ-T9RV",
            "issued_on": AT.date(),
            "product": "certificate",
            "lane": "employer",
            "covered_by": "US",
            "exempt_in": "FR",
            "article": "6(1)",
            "start": date(2027, 1, 1),
            "end": date(2029, 12, 31),
            "is_exception": False,
            "work_country": "FR",
            "control_number": "C-2026-0001",
            "determination": "sha256:" + "1" * 64,
            "law": "sha256:" + "2" * 64,
        }
        answers = {**ANSWERS, **changes.pop("answers", {})}
        return certificate_content(Issue(**{**said, **changes}), answers, Lawbook().agreement("FR"))

    def credential(self, content: dict[str, Any], **changes: Any) -> str:  # noqa: ANN401 - fields of another
        """The credential of a content; `changes` are arguments of `credential`."""
        given = {"status_uri": status_list_uri(self.url, 1), "status_index": PLACE, "at": AT}
        return credential(content, **{"key": self.key, **given, **changes})

    def pdf(self, content: dict[str, Any], said: str | None = None, **changes: Any) -> bytes:  # noqa: ANN401 - fields of another
        """The sealed PDF; `said` is the credential inside, `changes` are arguments of `seal_pdf`."""
        return self.seal(certificate_pdf(content, said or self.credential(content)), **changes)

    def seal(self, drawn: bytes, **changes: Any) -> bytes:  # noqa: ANN401 - fields of another
        """The seal under a drawn PDF."""
        return seal_pdf(drawn, **{"key": self.key, "at": AT, "reason": "Issued", **changes})

    def status_list(
        self,
        statuses: Mapping[int, int] | None = None,
        *,
        number: int = 1,
        at: datetime = AT,
        url: str = "",
        last_days: Mapping[int, date] | None = None,
    ) -> str:
        """One of its status lists."""
        uri = status_list_uri(url or self.url, number)
        said = claims(uri, statuses or {}, at=at, places=PLACES, last_days=last_days)
        return sign_token(said, typ=TYPE, key=self.key)

    def bundle(self, **changes: Any) -> IssuerBundle:  # noqa: ANN401 - fields of another
        """What somebody keeps to check it offline; `changes` are fields of the bundle."""
        pem = self.authority.certificate.public_bytes(Encoding.PEM).decode()
        given = {
            "issuer": self.url,
            "name": self.name,
            "country": self.country,
            "made_at": AT,
            "keys": (self.key.identity.jwk,),
            "authorities": (pem,),
            "status_lists": {"1": self.status_list()},
        }
        return IssuerBundle(**{**given, **changes})

    @property
    def former(self) -> FileKey:
        """The key that it signed with years ago; still published."""
        return key_of(self.old)


def key_of(signer: Signer) -> FileKey:
    """The key of a trial signer."""
    return FileKey(signer.private, Identity(signer.certificate, (signer.authority,)))


def make_house(url: str = ISSUER, name: str = NAME, country: str = "US") -> House:
    """An issuer with an authority of its own."""
    authority = new_authority(name=name, country=country, at=LONG_AGO)
    signer, old = (
        new_signer(authority, name=name, country=country, at=at) for at in (AT, LONG_AGO)
    )
    return House(url, name, country, authority, signer, old)
