"""One's own page: notices, mail, calendar."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from totalis.casework.selectors.calendar import standing_feeds
from totalis.casework.selectors.me import notices_for
from totalis.casework.services.me import open_feed, revoke_feed, see_notices, set_mail
from totalis.webbase import clock
from totalis.webbase.accounts.models import User
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

NEW_ADDRESS = "desk-new-feed"


@require_safe
@never_cache
@login_required
def me(request: HttpRequest) -> HttpResponse:
    """What a person was told, how she is told, and her calendar."""
    user = _user(request)
    notices = notices_for(user, clock.today())
    secret = request.session.pop(NEW_ADDRESS, "")
    address = reverse("desk:calendar", args=[secret]) if secret else ""
    context = {
        "notices": notices,
        "unseen": sum(notice.seen_at is None for notice in notices),
        "until": max((notice.created_at for notice in notices), default=clock.now()).isoformat(),
        "feeds": standing_feeds(user),
        "new_address": request.build_absolute_uri(address) if address else "",
    }
    return render(request, "casework/me/me.html", context)


@require_POST
@login_required
@acts_once
def seen(request: HttpRequest) -> HttpResponse:
    """Mark as seen what the page showed, and nothing that came after it was drawn."""
    until = _moment(request.POST.get("until", ""))
    see_notices(user=_user(request), at=clock.now(), until=until)
    return redirect("desk:me")


@require_POST
@login_required
@acts_once
def mail(request: HttpRequest) -> HttpResponse:
    """Turn e-mail on or off."""
    wanted = request.POST.get("mail") == "on"
    set_mail(user=_user(request), wanted=wanted)
    says = "Notices go to you by e-mail as well." if wanted else "Notices stand on this page only."
    messages.success(request, says)
    return redirect("desk:me")


@require_POST
@login_required
@acts_once
def calendar_open(request: HttpRequest) -> HttpResponse:
    """Make the calendar address anew; the page shows it once."""
    request.session[NEW_ADDRESS] = open_feed(user=_user(request), at=clock.now())
    return redirect("desk:me")


@require_POST
@login_required
@acts_once
def calendar_revoke(request: HttpRequest) -> HttpResponse:
    """Let the calendar address fall."""
    revoke_feed(user=_user(request), at=clock.now())
    messages.success(request, "The address no longer answers.")
    return redirect("desk:me")


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - login_required has seen to it
    return request.user


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return clock.now()
    return moment if moment.tzinfo is not None else clock.now()
