"""The agency of this installation."""

from __future__ import annotations

from django.http import Http404

from totalis.authority.models import Agency


def agency() -> Agency | None:
    """The agency whose house this is; None where the installation is a case desk only."""
    return Agency.objects.select_related("organisation").first()


def agency_or_404() -> Agency:
    """The agency, for public pages.

    Raises:
        Http404: this installation has none.
    """
    found = agency()
    if found is None:
        message = "This installation has no certificate service."
        raise Http404(message)
    return found
