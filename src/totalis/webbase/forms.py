"""Forms as the desk draws them: label, hint, error beside the field, summary on top; no script needed.

A form derives from `DeskForm`; a template draws it whole with `{{ form }}` or one field with `{{ form.name.as_field_group }}`.
What a service refuses (`InputError`) goes to the fields that its problems name with `add_problems`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.renderers import DjangoTemplates

if TYPE_CHECKING:
    from totalis.kernel.errors import TotalisError

UNPROCESSABLE = 422
"""The status of a page that shows a form again with what was wrong in it."""


class DeskRenderer(DjangoTemplates):
    """Draws forms by our templates."""

    form_template_name = "webbase/forms/form.html"
    field_template_name = "webbase/forms/field.html"


class DeskForm(forms.Form):
    """A form in the look of the desk."""

    default_renderer = DeskRenderer  # type: ignore[mutable-override] # a class attribute by design
    error_css_class = "usa-form-group--error"
    use_required_attribute = False
    """The server says what is missing, beside the field and in words; the browser's bubbles vanish unread."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - the signature is Django's
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _dress(field)

    def add_problems(self, error: TotalisError) -> None:
        """Show what a service refused: beside the field that a problem's path names, else on top."""
        for problem in error.problems:
            name = problem.path.split(".")[-1].split("[")[0]
            text = f"Found: {problem.found}. Expected: {problem.expected}. {problem.remedy}"
            self.add_error(name if name in self.fields else None, text)


def _dress(field: forms.Field) -> None:
    """Give the widget its USWDS class."""
    widget = field.widget
    kind = "usa-input"
    if isinstance(widget, forms.Select):
        kind = "usa-select"
    elif isinstance(widget, forms.Textarea):
        kind = "usa-textarea"
        widget.attrs.setdefault("rows", 4)
    elif isinstance(widget, forms.ClearableFileInput | forms.FileInput):
        kind = "usa-input file"
    elif isinstance(widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
        kind = (
            "usa-checkbox__input"  # before the next: to Django the second is a kind of RadioSelect
        )
    elif isinstance(widget, forms.RadioSelect):
        kind = "usa-radio__input"
    widget.attrs["class"] = f"{widget.attrs.get('class', '')} {kind}".strip()


class DayInput(forms.DateInput):
    """A day, by the browser's own widget, which every screen reader knows."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - the signature is Django's
        super().__init__(format="%Y-%m-%d", **kwargs)
        self.input_type = "date"


class DayField(forms.DateField):
    """A day; help texts say which."""

    widget = DayInput

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - the signature is Django's
        kwargs.setdefault("input_formats", ["%Y-%m-%d"])
        kwargs.setdefault("error_messages", {"invalid": "Write a day that exists."})
        super().__init__(**kwargs)
