"""A credential (SD-JWT VC over RFC 9901) in steps: form, issuer, key, disclosures; days and status come after.

Key binding is not asked for: the credential is a paper's twin that is handed over, not proof of who hands it over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from totalis.documents.credential import TYPE, credential_type
from totalis.documents.verify.certificate_steps import leave, refuse
from totalis.documents.verify.credential_disclosures import shown_by
from totalis.documents.verify.credential_jws import demand_header, demand_signature, parts_of
from totalis.documents.verify.status import SKEW
from totalis.kernel.dates import read_day

if TYPE_CHECKING:
    from totalis.documents.verify.bundle_issuer import IssuerBundle
    from totalis.documents.verify.certificate_steps import Checking

MAX_CREDENTIAL_BYTES = 256 * 1024
_NEEDED = ("document_id", "document_digest", "legislation", "issuance_date", "status")
_STEPS = ("issuer", "key", "disclosures")


@dataclass
class Credential:
    """A credential between its steps."""

    token: str
    disclosures: list[str]
    header: dict[str, Any]
    payload: dict[str, Any]
    claims: dict[str, Any]
    """What it says once its disclosures are put in; the bare payload until then."""

    @property
    def days(self) -> tuple[date, date | None]:
        """First and last day, both included."""
        said = self.claims["legislation"]
        end = said.get("ending_date")
        return read_day(said["starting_date"]), read_day(end) if end else None


def looks_like_credential(data: bytes) -> bool:
    """Whether bytes are text of the kind of a credential, whatever it says."""
    return len(data) <= MAX_CREDENTIAL_BYTES and data.strip()[:2] == b"ey" and b"." in data


def check_credential(
    checking: Checking, text: str, issuer: IssuerBundle | None, at: datetime
) -> Credential | None:
    """The steps `credential` to `disclosures`; the credential where its form could be read."""
    found: list[Credential] = []

    def form() -> dict[str, Any]:
        found.append(_read(text, at))
        return {"type": found[0].payload["vct"]}

    if not checking.look("credential", form, broken="not_credential"):
        checking.skip(*_STEPS)
        return None
    credential = found[0]
    checking.look("issuer", lambda: _issuer(credential, issuer), broken="wrong_issuer")
    checking.look("key", lambda: _key(credential, issuer), broken="forged")
    checking.look("disclosures", lambda: _disclosures(credential), broken="unknown_disclosure")
    return credential


def _read(text: str, at: datetime) -> Credential:
    token, *rest = text.strip().split("~")
    if len(token) > MAX_CREDENTIAL_BYTES:
        refuse("too_large")
    if rest and "." in rest[-1]:
        rest = [*rest[:-1], ""]  # a key-binding token, which nothing here rests on
    header, payload = parts_of(token)
    demand_header(header, TYPE, "wrong_type")
    if not rest or rest[-1]:
        refuse("not_credential", expected="… ~", found=token[-8:])
    if payload["vct"] != credential_type(payload["iss"]):
        refuse("wrong_type", expected=credential_type(payload["iss"]), found=payload["vct"])
    if datetime.fromtimestamp(payload["iat"], UTC) > at + SKEW:
        refuse("issued_later", found=payload["iat"])
    return Credential(token, rest[:-1], header, payload, dict(payload))


def _issuer(credential: Credential, issuer: IssuerBundle | None) -> dict[str, Any]:
    named = credential.payload["iss"]
    if issuer is None:
        leave("no_issuer")
    if named != issuer.issuer:
        refuse("wrong_issuer", expected=issuer.issuer, found=named)
    return {"issuer": named}


def _key(credential: Credential, issuer: IssuerBundle | None) -> dict[str, Any]:
    if issuer is None:
        leave("no_issuer")
    kid = demand_signature(credential.token, credential.header, issuer, "forged")
    return {"key": kid}


def _disclosures(credential: Credential) -> dict[str, Any]:
    shown = shown_by(credential.payload, credential.disclosures)
    missing = [name for name in _NEEDED if name not in shown.claims]
    if missing:
        refuse("hidden", expected=", ".join(missing))
    credential.claims = shown.claims
    return {"shown": shown.shown, "hidden": shown.hidden}
