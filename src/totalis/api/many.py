"""Bodies and answers of many lines: in which form they come, in which they are wanted, how large they may be."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from totalis.api.body import WHOLE
from totalis.api.problems import RefusedError
from totalis.kernel.errors import Problem
from totalis.kernel.reading import show

if TYPE_CHECKING:
    from django.http import HttpRequest


class Form(StrEnum):
    """How many questions, or many answers, are written; the value is the media type."""

    CSV = "text/csv"
    JSON_LINES = "application/jsonl"
    PARQUET = "application/vnd.apache.parquet"


OTHER_NAMES = {
    "application/x-ndjson": Form.JSON_LINES,
    "application/jsonlines": Form.JSON_LINES,
    "application/x-jsonlines": Form.JSON_LINES,
    "application/parquet": Form.PARQUET,
    "application/x-parquet": Form.PARQUET,
}
FORMS = {form.value: form for form in Form} | OTHER_NAMES


def form_of(request: HttpRequest) -> Form:
    """The form of the body, by its Content-Type.

    Raises:
        RefusedError: it is none of the three.
    """
    form = FORMS.get((request.content_type or "").lower())
    if form is None:
        expected = ", ".join(Form)
        problem = Problem(
            "Content-Type", show(request.content_type or ""), expected, "Say what you send."
        )
        raise RefusedError(415, problem)
    return form


def wanted_of(request: HttpRequest) -> Form | None:
    """The first form of the header `Accept` that can be had; None where any is welcome.

    Raises:
        RefusedError: none can.
    """
    given = request.headers.get("Accept", "*/*")
    types = [part.split(";")[0].strip().lower() for part in given.split(",")]
    for one in types:
        if one in FORMS:
            return FORMS[one]
        if one in ("*/*", "application/*", ""):
            return None
    remedy = "Ask for one of these, or leave the header out to get the form that you send."
    raise RefusedError(406, Problem("Accept", show(given), ", ".join(Form), remedy))


def body_of(request: HttpRequest, most: int) -> bytes:
    """The body, read no further than its limit.

    Raises:
        RefusedError: it is larger.
    """
    data = request.read(most + 1)
    if len(data) > most:
        found = f"more than {most:,} bytes"
        problem = Problem(WHOLE, found, f"at most {most:,}", "Send it in several calls.")
        raise RefusedError(413, problem)
    return data


def content_type_of(form: Form) -> str:
    """The media type of an answer."""
    return f"{form.value}; charset=utf-8" if form is Form.CSV else form.value
