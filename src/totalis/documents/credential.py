"""The credential of a certificate: an SD-JWT VC whose claims follow those of the European PDA1 attestation.

Names as the wallet's reference issuer publishes them for `urn:eu.europa.ec.eudi:pda1:1` (read on 2026-11-22): `credential_holder`,
`nationality`, `social_security_pin`, `employment_details`, `places_of_work`, `legislation`, `status_confirmation`, `document_id`,
`competent_institution`, `issuance_date`, `expiry_date`, `issuing_authority`, `issuing_country`. It is no PDA1, so its type (`vct`) is
our own. Where PDA1 splits what we hold whole, we do not guess the parts: a name is one `name`, an address one `address`.
Everything about the person and her work can be held back by the holder, piece by piece; country, period, number and status cannot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sd_jwt.common import SDObj  # type: ignore[import-untyped] # it has no types
from sd_jwt.issuer import SDJWTIssuer  # type: ignore[import-untyped] # it has no types

from totalis.documents.seal.tokens import coded, part_of
from totalis.kernel.digest import digest

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.documents.seal.identity import SealKey

Json = dict[str, Any]
TYPE = "dc+sd-jwt"
"""`typ` of the header, as drafts of SD-JWT VC name it since November 2024; `vc+sd-jwt` before."""
_EMPLOYMENT_TYPES = {"employment": "employed", "self_employment": "self_employed"}


def credential_type(issuer: str) -> str:
    """The `vct`: an address at which the issuer describes it."""
    return f"{issuer}/service/credential-types/certificate-of-coverage-1"


CLAIMS = {
    "document_id": "Number of the certificate",
    "document_type": "certificate: certificate of coverage; letter_of_exemption: letter of exemption",
    "document_digest": "SHA-256 of what the paper says (certificate.json inside the PDF) as canonical JSON",
    "issuance_date": "Day of issue",
    "expiry_date": "Last day of coverage; none where the certificate has no last day",
    "issuing_authority": "The agency",
    "issuing_country": "Its country",
    "competent_institution": "The agency as the institution that is competent",
    "status_confirmation": "employed, self_employed or exception",
    "legislation": "Whose law applies (member_state), where the person is exempt (exempt_in), first and last day, agreement, article",
    "credential_holder": "Name, day and place of birth",
    "nationality": "Citizenships",
    "social_security_pin": "Number of the person in the issuing country",
    "employment_details": "Employers, or the businesses of a self-employed person, with addresses",
    "places_of_work": "Where the work is done",
}
"""What each claim means."""
HIDDEN = frozenset(
    {"credential_holder", "nationality", "social_security_pin", "employment_details"}
    | {"places_of_work"}
)
"""The claims that the holder shows or keeps back."""


def type_metadata(vct: str) -> Json:
    """What the type is, for whoever meets it (SD-JWT VC type metadata)."""
    return {
        "vct": vct,
        "name": "Certificate of coverage",
        "description": (
            "A certificate of coverage or letter of exemption under a bilateral agreement on social security. Its claims follow "
            "those of the European PDA1 attestation (urn:eu.europa.ec.eudi:pda1:1); it is no PDA1."
        ),
        "claims": [
            {
                "path": [name],
                "display": [{"lang": "en", "label": name.replace("_", " "), "description": says}],
                "sd": "always" if name in HIDDEN else "never",
            }
            for name, says in CLAIMS.items()
        ],
    }


def credential(
    content: Json, *, key: SealKey, status_uri: str, status_index: int, at: datetime
) -> str:
    """The signed credential with all its disclosures.

    Args:
        content: Of `certificate_content`.
        key: The issuer's key.
        status_uri: Address of the status list that it has a place in.
        status_index: The place.
        at: When it is issued.
    """
    plain: Json = {
        "iss": content["issuer"]["url"],
        "vct": credential_type(content["issuer"]["url"]),
        "iat": int(at.timestamp()),
        **_expiry(content),
        "status": {"status_list": {"idx": status_index, "uri": status_uri}},
        **_about_the_paper(content),
        "legislation": _legislation(content),
    }
    hidden = {SDObj(name): value for name, value in _about_the_person(content).items() if value}
    return str(_Issuer({**plain, **hidden}, key).sd_jwt_issuance)


def _expiry(content: Json) -> Json:
    """`exp` is not set: a certificate proves its period for ever, long after its last day; `expiry_date` is that day."""
    end = content["coverage"]["end"]
    return {"expiry_date": end} if end else {}


def _about_the_paper(content: Json) -> Json:
    issuer = content["issuer"]
    return {
        "document_id": content["number"],
        "document_type": content["product"],
        "document_digest": digest(content),
        "issuance_date": content["issued_on"],
        "issuing_authority": issuer["name"],
        "issuing_country": issuer["country"],
        "competent_institution": {
            "institution_name": issuer["name"],
            "country_code": issuer["country"],
        },
        "status_confirmation": _status(content),
    }


def _legislation(content: Json) -> Json:
    coverage = content["coverage"]
    said = {
        "member_state": coverage["covered_by"],
        "exempt_in": coverage["exempt_in"],
        "starting_date": coverage["start"],
        "ending_date": coverage["end"],
        "agreement": content["agreement"]["country"],
        "article": coverage["article"],
    }
    return {name: value for name, value in said.items() if value}


def _status(content: Json) -> str:
    if content["coverage"]["exception"]:
        return "exception"
    alone = content["employment"]["kind"] == "self_employment"
    return "self_employed" if alone else "employed"


def _about_the_person(content: Json) -> Json:
    holder, work = content["holder"], content["employment"]
    issuer_country = content["issuer"]["country"]
    pin = next(
        (
            number["value"]
            for number in holder["numbers"]
            if number["country"] == issuer_country and not number["masked"]
        ),
        "",
    )
    kind = _EMPLOYMENT_TYPES[work["kind"]]
    return {
        "credential_holder": _named(
            {
                "name": holder["name"],
                "birth_date": holder["birth_date"],
                "birth_place": holder["birth_place"],
            }
        ),
        "nationality": holder["citizenships"],
        "social_security_pin": pin,
        "employment_details": [
            _named(
                {
                    "employment_type": kind,
                    "name": one["name"] or work["nature"],
                    "address": one["address"],
                    "country_code": one["country"],
                }
            )
            for one in work["businesses"]
        ],
        "places_of_work": {
            "place_of_work": [
                _named({"address": one["address"], "country_code": one["country"]})
                for one in content["places_of_work"]
            ]
        }
        if content["places_of_work"]
        else {},
    }


def _named(values: Json) -> Json:
    return {name: value for name, value in values.items() if value}


class _Issuer(SDJWTIssuer):  # type: ignore[misc] # the library has no types
    """The library makes disclosures and digests; our key signs, wherever it is kept."""

    def __init__(self, claims: Json, key: SealKey) -> None:
        self._key = key
        super().__init__(claims, issuer_key=None)

    def _create_signed_jws(self) -> None:
        header = {"alg": "ES256", "typ": TYPE, "kid": self._key.identity.kid}
        signed = f"{part_of(header)}.{part_of(self.sd_jwt_payload)}"
        signature = coded(self._key.sign(signed.encode("ascii")))
        self.serialized_sd_jwt = f"{signed}.{signature}"
