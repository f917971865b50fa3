"""The pages about partner agencies: which there are, their keys and ours, a test."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from totalis.authority.exchange.shapes import Trial
from totalis.authority.forms.partners import NewPartnerForm, PartnerForm, PartnerKeyForm
from totalis.authority.keys import jwk
from totalis.authority.selectors.exchange import (
    messages_of,
    not_arrived,
    waiting_for_partner,
    waiting_for_us,
)
from totalis.authority.selectors.partners import partners_of
from totalis.authority.selectors.partners_copies import (
    EACH,
    EXCEPTIONS,
    STATED,
    all_stated,
    stated_copies,
)
from totalis.authority.services import partners as services
from totalis.authority.services.exchanging_writing import write_to_partner
from totalis.authority.views.agency_door import in_house
from totalis.facts.countries import name_of
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.accounts.rights import Right
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.once.views import acts_once
from totalis.webbase.signed.keys import public_of, thumbprint

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from totalis.authority.models import Partner
    from totalis.authority.selectors.partners_copies import StatedCopies
    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.forms import DeskForm

SHOWN = 50
form_methods = require_http_methods(["GET", "HEAD", "POST"])


@in_house(Right.VIEW)
@require_safe
def partners(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The partners, what waits and for whom, and what a partner must know of us."""
    house, own = actor.organisation, public_of(jwk())
    context = {
        "partners": [(one, name_of(one.country)) for one in partners_of(house)],
        "for_us": waiting_for_us(house),
        "for_partner": waiting_for_partner(house),
        "not_arrived": not_arrived(house),
        "newest": messages_of(house)[:20],
        "may_administer": actor.may(Right.ADMINISTER),
        "address": request.build_absolute_uri(reverse("service:inbox")),
        "key": json.dumps(own),
        "key_id": thumbprint(own),
    }
    return TemplateResponse(request, "authority/partners/list.html", context)


@in_house(Right.ADMINISTER)
@form_methods
@acts_once
def new(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Add a partner."""
    form = NewPartnerForm(request.POST or None)

    def act(given: dict[str, Any]) -> Partner:
        return services.add_partner(actor=actor, at=clock.now(), **given)

    stated = all_stated(actor.organisation)
    said = "The partner is added. Send it a test."
    return _form(request, actor, form, act, said=said, title="Add partner agency", stated=stated)


@in_house(Right.VIEW)
@require_safe
def partner(request: HttpRequest, actor: Actor, *, partner: int) -> HttpResponseBase:
    """One partner, and what was said with it."""
    row = _partner(actor, partner)
    former = row.former_key if row.former_until and row.former_until > clock.now() else None
    context = {
        "partner": row,
        "country": name_of(row.country),
        "key": json.dumps(row.key),
        "key_id": thumbprint(row.key),
        "former_id": thumbprint(former) if former else "",
        "stated": stated_copies(actor.organisation, row.country),
        "messages_with": messages_of(actor.organisation).filter(partner=row)[:SHOWN],
        "may_administer": actor.may(Right.ADMINISTER),
        "may_examine": actor.may(Right.EXAMINE),
    }
    return TemplateResponse(request, "authority/partners/one.html", context)


@in_house(Right.ADMINISTER)
@form_methods
@acts_once
def change(request: HttpRequest, actor: Actor, *, partner: int) -> HttpResponseBase:
    """Change a partner."""
    row = _partner(actor, partner)
    now = {
        "name": row.name,
        "address": row.address,
        "copies": _copies_set(row),
        "copies_reason": row.copies_reason,
    }
    form = PartnerForm(request.POST or None, initial=now)

    def act(given: dict[str, Any]) -> Partner:
        return services.change_partner(actor=actor, partner=row, at=clock.now(), **given)

    return _form(
        request,
        actor,
        form,
        act,
        said="The partner is changed.",
        title=f"Change {row.name}",
        row=row,
        stated=[stated_copies(actor.organisation, row.country)],
    )


@in_house(Right.ADMINISTER)
@form_methods
@acts_once
def key(request: HttpRequest, actor: Actor, *, partner: int) -> HttpResponseBase:
    """Enter a partner's new key."""
    row = _partner(actor, partner)
    form = PartnerKeyForm(request.POST or None)

    def act(given: dict[str, Any]) -> Partner:
        return services.change_key(actor=actor, partner=row, at=clock.now(), **given)

    title = f"New key of {row.name}"
    return _form(request, actor, form, act, said="The new key counts.", title=title, row=row)


@in_house(Right.ADMINISTER)
@require_POST
@acts_once
def use(request: HttpRequest, actor: Actor, *, partner: int) -> HttpResponseBase:
    """Take a partner out of use with `off` in the form, or into use again."""
    row, on = _partner(actor, partner), "off" not in request.POST
    try:
        services.use(actor=actor, partner=row, on=on, at=clock.now())
    except InputError as error:
        messages.error(request, f"{error.problems[0].found}. {error.problems[0].remedy}")
    else:
        said = (
            "The partner is in use." if on else "The partner is out of use: nothing goes or comes."
        )
        messages.success(request, said)
    return _to(row)


@in_house(Right.ADMINISTER)
@require_POST
@acts_once
def test(request: HttpRequest, actor: Actor, *, partner: int) -> HttpResponseBase:
    """Send a message that does nothing."""
    row = _partner(actor, partner)
    content = Trial(text="If you can read this, the way is open.")
    try:
        write_to_partner(actor=actor, partner=row, content=content, at=clock.now())
    except InputError as error:
        messages.error(request, f"{error.problems[0].found}. {error.problems[0].remedy}")
    else:
        messages.success(request, "The test is on its way. Load the page again to see its receipt.")
    return _to(row)


def _form(
    request: HttpRequest,
    actor: Actor,
    form: DeskForm,
    act: Callable[[dict[str, Any]], Partner],
    *,
    said: str,
    title: str,
    row: Partner | None = None,
    stated: Sequence[StatedCopies] = (),
) -> HttpResponseBase:
    """A page with one form; where the service takes it, on to the partner's page."""
    if form.is_valid():
        try:
            made = act(form.given() if isinstance(form, PartnerForm) else form.cleaned_data)
        except InputError as error:
            form.add_problems(error)
        else:
            messages.success(request, said)
            return _to(made)
    slug = actor.organisation.slug
    back = (
        reverse("authority:partner", args=[slug, row.pk])
        if row
        else reverse("authority:partners", args=[slug])
    )
    context = {"form": form, "page_title": title, "back": back, "row": row, "stated": stated}
    status = UNPROCESSABLE if form.is_bound else None
    return TemplateResponse(request, "authority/partners/form.html", context, status=status)


def _copies_set(row: Partner) -> str:
    """What was chosen for its copies."""
    if not row.copies_reason:
        return STATED
    return EACH if row.gets_copies else EXCEPTIONS


def _partner(actor: Actor, number: int) -> Partner:
    rows = partners_of(actor.organisation).select_related("organisation")
    return get_object_or_404(rows, pk=number)


def _to(row: Partner) -> HttpResponseBase:
    return redirect("authority:partner", organisation=row.organisation.slug, partner=row.pk)
