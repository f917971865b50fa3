"""Late certificates: choose one, see what to correct."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from totalis.exposure.selectors.late import certificate_of, certificates_of, paid_lines, settled
from totalis.facts.countries import name_of, with_article
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from totalis.webbase.accounts.actor import Actor


@require_safe
@needs(Right.VIEW)
def certificates(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The certificates of the organisation's cases."""
    rows = [
        (row, name_of(row.exempt_in), row.received_on > row.start) for row in certificates_of(actor)
    ]
    return render(request, "exposure/late/list.html", {"actor": actor, "tab": "late", "rows": rows})


@require_safe
@needs(Right.VIEW)
def certificate(
    request: HttpRequest, actor: Actor, *, reference: str, certificate: int
) -> HttpResponse:
    """What a certificate gives back of what was paid."""
    row = certificate_of(actor, reference, certificate)
    lines = paid_lines(actor, row.case)
    today = clock.today()
    context = {
        "actor": actor,
        "tab": "late",
        "row": row,
        "late": settled(row, lines, today),
        "covered_by": with_article(row.covered_by),
        "lines": len(lines),
        "today": today,
    }
    return render(request, "exposure/late/one.html", context)
