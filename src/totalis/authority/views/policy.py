"""The policy of straight-through issue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from totalis.authority.forms.house import PolicyForm
from totalis.authority.selectors.policy import former_policies, standing_policies
from totalis.authority.services.policy import set_policy
from totalis.authority.views.agency_door import in_house
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.accounts.rights import Right
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from totalis.webbase.accounts.actor import Actor


@in_house(Right.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
@acts_once
def policy(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is issued without a person: see it, set it."""
    form = PolicyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            set_policy(actor=actor, at=clock.now(), **form.cleaned_data)
        except InputError as error:
            form.add_problems(error)
        else:
            messages.success(request, "The policy holds from now on.")
            return redirect("authority:policy", actor.organisation.slug)
    context = {
        "actor": actor,
        "form": form,
        "standing": standing_policies(actor.organisation),
        "former": former_policies(actor.organisation),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "authority/policy.html", context, status=status)
