"""The administrator's pages about connected desks: who may file, by which key, and what a desk must know of us."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from totalis.authority.forms.desks import ClientForm, ClientKeyForm, EndClientForm
from totalis.authority.keys import jwk
from totalis.authority.selectors.agency import agency_or_404
from totalis.authority.selectors.clients import clients_of, filed_by
from totalis.authority.services import clients
from totalis.authority.views.agency_door import in_house
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.accounts.rights import Right
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.once.views import acts_once
from totalis.webbase.signed.keys import public_of, thumbprint

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from totalis.authority.models import Client
    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.forms import DeskForm

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@in_house(Right.ADMINISTER)
@require_safe
def desks(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The desks that may file, and what such a desk must know of this service."""
    key = public_of(jwk())
    context = {
        "agency": agency_or_404(),
        "clients": clients_of(actor.organisation),
        "address": request.build_absolute_uri("/service/api/v1/"),
        "key": json.dumps(key),
        "key_id": thumbprint(key),
    }
    return TemplateResponse(request, "authority/desks/list.html", context)


@in_house(Right.ADMINISTER)
@form_methods
@acts_once
def new(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Let a desk file."""
    form = ClientForm(request.POST or None)

    def act(given: dict[str, Any]) -> Client:
        return clients.add_client(actor=actor, at=clock.now(), **given)

    said = "The desk may file now. Its administrator can test the connection."
    return _form(request, actor, form, act, said=said, title="Let a desk file", button="Add desk")


@in_house(Right.ADMINISTER)
@require_safe
def desk(request: HttpRequest, actor: Actor, *, number: int) -> HttpResponseBase:
    """One desk."""
    row = _client(actor, number)
    context = {"client": row, "filed": filed_by(row), "key": json.dumps(row.key)}
    return TemplateResponse(request, "authority/desks/one.html", context)


@in_house(Right.ADMINISTER)
@form_methods
@acts_once
def key(request: HttpRequest, actor: Actor, *, number: int) -> HttpResponseBase:
    """Know a desk by another key."""
    row = _client(actor, number)
    form = ClientKeyForm(request.POST or None)

    def act(given: dict[str, Any]) -> Client:
        return clients.replace_key(actor=actor, client=row, at=clock.now(), **given)

    title = f"Replace the key of {row.name}"
    said = "The new key counts from now on; the former one opens nothing."
    return _form(request, actor, form, act, said=said, title=title, button="Replace key", row=row)


@in_house(Right.ADMINISTER)
@form_methods
@acts_once
def end(request: HttpRequest, actor: Actor, *, number: int) -> HttpResponseBase:
    """Let a desk file no more."""
    row = _client(actor, number)
    form = EndClientForm(request.POST or None)

    def act(given: dict[str, Any]) -> Client:
        return clients.end_client(actor=actor, client=row, at=clock.now(), **given)

    title = f"End the connection of {row.name}"
    said = "The desk may file no more. What it filed stays."
    return _form(
        request, actor, form, act, said=said, title=title, button="End connection", row=row
    )


def _form(
    request: HttpRequest,
    actor: Actor,
    form: DeskForm,
    act: Callable[[dict[str, Any]], Client],
    *,
    said: str,
    title: str,
    button: str,
    row: Client | None = None,
) -> HttpResponseBase:
    """A page with one form; where the service takes it, on to the desk's own page."""
    slug = actor.organisation.slug
    if form.is_valid():
        try:
            made = act(form.cleaned_data)
        except InputError as error:
            form.add_problems(error)
        else:
            messages.success(request, said)
            return redirect("authority:desk", organisation=slug, number=made.pk)
    back = (
        reverse("authority:desk", args=[slug, row.pk])
        if row
        else reverse("authority:desks", args=[slug])
    )
    context = {"form": form, "page_title": title, "button": button, "back": back, "row": row}
    status = UNPROCESSABLE if form.is_bound else None
    return TemplateResponse(request, "authority/desks/form.html", context, status=status)


def _client(actor: Actor, number: int) -> Client:
    return get_object_or_404(clients_of(actor.organisation), pk=number)
