"""The list of members, roles, invitations, and the settings of an organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.models import Invitation, Membership
from totalis.webbase.accounts.rights import Right
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.members.forms import InviteForm, RolesForm, SettingsForm, carried_out
from totalis.webbase.members.mail import send_when_committed
from totalis.webbase.members.selectors import has_ended, people_of, roles_open_to
from totalis.webbase.members.services.invitations import invite, withdraw_invitation
from totalis.webbase.members.services.people import change_roles, end_membership
from totalis.webbase.members.services.settings import change_settings
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from totalis.webbase.accounts.actor import Actor


def form_page(
    request: HttpRequest, template: str, form: forms.Form, **context: object
) -> TemplateResponse:
    """A page with a form; 422 where what was sent cannot stand."""
    status = UNPROCESSABLE if form.is_bound else None
    return TemplateResponse(request, template, {"form": form} | context, status=status)


@needs(Right.ADMINISTER)
@require_safe
def members(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Everybody who belongs here."""
    people = people_of(actor.organisation, clock.now())
    return TemplateResponse(request, "members/members.html", {"people": people})


@needs(Right.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
@acts_once
def invite_member(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Invite somebody by e-mail."""
    form = InviteForm(request.POST or None, allowed=actor.organisation.roles)

    def act() -> None:
        invitation = invite(
            actor=actor,
            email=form.cleaned_data["email"],
            roles=form.cleaned_data["roles"],
            at=clock.now(),
        )
        send_when_committed(request, invitation)

    if carried_out(form, act):
        return redirect("desk:members", organisation=actor.organisation.slug)
    return form_page(request, "members/invite.html", form)


@needs(Right.ADMINISTER)
@require_POST
@acts_once
def withdraw(request: HttpRequest, actor: Actor, *, invitation: int) -> HttpResponseBase:
    """Take an invitation back."""
    row = get_object_or_404(Invitation.objects.of(actor.organisation), pk=invitation)
    try:
        withdraw_invitation(actor=actor, invitation=row, at=clock.now())
    except InputError as error:
        tell(request, error)
    else:
        messages.success(request, _("The invitation is withdrawn; its link leads nowhere now."))
    return redirect("desk:members", organisation=actor.organisation.slug)


@needs(Right.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
@acts_once
def member(request: HttpRequest, actor: Actor, *, membership: int) -> HttpResponseBase:
    """One member: change her roles."""
    row = _membership(actor, membership)
    allowed = roles_open_to(row)
    form = RolesForm(request.POST or None, allowed=allowed, initial={"roles": row.roles})

    def act() -> None:
        change_roles(actor=actor, membership=row, roles=form.cleaned_data["roles"], at=clock.now())

    if carried_out(form, act):
        messages.success(request, _("Roles changed."))
        return redirect("desk:members", organisation=actor.organisation.slug)
    here = not has_ended(row, clock.today())
    return form_page(request, "members/member.html", form, member=row, here=here)


@needs(Right.ADMINISTER)
@require_POST
@acts_once
def end(request: HttpRequest, actor: Actor, *, membership: int) -> HttpResponseBase:
    """End a membership."""
    row = _membership(actor, membership)
    try:
        end_membership(actor=actor, membership=row, at=clock.now())
    except InputError as error:
        tell(request, error)
        return redirect("desk:member", organisation=actor.organisation.slug, membership=row.pk)
    messages.success(request, _("%(name)s is no longer a member.") % {"name": row.user.name})
    if row.user == actor.user:
        return redirect("/desk/")
    return redirect("desk:members", organisation=actor.organisation.slug)


@needs(Right.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
@acts_once
def settings(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Name and retention."""
    now = actor.organisation
    form = SettingsForm(
        request.POST or None, initial={"name": now.name, "retention_years": now.retention_years}
    )

    def act() -> None:
        change_settings(actor=actor, **form.cleaned_data, at=clock.now())

    if carried_out(form, act):
        messages.success(request, _("Settings saved."))
        return redirect("desk:settings", organisation=now.slug)
    return form_page(request, "members/settings.html", form)


def tell(request: HttpRequest, error: InputError) -> None:
    """Say on the next page what was refused."""
    for problem in error.problems:
        said = f"{problem.found}. {problem.remedy}"
        messages.error(request, said[:1].upper() + said[1:])


def _membership(actor: Actor, number: int) -> Membership:
    rows = Membership.objects.filter(organisation=actor.organisation)
    return get_object_or_404(
        rows.select_related("user", "organisation", "mandate__adviser"), pk=number
    )
