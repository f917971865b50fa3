"""What one may take along: the facts, the determination, the memo. By POST, so that no fact stands in an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import yaml
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from totalis.frontdoor.forms.state import read_state
from totalis.frontdoor.selectors.interview import decided
from totalis.kernel.errors import InputError
from totalis.webbase import clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from totalis.frontdoor.selectors.interview import Interview

Made = tuple[bytes, str, str]


def _facts(interview: Interview) -> Made:
    text = yaml.safe_dump(interview.sheet.as_dict(), sort_keys=False, allow_unicode=True)
    return text.encode(), "application/yaml", "facts.yaml"


def _determination(interview: Interview) -> Made:
    text = msgspec.json.format(decided(interview).to_json(), indent=2)
    return text, "application/json", "determination.json"


def _memo(interview: Interview) -> Made:
    from totalis.documents.memo import memo_pdf  # noqa: PLC0415 - Typst loads when somebody asks

    memo = memo_pdf(interview.sheet, decided(interview))
    return memo, "application/pdf", "memo.pdf"


def _sent(request: HttpRequest, make: Callable[[Interview], Made]) -> HttpResponse:
    try:
        content, kind, name = make(read_state(request.POST, clock.today()))
    except InputError as error:
        return render(
            request, "frontdoor/unreadable.html", {"problems": error.problems}, status=422
        )
    headers = {
        "Content-Disposition": f'attachment; filename="totalis-{name}"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type=kind, headers=headers)


@require_POST
def facts(request: HttpRequest) -> HttpResponse:
    """The fact sheet, to save and go on later."""
    return _sent(request, _facts)


@require_POST
def determination(request: HttpRequest) -> HttpResponse:
    """The determination as the API gives it."""
    return _sent(request, _determination)


@require_POST
def memo(request: HttpRequest) -> HttpResponse:
    """The memo that a stranger can follow."""
    return _sent(request, _memo)
