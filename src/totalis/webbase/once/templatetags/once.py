"""`{% load once %}`: `{% once %}` beside `{% csrf_token %}` in every form that is posted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html

from totalis.webbase.once.tokens import FIELD, new_token

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def once() -> SafeString:
    """A hidden field with a token of this one drawing of the form."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, new_token())
