"""What the public is told of the agency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from totalis.authority.forms.house import AgencyForm
from totalis.authority.models import Agency
from totalis.authority.services.policy import SETTINGS, change_agency
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
def agency(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Name, addresses, whether the forms are open, the service time."""
    row = get_object_or_404(Agency, organisation=actor.organisation)
    initial = {name: getattr(row, name) for name in SETTINGS}
    form = AgencyForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_agency(actor=actor, agency=row, given=form.cleaned_data, at=clock.now())
        except InputError as error:
            form.add_problems(error)
        else:
            messages.success(request, "The agency's page is changed.")
            return redirect("authority:agency", actor.organisation.slug)
    status = UNPROCESSABLE if form.errors else 200
    context = {"actor": actor, "form": form, "agency": row}
    return render(request, "authority/agency.html", context, status=status)
