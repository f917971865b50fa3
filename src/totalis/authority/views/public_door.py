"""The door of the public pages: open to everybody, nothing stored on the way, and what this browser has opened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language

from totalis.authority.models import CoverageRequest, Draft
from totalis.authority.selectors.agency import agency_or_404
from totalis.webbase import clock
from totalis.webbase.limits.services import count, network_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from totalis.authority.models import Agency
    from totalis.webbase.limits.services import Limit

DRAFTS, REQUESTS = "service_drafts", "service_requests"
MOST = 20
OPEN_FOR = timedelta(minutes=30)
"""For so long after the last look a browser that named the second fact sees a request."""
TOO_MANY, GONE = 429, 404


def everybody(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a view `(request, agency, **kwargs)` to everybody; no cache keeps what it shows."""

    @wraps(view)
    def opened(request: HttpRequest, **kwargs: Any) -> HttpResponse:  # noqa: ANN401 - a view's own arguments
        response = view(request, agency_or_404(), **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return opened


def language() -> str:
    """The language of this page."""
    return (get_language() or "en").split("-")[0]


def page(
    request: HttpRequest,
    agency: Agency,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """A public page in the agency's frame."""
    # Each language by its own name, as the settings have it: Django's tag would translate some of them.
    everything = {
        "agency": agency,
        "language": language(),
        "languages": settings.LANGUAGES,
        **(context or {}),
    }
    return render(request, f"service/{template}", everything, status=status)


# ── forms that this browser has opened ──


def remember_draft(request: HttpRequest, draft: Draft) -> None:
    """Let this browser go on with a form until it is closed."""
    _until_closed(request)
    kept = [handle for handle in request.session.get(DRAFTS, []) if handle != draft.handle]
    request.session[DRAFTS] = [*kept, draft.handle][-MOST:]


def draft_of(request: HttpRequest, agency: Agency, handle: str) -> Draft | None:
    """A form that this browser has opened; None for everybody else, whether there is one or not."""
    if handle not in request.session.get(DRAFTS, []):
        return None
    rows = Draft.objects.of(agency.organisation).filter(lapses_at__gt=clock.now())
    return rows.select_related("corrects").filter(handle=handle).first()


# ── requests whose second fact was named in this browser ──


def remember_request(request: HttpRequest, row: CoverageRequest) -> None:
    """Let this browser see a request for a while."""
    _until_closed(request)
    kept = dict(request.session.get(REQUESTS, {}))
    kept[row.control_number] = int((clock.now() + OPEN_FOR).timestamp())
    request.session[REQUESTS] = dict(list(kept.items())[-MOST:])


def request_of(request: HttpRequest, agency: Agency, number: str) -> CoverageRequest | None:
    """A request that this browser may see; each look lets it see it for a while longer."""
    until = request.session.get(REQUESTS, {}).get(number)
    if until is None or datetime.fromtimestamp(until, tz=UTC) < clock.now():
        return None
    rows = CoverageRequest.objects.of(agency.organisation).select_related("refers_to")
    row = rows.filter(control_number=number).first()
    if row is not None:
        remember_request(request, row)
    return row


def open_numbers(request: HttpRequest) -> tuple[str, ...]:
    """The control numbers of the requests that this browser may see now."""
    now = clock.now().timestamp()
    return tuple(
        number for number, until in request.session.get(REQUESTS, {}).items() if until >= now
    )


def forget_requests(request: HttpRequest) -> None:
    """Show no request any more until the second fact is named again; nor the page that followed its sending."""
    request.session.pop(REQUESTS, None)
    kept = request.session.get(DRAFTS, [])
    rows = Draft.objects.filter(handle__in=kept, sent_at__isnull=False)
    sent = set(rows.values_list("handle", flat=True))
    request.session[DRAFTS] = [handle for handle in kept if handle not in sent]


def gone(request: HttpRequest, agency: Agency) -> HttpResponse:
    """The page instead of a form that this browser has not opened or that has lapsed."""
    return page(request, agency, "gone.html", status=GONE)


def limited(request: HttpRequest, agency: Agency, limit: Limit) -> HttpResponse | None:
    """Count a try from this network; the page to show instead where there were too many."""
    at = clock.now()
    tries = count(limit, whom=network_of(request), at=at)
    if not tries.too_many:
        return None
    seconds = max(1, int((tries.ends_at - at).total_seconds()))
    context = {"minutes": -(-seconds // 60)}
    response = page(request, agency, "too_many.html", context, status=TOO_MANY)
    response.headers["Retry-After"] = str(seconds)
    return response


def _until_closed(request: HttpRequest) -> None:
    """A visitor's session ends with the browser; that of somebody who is signed in is her own."""
    if not request.user.is_authenticated:
        request.session.set_expiry(0)
