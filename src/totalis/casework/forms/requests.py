"""The fields of a request as a form: one for each field that is asked for, with its source document beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from totalis.casework.forms.fields import CountryField
from totalis.casework.forms.moments import CountryNamesField
from totalis.casework.selectors.asked import is_secret
from totalis.procedure.forms import FieldType
from totalis.webbase.forms import DayField, DeskForm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.forms.boundfield import BoundField

    from totalis.procedure.casefile import EvidenceItem, RequestField
    from totalis.procedure.forms import FormField

LONGEST = 4000
SOURCE, REMOVE = "_source", "_remove"
YES_NO = (("yes", "Yes"), ("no", "No"), ("", "Not known yet"))
_LINES = {FieldType.ADDRESS: 4, FieldType.LONG_TEXT: 4, FieldType.FAMILY: 4}


class FieldsForm(DeskForm):
    """Everything that a request asks for; anything may be left empty and filled in later."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's
        asked: Sequence[FormField],
        saved: Mapping[str, RequestField],
        documents: Sequence[EvidenceItem],
        **kwargs: Any,  # noqa: ANN401 - Django's
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asked, self.saved = asked, saved
        choices = [("", "No document"), *((item.id, item.title) for item in documents)]
        for field in asked:
            self._add(field, choices)

    def _add(self, field: FormField, choices: list[tuple[str, str]]) -> None:
        saved = self.saved.get(field.key)
        secret = is_secret(field)
        self.fields[field.key] = made = _form_field(field)
        self.fields[field.key + SOURCE] = source = forms.ChoiceField(
            label=f"Source of: {field.label}", choices=choices, required=False
        )
        source.widget.attrs["class"] = "usa-select"
        if saved is not None:
            source.initial = saved.evidence
            made.initial = "" if secret else saved.value
        if secret and saved is not None:
            self.fields[field.key + REMOVE] = removed = forms.BooleanField(
                label="Take the saved number out", required=False
            )
            removed.widget.attrs["class"] = "usa-checkbox__input"

    def values(self) -> dict[str, tuple[str, str]]:
        """What was typed, by field; a personal number that was left empty stays as it is saved."""
        data = self.cleaned_data
        found: dict[str, tuple[str, str]] = {}
        for field in self.asked:
            typed, source = _text(data.get(field.key)), data.get(field.key + SOURCE) or ""
            saved = self.saved.get(field.key)
            if is_secret(field) and not typed and saved is not None:
                typed = "" if data.get(field.key + REMOVE) else saved.value
            found[field.key] = (typed, source)
        return found

    def saved_value(self, key: str) -> str:
        """What is saved in a field now."""
        saved = self.saved.get(key)
        return saved.value if saved is not None else ""

    def parts(self, key: str) -> tuple[BoundField, BoundField, BoundField | None]:
        """The widgets of one field: value, source document, and the removal of a saved number."""
        removed = self[key + REMOVE] if key + REMOVE in self.fields else None
        return self[key], self[key + SOURCE], removed


def _text(value: object) -> str:
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return str(value or "").replace("\r\n", "\n").strip()


def _form_field(field: FormField) -> forms.Field:
    """The form field for a kind of value; what it must say is the business of the checks."""
    label: dict[str, Any] = {"label": field.label, "required": False, "help_text": field.help}
    if field.type is FieldType.DATE:
        made: forms.Field = DayField(**label)
    elif field.type is FieldType.COUNTRY:
        made = CountryField(empty="Not known yet", **label)
    elif field.type is FieldType.COUNTRIES:
        made = CountryNamesField(max_length=LONGEST, **label)
    elif field.type is FieldType.YES_NO:
        made = forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, **label)
    elif field.type in _LINES:
        rows = forms.Textarea(attrs={"rows": _LINES[field.type]})
        made = forms.CharField(max_length=LONGEST, widget=rows, **label)
    else:
        made = forms.CharField(max_length=LONGEST, **label)
    made.widget.attrs["class"] = _style(made.widget)
    if is_secret(field):
        made.widget.attrs |= {"autocomplete": "off", "spellcheck": "false", "inputmode": "numeric"}
    return made


def _style(widget: forms.Widget) -> str:
    """The class that a widget wears: those made after the form are dressed here."""
    if isinstance(widget, forms.RadioSelect):
        return "usa-radio__input"
    if isinstance(widget, forms.Select):
        return "usa-select"
    return "usa-textarea" if isinstance(widget, forms.Textarea) else "usa-input"
