"""What pages of a history say of the chain: how far a proof is, and what the button found. Two houses have such a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect

from totalis.webbase import clock
from totalis.webbase.audit.proved import last_found, proving
from totalis.webbase.audit.proving import have_proved

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.accounts.models import Organisation
    from totalis.webbase.audit.selectors import Proof

MOST_PROBLEMS = 20


def chain_of(organisation: Organisation) -> dict[str, Any]:
    """What `webbase/audit/chain.html` shows. Nothing is proved by looking."""
    return {
        "proving": proving(organisation, clock.now()),
        "found": last_found(organisation),
        "most": MOST_PROBLEMS,
    }


def chain_checked(request: HttpRequest, actor: Actor, history: str) -> HttpResponse:
    """Have the chain proved, a short one now, a long one by the worker; back to the page of the history."""
    proof = have_proved(actor=actor, link=history, at=clock.now())
    if proof.done:
        _say(request, proof)
    else:
        said = "The chain is long: it is checked while you go on. You get a notice."
        messages.info(request, said)
    return redirect(history)


def _say(request: HttpRequest, proof: Proof) -> None:
    if not proof.problems:
        said = f"The chain is whole: {proof.number} entries, each follows on the one before."
        messages.success(request, said)
        return
    shown = " ".join(proof.problems[:MOST_PROBLEMS])
    more = len(proof.problems) - MOST_PROBLEMS
    tail = f" And {more} more." if more > 0 else ""
    messages.error(request, f"The chain is broken. {shown}{tail}")
