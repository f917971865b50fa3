"""What the OpenAPI document says of each operation of the service."""

from __future__ import annotations

from functools import cache
from inspect import cleandoc
from typing import Any

import msgspec

from totalis.api import problems
from totalis.api.body import JSON_TYPE
from totalis.api.openapi import answer, ref, refusal
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
        "begin_date": "2027-01-01",
        "end_date": "2029-12-31",
    },
    "files": [{"name": "assignment-letter.txt", "data": "QXNzaWdubWVudA==", "about": "begin_date"}],
}
_DOOR: Json = {
    401: refusal("The request is not signed by a desk that may file, or was here before."),
    429: refusal("Too many calls in this minute."),
}
_NOT_YOURS: Json = {404: refusal("There is none of that number among the caller's own.")}
_BODY: Json = {
    413: refusal("The body is too large."),
    415: refusal("The body is not JSON by its Content-Type."),
    422: refusal("The body, or what it asks for, cannot be taken. Every problem is listed."),
}
_BYTES: Json = {"type": "string", "format": "binary"}


def _with(shape: str, example: Json | None = None) -> Json:
    schema: Json = {"schema": ref(shape)}
    if example is not None:
        schema["example"] = example
    return {"required": True, "content": {JSON_TYPE: schema}}


SERVICE: Json = {"responses": {200: answer("Who answers.", ref("ServiceInfo")), **_DOOR}}
FORMS: Json = {
    "responses": {
        200: answer("The editions.", ref("FormList")),
        422: refusal("The day cannot be read."),
        **_DOOR,
    }
}
FILE: Json = {
    "requestBody": _with("FilingBody", EXAMPLE),
    "responses": {
        200: answer("The request was taken before, under the same reference.", ref("Filed")),
        201: answer("The request is taken.", ref("Filed")),
        404: refusal("The request that it refers to is none of the caller's own."),
        **_BODY,
        **_DOOR,
    },
}
STATUS: Json = {
    "responses": {200: answer("Where it stands.", ref("Status")), **_NOT_YOURS, **_DOOR}
}
STATUS_OF_MANY: Json = {
    "responses": {
        200: answer("Where they stand.", ref("StatusList")),
        422: refusal("No number, or too many."),
        **_DOOR,
    }
}
PROOF: Json = {
    "responses": {
        200: answer("The page as PDF.", _BYTES, PDF_TYPE),
        **_NOT_YOURS,
        **_DOOR,
    }
}
ANSWER: Json = {
    "requestBody": _with("AnswerBody"),
    "responses": {
        200: answer("Where the request stands now.", ref("Status")),
        **_NOT_YOURS,
        **_BODY,
        **_DOOR,
    },
}
CORRECT: Json = {
    "requestBody": _with("CorrectionBody"),
    "responses": {
        200: answer("Where the request stands now.", ref("Status")),
        **_NOT_YOURS,
        **_BODY,
        **_DOOR,
    },
}
WITHDRAW: Json = {
    "requestBody": _with("WithdrawalBody"),
    "responses": {
        200: answer("Where the request stands now.", ref("Status")),
        **_NOT_YOURS,
        **_BODY,
        **_DOOR,
    },
}
EVENTS: Json = {
    "responses": {
        200: answer("What happened.", ref("EventList")),
        422: refusal("A parameter cannot be read."),
        **_DOOR,
    }
}
ISSUER: Json = {
    "responses": {200: answer("The bundle.", {"type": "object"}), **_DOOR},
}
CERTIFICATE: Json = {
    "responses": {
        200: answer("What the register says.", ref("CertificateInfo")),
        **_NOT_YOURS,
        **_DOOR,
    }
}
CERTIFICATE_DOCUMENT: Json = {
    "responses": {
        200: answer("The certificate, signed (PAdES).", _BYTES, PDF_TYPE),
        **_NOT_YOURS,
        **_DOOR,
    }
}
CERTIFICATE_CREDENTIAL: Json = {
    "responses": {
        200: answer("The credential, signed.", {"type": "string"}, CREDENTIAL_TYPE),
        **_NOT_YOURS,
        **_DOOR,
    }
}


@cache
def components() -> Json:
    """The schemas that the document refers to, by name."""
    own = msgspec.json.schema_components(SHAPES, ref_template="#/components/schemas/{name}")[1]
    for part in own.values():
        part["description"] = cleandoc(part["description"])
    return {"Problems": problems.SCHEMA, **own}
