"""What the OpenAPI document says of each operation of the service."""

from __future__ import annotations

from functools import cache
from inspect import cleandoc
from typing import TYPE_CHECKING, Any

import msgspec

from totalis.api import problems
from totalis.api.body import JSON_TYPE
from totalis.api.everywhere import UNREADABLE
from totalis.api.openapi import answer, leading, ref, refusal
from totalis.api.service.shapes import (
    AnswerBody,
    CertificateInfo,
    CorrectionBody,
    EventList,
    Filed,
    FilingBody,
    FormList,
    ServiceInfo,
    Status,
    StatusList,
    WithdrawalBody,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = dict[Any, Any]

PDF_TYPE = "application/pdf"
CREDENTIAL_TYPE = "application/dc+sd-jwt"
SHAPES = (
    ServiceInfo,
    FilingBody,
    Filed,
    Status,
    StatusList,
    EventList,
    AnswerBody,
    CorrectionBody,
    WithdrawalBody,
    CertificateInfo,
    FormList,
)
EXAMPLE: Json = {
    "client_reference": "borealis:TC-2026-0142:1",
    "edition": "us-fr-employer-certificate-2026-11",
    "answers": {
        "agreement_country": "FR",
        "worker_full_name": "Maria Rivera",
        "born_with_other_name": "no",
        "worker_ssn": "536-90-4399",
        "citizenship": "US",
        "date_of_birth": "1988-03-14",
        "place_of_birth": "Baltimore",
        "permanent_residence": "US",
        "accompanying_family": "no",
        "us_employer_name": "Example Corporation",
        "us_employer_address": "1 Example Street, Springfield, IL 62701, United States",
        "foreign_employer_name": "Example France SAS",
        "foreign_employer_address": "1 rue de l'Exemple, 75001 Paris, France",
        "place_of_hire": "Springfield, United States",
        "american_employer": "yes",
        "country_of_hire": "US",
        "employed_before_transfer": "yes",
        "category": "ordinary",
        "begin_date": "2027-01-01",
        "end_date": "2029-12-31",
        "sent_by_employer": "yes",
        "sent_from": "US",
        "works_for_foreign_affiliate": "yes",
        "affiliate_3121l": "yes",
        "had_earlier_postings": "no",
        "has_other_work": "no",
        "private_health_insurance_statement": "yes",
        "requester_name": "Pat Example",
        "requester_address": "1 Example Street, Springfield, IL 62701, United States",
        "requester_phone": "+1 217-555-0123",
        "requester_is_representative": "no",
    },
    "files": [{"name": "assignment-letter.txt", "data": "QXNzaWdubWVudA==", "about": "begin_date"}],
}
_SECONDS: Json = {"type": "string", "pattern": "^[0-9]+$"}
_WAIT: Json = {"required": True, "description": "Seconds until the next.", "schema": _SECONDS}
SHARED: Mapping[int, tuple[str, Json]] = {
    **UNREADABLE,
    401: (
        "NotLetIn",
        refusal("The request is not signed by a desk that may file, or was here before."),
    ),
    404: ("NoService", refusal("This installation has no certificate service.")),
    413: ("TooLarge", refusal("The body is too large.")),
    429: (
        "TooMany",
        {**refusal("Too many calls in this minute."), "headers": {"Retry-After": _WAIT}},
    ),
}
"""Answers of the door, before an operation is chosen."""
UNSEALED = frozenset({"400", "401", "404", "413"})
"""Statuses of answers that may not be signed: the request may have no signature that they could be bound to."""
_NOT_YOURS: Json = {404: refusal("There is none of that number among the caller's own.")}
_BODY: Json = {
    415: refusal("The body is not JSON by its Content-Type."),
    422: refusal("The body, or what it asks for, cannot be taken. Every problem is listed."),
}
_BYTES: Json = {"type": "string", "format": "binary"}
_ONE = {"number": "control_number"}
_FOLLOWED = dict.fromkeys(("status", "proof", "correct", "withdraw"), _ONE)
_QUESTIONED = {
    "answer": {"number": "control_number", "question": "questions/0/number"},
    "certificate": {"number": "certificates/0/number"},
}
_SEALS = {
    "Content-Digest": "The digest of the body (RFC 9530).",
    "Signature-Input": "What the service's signature covers (RFC 9421).",
    "Signature": "The service's signature, bound to that of the request.",
}


def _with(shape: str, example: Json | None = None) -> Json:
    schema: Json = {"schema": ref(shape)}
    if example is not None:
        schema["example"] = example
    return {"required": True, "content": {JSON_TYPE: schema}}


SERVICE: Json = {"responses": {200: answer("Who answers.", ref("ServiceInfo"))}}
FORMS: Json = {
    "responses": {
        200: answer("The editions.", ref("FormList")),
        422: refusal("The day cannot be read."),
    }
}
FILE: Json = {
    "requestBody": _with("FilingBody", EXAMPLE),
    "responses": {
        200: leading(
            answer("The request was taken before, under the same reference.", ref("Filed")),
            _FOLLOWED,
        ),
        201: leading(answer("The request is taken.", ref("Filed")), _FOLLOWED),
        404: refusal("The request that it refers to is none of the caller's own."),
        **_BODY,
    },
}
STATUS: Json = {
    "responses": {
        200: leading(answer("Where it stands.", ref("Status")), _QUESTIONED),
        **_NOT_YOURS,
    }
}
STATUS_OF_MANY: Json = {
    "responses": {
        200: answer("Where they stand.", ref("StatusList")),
        422: refusal("No number, or too many."),
    }
}
PROOF: Json = {
    "responses": {
        200: answer("The page as PDF.", _BYTES, PDF_TYPE),
        **_NOT_YOURS,
    }
}
ANSWER: Json = {
    "requestBody": _with("AnswerBody"),
    "responses": {
        200: answer("Where the request stands now.", ref("Status")),
        **_NOT_YOURS,
        **_BODY,
    },
}
CORRECT: Json = {
    "requestBody": _with("CorrectionBody"),
    "responses": {
        200: answer("Where the request stands now.", ref("Status")),
        **_NOT_YOURS,
        **_BODY,
    },
}
WITHDRAW: Json = {
    "requestBody": _with("WithdrawalBody"),
    "responses": {
        200: answer("Where the request stands now.", ref("Status")),
        **_NOT_YOURS,
        **_BODY,
    },
}
EVENTS: Json = {
    "responses": {
        200: leading(
            answer("What happened.", ref("EventList")),
            {"status": {"number": "events/0/control_number"}},
        ),
        422: refusal("A parameter cannot be read."),
    }
}
ISSUER: Json = {
    "responses": {200: answer("The bundle.", {"type": "object"})},
}
CERTIFICATE: Json = {
    "responses": {
        200: leading(
            answer("What the register says.", ref("CertificateInfo")),
            {
                "certificate_document": {"number": "number"},
                "certificate_credential": {"number": "number"},
            },
        ),
        **_NOT_YOURS,
    }
}
CERTIFICATE_DOCUMENT: Json = {
    "responses": {
        200: answer("The certificate, signed (PAdES).", _BYTES, PDF_TYPE),
        **_NOT_YOURS,
    }
}
CERTIFICATE_CREDENTIAL: Json = {
    "responses": {
        200: answer("The credential, signed.", {"type": "string"}, CREDENTIAL_TYPE),
        **_NOT_YOURS,
    }
}


def document_seals(document: Json) -> None:
    """Add the headers of the signature to every answer that is signed always."""
    names = ("Content-Digest", "Signature-Input", "Signature")
    components = document["components"]
    components["headers"] = {
        name: {"required": True, "description": _SEALS[name], "schema": {"type": "string"}}
        for name in names
    }
    refs = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
    sealed = [(components["responses"], name) for name in ("NoSuchMethod", "TooMany")]
    for methods in document["paths"].values():
        for operation in methods.values():
            answers = operation["responses"]
            sealed += [
                (answers, status)
                for status, said in answers.items()
                if str(status) not in UNSEALED and "$ref" not in said
            ]
    for place, name in sealed:
        place[name] = {**place[name], "headers": {**place[name].get("headers", {}), **refs}}


@cache
def components() -> Json:
    """The schemas that the document refers to, by name."""
    own = msgspec.json.schema_components(SHAPES, ref_template="#/components/schemas/{name}")[1]
    for part in own.values():
        part["description"] = cleandoc(part["description"])
    return {"Problems": problems.SCHEMA, **own}
