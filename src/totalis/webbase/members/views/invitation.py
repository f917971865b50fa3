"""Pages outside any organisation: the link of an invitation, and a further organisation of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from totalis.webbase import clock
from totalis.webbase.accounts.models import OrganisationKind, User
from totalis.webbase.members.forms import (
    AdviserForm,
    ConsentForm,
    NewPersonForm,
    OpenForm,
    carried_out,
)
from totalis.webbase.members.selectors import advisers_of, invitation_of, is_open
from totalis.webbase.members.services.invitations import open_account, take_invitation
from totalis.webbase.members.services.mandates import take_mandate
from totalis.webbase.members.services.opening import open_organisation
from totalis.webbase.members.views.people import form_page
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from totalis.webbase.accounts.models import Invitation

GONE = 410
FORBIDDEN = 403


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """What was offered, and the way to take it for this reader."""
    offer = invitation_of(token)
    if offer is None:
        raise Http404
    context = {"invitation": offer}
    if not is_open(offer, clock.now()):
        return TemplateResponse(request, "members/invitation_gone.html", context, status=GONE)
    if not isinstance(request.user, User):
        return _for_a_stranger(request, offer)
    if request.user.email.lower() != offer.email:
        return TemplateResponse(request, "members/invitation_other.html", context, status=FORBIDDEN)
    return _for_the_invited(request, request.user, offer)


def _for_a_stranger(request: HttpRequest, offer: Invitation) -> HttpResponseBase:
    """Whoever is not signed in: signs in, or opens the account that the invitation allows."""
    has_account = User.objects.filter(email=offer.email).exists()
    form = NewPersonForm(request.POST or None, email=offer.email)

    def act() -> None:
        with transaction.atomic():
            said = form.cleaned_data
            at = clock.now()
            user = open_account(
                invitation=offer, name=said["name"], password=said["password"], at=at
            )
            take_invitation(user=user, invitation=offer, at=at)
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])

    if not (has_account or offer.to_adviser) and carried_out(form, act):
        return redirect(f"/desk/{offer.organisation.slug}/")
    return form_page(
        request, "members/invitation.html", form, invitation=offer, has_account=has_account
    )


def _for_the_invited(request: HttpRequest, user: User, offer: Invitation) -> HttpResponseBase:
    """The invited person, signed in: takes it, an adviser's administrator for her firm."""
    advisers = advisers_of(user, clock.today())
    data = request.POST or None
    form = AdviserForm(data, advisers=advisers) if offer.to_adviser else ConsentForm(data)

    def act() -> None:
        at = clock.now()
        if isinstance(form, AdviserForm):
            take_mandate(user=user, invitation=offer, adviser=form.adviser, at=at)
        else:
            take_invitation(user=user, invitation=offer, at=at)

    if carried_out(form, act):
        messages.success(
            request, _("You may act at %(name)s now.") % {"name": offer.organisation.name}
        )
        begun = offer.begins <= clock.today()
        return redirect(f"/desk/{offer.organisation.slug}/" if begun else "/desk/")
    return form_page(
        request, "members/invitation_take.html", form, invitation=offer, advisers=advisers
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@acts_once
def new_organisation(request: HttpRequest) -> HttpResponseBase:
    """Open a further organisation of one's own."""
    if not settings.OPEN_SIGN_UP or not isinstance(request.user, User):
        raise Http404
    form, user = OpenForm(request.POST or None), request.user
    opened = []

    def act() -> None:
        opened.append(
            open_organisation(
                user=user,
                name=form.cleaned_data["organisation"],
                kind=OrganisationKind(form.cleaned_data["kind"]),
                at=clock.now(),
            )
        )

    if carried_out(form, act):
        return redirect(f"/desk/{opened[0].slug}/")
    return form_page(request, "members/new_organisation.html", form)
