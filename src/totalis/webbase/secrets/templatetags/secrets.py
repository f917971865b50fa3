"""`{% load secrets %}`: `{{ number|masked }}`."""

from __future__ import annotations

from django import template

from totalis.webbase.secrets import masking

register = template.Library()


@register.filter
def masked(value: object) -> str:
    """A personal number by its last four signs; nothing for nothing."""
    return masking.masked(value)
