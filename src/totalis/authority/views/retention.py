"""How long requests are kept whole: the policy, what it would dispose of, what it has disposed of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from totalis.authority.forms.retention import PreviewForm, RetentionForm
from totalis.authority.selectors.retention import COUNTED, retention_page
from totalis.authority.selectors.retention_messages import old_messages
from totalis.authority.services.disposing import set_retention
from totalis.authority.views.agency_door import in_house
from totalis.kernel.dates import day_words
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
def retention(request: HttpRequest, actor: Actor) -> HttpResponse:
    """See what the policy reaches, preview another, set it."""
    form = RetentionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = set_retention(actor=actor, at=clock.now(), **form.cleaned_data)
        except InputError as error:
            form.add_problems(error)
        else:
            said = f"The policy is set. It disposes of nothing before {day_words(made.begins_on)}."
            messages.success(request, said if made.allowed else "Nothing is disposed of.")
            return redirect("authority:retention", actor.organisation.slug)
    look = PreviewForm(request.GET if "years" in request.GET else None, auto_id="look_%s")
    years = look.cleaned_data["years"] if look.is_bound and look.is_valid() else None
    page = retention_page(actor.organisation, clock.today(), years)
    look.initial["years"] = page.years
    reached = old_messages(actor.organisation, page.years, clock.today())
    count = reached.order_by()[: COUNTED + 1].count()
    context = {
        "actor": actor,
        "form": form,
        "look": look,
        "page": page,
        "others": min(count, COUNTED),
        "more_others": count > COUNTED,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "authority/retention.html", context, status=status)
