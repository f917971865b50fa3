"""The pages about webhooks: endpoints, their secrets shown once, what was sent and what came back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

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
from totalis.webbase.webhooks import services
from totalis.webbase.webhooks.forms import EndpointForm
from totalis.webbase.webhooks.kinds import kinds
from totalis.webbase.webhooks.models import Endpoint, EndpointState
from totalis.webbase.webhooks.selectors import deliveries_of, endpoints_of, sent_to

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from totalis.webbase.accounts.actor import Actor

UNPROCESSABLE = 422


@needs(Right.ADMINISTER)
@require_safe
def endpoints(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The endpoints of the organisation."""
    found = endpoints_of(actor.organisation)
    return TemplateResponse(request, "webhooks/list.html", {"endpoints": found})


@needs(Right.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
@acts_once
def new(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Add an endpoint. Its secret stands in this one answer, so the answer is no redirect."""
    form = EndpointForm(request.POST or None)
    if form.is_valid():
        try:
            made = services.add_endpoint(actor=actor, **_given(form), at=clock.now())
        except InputError as error:
            form.add_problems(error)
        else:
            return TemplateResponse(request, "webhooks/secret.html", {"made": made})
    return _form_page(request, form, None)


@needs(Right.ADMINISTER)
@require_safe
def one(request: HttpRequest, actor: Actor, *, endpoint: int) -> HttpResponseBase:
    """An endpoint, and what was sent to it."""
    row = _endpoint(actor, endpoint)
    labels = {kind.key: kind.label for kind in kinds()}
    context = {
        "endpoint": row,
        "kinds": [labels.get(key, key) for key in row.kinds],
        "is_on": row.state == EndpointState.ON,
        "rotating": bool(row.former_until and row.former_until > clock.now()),
        "deliveries": deliveries_of(row),
    }
    return TemplateResponse(request, "webhooks/one.html", context)


@needs(Right.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
@acts_once
def change(request: HttpRequest, actor: Actor, *, endpoint: int) -> HttpResponseBase:
    """Change an endpoint."""
    row = _endpoint(actor, endpoint)
    now = {"url": row.url, "kinds": row.kinds, "note": row.note}
    form = EndpointForm(request.POST or None, initial=now)
    if form.is_valid():
        try:
            services.change_endpoint(actor=actor, endpoint=row, **_given(form), at=clock.now())
        except InputError as error:
            form.add_problems(error)
        else:
            return _to(row, request, _("The endpoint is changed."))
    return _form_page(request, form, row)


@needs(Right.ADMINISTER)
@require_POST
@acts_once
def rotate(request: HttpRequest, actor: Actor, *, endpoint: int) -> HttpResponseBase:
    """Replace the secret; the new one stands in this one answer."""
    row = _endpoint(actor, endpoint)
    made = services.rotate_secret(actor=actor, endpoint=row, at=clock.now())
    context = {"made": made, "replaced": True}
    return TemplateResponse(request, "webhooks/secret.html", context)


@needs(Right.ADMINISTER)
@require_POST
@acts_once
def test(request: HttpRequest, actor: Actor, *, endpoint: int) -> HttpResponseBase:
    """Send a test."""
    row = _endpoint(actor, endpoint)
    services.send_test(actor=actor, endpoint=row, at=clock.now())
    return _to(row, request, _("The test is on its way. Load the page again to see the answer."))


@needs(Right.ADMINISTER)
@require_POST
@acts_once
def turn(request: HttpRequest, actor: Actor, *, endpoint: int) -> HttpResponseBase:
    """Switch an endpoint on, or off with `off` in the form."""
    row = _endpoint(actor, endpoint)
    on = "off" not in request.POST
    services.switch(actor=actor, endpoint=row, on=on, at=clock.now())
    said = _("The endpoint is on; what waited is sent.") if on else _("The endpoint is off.")
    return _to(row, request, said)


@needs(Right.ADMINISTER)
@require_POST
@acts_once
def remove(request: HttpRequest, actor: Actor, *, endpoint: int) -> HttpResponseBase:
    """Remove an endpoint."""
    row = _endpoint(actor, endpoint)
    services.remove_endpoint(actor=actor, endpoint=row, at=clock.now())
    messages.success(request, _("The endpoint is removed: %(url)s") % {"url": row.url})
    return redirect("webhooks:webhooks", organisation=actor.organisation.slug)


@needs(Right.ADMINISTER)
@require_safe
def message(request: HttpRequest, actor: Actor, *, endpoint: int, sending: int) -> HttpResponseBase:
    """One message: word for word, and each attempt with its answer."""
    row = get_object_or_404(sent_to(_endpoint(actor, endpoint)), pk=sending)
    context = {
        "delivery": row,
        "attempts": row.attempts.order_by("-at", "-pk"),
        "body": json.dumps(json.loads(row.message.body), ensure_ascii=False, indent=2),
    }
    return TemplateResponse(request, "webhooks/message.html", context)


@needs(Right.ADMINISTER)
@require_POST
@acts_once
def again(request: HttpRequest, actor: Actor, *, endpoint: int, sending: int) -> HttpResponseBase:
    """Send a message again."""
    row = get_object_or_404(sent_to(_endpoint(actor, endpoint)), pk=sending)
    services.send_again(actor=actor, delivery=row, at=clock.now())
    return _to(row.endpoint, request, _("The message is on its way again, under the same id."))


def _given(form: EndpointForm) -> dict[str, Any]:
    given = form.cleaned_data
    return {"url": given["url"], "chosen": given["kinds"], "note": given["note"]}


def _form_page(request: HttpRequest, form: EndpointForm, row: Endpoint | None) -> TemplateResponse:
    status = UNPROCESSABLE if form.is_bound else None
    context = {"form": form, "endpoint": row}
    return TemplateResponse(request, "webhooks/form.html", context, status=status)


def _endpoint(actor: Actor, number: int) -> Endpoint:
    return get_object_or_404(endpoints_of(actor.organisation), pk=number)


def _to(row: Endpoint, request: HttpRequest, said: str) -> HttpResponseBase:
    messages.success(request, said)
    return redirect("webhooks:webhook", organisation=row.organisation.slug, endpoint=row.pk)
