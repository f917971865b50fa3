"""One's own page: notices, mail, calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@never_cache
@login_required
def me(request: HttpRequest) -> HttpResponse:
    """What a person was told, how she is told, and her calendar."""
    return render(request, "casework/me/me.html")
