"""What years abroad are worth: the public pages, and what one may take along. By POST, so that no fact stands in an address."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from totalis.benefits.estimate import estimate
from totalis.benefits.reading import read_record
from totalis.frontdoor.forms.benefits import read_raw
from totalis.frontdoor.views.benefit_pages import BenefitPages, Place, unreadable
from totalis.kernel.errors import InputError

if TYPE_CHECKING:
    from django.http import HttpRequest


@cache_control(private=True)
@require_http_methods(["GET", "HEAD", "POST"])
def benefits(request: HttpRequest) -> HttpResponse:
    """Take the facts step by step, and show what they come to."""
    return BenefitPages(request, Place(reverse("benefits"))).answer()


@require_POST
def estimate_json(request: HttpRequest) -> HttpResponse:
    """The estimate as the API gives it."""
    try:
        record = read_record(read_raw(request.POST.get("record", ""), "record"))
        body = msgspec.json.format(msgspec.json.encode(estimate(record)), indent=2)
    except InputError as error:
        return unreadable(request, error)
    return _attached(body, "totalis-estimate.json")


@require_POST
def record_json(request: HttpRequest) -> HttpResponse:
    """What was typed, as a record that this page, the command line and the API read again."""
    try:
        raw = read_raw(request.POST.get("record", ""), "record")
        read_record(raw)
    except InputError as error:
        return unreadable(request, error)
    return _attached(json.dumps(raw, indent=2, default=str).encode(), "totalis-record.json")


def _attached(body: bytes, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(body, content_type="application/json", headers=headers)
