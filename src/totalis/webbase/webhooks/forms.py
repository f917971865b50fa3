"""What the pages about webhooks ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from totalis.webbase.forms import DeskForm
from totalis.webbase.webhooks.kinds import kinds


class EndpointForm(DeskForm):
    """Where to send, and what."""

    url = forms.CharField(
        label=_("Address of your program"),
        max_length=500,
        help_text=_(
            "A public https address that takes POST, such as https://payroll.example.org/totalis."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
    )
    kinds = forms.MultipleChoiceField(
        label=_("What it is told"),
        help_text=_("A message names records by their numbers and holds no personal number."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what the program shall be told.")},
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=120,
        required=False,
        help_text=_("For colleagues: which program this is and who looks after it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own arguments
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = [  # type: ignore[attr-defined] # a field of choices, above
            (kind.key, f"{kind.label}. {kind.says}") for kind in kinds()
        ]
