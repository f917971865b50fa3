"""`{% load people %}`: roles in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.translation import gettext as _

from totalis.webbase.accounts.rights import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

register = template.Library()


@register.filter
def role_names(roles: Iterable[str]) -> str:
    """The roles by name, in the order in which a case meets them."""
    held = frozenset(roles)
    return ", ".join(role.label for role in Role if role in held) or _("none")
