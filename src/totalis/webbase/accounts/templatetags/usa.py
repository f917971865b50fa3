"""`{% load usa %}`: a form's fields as the US Web Design System draws them, each with label, hint and error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms, template
from django.forms.widgets import Input
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.forms.boundfield import BoundField

register = template.Library()

CLASS_OF: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.Textarea, "usa-textarea"),
    (forms.Select, "usa-select"),
    (Input, "usa-input"),
)


@register.inclusion_tag("accounts/field.html")
def usa_field(field: BoundField) -> dict[str, object]:
    """One field: a group of choices as a fieldset, a box to tick, or a line with its label above."""
    return {"field": field, "form": field.form, "kind": kind_of(field.field.widget)}


@register.inclusion_tag("accounts/fields.html")
def usa_fields(form: BaseForm) -> dict[str, object]:
    """Every field of a form, under what is wrong with the form as a whole."""
    return {"form": form}


@register.filter
def usa_widget(field: BoundField) -> SafeString:
    """The widget alone, with its class."""
    widget = field.field.widget
    css = next((css for kind, css in CLASS_OF if isinstance(widget, kind)), "")
    if isinstance(widget, forms.DateInput):
        css += " usa-input--medium"
    if field.errors:
        css += " usa-input--error"
    attributes: dict[str, str | bool] = {"class": css, "placeholder": False}
    return mark_safe(field.as_widget(attrs=attributes))  # noqa: S308 - Django's own drawing


def kind_of(widget: forms.Widget) -> str:
    """How the field is drawn."""
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checkbox"
    if isinstance(widget, forms.RadioSelect):
        return "radio"
    if isinstance(widget, forms.CheckboxInput):
        return "box"
    return "line"
