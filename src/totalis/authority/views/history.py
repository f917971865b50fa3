"""The history of the house: the whole chain of the agency, page by page, proved whole when somebody asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from totalis.authority.selectors.proving import last_found, proving
from totalis.authority.services.proving import have_proved
from totalis.authority.views.agency_door import in_house
from totalis.webbase import clock
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.selectors import entries_of, length_of
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.audit.selectors import Proof

A_PAGE = 100
MOST_PROBLEMS = 20


@require_safe
@in_house(Right.VIEW)
def history(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What happened in the house, the newest first."""
    pages = Paginator(entries_of(actor.organisation).reverse(), A_PAGE)
    pages.count = length_of(actor.organisation)  # the chain has no gaps: nothing is counted
    context = {
        "actor": actor,
        "page": pages.get_page(request.GET.get("page")),
        "proving": proving(actor.organisation, clock.now()),
        "found": last_found(actor.organisation),
        "most": MOST_PROBLEMS,
    }
    return render(request, "authority/history.html", context)


@in_house(Right.VIEW)
@require_POST
@acts_once
def check(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Have the chain proved: a short one now, a long one by the worker."""
    proof = have_proved(actor=actor, at=clock.now())
    if proof.done:
        _say(request, proof)
    else:
        messages.info(
            request, "The chain is long: it is checked while you go on. You get a notice."
        )
    return redirect("authority:history", actor.organisation.slug)


def _say(request: HttpRequest, proof: Proof) -> None:
    if not proof.problems:
        said = f"The chain is whole: {proof.number} entries, each follows on the one before."
        messages.success(request, said)
        return
    shown = " ".join(proof.problems[:MOST_PROBLEMS])
    more = len(proof.problems) - MOST_PROBLEMS
    tail = f" And {more} more." if more > 0 else ""
    messages.error(request, f"The chain is broken. {shown}{tail}")
