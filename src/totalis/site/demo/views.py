"""Signing in by a button, on a demonstration only: `totalis.site.urls` knows this address only there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from totalis.site.demo.agencies import AGENCY_PEOPLE
from totalis.site.demo.cast import PEOPLE
from totalis.webbase.accounts.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_POST
def sign_in(request: HttpRequest) -> HttpResponseRedirect:
    """Sign in as somebody of the cast, and go where she wanted to go; nobody else can be named.

    Raises:
        Http404: this is no demonstration, or the address is nobody's of the cast.
    """
    email = request.POST.get("email", "")
    if not settings.DEMO or email not in {person.email for person in (*PEOPLE, *AGENCY_PEOPLE)}:
        raise Http404
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None:
        raise Http404
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    wanted = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(wanted if here else resolve_url(settings.LOGIN_REDIRECT_URL))
