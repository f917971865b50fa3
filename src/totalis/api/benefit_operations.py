"""Benefits over HTTP: an estimate, what would change it, and many at once. No accounts, nothing kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Router

from totalis.api import openapi_benefits
from totalis.api.body import JSON_TYPE, WHOLE, parsed_json, read_object, read_plain
from totalis.api.many import Form, body_of, content_type_of, form_of, wanted_of
from totalis.api.openapi_benefits import MOST_BYTES, MOST_ROWS
from totalis.api.table_operations import table_in, whole, written
from totalis.benefits.columns import MOST_COLUMNS, answer_frame, estimate_frame
from totalis.benefits.estimate import estimate
from totalis.benefits.many import estimate_each
from totalis.benefits.reading import read_record
from totalis.benefits.what_if import what_if
from totalis.benefits.what_if_posting import read_posting
from totalis.kernel.errors import InputError, Problem
from totalis.kernel.reading import show
from totalis.tables.limits import Bounds
from totalis.webbase import clock

if TYPE_CHECKING:
    from totalis.benefits.record import Record

router = Router(tags=["Benefits"])
BOUNDS = Bounds(bytes=MOST_BYTES, unpacked=8 * MOST_BYTES, rows=MOST_ROWS, columns=MOST_COLUMNS)


@router.post(
    "/benefits",
    operation_id="benefits",
    summary="Estimate a benefit",
    openapi_extra=openapi_benefits.ESTIMATE,
)
def estimate_record(request: HttpRequest) -> HttpResponse:
    """Estimate combined credits and the totalized US benefit from a record, every step with its citation.

    An estimate, never a decision. Nothing of the record is kept.
    """
    record = read_record(read_plain(request), "body", as_of=clock.today())
    return HttpResponse(msgspec.json.encode(estimate(record)), content_type=JSON_TYPE)


@router.post(
    "/benefits/what-if",
    operation_id="benefits_what_if",
    summary="See what would change a benefit",
    openapi_extra=openapi_benefits.WHAT_IF,
)
def change_record(request: HttpRequest) -> HttpResponse:
    """Show what a year more in either system, a later claim and a posting under either system would change.

    What a foreign system pays is not known here. Nothing of the record is kept.
    """
    body = read_object(request)
    if unknown := sorted(body.keys() - {"record", "posting"}):
        problem = Problem(unknown[0][:60], "no such field", "record, posting", "Remove it.")
        raise InputError([problem])
    given = body.get("record")
    if not isinstance(given, dict):
        raise InputError([Problem("record", show(given), "a record", "Send one.")])
    try:
        record = read_record(given, "body", as_of=clock.today())
    except InputError as error:
        raise InputError(
            [msgspec.structs.replace(one, path=f"record.{one.path}") for one in error.problems]
        ) from None
    posting = body.get("posting")
    found = what_if(record, posting=None if posting is None else read_posting(posting, record))
    return HttpResponse(msgspec.json.encode(found), content_type=JSON_TYPE)


@router.post(
    "/benefits/many",
    operation_id="benefits_many",
    summary="Estimate many benefits",
    openapi_extra=openapi_benefits.MANY,
)
def estimate_records(request: HttpRequest) -> HttpResponse:
    """Estimate a benefit for each record, one a line or one a row of a table: the numbers, without the steps.

    Each gets a row, in the same order; one that cannot be has its reason in `error`. Nothing is kept.
    """
    form = form_of(request)
    wanted = wanted_of(request) or form
    if form is Form.JSON_LINES:
        lines = _lines(body_of(request, MOST_BYTES))
        found = answer_frame(estimate_each(_read(line) for line in lines))
    else:
        table = whole(table_in(request, BOUNDS))
        found = estimate_frame(table.frame(), as_of=clock.today())
    return HttpResponse(written(found, wanted), content_type=content_type_of(wanted))


def _lines(data: bytes) -> list[bytes]:
    lines = [line for line in data.split(b"\n") if line.strip()]
    if not 0 < len(lines) <= MOST_ROWS:
        found, expected = f"{len(lines):,} lines", f"1 to {MOST_ROWS:,} lines"
        raise InputError([Problem(WHOLE, found, expected, "Send them in several calls.")])
    return lines


def _read(line: bytes) -> Record | InputError:
    try:
        value = parsed_json(line)
        if not isinstance(value, dict):
            return InputError([Problem(WHOLE, show(value), "one record", "Write an object.")])
        return read_record(value, "line", as_of=clock.today())
    except InputError as error:
        return error
