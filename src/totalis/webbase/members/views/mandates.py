"""Mandates: given and limited by a client, used by an adviser for its people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.models import Mandate, Membership, OrganisationKind
from totalis.webbase.accounts.rights import Right
from totalis.webbase.members.forms import ClientForm, OfferForm, SendForm, TermsForm, carried_out
from totalis.webbase.members.mail import send_when_committed
from totalis.webbase.members.selectors import own_people, sent_by
from totalis.webbase.members.services.clients import open_client, recall_from_client, send_to_client
from totalis.webbase.members.services.mandates import (
    limit_mandate,
    offer_mandate,
    revoke_mandate,
)
from totalis.webbase.members.views.people import form_page, tell
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from totalis.webbase.accounts.actor import Actor


@needs(Right.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
@acts_once
def give(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Offer a mandate to an adviser."""
    form = OfferForm(
        request.POST or None,
        allowed=actor.organisation.roles,
        initial={"begins": clock.today()},
    )

    def act() -> None:
        said = form.cleaned_data
        invitation = offer_mandate(
            actor=actor,
            email=said["email"],
            roles=said["roles"],
            begins=said["begins"],
            ends=form.ends,
            proof=said["proof"],
            at=clock.now(),
        )
        send_when_committed(request, invitation)

    if carried_out(form, act):
        return redirect("desk:members", organisation=actor.organisation.slug)
    return form_page(request, "members/give_mandate.html", form)


@needs(Right.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
@acts_once
def mandate(request: HttpRequest, actor: Actor, *, mandate: int) -> HttpResponseBase:
    """One mandate that this organisation gave: limit it."""
    row = _given(actor, mandate)
    form = TermsForm(
        request.POST or None,
        allowed=actor.organisation.roles,
        initial={"roles": row.roles, "last_day": row.last_day, "proof": row.proof},
    )

    def act() -> None:
        limit_mandate(
            actor=actor,
            mandate=row,
            roles=form.cleaned_data["roles"],
            ends=form.ends,
            proof=form.cleaned_data["proof"],
            at=clock.now(),
        )

    if carried_out(form, act):
        messages.success(request, _("Mandate changed."))
        return redirect("desk:members", organisation=actor.organisation.slug)
    return form_page(request, "members/mandate.html", form, mandate=row)


@needs(Right.ADMINISTER)
@require_POST
@acts_once
def revoke(request: HttpRequest, actor: Actor, *, mandate: int) -> HttpResponseBase:
    """Revoke a mandate."""
    row = _given(actor, mandate)
    slug = actor.organisation.slug
    try:
        revoke_mandate(actor=actor, mandate=row, at=clock.now())
    except InputError as error:
        tell(request, error)
        return redirect("desk:mandate", organisation=slug, mandate=row.pk)
    messages.success(
        request,
        _("The mandate of %(adviser)s is revoked; its people see nothing here any more.")
        % {"adviser": row.adviser.name},
    )
    return redirect("/desk/") if actor.through else redirect("desk:members", organisation=slug)


@needs(Right.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
@acts_once
def new_client(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Open a desk for a client that has none."""
    form = ClientForm(request.POST or None, initial={"begins": clock.today()})

    def act() -> None:
        said = form.cleaned_data
        open_client(
            actor=actor,
            name=said["name"],
            kind=OrganisationKind(said["kind"]),
            begins=said["begins"],
            proof=said["proof"],
            at=clock.now(),
        )

    if carried_out(form, act):
        messages.success(
            request, _("The desk of %(name)s is open.") % {"name": form.cleaned_data["name"]}
        )
        return redirect("desk:members", organisation=actor.organisation.slug)
    return form_page(request, "members/new_client.html", form)


@needs(Right.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
@acts_once
def client(request: HttpRequest, actor: Actor, *, mandate: int) -> HttpResponseBase:
    """One client of this adviser: who acts for it."""
    today = clock.today()
    row = get_object_or_404(
        Mandate.objects.select_related("client"),
        pk=mandate,
        adviser=actor.organisation,
        revoked_at=None,
    )
    form = SendForm(
        request.POST or None,
        people=own_people(actor.organisation, today),
        allowed=row.role_set & row.client.roles,
    )

    def act() -> None:
        send_to_client(
            actor=actor,
            mandate=row,
            user=form.user,
            roles=form.cleaned_data["roles"],
            at=clock.now(),
        )

    if carried_out(form, act):
        messages.success(request, _("%(name)s may act there now.") % {"name": form.user.name})
        return redirect("desk:client", organisation=actor.organisation.slug, mandate=row.pk)
    return form_page(request, "members/client.html", form, mandate=row, sent=sent_by(row, today))


@needs(Right.ADMINISTER)
@require_POST
@acts_once
def recall(
    request: HttpRequest, actor: Actor, *, mandate: int, membership: int
) -> HttpResponseBase:
    """Take one of the adviser's people back from a client."""
    held = get_object_or_404(Mandate, pk=mandate, adviser=actor.organisation)
    rows = Membership.objects.filter(mandate=held)
    row = get_object_or_404(rows.select_related("user", "mandate"), pk=membership, ends=None)
    try:
        recall_from_client(actor=actor, mandate=held, membership=row, at=clock.now())
    except InputError as error:
        tell(request, error)
    else:
        messages.success(request, _("%(name)s is back from the client.") % {"name": row.user.name})
    return redirect("desk:client", organisation=actor.organisation.slug, mandate=held.pk)


def _given(actor: Actor, number: int) -> Mandate:
    rows = Mandate.objects.filter(client=actor.organisation).select_related("adviser")
    return get_object_or_404(rows, pk=number)
