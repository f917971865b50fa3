"""What the page about keys asks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from totalis.webbase.forms import DayField, DeskForm
from totalis.webbase.tokens.scopes import Scope


class KeyForm(DeskForm):
    """A key to make."""

    name = forms.CharField(
        label=_("Name of the program"),
        max_length=80,
        help_text=_(
            "As the history shall name it, such as “Payroll run Boston”. Give each program a key of its own."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=[(scope.value, f"{scope.label}. {scope.says}") for scope in Scope],
        help_text=_(
            "No more than the program needs. No key prepares, approves, releases or administers anything."
        ),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what the program may do.")},
    )
    last_day = DayField(
        label=_("Last day"),
        help_text=_(
            "Two years from today at most. The administrators are reminded two weeks before."
        ),
    )

    def clean_scopes(self) -> frozenset[Scope]:
        """The scopes as values."""
        chosen: Any = self.cleaned_data["scopes"]
        return frozenset(Scope(one) for one in chosen)
