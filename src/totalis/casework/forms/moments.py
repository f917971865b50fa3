"""Form fields that request and tracking share: a moment, a document of the case, several countries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from totalis.casework.models import Evidence
from totalis.facts.countries import COUNTRIES, name_of
from totalis.webbase.forms import DeskForm

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.casework.models import Case

MINUTE = "%Y-%m-%dT%H:%M"
_CODES = {name.casefold(): code for code, name in COUNTRIES.items()}


class MomentInput(forms.DateTimeInput):
    """A day and a time, by the browser's own widget."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - the signature is Django's
        super().__init__(format=MINUTE, **kwargs)
        self.input_type = "datetime-local"


class MomentField(forms.DateTimeField):
    """A moment in UTC, to the minute."""

    widget = MomentInput

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - the signature is Django's
        kwargs.setdefault("input_formats", [MINUTE, "%Y-%m-%dT%H:%M:%S"])
        kwargs.setdefault("error_messages", {"invalid": "Write a day and a time that exist."})
        super().__init__(**kwargs)


class CountryNamesField(forms.CharField):
    """Countries by name or code, separated by commas; cleaned to codes: `US, FR`."""

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 - the signature is Django's
        """Show names for codes."""
        parts = [part.strip() for part in str(value or "").split(",") if part.strip()]
        return ", ".join(name_of(part) if part in COUNTRIES else part for part in parts)

    def clean(self, value: Any) -> str:  # noqa: ANN401 - the signature is Django's
        """Every part must be a country.

        Raises:
            ValidationError: one is not.
        """
        text = super().clean(value)
        codes = []
        for part in (part.strip() for part in text.split(",") if part.strip()):
            code = part.upper() if part.upper() in COUNTRIES else _CODES.get(part.casefold())
            if code is None:
                message = f"“{part}” is no country that we know. Write its English name or its two letters."
                raise forms.ValidationError(message)
            codes.append(code)
        return ", ".join(dict.fromkeys(codes))


class DocumentForm(DeskForm):
    """A form with a proof: a document of the case, or a new one that is kept on the way."""

    document = forms.ModelChoiceField(
        label="Document of the case",
        queryset=Evidence.objects.none(),
        required=False,
        empty_label="None",
        help_text="Choose what shows it, if it is kept already …",
    )
    file = forms.FileField(
        label="… or a new document",
        required=False,
        help_text="A picture of the screen, the letter, the report: PDF or picture. It is kept as evidence of the case.",
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        documents = self.fields["document"]
        documents.queryset = Evidence.objects.filter(case=case).order_by("made_at")  # type: ignore[attr-defined] # a ModelChoiceField
        self.order_fields([name for name in self.fields if name not in ("document", "file")])

    def moment(self, name: str) -> datetime:
        """A moment that was typed."""
        found: datetime = self.cleaned_data[name]
        return found
