"""The pages about keys: the list, a new one with its secret shown once, and the end of one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right
from totalis.webbase.once.views import acts_once
from totalis.webbase.tokens.forms import KeyForm
from totalis.webbase.tokens.models import MachineKey
from totalis.webbase.tokens.selectors import keys_of
from totalis.webbase.tokens.services import make_key, revoke_key

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from totalis.webbase.accounts.actor import Actor

UNPROCESSABLE = 422


@needs(Right.ADMINISTER)
@require_safe
def keys(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The keys of the organisation."""
    lines = keys_of(actor.organisation, clock.today())
    return TemplateResponse(request, "tokens/keys.html", {"lines": lines})


@needs(Right.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
@acts_once
def new_key(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Make a key. Its secret stands in this one answer and nowhere else, so the answer is no redirect."""
    a_year_on = clock.today() + timedelta(days=365)
    form = KeyForm(request.POST or None, initial={"last_day": a_year_on})
    if form.is_valid():
        try:
            made = make_key(actor=actor, **form.cleaned_data, at=clock.now())
        except InputError as error:
            form.add_problems(error)
        else:
            return TemplateResponse(request, "tokens/made.html", {"made": made})
    status = UNPROCESSABLE if form.is_bound else None
    return TemplateResponse(request, "tokens/new.html", {"form": form}, status=status)


@needs(Right.ADMINISTER)
@require_POST
@acts_once
def revoke(request: HttpRequest, actor: Actor, *, machine: int) -> HttpResponseBase:
    """End a key."""
    row = get_object_or_404(MachineKey.objects.of(actor.organisation), pk=machine)
    revoke_key(actor=actor, key=row, at=clock.now())
    messages.success(request, _("The key opens nothing any more: %(key)s") % {"key": row})
    return redirect("tokens:keys", organisation=actor.organisation.slug)
