"""The administrator's pages: services that the desk is connected to, their keys, the test, the end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from totalis.connected.forms import NewKeyForm, ServiceForm
from totalis.connected.selectors.services import services_of
from totalis.connected.services import connecting
from totalis.connected.services.wire import ServiceAwayError, ServiceRefusedError
from totalis.connected.views.acting import done, refused
from totalis.facts.countries import name_of
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.once.views import acts_once
from totalis.webbase.signed.keys import public_of, thumbprint

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from totalis.connected.models import Service
    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.forms import DeskForm

form_methods = require_http_methods(["GET", "HEAD", "POST"])
TAB = "tracking"


@needs(Right.ADMINISTER)
@require_safe
def connections(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The services that this desk is connected to."""
    context = {"services": services_of(actor.organisation)}
    return TemplateResponse(request, "connected/list.html", context)


@needs(Right.ADMINISTER)
@form_methods
@acts_once
def connect(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Connect a service."""
    form = ServiceForm(request.POST or None)

    def act() -> Service:
        return connecting.connect(actor=actor, at=clock.now(), **form.cleaned_data)

    made = done(form, act)
    if made is not None:
        messages.success(request, "Give this desk's public key to the agency, then test.")
        return _to(made)
    back = reverse("connected:connections", args=[actor.organisation.slug])
    return _form(request, form, title="Connect a service", button="Connect", back=back)


@needs(Right.ADMINISTER)
@require_safe
def connection(request: HttpRequest, actor: Actor, *, service: int) -> HttpResponseBase:
    """One service: addresses and keys, and how it was last reached."""
    row = _service(actor, service)
    own = public_of(row.own_key)
    context = {
        "service": row,
        "country": name_of(row.country),
        "own": json.dumps(own),
        "own_id": thumbprint(own),
        "next": json.dumps(public_of(row.next_key)) if row.next_key else "",
        "their_id": thumbprint(row.key),
        "coming_id": thumbprint(row.coming_key) if row.coming_key else "",
        "filed": row.filings.count(),
    }
    return TemplateResponse(request, "connected/one.html", context)


@needs(Right.ADMINISTER)
@require_POST
def test(request: HttpRequest, actor: Actor, *, service: int) -> HttpResponseBase:
    """Test a connection. It only asks; no transaction may wait for somebody else's answer."""
    row = _service(actor, service)
    try:
        found = connecting.test(row)
    except (ServiceAwayError, ServiceRefusedError) as error:
        messages.error(request, f"The test failed. {error}")
        return _to(row)
    if found.country != row.country:
        said = f"It answers, and it issues certificates of {found.country}, not of {row.country}."
        messages.error(request, said)
    else:
        open_words = "" if found.takes_requests else " It takes no requests at present."
        said = f"{found.agency} answers, and knows this desk as {found.client}.{open_words}"
        messages.success(request, said)
    return _to(row)


@needs(Right.ADMINISTER)
@require_POST
@acts_once
def next_key(request: HttpRequest, actor: Actor, *, service: int) -> HttpResponseBase:
    """Make this desk's next key."""
    row = _service(actor, service)
    return _tried(
        request,
        row,
        lambda: connecting.make_next_key(actor=actor, service=row, at=clock.now()),
        "The next key is made. Give its public half to the agency; it is used as soon as the agency knows it.",
    )


@needs(Right.ADMINISTER)
@form_methods
@acts_once
def coming_key(request: HttpRequest, actor: Actor, *, service: int) -> HttpResponseBase:
    """Take the service's next key."""
    row = _service(actor, service)
    form = NewKeyForm(request.POST or None)

    def act() -> Service:
        key = form.cleaned_data["key"]
        return connecting.expect_key(actor=actor, service=row, key=key, at=clock.now())

    if done(form, act) is not None:
        messages.success(request, "Both keys count until the first answer signed by the new one.")
        return _to(row)
    return _form(request, form, title="Next key of the service", button="Save key", back=_page(row))


@needs(Right.ADMINISTER)
@require_POST
@acts_once
def acceptance(request: HttpRequest, actor: Actor, *, service: int) -> HttpResponseBase:
    """Let what differs in nothing be accepted by itself, with `alike` in the form, or no longer."""
    row = _service(actor, service)
    alike = "alike" in request.POST
    said = (
        "A certificate that differs in nothing is accepted by itself from now on. Release to payroll stays a person's."
        if alike
        else "Every certificate is accepted by a person."
    )

    def act() -> Service:
        return connecting.set_acceptance(actor=actor, service=row, alike=alike, at=clock.now())

    return _tried(request, row, act, said)


@needs(Right.ADMINISTER)
@require_POST
@acts_once
def disconnect(request: HttpRequest, actor: Actor, *, service: int) -> HttpResponseBase:
    """Disconnect a service."""
    row = _service(actor, service)
    return _tried(
        request,
        row,
        lambda: connecting.disconnect(actor=actor, service=row, at=clock.now()),
        "The service is disconnected. What was filed there is followed by hand.",
    )


def _form(
    request: HttpRequest, form: DeskForm, *, title: str, button: str, back: str
) -> HttpResponseBase:
    context = {"form": form, "page_title": title, "button": button, "back": back}
    status = UNPROCESSABLE if form.is_bound else None
    return TemplateResponse(request, "connected/form.html", context, status=status)


def _tried(
    request: HttpRequest, row: Service, act: Callable[[], object], said: str
) -> HttpResponseBase:
    try:
        act()
    except InputError as error:
        refused(request, error)
    else:
        messages.success(request, said)
    return _to(row)


def _service(actor: Actor, number: int) -> Service:
    return get_object_or_404(services_of(actor.organisation), pk=number)


def _page(row: Service) -> str:
    return reverse("connected:connection", args=[row.organisation.slug, row.pk])


def _to(row: Service) -> HttpResponseBase:
    return redirect(_page(row))
