"""What is wrong with the house itself, on the pages where somebody will see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from totalis.authority.selectors.register_keys import key_trouble

if TYPE_CHECKING:
    from totalis.webbase.accounts.models import Organisation

register = template.Library()


@register.inclusion_tag("authority/parts/key_trouble.html")
def key_alert(organisation: Organisation) -> dict[str, Any]:
    """That the agency cannot sign, why, and what is to be done; nothing where it can."""
    return {"trouble": key_trouble(organisation)}
