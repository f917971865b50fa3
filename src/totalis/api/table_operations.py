"""Tables over HTTP: charge lines classified, engagements screened. No accounts, nothing kept; bounded, for more there is the command line."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from totalis.api import openapi_tables
from totalis.api.body import JSON_TYPE
from totalis.api.law import lawbook
from totalis.api.many import Form, body_of, content_type_of, form_of, wanted_of
from totalis.api.openapi_tables import MOST_BYTES, MOST_ROWS
from totalis.api.operations import read_day
from totalis.earnings.charges_table import classify_table
from totalis.evaluate.population import screen
from totalis.kernel.errors import InputError, Problem
from totalis.tables.limits import Bounds
from totalis.tables.reader import read_table
from totalis.tables.reading import Kind, Reading
from totalis.tables.writing import csv_bytes

if TYPE_CHECKING:
    import polars as pl

    from totalis.tables.table import Rejected, Table

router = Router(tags=["Tables"])
BOUNDS = Bounds(bytes=MOST_BYTES, unpacked=8 * MOST_BYTES, rows=MOST_ROWS)
_KINDS: dict[Form, tuple[Kind, str]] = {
    Form.CSV: ("csv", "body.csv"),
    Form.JSON_LINES: ("jsonl", "body.jsonl"),
    Form.PARQUET: ("parquet", "body.parquet"),
}


@router.post(
    "/classify",
    operation_id="classify",
    summary="Classify charge lines",
    openapi_extra=openapi_tables.CLASSIFY,
)
def classify_lines(
    request: HttpRequest,
    agreement: Annotated[
        str, Query(description="The country whose catalogue of charges is meant, as in FR.")
    ],
) -> HttpResponse:
    """Classify charge lines: category, effect of a certificate and credit, each with its source.

    A bundle that its own base and rate do not split stays `unclear`. Lines that cannot be read are listed in `rejected`.
    Nothing of the lines is kept.
    """
    found = classify_table(table_in(request), agreement=agreement)
    answer = {
        "schema": "totalis/classify/1",
        "catalogue": found.catalogue,
        "lines": found.lines,
        "sums": [
            {"category": category, "currency": currency, "rows": count, "amount": f"{total:f}"}
            for (category, currency), (count, total) in found.sums.items()
        ],
        "rejected": [msgspec.to_builtins(one) for one in found.rejected],
        "rows": found.rows,
    }
    return HttpResponse(msgspec.json.encode(answer), content_type=JSON_TYPE)


@router.post(
    "/screen",
    operation_id="screen",
    summary="Screen engagements",
    openapi_extra=openapi_tables.SCREEN,
)
def screen_rows(request: HttpRequest) -> HttpResponse:
    """Decide each engagement of a table, exactly as `determine` decides it alone.

    Each row gets a row, in the same order; one that the reader of sheets refuses is `invalid`, with its reason in
    `error`. Nothing of the table is kept.
    """
    as_of = read_day(request.GET.get("as_of"))
    form, wanted = form_of(request), wanted_of(request)
    table = whole(table_in(request))
    answered: pl.DataFrame = screen(table.frame(), as_of=as_of, law=lawbook())
    answer = wanted or form
    return HttpResponse(written(answered, answer), content_type=content_type_of(answer))


def table_in(request: HttpRequest, bounds: Bounds = BOUNDS) -> Table:
    """The table of a request: UTF-8, commas, ISO days; nothing is detected."""
    kind, name = _KINDS[form_of(request)]
    plain = kind == "csv"
    reading = Reading(
        kind=kind,
        encoding="" if kind == "parquet" else "utf-8",
        delimiter="," if plain else "",
        quote='"' if plain else "",
        decimal="point",
        dates="iso",
    )
    return read_table(body_of(request, bounds.bytes), name=name, reading=reading, bounds=bounds)


def whole(table: Table) -> Table:
    """A table of which every line could be read.

    Raises:
        InputError: with each line that could not.
    """
    if table.rejected:
        raise InputError([_problem(one) for one in table.rejected])
    return table


def _problem(one: Rejected) -> Problem:
    return Problem(one.column or "(whole line)", one.found, one.expected, one.remedy, line=one.line)


def written(frame: pl.DataFrame, form: Form) -> bytes:
    """A frame in one of the three forms."""
    if form is Form.CSV:
        return csv_bytes(frame.to_dicts(), frame.columns)
    if form is Form.JSON_LINES:
        rows: list[dict[str, Any]] = frame.to_dicts()
        return msgspec.json.Encoder().encode_lines(rows)
    buffer = BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()
